-- error: 2: error: wants a message, got a nil value
error()
