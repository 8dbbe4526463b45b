-- error: 4: in the call of line 7: add: shapes 1x4 and 1x3 do not fit
local function block(x)
  local y = dense(3)(x)
  return x + y
end
local x = input("x", 4)
local y = dense(1)(block(x))
return network { output = y, loss = half_squared_error(y, target("t", 1)) }
