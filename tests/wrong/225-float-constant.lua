-- error: 7: 1e+39 is beyond the largest float, 3.4e+38: write a smaller number, or real = "double"
return network {
  input = 4,
  layers = {
    dense(3),
    function(x)
      return x * 1e39
    end,
    dense(1),
  },
  loss = half_squared_error,
}
