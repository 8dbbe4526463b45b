-- words.lua - the environment of a spec.

local function export(target, list, wrap)
  for name in string.gmatch(list, "%g+") do
    target[name] = wrap and wrap(_ENV[name]) or _ENV[name]
    made_by[target[name]] = name
  end
end

local function list(kind_name) return table.concat(kinds[kind_name].words, " ") end

-- The functions of C, and those of Lua, which are called through one of C: word() says why.
local made_in_c = [[ max min abs exp expm1 log1p sqrt sin cos tanh sigmoid softplus erf lt le gt ge
  where stop_gradient grad vjp jvp hvp jacobian shape ipairs
  select error assert type tostring tonumber print ]]
export(words, made_in_c)
for name in string.gmatch(list("activation") .. " " .. list("loss") .. [[ sum mean amax amin
    conv1d conv2d conv_transpose1d conv_transpose2d max_pool average_pool global_average_pool
    global_max_pool layer_norm rms_norm group_norm batch_norm standardize
    dropout prelu
    embedding rnn gru lstm attention
    logsumexp concat slice reshape flatten permute transpose pad flip upsample windows dot log tan
    pow dense uniform constant input target param parameter network ]], "%g+") do
  if not words[name] then export(words, name, word) end
end

-- Words whose names the prelude has for the same of plain rows.
for name, f in pairs { matmul = matrix_product, size = size_of } do
  words[name] = word(f)
  made_by[words[name]] = name
end

-- math's arithmetic: its own for numbers, and what there are gates for works on nodes too.
words.math = {}
for _, name in ipairs { "acos", "asin", "atan", "ceil", "deg", "floor", "fmod", "huge",
                        "maxinteger", "mininteger", "modf", "pi", "rad", "tointeger", "type",
                        "ult" } do
  words.math[name] = math[name]
end
for _, name in ipairs { "abs", "cos", "exp", "expm1", "log", "log1p", "max", "min", "pow", "sin",
                        "sqrt", "tan", "tanh" } do
  words.math[name] = words[name]
end
setmetatable(words.math, { __index = function(known, name)
  local names = {}
  for own in pairs(known) do names[#names + 1] = tostring(own) end
  table.sort(names)
  return problem(string.format("'math.%s' is not part of the spec language%s", tostring(name),
                 did_you_mean(nearest(tostring(name), names))))
end })
