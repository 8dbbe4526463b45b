-- shapes.lua - words over axes: what moves elements, sums along an axis, products of matrices.
-- All of it is one gate, contract: loops over the elements of its operands. A node's own axes are
-- shape(x); to the graph it is the row of its elements.

local format = string.format
local vector_sum, vector_concat, vector_slice = sum, concat, slice -- of C, of rows of elements
local vector_logsumexp, vector_softmax = logsumexp, softmax

-- ---- what is asked for ----

-- Of arguments that must be nodes: one that is a poison, or a poison after a message; nil: all are.
local function unfit_node(label, ...)
  for i = 1, select("#", ...) do
    local x = select(i, ...)
    if kind(x) == "poison" then return x end
    if kind(x) ~= "node" then
      wants(label, "a node", x)
      return silence()
    end
  end
end

local function is_whole(v, low, high)
  local i = kind(v) == "number" and math.tointeger(v)
  return i and i >= low and i <= high and i or nil
end

local function whole(label, v, low, high)
  local i = is_whole(v, low, high)
  if not i and kind(v) ~= "poison" then
    wants(label, format("a whole number from %d to %d", low, high), v)
  end
  return i
end

-- The number of an axis, from 1; nil after a message. Without one, the last.
local function axis_of(label, x, axis)
  local axes = #shape(x)
  if axis == nil then return axes end
  local i = is_whole(axis, -axes, axes)
  if i and i ~= 0 then return i < 0 and axes + 1 + i or i end
  if kind(axis) == "poison" then return nil end
  if axes == 1 then
    problem(format("%s: axis: a vector has axis 1 alone, got %s", label, describe(axis)))
  else
    problem(format("%s: axis: the axes of %s are 1 to %d, or from the last -1 to -%d, got %s", label,
                   shape_name(x), axes, axes, describe(axis)))
  end
end

local function product(dims)
  local size = 1
  for _, d in ipairs(dims) do size = size * d end
  return size
end
size_of_shape = product

function dims_text(dims) return table.concat(dims, " x ") end

local function fits_limit(label, dims)
  if product(dims) <= size_max then return true end
  problem(format("%s: %s makes more than %d elements", label, dims_text(dims), size_max))
  return false
end

-- A list of sizes, given as a list or as arguments; nil after a message.
function sizes_of(label, most, ...)
  local given = { ... }
  if select("#", ...) == 1 and kind(given[1]) == "table" then given = given[1] end
  if #given < 1 or #given > most or entries(given) > #given then
    problem(format("%s: wants 1 to %d sizes, such as 28, 28, 1, got %d", label, most, #given))
    return nil
  end
  local dims = {}
  for i, d in ipairs(given) do
    dims[i] = count(format(#given > 1 and "%s: size " .. i or "%s: the size", label), d)
    if not dims[i] then return nil end
  end
  return dims
end

function size_of(x) return unfit_node("size", x) or size(x) end

-- ---- loops ----

function strides_of(dims)
  local strides, step = {}, 1
  for k = #dims, 1, -1 do
    strides[k] = step
    step = step * dims[k]
  end
  return strides
end

-- contract, told of sums that take too long.
function loops(label, dims, axes, first, a, b)
  local y = contract(dims, axes, first, a, b)
  if y then return y end
  local rounds = 1
  for _, axis in ipairs(axes) do rounds = rounds * axis[1] end
  return problem(format("%s: %d multiply-adds for a sample are more than 2^30", label, rounds))
end

-- Of shape dims, the elements of x that the strides lead to, from element `first` on, from 0.
local function view(label, x, dims, strides, first)
  local axes, own = {}, strides_of(dims)
  for k, d in ipairs(dims) do axes[k] = { d, own[k], strides[k] } end
  return loops(label, dims, axes, { 0, first or 0 }, x)
end

local function with(list, i, value)
  local copy = table.move(list, 1, #list, 1, {})
  copy[i] = value
  return copy
end

-- ---- movement ----

function reshape(x, ...)
  local unfit = unfit_node("reshape", x)
  if unfit then return unfit end
  local dims = sizes_of("reshape", axes_max, ...)
  if not dims then return silence() end
  if product(dims) ~= size(x) then
    return problem(format("reshape: %s has %d elements, %s has %d", shape_name(x), size(x),
                          dims_text(dims), product(dims)))
  end
  return with_shape(x, dims)
end

function flatten(x)
  local unfit = unfit_node("flatten", x)
  return unfit or with_shape(x, { size(x) })
end

local function permuted(label, x, order)
  local dims, own, to, strides = shape(x), strides_of(shape(x)), {}, {}
  for k, axis in ipairs(order) do to[k], strides[k] = dims[axis], own[axis] end
  return view(label, x, to, strides)
end

function permute(x, order)
  local unfit = unfit_node("permute", x)
  if unfit then return unfit end
  local axes, seen = #shape(x), {}
  for i = 1, kind(order) == "table" and #order or 0 do
    local axis = is_whole(order[i], 1, axes)
    if axis then seen[axis] = true end
  end
  if kind(order) == "poison" then return order end
  if kind(order) ~= "table" or #order ~= axes or entries(seen) ~= axes then
    local such_as = { "{1}", "{2, 1}", "{3, 1, 2}" }
    return wants("permute", format("each axis of %s once, such as %s", shape_name(x), such_as[axes]),
                 order)
  end
  return permuted("permute", x, order)
end

function transpose(x)
  local unfit = unfit_node("transpose", x)
  if unfit then return unfit end
  local axes = #shape(x)
  if axes == 1 then
    return problem(format("transpose: wants two axes or more, got a vector of size %d: "
                          .. "reshape(x, 1, %d) makes a row of it", size(x), size(x)))
  end
  return permuted("transpose", x, axes == 2 and { 2, 1 } or { 1, 3, 2 })
end

local function slice_of(x, first, last, axis)
  local dims, strides = shape(x), strides_of(shape(x))
  local to = with(dims, axis, last - first + 1)
  if axis == 1 then -- elements that lie together
    local from = (first - 1) * strides[1]
    return with_shape(vector_slice(x, from + 1, from + product(to)), to)
  end
  return view("slice", x, to, strides, (first - 1) * strides[axis])
end

function slice(...)
  local x, first, last, axis = ...
  local axes = kind(x) == "node" and #shape(x) or 1
  if axes == 1 and axis == nil or select("#", ...) > 4 then return vector_slice(...) end
  local unfit = unfit_node("slice", x)
  if unfit then return unfit end
  local along = axis_of("slice", x, axis)
  if not along then return silence() end
  if along == 1 and axes == 1 then return vector_slice(x, first, last) end
  local length = shape(x)[along]
  for _, v in ipairs { first or false, last or false } do
    if kind(v) == "poison" then return v end
    if not is_whole(v, math.mininteger, math.maxinteger) then
      return problem("slice: first and last want whole numbers, got " .. describe(v or nil))
    end
  end
  if first < 1 or first > last or last > length then
    return problem(format("slice: %d to %d is not within 1 to %d, axis %d of %s", first, last, length,
                          along, shape_name(x)))
  end
  return slice_of(x, math.tointeger(first), math.tointeger(last), along)
end

-- Zeros before and after x along an axis.
local function padded(label, x, before, after, axis)
  local dims = shape(x)
  local to = with(dims, axis, dims[axis] + before + after)
  if before + after == 0 then return x end
  if not fits_limit(label, to) then return silence() end
  local axes, own, strides = {}, strides_of(dims), strides_of(to)
  for k, d in ipairs(dims) do axes[k] = { d, strides[k], own[k] } end
  return loops(label, to, axes, { before * strides[axis], 0 }, x)
end
pad_axis = padded

function pad(x, before, after, axis)
  local unfit = unfit_node("pad", x)
  if unfit then return unfit end
  local along = axis_of("pad", x, axis)
  before, after = whole("pad: before", before, 0, size_max), whole("pad: after", after, 0, size_max)
  if not along or not before or not after then return silence() end
  return padded("pad", x, before, after, along)
end

function flip(x, axis)
  local unfit = unfit_node("flip", x)
  if unfit then return unfit end
  local along = axis_of("flip", x, axis)
  if not along then return silence() end
  local dims, strides = shape(x), strides_of(shape(x))
  return view("flip", x, dims, with(strides, along, -strides[along]),
              (dims[along] - 1) * strides[along])
end

function upsample(x, factor, axis)
  local unfit = unfit_node("upsample", x)
  if unfit then return unfit end
  local along = axis_of("upsample", x, axis)
  factor = whole("upsample: the factor", factor, 1, size_max)
  if not along or not factor then return silence() end
  local dims, own = shape(x), strides_of(shape(x))
  local to = with(dims, along, dims[along] * factor)
  if not fits_limit("upsample", to) then return silence() end
  local strides, axes = strides_of(to), {}
  for k, d in ipairs(dims) do
    axes[#axes + 1] = { d, strides[k] * (k == along and factor or 1), own[k] }
    if k == along then axes[#axes + 1] = { factor, strides[k], 0 } end
  end
  return loops("upsample", to, axes, { 0, 0 }, x)
end

-- Parts along the first axis lie end to end; along another they are turned there and back.
local function joined(parts, axis)
  local dims = shape(parts[1])
  local order, back, length = { axis }, {}, 0
  for k = 1, #dims do
    if k ~= axis then order[#order + 1] = k end
  end
  for i, axis_there in ipairs(order) do back[axis_there] = i end
  local turned = {}
  for i, x in ipairs(parts) do
    length = length + shape(x)[axis]
    turned[i] = axis == 1 and x or permuted("concat", x, order)
    if kind(turned[i]) == "poison" then return turned[i] end
  end
  local to = { length }
  for i = 2, #order do to[i] = dims[order[i]] end
  local row = vector_concat(turned)
  if kind(row) ~= "node" then return row end
  local whole_row = with_shape(row, to)
  return axis == 1 and whole_row or permuted("concat", whole_row, back)
end

function concat(...)
  local first = ...
  local is_list = select("#", ...) == 1 and kind(first) == "table"
  local parts = is_list and table.move(first, 1, #first, 1, {}) or { ... }
  local axes = 1
  for i = 1, select("#", table.unpack(parts)) do
    axes = kind(parts[i]) == "node" and math.max(axes, #shape(parts[i])) or axes
  end
  if axes == 1 then return vector_concat(...) end
  if is_list and entries(first) ~= #first + (first.axis ~= nil and 1 or 0) then
    return problem("concat: wants a list without gaps, such as concat { a, b }")
  end
  local unfit = unfit_node("concat", table.unpack(parts))
  if unfit then return unfit end
  local axis = axis_of("concat", parts[1], is_list and first.axis or nil)
  if not axis then return silence() end
  local dims, length = shape(parts[1]), 0
  for _, x in ipairs(parts) do
    local own = shape(x)
    length = length + (own[axis] or 0)
    for k = 1, math.max(#dims, #own) do
      if #own ~= #dims or k ~= axis and own[k] ~= dims[k] then
        return problem(format("concat: %s and %s do not fit along axis %d", shape_name(parts[1]),
                              shape_name(x), axis))
      end
    end
  end
  if not fits_limit("concat", with(dims, axis, length)) then return silence() end
  return joined(parts, axis)
end

-- How many windows of `kernel` elements, `dilation` apart, there are in `length`, `stride` apart;
-- nil after a message.
function window_count(label, length, kernel, stride, dilation)
  local reach = (kernel - 1) * dilation + 1
  if reach <= length then return (length - reach) // stride + 1 end
  problem(format("%s: a window of %d%s reaches over %d elements, and there are %d", label, kernel,
                 dilation > 1 and ", " .. dilation .. " apart," or "", reach, length))
end

-- One or two sizes, as a number or a list, for axes of x that windows move along.
function pair_of(label, v, count_of, low, default)
  if v == nil then v = default end
  if kind(v) == "poison" then return nil end
  local list = kind(v) == "table" and v or {}
  if kind(v) ~= "table" then
    for i = 1, count_of do list[i] = v end
  end
  local whole_list = {}
  for i = 1, count_of do whole_list[i] = is_whole(list[i], low, size_max) end
  if #whole_list ~= count_of or #list ~= count_of or entries(list) ~= count_of then
    wants(label, count_of == 1 and format("a whole number of at least %d", low)
          or format("a whole number of at least %d, or two of them in braces", low), v)
    return nil
  end
  return whole_list
end

-- A vector n: windows x kernel; steps x channels: windows x kernel*channels; an image: windows of
-- rows x of columns x kernel*kernel*channels.
function windows(x, kernel, stride, dilation)
  local unfit = unfit_node("windows", x)
  if unfit then return unfit end
  local dims, own = shape(x), strides_of(shape(x))
  local moving = #dims == 3 and 2 or 1
  kernel = pair_of("windows: the kernel", kernel, moving, 1)
  stride = pair_of("windows: the stride", stride, moving, 1, 1)
  dilation = pair_of("windows: the dilation", dilation, moving, 1, 1)
  if not kernel or not stride or not dilation then return silence() end
  local sizes, strides, to, inner = {}, {}, {}, #dims > moving and dims[#dims] or 1
  for k = 1, moving do
    to[k] = window_count("windows", dims[k], kernel[k], stride[k], dilation[k])
    if not to[k] then return silence() end
    sizes[k], strides[k] = to[k], own[k] * stride[k]
    sizes[moving + k], strides[moving + k] = kernel[k], own[k] * dilation[k]
    inner = inner * kernel[k]
  end
  if #dims > moving then sizes[#sizes + 1], strides[#strides + 1] = dims[#dims], 1 end
  to[#to + 1] = inner
  if not fits_limit("windows", to) then return silence() end
  local axes, steps = {}, strides_of(sizes)
  for k, d in ipairs(sizes) do axes[k] = { d, steps[k], strides[k] } end
  return loops("windows", to, axes, { 0, 0 }, x)
end

-- ---- along an axis ----

-- The sum along an axis, which stays with size 1.
local function sum_along(label, x, axis)
  local dims = shape(x)
  local to, own = with(dims, axis, 1), strides_of(dims)
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
  if axis == #dims then return largest(with(dims, axis, 1), x, dims[axis]) end
  local order = {}
  for k = 1, #dims do
    if k ~= axis then order[#order + 1] = k end
  end
  order[#dims] = axis
  local turned = permuted(label, x, order)
  if kind(turned) ~= "node" then return turned end
  return largest(with(dims, axis, 1), turned, dims[axis])
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
