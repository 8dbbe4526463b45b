-- embeddings.lua - a learned row for each class.

local format = string.format

-- Nothing is an array of one number: then rows have a second, which is dropped.
local function rows_of(d, x)
  local steps, dims = size(x), shape(x)
  dims[#dims + 1] = d.size
  if steps > 1 and d.classes * d.size > 1 or d.size > 1 then
    return gather(dims, d.w, x, d.size)
  end
  local wide = gather({ steps, 2 }, pad_axis(d.label, d.w, 0, 1, 2), x, 2)
  return with_shape(slice(wide, 1, 1, 2), dims)
end

local function apply_embedding(d, x)
  local classes = classes_of(x)
  if not classes then
    return problem(format("%s: embedding wants class numbers, as of input(\"ids\", steps, { "
                          .. "classes = %d }), got %s", d.label, d.classes, describe(x)))
  elseif classes ~= d.classes then
    return problem(format("%s: embedding has %d classes, and the input %d", d.label, d.classes,
                          classes))
  elseif #shape(x) == axes_max then
    return problem(format("%s: embedding wants class numbers of at most %d axes, got %s", d.label,
                          axes_max - 1, shape_name(x)))
  end
  local dims = { d.classes, d.size }
  if size(x) * d.size > size_max then
    return problem(format("%s: %s x %d makes more than %d elements", d.label, shape_name(x), d.size,
                          size_max))
  end
  if not d.w then
    d.bias = false
    if size_of_shape(dims) > array_max then
      return problem(format("%s: %s weights make more than %d numbers", d.label, dims_text(dims),
                            array_max))
    end
    d.init = d.init or { name = "uniform", value = math.sqrt(3) } -- of variance 1, as PyTorch's
    if not make_parameters(d, dims, { same_order = true }) then return silence() end
  end
  return leave_layer(d, rows_of(d, x))
end

function embedding(classes, n, activation, given)
  return make_layer("embedding", activation, given, { bias = false }, function(d)
    d.classes = count("embedding: the number of classes", classes) or 1
    d.size = count("embedding: the number of outputs", n) or 1
  end, apply_embedding)
end
