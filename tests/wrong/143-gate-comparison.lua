-- error: 5: nodes cannot be compared with '<', which gives a boolean: use where(lt(a, b), u, v)
local x = input("x", 4)
local y = dense(1)(x)
local z
if x < 0 then z = -x else z = x end
return network { outputs = { y = y }, loss = half_squared_error(y, target("t", 1)) }
