-- error: 2: network: wants input, layers and loss, or outputs and loss
return network {}
