-- pools.lua - the largest, or the mean, of windows of a sequence or an image.

local format = string.format

-- No options of dense's.
local no_parameters = { bias = false, l2 = false, l1 = false, init = false, name = false,
                        train = false }

local function options_with(own)
  local all = {}
  for _, list in ipairs { no_parameters, own } do
    for name, check in pairs(list) do all[name] = check end
  end
  return all
end
pool_options = options_with

-- Smaller than any number that a network computes with.
local least = -3.4028234e38

local function pool(name, of_windows)
  return function(kernel, given)
    local own = { stride = anything, padding = anything }
    return make_layer(name, nil, given, options_with(own), function(d)
      if kind(d.padding) == "string" then
        wants(name .. ": padding", "a number", d.padding)
        d.padding = nil
      end
      d.has_arrays = false
      local stride, padding = d.stride, d.padding
      d.read = function(moving) -- of sequences, of images
        d.moving, d.stride, d.padding, d.dilation = moving, stride, padding, nil
        read_windows(d, moving, kernel)
        if stride == nil then d.stride = d.kernel end
      end
    end, function(d, x)
      local moving = #shape(x) - 1
      if moving == 0 then
        return wants(d.label, "a sequence or an image", x)
      end
      if d.moving ~= moving then d.read(moving) end
      return of_windows(d, x)
    end)
  end
end

-- The loops over windows (of y), channels, and the elements of a window.
local function pool_axes(d, dims, windows)
  local own, to, axes = strides_of(dims), strides_of(windows), {}
  for k = 1, d.moving do axes[k] = { windows[k], to[k], d.stride[k] * own[k] } end
  axes[#axes + 1] = { dims[#dims], 1, 1 }
  for k = 1, d.moving do axes[#axes + 1] = { d.kernel[k], 0, own[k] } end
  return axes
end

local function pooled_shape(d, x)
  local windows = windows_of(d, shape(x), d.moving)
  if windows then windows[#windows + 1] = shape(x)[#shape(x)] end
  return windows
end

local function too_much_padding(d)
  for k = 1, d.moving do
    if 2 * d.padding[k] > d.kernel[k] then
      problem(format("%s: a padding of %d is more than half of the window of %d", d.label,
                     d.padding[k], d.kernel[k]))
      return true
    end
  end
end

max_pool = pool("max_pool", function(d, x)
  if too_much_padding(d) then return silence() end
  local inside = x * 0 + 1
  local before = x
  x = padded_input(d, x, d.moving)
  local windows = x and pooled_shape(d, x)
  if not windows then return silence() end
  if x ~= before then x = where(padded_input(d, inside, d.moving), x, least) end
  local elements = size_of_shape(d.kernel)
  local axes, step = pool_axes(d, shape(x), windows), size_of_shape(windows)
  local to = { elements, step }
  for k = #axes, #axes - d.moving + 1, -1 do -- of y, one row for each element of the windows
    axes[k][2] = step
    step = step * axes[k][1]
  end
  for _ = 1, d.moving do table.insert(axes, 1, table.remove(axes)) end
  if size_of_shape(to) > size_max then
    return problem(format("%s: %s makes more than %d elements", d.label, dims_text(to), size_max))
  end
  local all = loops(d.label, to, axes, { 0, 0 }, x)
  return kind(all) == "node" and leave_layer(d, largest(windows, all, elements)) or all
end)

average_pool = pool("average_pool", function(d, x)
  if too_much_padding(d) then return silence() end
  x = padded_input(d, x, d.moving)
  local windows = x and pooled_shape(d, x)
  if not windows then return silence() end
  local sums = loops(d.label, windows, pool_axes(d, shape(x), windows), { 0, 0 }, x)
  return kind(sums) == "node" and leave_layer(d, sums * (1 / size_of_shape(d.kernel))) or sums
end)

-- Bare, or called without arguments: over all positions, a vector of channels.
local function global_pool(name, of)
  local bare
  return function(...)
    if select("#", ...) == 0 then return words[name] end
    local x = ...
    if kind(x) == "poison" then return x end
    if kind(x) ~= "node" or #shape(x) == 1 then
      return wants(name, "a sequence or an image", x)
    end
    local dims = shape(x)
    local channels = dims[#dims]
    return flatten(of(reshape(x, size(x) // channels, channels), 1))
  end
end

global_average_pool = global_pool("global_average_pool", function(x, axis) return mean(x, axis) end)
global_max_pool = global_pool("global_max_pool", function(x, axis) return amax(x, axis) end)
