-- sums.lua - words along an axis, and products of matrices.

local format = string.format
local vector_sum, vector_logsumexp, vector_softmax = sum, logsumexp, softmax -- of C, of rows

-- ---- along an axis ----

-- The numbers of all axes but one, in order.
function axes_but(count_of_axes, axis)
  local rest = {}
  for k = 1, count_of_axes do
    if k ~= axis then rest[#rest + 1] = k end
  end
  return rest
end

-- The sum along an axis, which stays with size 1.
local function sum_along(label, x, axis)
  local dims = shape(x)
  local to, own = replaced(dims, axis, 1), strides_of(dims)
  local strides, axes = strides_of(to), {}
  for k, d in ipairs(dims) do axes[k] = { d, k == axis and 0 or strides[k], own[k] } end
  return loops(label, to, axes, { 0, 0 }, x)
end

-- f(x) of all elements, along(label, x, axis) where an axis is given; `last`: the last axis is
-- meant where none is.
local function reduction(label, all, along, last)
  return function(x, axis, ...)
    local axes = kind(x) == "node" and #shape(x) or 1
    if axis == nil and (axes == 1 or not last) then return all(x, ...) end
    local unfit = unfit_node(label, x)
    if unfit then return unfit end
    if select("#", ...) > 0 then
      return problem(format("%s: wants a node and an axis, got %d arguments", label,
                            2 + select("#", ...)))
    end
    local k = axis_of(label, x, axis)
    if not k then return silence() end
    if axes == 1 then return all(x) end
    return along(label, x, k)
  end
end

sum = reduction("sum", vector_sum, sum_along)

local function mean_of_all(x, ...)
  local s = vector_sum(x, ...)
  return kind(s) == "node" and s * (1 / (kind(x) == "node" and size(x) or 1)) or s
end
mean = reduction("mean", mean_of_all, function(label, x, axis)
  return sum_along(label, x, axis) * (1 / shape(x)[axis])
end)

local function amax_along(label, x, axis)
  local dims = shape(x)
  if axis == 1 then return largest(replaced(dims, axis, 1), x, dims[axis]) end
  local order = axes_but(#dims, axis)
  table.insert(order, 1, axis)
  local turned = permuted(label, x, order)
  if kind(turned) ~= "node" then return turned end
  return largest(replaced(dims, axis, 1), turned, dims[axis])
end

local function amax_of_all(x, ...)
  if kind(x) == "number" and select("#", ...) == 0 then return x end
  local unfit = unfit_node("amax", x)
  return unfit or largest({ 1 }, x, size(x))
end
amax = reduction("amax", amax_of_all, amax_along)
amin = reduction("amin", function(x, ...) return -amax_of_all(-x, ...) end,
                 function(label, x, axis) return -amax_along(label, -x, axis) end)

-- With the largest taken off no exponential overflows; that it is the largest is no matter of the
-- derivative.
local function shifted(label, x, axis)
  local most = stop_gradient(amax_along(label, x, axis))
  local rest = x - most
  return most, rest, log(sum_along(label, exp(rest), axis))
end

logsumexp = reduction("logsumexp", vector_logsumexp, function(label, x, axis)
  local most, _, rest = shifted(label, x, axis)
  return most + rest
end)

local function log_softmax_along(label, x, axis)
  local _, rest, sum_of_rest = shifted(label, x, axis)
  return rest - sum_of_rest
end
log_softmax = reduction("log_softmax", function(x) return x - vector_logsumexp(x) end,
                        log_softmax_along, true)

-- As an exponential, so that its logarithm is that of the logits.
softmax = reduction("softmax", vector_softmax, function(label, x, axis)
  return exp(log_softmax_along(label, x, axis))
end, true)

-- ---- products ----

-- R x K by K x C; a vector is a row, and the product then one, too.
function product_of(label, a, b)
  local left, right = shape(a), shape(b)
  local rows = #left == 2 and left[1] or 1
  if #left > 2 or #right ~= 2 or left[#left] ~= right[1] then
    return problem(format("%s: %s by %s do not fit: R x K by K x C is R x C", label, shape_name(a),
                          shape_name(b)))
  end
  local inner, cols = right[1], right[2]
  local dims = #left == 2 and { rows, cols } or { cols }
  if not fits_limit(label, dims) then return silence() end
  return loops(label, dims, { { rows, cols, inner, 0 }, { inner, 0, 1, cols }, { cols, 1, 0, 1 } },
               { 0, 0, 0 }, a, b)
end

matrix_product = function(a, b) return unfit_node("matmul", a, b) or product_of("matmul", a, b) end
