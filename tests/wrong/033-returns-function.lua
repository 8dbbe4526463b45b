-- error: 2: the spec's result: wants network { ... }, got a function
return network
