-- error: 3: attempt to index a string value (local 's')
local s = "aaaa"
local t = s:find("a*a*a*b")
