-- error: 2: network: wants options in braces, got 5
return network(5)
