-- error: the spec's result: wants network { ... }, got 42
return 42
