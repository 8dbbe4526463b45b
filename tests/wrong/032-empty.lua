-- error: 1: the spec returns nothing: end it with `return network { ... }`

