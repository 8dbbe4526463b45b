-- file.lua - writes a safetensors or npy file of a given header and so many bytes of zeros:
--   lua5.4 file.lua FILE HEADER BYTES [LENGTH [VERSION]]
-- LENGTH is what the file says of the header's, VERSION (1) that of npy.
local path, header, bytes, length, version = table.unpack(arg)
length = length and math.tointeger(length) or #header
local head = string.pack("<I8", length)
if path:find("%.npy$") then
  version = tonumber(version or 1)
  head = "\x93NUMPY" .. string.pack(version == 1 and "<BBI2" or "<BBI4", version, 0, length)
end
local file = assert(io.open(path, "wb"))
file:write(head, header, ("\0"):rep(tonumber(bytes)))
file:close()
