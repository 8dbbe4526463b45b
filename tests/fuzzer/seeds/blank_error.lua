-- error: 0// first second
error('')
