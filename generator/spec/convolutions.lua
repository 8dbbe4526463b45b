-- convolutions.lua - layers of windows that move along a sequence (steps x channels) or an image
-- (height x width x channels). Each is a formula of one contract; derivatives follow.

local format = string.format

local function is_padding(label, v)
  if v == "same" or v == "causal" or kind(v) == "number" or kind(v) == "table" then return v end
  if kind(v) ~= "poison" then wants(label, "a number, \"same\" or \"causal\"", v) end
  return nil
end

-- What d wants of x, an image or (moving = 1) a sequence; its axes, or nil after a message.
local function windowed_shape(d, x, moving)
  local dims = shape(x)
  if #dims == moving + 1 then return dims end
  problem(format("%s: %s wants %s, got %s", d.label, d.word,
                 moving == 1 and "a sequence, steps x channels"
                 or "an image, height x width x channels", describe(x)))
  return nil
end

-- Zeros before and after, along an axis of so many elements; nil after a message.
local function padding_of(d, length, k)
  local reach, p = (d.kernel[k] - 1) * d.dilation[k] + 1, d.padding or 0
  if p == "causal" then return reach - 1, 0 end
  if p == "same" then
    local windows = (length + d.stride[k] - 1) // d.stride[k]
    local all = math.max((windows - 1) * d.stride[k] + reach - length, 0)
    return all // 2, all - all // 2
  end
  return p[k], p[k]
end

function read_windows(d, moving, kernel)
  d.kernel = pair_of(d.word .. ": the kernel", kernel, moving, 1) or { 1, 1 }
  d.stride = pair_of(d.word .. ": stride", d.stride, moving, 1, 1) or { 1, 1 }
  d.dilation = pair_of(d.word .. ": dilation", d.dilation, moving, 1, 1) or { 1, 1 }
  if d.padding == "causal" and moving > 1 then
    problem(d.word .. ": padding: an image has no \"causal\" padding: \"same\" or numbers")
    d.padding = nil
  end
  if d.padding ~= "same" and d.padding ~= "causal" then
    d.padding = pair_of(d.word .. ": padding", d.padding, moving, 0, 0) or { 0, 0 }
  end
end

function padded_input(d, x, moving)
  for k = 1, moving do
    local before, after = padding_of(d, shape(x)[k], k)
    x = pad_axis(d.label, x, before, after, k)
    if kind(x) ~= "node" then return nil end
  end
  return x
end

-- How many windows there are along each axis; nil after a message.
function windows_of(d, dims, moving)
  local windows = {}
  for k = 1, moving do
    windows[k] = window_count(d.label, dims[k], d.kernel[k], d.stride[k], d.dilation[k])
    if not windows[k] then return nil end
  end
  return windows
end

-- ---- convolutions ----

-- The loops over windows, groups, the kernel's elements, channels and filters of a group: the
-- strides of large (what the windows move over), of small (one element for each window) and of w.
local function convolution_axes(d, large, small, kernel_first)
  local moving, groups, axes = #large - 1, d.groups or 1, {}
  local of_large, of_small = strides_of(large), strides_of(small)
  local channels, filters = d.channels // groups, d.filters // groups
  for k = 1, moving do
    axes[#axes + 1] = { small[k], of_small[k], d.stride[k] * of_large[k], 0 }
  end
  if groups > 1 then
    axes[#axes + 1] = { groups, d.small_group, d.large_group, filters }
  end
  local step = channels * d.filters
  for k = moving, 1, -1 do
    axes[#axes + 1] = { d.kernel[k], 0, d.dilation[k] * of_large[k], step }
    step = step * d.kernel[k]
  end
  if moving > 1 then axes[#axes], axes[#axes - 1] = axes[#axes - 1], axes[#axes] end
  axes[#axes + 1] = { channels, kernel_first and 1 or 0, kernel_first and 0 or 1, d.filters }
  axes[#axes + 1] = { filters, kernel_first and 0 or 1, kernel_first and 1 or 0, 1 }
  return axes
end

-- w[kernel]...[channels of a group][filters], and a bias for each filter.
local function make_kernel(d, channels, in_first)
  if d.w then return true end
  local dims = table.move(d.kernel, 1, d.moving, 1, {})
  local inner = channels // (d.groups or 1)
  dims[#dims + 1], dims[#dims + 2] = inner, d.filters
  local elements = size_of_shape(dims) // inner // d.filters
  if size_of_shape(dims) > array_max then
    return problem(format("%s: %s weights make more than %d numbers", d.label, dims_text(dims),
                          array_max)) and false
  end
  return make_parameters(d, dims, { fan_in = inner * elements, fan_out = d.filters * elements,
                                    in_first = in_first, groups = d.groups or 1 })
end

-- Whether channels and filters come to as many for each group; false after a message.
local function falls_into_groups(d, channels)
  for _, count_of in ipairs { { channels, "channels" }, { d.filters, "filters" } } do
    if count_of[1] % (d.groups or 1) ~= 0 then
      problem(format("%s: %d %s do not fall into %d groups", d.label, count_of[1], count_of[2],
                     d.groups))
      return false
    end
  end
  return true
end

local function apply_convolution(d, x)
  local dims = windowed_shape(d, x, d.moving)
  local channels = dims and dims[#dims]
  if not dims or not keeps_inputs(d, channels) then return silence() end
  if not falls_into_groups(d, channels) then return silence() end
  x = padded_input(d, x, d.moving)
  local windows = x and windows_of(d, shape(x), d.moving)
  d.channels = channels
  if not windows or not make_kernel(d, channels) then return silence() end
  d.fan_in = channels
  windows[#windows + 1] = d.filters
  if size_of_shape(windows) > size_max then
    return problem(format("%s: %s makes more than %d elements", d.label, dims_text(windows),
                          size_max))
  end
  d.small_group, d.large_group = d.filters // (d.groups or 1), channels // (d.groups or 1)
  local z = loops(d.label, windows, convolution_axes(d, shape(x), windows, false), { 0, 0, 0 }, x,
                  d.w)
  if d.b and kind(z) == "node" then z = z + d.b end
  return leave_layer(d, z)
end

-- Each element of x adds w, times it, to the window that it is the result of in a convolution.
local function apply_transposed(d, x)
  local dims = windowed_shape(d, x, d.moving)
  local channels = dims and dims[#dims]
  if not dims or not keeps_inputs(d, channels) or not falls_into_groups(d, channels)
     or not make_kernel(d, channels, true) then
    return silence()
  end
  d.small_group, d.large_group = channels // (d.groups or 1), d.filters // (d.groups or 1)
  d.channels, d.fan_in = channels, channels
  local whole = {}
  for k = 1, d.moving do
    whole[k] = (dims[k] - 1) * d.stride[k] + (d.kernel[k] - 1) * d.dilation[k] + 1
    if whole[k] <= 2 * d.padding[k] then
      return problem(format("%s: a padding of %d leaves nothing of %d", d.label, d.padding[k],
                            whole[k]))
    end
  end
  whole[#whole + 1] = d.filters
  if size_of_shape(whole) > size_max then
    return problem(format("%s: %s makes more than %d elements", d.label, dims_text(whole),
                          size_max))
  end
  local axes = convolution_axes(d, whole, dims, true)
  for k, axis in ipairs(axes) do axes[k] = { axis[1], axis[3], axis[2], axis[4] } end
  local z = loops(d.label, whole, axes, { 0, 0, 0 }, x, d.w)
  for k = 1, d.moving do
    if kind(z) == "node" and d.padding[k] > 0 then
      z = slice(z, d.padding[k] + 1, shape(z)[k] - d.padding[k], k)
    end
  end
  if d.b and kind(z) == "node" then z = z + d.b end
  return leave_layer(d, z)
end

local function convolution(name, moving, is_transposed)
  local of_windows = { stride = anything, padding = is_padding, dilation = anything,
                       groups = count }
  return function(filters, kernel, activation, given)
    return make_layer(name, activation, given, of_windows, function(d)
      d.filters = count(name .. ": the number of filters", filters) or 1
      d.moving = moving
      if is_transposed and kind(d.padding) == "string" then
        wants(name .. ": padding", "a number", d.padding)
        d.padding = nil
      end
      read_windows(d, moving, kernel)
    end, is_transposed and apply_transposed or apply_convolution)
  end
end

conv1d = convolution("conv1d", 1)
conv2d = convolution("conv2d", 2)
conv_transpose1d = convolution("conv_transpose1d", 1, true)
conv_transpose2d = convolution("conv_transpose2d", 2, true)
