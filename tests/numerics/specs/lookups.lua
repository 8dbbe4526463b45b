-- A large table that is looked up twice, by numbers that repeat: its update pays for threads.
local ids, more = input("ids", 9, { classes = 2100 }), input("more", 4, { classes = 2100 })
local word = embedding(2100, 33)
local h = concat(flatten(word(ids)), flatten(word(more)))
return network {
  batch = 12,
  output = dense(3)(h),
  loss = half_squared_error(dense(3)(h), target("t", 3)),
  optimizer = adam { rate = 0.01 },
}
