-- error: 6: the spec's result: wants network { ... }, got 42
local function f()
  return 1
end
if f() == 1 then
  return 42
end
return network { input = 4, layers = { dense(1) }, loss = half_squared_error }
