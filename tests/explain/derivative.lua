-- derivative.lua - the lines `NAME(a) = ...` and `d NAME(a)/da = ... = ...` of a text: all formulas of
-- a line are equal, and the second line is the difference quotient of the first.
--
--   lua5.4 derivative.lua TEXT NAME
package.path = arg[0]:gsub("[^/]*$", "../mathematics/?.lua")
local formula = require "formula"

local definition, derivative
for line in io.lines(arg[1]) do
  definition = definition or line:match("^  " .. arg[2] .. "%(a%) = (.*)$")
  derivative = derivative or line:match("^  d " .. arg[2] .. "%(a%)/da = (.*)$")
end
assert(definition and derivative, "no lines of " .. arg[2])

local function value(text, a)
  return formula.evaluate(formula.parse(text), function() return { rows = 1, cols = 1, a } end,
                          { index = {} })[1]
end

local h = 1e-5
for a = -2.5, 2.5, 0.35 do
  local slope = (value(definition, a + h) - value(definition, a - h)) / (2 * h)
  local own = value(arg[2] .. "(a)", a)
  assert(math.abs(own - value(definition, a)) < 1e-9, definition)
  for side in (derivative .. " = "):gmatch "(.-) = " do
    assert(math.abs(value(side, a) - slope) < 1e-8, side)
  end
end
