-- Two inputs, two outputs: a mul gate, a max gate, and an error that comes back from two sides.
--
-- Forward: x and c are the inputs.
--   h = max(x w1 + b1, 0)
--   g = s(c w2 + b2) * h                    mul gate: c decides how much of h goes on
--   k = [x c] w3 + b3
--   m = max(g, k)                           max gate: the larger of two proposals
--   class = softmax(m w4 + b4)              value = m w5 + b5
--   loss = -sum of t ln class + 1/2 (value - v)^2      t and v are the targets
--
-- Backward: e_ is the gradient at _, before its activation d_; s = s(c w2 + b2)
--   d4 = class - t                          d5 = value - v
--   em = d4 w4' + d5 w5'                    two heads: their errors add
--   eg = em * [g > k]                       ek = em * [g <= k]
--   d1 = eg * s * [h > 0]                   d2 = eg * h * s (1 - s)         mul swaps
--   dw1 = x' d1, dw2 = c' d2, dw3 = [x c]' ek, dw4 = m' d4, dw5 = m' d5     and db = d
--
-- Update: w <- w - rate * dJ/dw             and b likewise

local x, c = input("x", 16), input("c", 4)
local h    = dense(32, relu)(x)
local gate = sigmoid(dense(32)(c)) * h                  -- mul gate
local m    = max(gate, dense(32)(concat(x, c)))         -- max gate
local class, value = dense(5, softmax)(m), dense(1)(m)

return network {
  name    = "two_heads",
  outputs = { class = class, value = value },
  loss    = cross_entropy(class, target("class", 5))
          + 0.5 * mean_squared_error(value, target("value", 1)),
}
