-- shapes.lua - words over axes: what moves elements, sums along an axis, products of matrices.
-- All of it is one gate, contract: loops over the elements of its operands. A node's own axes are
-- shape(x); to the graph it is the row of its elements.

local format = string.format
local vector_concat, vector_slice = concat, slice -- of C, of rows of elements

-- ---- what is asked for ----

-- Of arguments that must be nodes: one that is a poison, or a poison after a message; nil: all are.
function unfit_node(label, ...)
  for i = 1, select("#", ...) do
    local x = select(i, ...)
    if kind(x) == "poison" then return x end
    if kind(x) ~= "node" then
      wants(label, "a node", x)
      return silence()
    end
    if classes_of(x) then return class_numbers(label) end
  end
end


function whole_number(v, low, high)
  local i = kind(v) == "number" and math.tointeger(v)
  return i and i >= low and i <= high and i or nil
end

local function whole(label, v, low, high)
  local i = whole_number(v, low, high)
  if not i and kind(v) ~= "poison" then
    wants(label, format("a whole number from %d to %d", low, high), v)
  end
  return i
end

-- The number of an axis, from 1; nil after a message. Without one, the last.
function axis_of(label, x, axis)
  local axes = #shape(x)
  if axis == nil then return axes end
  local i = whole_number(axis, -axes, axes)
  if i and i ~= 0 then return i < 0 and axes + 1 + i or i end
  if kind(axis) == "poison" then return nil end
  if axes == 1 then
    problem(format("%s: axis: a vector has axis 1 alone, got %s", label, describe(axis)))
  else
    problem(format("%s: axis: the axes of %s are 1 to %d, or from the last -1 to -%d, got %s",
                   label, shape_name(x), axes, axes, describe(axis)))
  end
end

local function product(dims)
  local size = 1
  for _, d in ipairs(dims) do size = size * d end
  return size
end
size_of_shape = product

function dims_text(dims) return table.concat(dims, " x ") end

function fits_limit(label, dims)
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

function replaced(list, i, value)
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

function permuted(label, x, order)
  local dims, own, to, strides = shape(x), strides_of(shape(x)), {}, {}
  for k, axis in ipairs(order) do to[k], strides[k] = dims[axis], own[axis] end
  return view(label, x, to, strides)
end

function permute(x, order)
  local unfit = unfit_node("permute", x)
  if unfit then return unfit end
  local axes, seen = #shape(x), {}
  for i = 1, kind(order) == "table" and #order or 0 do
    local axis = whole_number(order[i], 1, axes)
    if axis then seen[axis] = true end
  end
  if kind(order) == "poison" then return order end
  if kind(order) ~= "table" or #order ~= axes or entries(seen) ~= axes then
    local such_as = { "{1}", "{2, 1}", "{3, 1, 2}" }
    return wants("permute", format("each axis of %s once, such as %s", shape_name(x),
                 such_as[axes]), order)
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
  local to = replaced(dims, axis, last - first + 1)
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
    if not whole_number(v, math.mininteger, math.maxinteger) then
      return problem("slice: first and last want whole numbers, got " .. describe(v or nil))
    end
  end
  if first < 1 or first > last or last > length then
    return problem(format("slice: %d to %d is not within 1 to %d, axis %d of %s", first, last,
                          length, along, shape_name(x)))
  end
  return slice_of(x, math.tointeger(first), math.tointeger(last), along)
end

-- Zeros before and after x along an axis.
function pad_axis(label, x, before, after, axis)
  local dims = shape(x)
  local to = replaced(dims, axis, dims[axis] + before + after)
  if before + after == 0 then return x end
  if not fits_limit(label, to) then return silence() end
  local axes, own, strides = {}, strides_of(dims), strides_of(to)
  for k, d in ipairs(dims) do axes[k] = { d, strides[k], own[k] } end
  return loops(label, to, axes, { before * strides[axis], 0 }, x)
end

function pad(x, before, after, axis)
  local unfit = unfit_node("pad", x)
  if unfit then return unfit end
  local along = axis_of("pad", x, axis)
  before, after = whole("pad: before", before, 0, size_max), whole("pad: after", after, 0, size_max)
  if not along or not before or not after then return silence() end
  return pad_axis("pad", x, before, after, along)
end

function flip(x, axis)
  local unfit = unfit_node("flip", x)
  if unfit then return unfit end
  local along = axis_of("flip", x, axis)
  if not along then return silence() end
  local dims, strides = shape(x), strides_of(shape(x))
  return view("flip", x, dims, replaced(strides, along, -strides[along]),
              (dims[along] - 1) * strides[along])
end

function upsample(x, factor, axis)
  local unfit = unfit_node("upsample", x)
  if unfit then return unfit end
  local along = axis_of("upsample", x, axis)
  factor = whole("upsample: the factor", factor, 1, size_max)
  if not along or not factor then return silence() end
  local dims, own = shape(x), strides_of(shape(x))
  local to = replaced(dims, along, dims[along] * factor)
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
  local order, back, length = { axis, table.unpack(axes_but(#dims, axis)) }, {}, 0
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
  if is_list and has_unknown_option("concat", first, { axis = true }) then return silence() end
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
  if not fits_limit("concat", replaced(dims, axis, length)) then return silence() end
  return joined(parts, axis)
end
