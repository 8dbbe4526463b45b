-- error: 3: the spec wants more than 8 MB of memory
local t = {}
for i = 1, 10000000 do t[i] = i end
