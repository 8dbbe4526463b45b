-- error: 2: network: wants options in braces, got nothing
return network()
