-- error: 2: the spec's result: wants network { ... }, got 42
return 42
