-- A table that is looked up twice, by numbers that repeat.
local ids, more = input("ids", 9, { classes = 210 }), input("more", 4, { classes = 210 })
local word = embedding(210, 33)
local h = concat(flatten(word(ids)), flatten(word(more)))
return network {
  batch = 12,
  output = dense(3)(h),
  loss = half_squared_error(dense(3)(h), target("t", 3)),
  optimizer = adam { rate = 0.01 },
}
