-- error: 3: the spec wants more than 8 MB of memory
local function f(n)
  return 1 + f(n + 1)
end
f(1)
