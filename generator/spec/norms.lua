-- norms.lua - layers that scale: norms, prelu.

local format = string.format

-- A layer with `gain`, and perhaps `bias`, of so many channels: made where it is first applied.
local function affine(d, channels)
  if not keeps_inputs(d, channels) then return false end
  if d.gain then return true end
  d.fan_in, d.first_line = channels, current_line()
  if not fits_parameters(d.label, { channels }, d.bias and channels or 0) then return false end
  local ones = { name = "constant", value = 1 }
  d.gain = add_parameter(d, "gain", { channels }, { init = d.init or ones, l2 = d.l2 or 0,
                                                    l1 = d.l1 or 0 })
  d.shift = add_bias(d, "bias", channels)
  return true
end

local function finish(d, x)
  local z = x * d.gain
  return leave_layer(d, d.shift and z + d.shift or z)
end

-- A word that stands bare, each application a layer of its own, or called: with options, or
-- arguments of its own.
local function bare_or_called(make)
  return function(x, ...)
    if kind(x) == "node" or kind(x) == "poison" then return make()(x) end
    return make(x, ...)
  end
end

local function norm(name, own, apply)
  return bare_or_called(function(given)
    return make_layer(name, nil, given, own, function(d) d.epsilon = d.epsilon or 1e-5 end, apply)
  end)
end

layer_norm = norm("layer_norm", { epsilon = positive }, function(d, x)
  local axis = #shape(x)
  if not affine(d, shape(x)[axis]) then return silence() end
  local centred = x - mean(x, axis)
  return finish(d, centred / sqrt(mean(centred * centred, axis) + d.epsilon))
end)

rms_norm = norm("rms_norm", { epsilon = positive, bias = false }, function(d, x)
  local axis = #shape(x)
  d.bias = false
  if not affine(d, shape(x)[axis]) then return silence() end
  return finish(d, x / sqrt(mean(x * x, axis) + d.epsilon))
end)

-- Groups of channels over all positions.
function group_norm(groups, given)
  return make_layer("group_norm", nil, given, { epsilon = positive }, function(d)
    d.epsilon = d.epsilon or 1e-5
    d.groups = count("group_norm: the number of groups", groups) or 1
  end, function(d, x)
    local dims = shape(x)
    local channels = dims[#dims]
    if channels % d.groups ~= 0 then
      return problem(format("%s: %d channels do not fall into %d groups", d.label, channels,
                            d.groups))
    end
    if not affine(d, channels) then return silence() end
    local grouped = reshape(x, size(x) // channels, d.groups, channels // d.groups)
    local function mean_of(v) return mean(mean(v, 3), 1) end
    local centred = grouped - mean_of(grouped)
    local normal = centred / sqrt(mean_of(centred * centred) + d.epsilon)
    return finish(d, reshape(normal, dims))
  end)
end

-- The running mean or variance of a batch_norm, that a step moves towards what `of` comes to.
local function running(d, kind_name, channels, value, of, positions)
  local learns = d.train and d.momentum > 0
  local trains = d.train
  d.train = false -- by no gradient
  local r = add_parameter(d, kind_name, { channels }, {
    init = { name = "constant", value = value }, l2 = 0, l1 = 0, of = learns and of or nil,
    statistic = learns and (kind_name == "running_mean" and 3 or 4) or nil,
    momentum = d.momentum, positions = positions })
  d.train = trains
  return r
end

-- Each channel over the samples of the batch and all positions. In predict and forward, and
-- everywhere in a layer that is not trained, the running values stand for these.
batch_norm = bare_or_called(function(given)
  return make_layer("batch_norm", nil, given, { epsilon = positive, momentum = share }, function(d)
    d.epsilon, d.momentum = d.epsilon or 1e-5, d.momentum or 0.1
  end, function(d, x)
    local dims = shape(x)
    local channels = dims[#dims]
    local positions = size(x) // channels
    local function mean_of(v)
      if #dims == 1 then return v end
      return reshape(mean(reshape(v, positions, channels), 1), channels)
    end
    local function statistic(kind_name, value, v)
      if not d.train and d[kind_name] then return d[kind_name] end
      local of = mean_of(v)
      d[kind_name] = running(d, kind_name, channels, value, of, positions)
      if not d.train then return d[kind_name] end
      local of_batch = batch_mean(of)
      local name = string.sub(kind_name, #"running_" + 1)
      name_node(of_batch, d.name and d.name .. "_" .. name or name .. d.number)
      return learning(of_batch, d[kind_name])
    end
    local is_first = not d.gain
    if not affine(d, channels) or
       is_first and not fits_parameters(d.label, { channels }, channels) then return silence() end
    if not is_first and d.train then
      return problem(format("%s: is used on line %d already: a batch_norm has the statistics of " ..
                            "one place, so each place wants one of its own", d.label,
                            d.first_line))
    end
    local centred = x - statistic("running_mean", 0, x)
    local variance = statistic("running_var", 1, centred * centred)
    return finish(d, centred / sqrt(variance + d.epsilon))
  end)
end)

-- (x - mean) / deviation of each channel, which `bpgen train` takes from the training data.
standardize = bare_or_called(function(given)
  return make_layer("standardize", nil, given, pool_options { name = identifier }, function(d)
    d.bias, d.train = false, false
  end, function(d, x)
    local channels = shape(x)[#shape(x)]
    if not keeps_inputs(d, channels) then return silence() end
    if not d.mean then
      d.fan_in, d.first_line, d.train = channels, current_line(), false
      if not fits_parameters(d.label, { channels }, channels) then return silence() end
      local function fixed(kind_name, value)
        return add_parameter(d, kind_name, { channels }, {
          init = { name = "constant", value = value }, l2 = 0, l1 = 0, of = x,
          statistic = kind_name == "mean" and 1 or 2 })
      end
      d.mean, d.deviation = fixed("mean", 0), fixed("deviation", 1)
    end
    return leave_layer(d, (x - d.mean) / d.deviation)
  end)
end)

-- x * mask: in a step each element is 0 with probability p, else over 1 - p; elsewhere as it is.
local dropped, masks = 0, 0 -- elements, layers

-- Whether a step drops anything.
function drops() return masks > 0 end

function dropout(p, given)
  return make_layer("dropout", nil, given, pool_options {}, function(d)
    d.p, d.has_arrays = below_one("dropout: the share", p) or 0, false
  end, function(d, x)
    local elements = size(x)
    if d.p == 0 then return x end
    local wide = math.max(elements, 2) -- nothing is an array of one number
    masks = masks + 1
    local mask = leaf("dropout", 1, wide, dropped, "m" .. masks)
    set_number(mask, d.p)
    dropped = dropped + wide
    if elements == 1 then mask = slice(mask, 1, 1) end
    return x * with_shape(mask, shape(x))
  end)
end

-- max(x, 0) + a min(x, 0), of one learned a
prelu = bare_or_called(function(given)
  local none = pool_options { name = identifier, l2 = not_negative, l1 = not_negative,
                              init = initialiser_option, train = boolean }
  return make_layer("prelu", nil, given, none, function() end, function(d, x)
    if not d.a then
      if not fits_parameters(d.label, { 1 }, 0) then return silence() end
      d.a = add_parameter(d, "a", { 1 }, { init = d.init or { name = "constant", value = 0.25 },
                                           l2 = d.l2 or 0, l1 = d.l1 or 0 })
    end
    return leave_layer(d, where(gt(x, 0), x, d.a * x))
  end)
end)
