-- error: 5: loss of line 4: sub: shapes 1x3 and 1x2 do not fit
return network {
  input = 4, layers = { dense(3) },
  loss = function(y, t)
    return y - t - slice(y, 1, 2)
  end,
}
