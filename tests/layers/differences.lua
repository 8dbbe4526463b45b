-- differences.lua - the outputs of derivatives.lua against differences of each other.
--
--   lua5.4 differences.lua write DATA.csv           x and v: the point, then x moved there and back
--   lua5.4 differences.lua compare OUTPUTS.csv      a row for each of them
local N, H = 20, 1e-5

if arg[1] == "write" then
  local file = assert(io.open(arg[2], "w"))
  local x, v = {}, {}
  for i = 1, N do x[i], v[i] = math.sin(3.7 * i * i) * 0.9, math.cos(2.3 * i) end
  local function row(moved)
    local all = {}
    for i = 1, N do all[i], all[N + i] = string.format("%.17g", moved[i]), v[i] end
    file:write(table.concat(all, ","), "\n")
  end
  row(x)
  for i = 0, N do -- 0: along v
    for sign = 1, -1, -2 do
      local moved = {}
      for k = 1, N do
        moved[k] = x[k] + sign * H * (i == 0 and v[k] or i == k and 1 or 0)
      end
      row(moved)
    end
  end
  file:close()
  return
end

local names, rows
for line in io.lines(arg[2]) do
  local row = {}
  for field in line:gmatch "[^,]+" do row[#row + 1] = tonumber(field) or field end
  if names then rows[#rows + 1] = row else names, rows = row, {} end
end
-- The elements of an output in a row, from the heading's names: y[0], or y_1, or y.
local function output(row, name)
  local list = {}
  for column, heading in ipairs(names) do
    if heading:match "^%a+" == name then list[#list + 1] = rows[row][column] end
  end
  return list
end
local wrong, judged = 0, 0
local function equal(what, a, b)
  judged = judged + 1
  if not (math.abs(a - b) <= 2e-7 * (1 + math.abs(b))) then
    wrong = wrong + 1
    print(string.format("%s is %.12g, by differences %.12g", what, a, b))
  end
end
local function differences(name, move)
  local there, back, list = output(2 * move + 2, name), output(2 * move + 3, name), {}
  for i = 1, #there do list[i] = (there[i] - back[i]) / (2 * H) end
  return list
end
local g, j, jv, hv, uj = output(1, "g"), output(1, "j"), output(1, "jv"), output(1, "hv"),
  output(1, "uj")
for i, slope in ipairs(differences("y", 0)) do equal("jv " .. i, jv[i], slope) end
for i, slope in ipairs(differences("g", 0)) do equal("hv " .. i, hv[i], slope) end
for i = 1, N do
  equal("uj " .. i, uj[i], g[i])
  for k, slope in ipairs(differences("y", i)) do
    equal(string.format("j %d, %d", k, i), j[(k - 1) * N + i], slope)
  end
end
os.exit(wrong == 0 and judged > 3 * N and 0 or 1)
