-- error: 4: l2: 1e+39 is beyond the largest float, 3.4e+38: write a smaller number, or real = "double"
-- options: --real float
return network { input = 4, layers = { dense(1) }, loss = half_squared_error, real = "double",
  l2 = 1e39 }
