-- error: 2: first second
error("first\nsecond")
