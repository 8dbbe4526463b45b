-- error: 2: error: wants a message, got a table value
error({ code = 3 })
