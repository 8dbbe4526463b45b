-- error: 11: sgd: momentum: wants a number of at least 0, got -1
-- error: 13: batch: wants a whole number from 1 to 1000000, got 3.5
return network { -- batch = 1
  input = 4, --[[ batch = 2,
  batch = 3 ]] layers = { dense(1, function(x)
    local batch, t = 4, { batch = 5 }
    return x * t.batch * batch
  end) }, loss = half_squared_error, name = [==[
batch = 6 ]] }]==] and "net", real = "batch = 7 }" and
    "double", optimizer = sgd { rate = 8,
    momentum = -1,
  },
  batch
    =
      3.5;
}
