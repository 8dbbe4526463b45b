-- error: the spec returns nothing: end it with `return network { ... }`

