-- error: 2: the spec's result: wants network { ... }, got a table
return { input = 4 }
