-- random.lua - writes a parameter block of numbers of all sizes, and some that are special:
--   lua5.4 random.lua FILE FORMAT COUNT NUMBER...      FORMAT: string.pack's
local path, format, count = table.unpack(arg)
local file = assert(io.open(path, "wb"))
math.randomseed(1)
for i = 1, tonumber(count) do
  local number = tonumber(arg[3 + i]) or (math.random() - 0.5) * 10 ^ math.random(-20, 20)
  file:write(string.pack(format, number))
end
file:close()
