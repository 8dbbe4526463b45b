-- error: 4: the spec makes a string of more than 65536 bytes
local s = "x"
while true do
  s = s .. s
end
