-- error: 2: 'io' is not part of the spec language
local f = io.open("/etc/passwd")
for line in f:lines() do print(line) end
return network { input = 4, layers = { dense(3, relu), dense(1) }, loss = half_squared_error }
