-- windows.lua - windows that move along a value's first axes.

local format = string.format

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
  for i = 1, count_of do whole_list[i] = whole_number(list[i], low, size_max) end
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
