-- error: 2: error: wants a message, got a blank one
error('  ')
