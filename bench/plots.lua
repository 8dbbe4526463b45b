-- plots.lua - share of peak as SVG, by gnuplot: the generated code in strong solid lines, the
-- libraries in thin dashed ones, every line with a mark of its own, for print in black and white.
local measure = require "measure"

local plots = {}

-- name, colour, gnuplot's mark, dashes; colours that differ for the colour-blind, too
local styles = {
  { "bpgen, clang", "#000000", 7, "solid" }, { "bpgen, gcc", "#0072b2", 5, "solid" },
  { "oneDNN", "#d55e00", 8, "(12,4)" }, { "libxsmm", "#009e73", 10, "(6,4)" },
  { "OpenBLAS", "#cc79a7", 12, "(12,4,3,4)" }, { "Eigen", "#a07800", 4, "(3,3)" },
  { "BLIS", "#56a0d8", 6, "(8,3,3,3,3,3)" }, { "PyTorch", "#777777", 2, "(2,5)" },
}

local function data(points, name)
  local lines = {}
  for _, point in ipairs(points) do
    for _, one in ipairs(point.result) do
      if one.name == name then
        lines[#lines + 1] = ("%d %.2f"):format(point.at, 100 * one.share)
      end
    end
  end
  return lines
end

-- points: { at, result } each. Writes FOLDER/NAME.svg; false where gnuplot fails.
function plots.write(folder, name, title, axis, points)
  table.sort(points, function(a, b) return a.at < b.at end)
  local script, curves, ticks = {}, {}, {}
  for i, point in ipairs(points) do ticks[i] = ("%d"):format(point.at) end
  for i, style in ipairs(styles) do
    local lines = data(points, style[1])
    if #lines > 0 then
      script[#script + 1] = ("$data%d << END\n%s\nEND"):format(i, table.concat(lines, "\n"))
      local ours = style[4] == "solid"
      curves[#curves + 1] = ("$data%d with linespoints pt %d ps %s lw %s dt %s lc rgb '%s' "
        .. "title '%s'"):format(i, style[3], ours and "0.8" or "0.7", ours and "2.5" or "1.2",
                                style[4], style[2], style[1])
    end
  end
  script[#script + 1] = ([[
set terminal svg size 800,480 font 'sans-serif,13' background '#ffffff' dashlength 0.6
set output '%s/%s.svg'
set title '%s'
set logscale x 2
set xtics (%s)
set xrange [%g:%g]
set yrange [0:100]
set ytics 10
set grid ytics lc rgb '#dddddd' dt solid lw 0.7
set border 3
set tics nomirror out
set key outside right center reverse Left samplen 4 spacing 1.3
set xlabel '%s'
set ylabel 'share of the FMA peak of one core, %%'
plot %s]]):format(folder, name, title, table.concat(ticks, ", "), points[1].at / 1.1,
                  points[#points].at * 1.1, axis, table.concat(curves, ", \\\n  "))
  local path = ("%s/%s.gnuplot"):format(measure.folder, name)
  local file <close> = assert(io.open(path, "w"))
  assert(file:write(table.concat(script, "\n"), "\n"))
  file:close()
  return (measure.shell(("gnuplot %s 2> %s.log"):format(path, path)))
end

return plots
