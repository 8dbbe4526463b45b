-- kinds.lua - the kinds of words, what other libraries call them, and what to suggest for a word
-- that nobody knows: one of the kind that is due, by meaning or by spelling; else the choices.

local function list_of(text)
  local list = {}
  for word in string.gmatch(text, "%g+") do list[#list + 1] = word end
  return list
end

function set_of(text)
  local set = {}
  for _, word in ipairs(list_of(text)) do set[word] = true end
  return set
end

-- "LeakyReLU", "leaky_relu": the same.
local function plain(name) return (string.gsub(string.lower(name), "_", "")) end

-- types: of Lua, of a variable of the spec's own that may stand there; words: in the order in which
-- they are listed; meaning: "theirs=ours".
local function new_kind(types, words, meaning)
  local kind = { types = types, words = list_of(words), set = set_of(words), meaning = {} }
  for theirs, ours in string.gmatch(meaning, "(%w+)=([%w_]+)") do kind.meaning[theirs] = ours end
  for _, word in ipairs(kind.words) do kind.meaning[plain(word)] = word end
  return kind
end

kinds = {
  activation = new_kind("function", [[ identity relu leaky_relu elu selu gelu silu mish softplus
    softsign hardtanh hardsigmoid sigmoid tanh softmax log_softmax square sine ]],
    [[ linear=identity none=identity id=identity rectifier=relu rectifiedlinear=relu
    lrelu=leaky_relu leaky=leaky_relu swish=silu logistic=sigmoid expit=sigmoid sigm=sigmoid
    htanh=hardtanh quadratic=square sqr=square siren=sine logsoft=log_softmax ]]),

  loss = new_kind("function userdata", [[ half_squared_error mean_squared_error absolute_error huber
    log_cosh hinge cross_entropy binary_cross_entropy kl_divergence quantile ]],
    [[ mse=mean_squared_error mseloss=mean_squared_error l2=mean_squared_error
    l2loss=mean_squared_error rmse=mean_squared_error sse=half_squared_error
    squarederror=half_squared_error mae=absolute_error l1=absolute_error l1loss=absolute_error
    meanabsoluteerror=absolute_error lad=absolute_error smoothl1=huber smoothl1loss=huber
    huberloss=huber logcosh=log_cosh hingeloss=hinge svm=hinge nll=cross_entropy
    nllloss=cross_entropy ce=cross_entropy celoss=cross_entropy xent=cross_entropy
    crossentropyloss=cross_entropy categoricalcrossentropy=cross_entropy
    sparsecategoricalcrossentropy=cross_entropy softmaxcrossentropy=cross_entropy
    bce=binary_cross_entropy bceloss=binary_cross_entropy logloss=binary_cross_entropy
    binarycrossentropyloss=binary_cross_entropy bcewithlogits=binary_cross_entropy
    bcewithlogitsloss=binary_cross_entropy kl=kl_divergence kld=kl_divergence
    kldiv=kl_divergence kldivloss=kl_divergence kullbackleibler=kl_divergence pinball=quantile ]]),

  optimizer = new_kind("function table", "sgd momentum nesterov rmsprop adam adamw polyak",
    [[ gd=sgd gradientdescent=sgd descent=sgd heavyball=momentum sgdm=momentum nag=nesterov
    rms=rmsprop adagrad=rmsprop adadelta=rmsprop rprop=rmsprop adamax=adam nadam=adam radam=adam
    amsgrad=adam lamb=adamw newton=polyak ]]),

  initialiser = new_kind("function table", [[ glorot_uniform glorot_normal he_uniform he_normal
    lecun_normal uniform constant zeros ]],
    [[ xavier=glorot_uniform xavieruniform=glorot_uniform xaviernormal=glorot_normal
    glorot=glorot_uniform kaiming=he_uniform kaiminguniform=he_uniform kaimingnormal=he_normal
    he=he_uniform lecun=lecun_normal lecununiform=lecun_normal normal=lecun_normal
    gaussian=lecun_normal randn=lecun_normal random=uniform rand=uniform zero=zeros ones=constant
    one=constant ]]),

  layer = new_kind("function", [[ dense conv1d conv2d conv_transpose1d conv_transpose2d max_pool
    average_pool global_average_pool global_max_pool layer_norm rms_norm group_norm batch_norm
    standardize dropout prelu rnn gru lstm attention embedding ]],
    [[ linear=dense fc=dense fullyconnected=dense affine=dense
    inner=dense layer=dense perceptron=dense timedistributed=dense conv=conv2d convolution=conv2d
    convolution1d=conv1d convolution2d=conv2d deconv=conv_transpose2d
    deconvolution=conv_transpose2d
    maxpooling1d=max_pool maxpooling2d=max_pool avgpool=average_pool avgpool1d=average_pool
    avgpool2d=average_pool averagepooling1d=average_pool averagepooling2d=average_pool
    meanpool=average_pool adaptiveavgpool1d=global_average_pool
    adaptiveavgpool2d=global_average_pool adaptivemaxpool1d=global_max_pool
    adaptivemaxpool2d=global_max_pool gap=global_average_pool layernormalization=layer_norm
    ln=layer_norm groupnormalization=group_norm instancenorm=group_norm instancenorm1d=group_norm
    instancenorm2d=group_norm normalization=standardize normalize=standardize
    standardscaler=standardize simplernn=rnn elman=rnn multiheadattention=attention
    selfattention=attention mha=attention lookup=embedding
    batchnorm1d=batch_norm batchnorm2d=batch_norm batchnormalization=batch_norm bn=batch_norm
    flatten=flatten ]]),

  number = new_kind("number", "", ""),
  value = new_kind("nil boolean number string table function userdata", "", ""),
}

-- What makes a layer, and is none itself: "dense(n)".
local layer_arguments = {
  dense = "n", conv1d = "filters, kernel", conv2d = "filters, kernel",
  conv_transpose1d = "filters, kernel", conv_transpose2d = "filters, kernel", max_pool = "k",
  average_pool = "k", group_norm = "groups", dropout = "p", rnn = "n", gru = "n", lstm = "n",
  attention = "heads", embedding = "classes, n",
}

function how_made(word)
  return layer_arguments[word] and word .. "(" .. layer_arguments[word] .. ")"
end

-- An activation can be a layer of its own.
local function also(kind, others, more)
  kind.more, kind.others = more, others.words
  for theirs, ours in pairs(others.meaning) do
    kind.meaning[theirs] = kind.meaning[theirs] or ours
  end
end
also(kinds.layer, kinds.activation, ", or any function from node to node")

-- Options of networks, layers and optimizers: the first that there is.
local meaning_of_option = {
  lr = "rate", learningrate = "rate", eta = "rate", stepsize = "rate", alpha = "decay rate",
  rho = "decay", gamma = "decay", mu = "momentum", momentum = "beta1", beta = "beta1",
  betas = "beta1", eps = "epsilon", wd = "weight_decay l2", weightdecay = "weight_decay l2",
  decay = "weight_decay", regularization = "l2", regularizer = "l2", kernelregularizer = "l2",
  ridge = "l2", lasso = "l1", usebias = "bias", withbias = "bias", trainable = "train",
  requiresgrad = "train", frozen = "train", freeze = "train", initializer = "init",
  initialiser = "init", kernelinitializer = "init", weightinit = "init", batchsize = "batch",
  dtype = "real", type = "real", precision = "real", inputs = "input", inputsize = "input",
  inputshape = "input", hidden = "layers", layer = "layers", objective = "loss", cost = "loss",
  criterion = "loss", lossfunction = "loss", lossfn = "loss", optimiser = "optimizer",
  opt = "optimizer", optim = "optimizer", solver = "optimizer", trainer = "optimizer",
  target = "targets", dim = "axis",
  labels = "targets", prefix = "name", title = "name",
}

function did_you_mean(near) return near and " (did you mean '" .. near .. "'?)" or "" end

local function choices(list, more)
  return #list == 0 and "" or " (choices: " .. table.concat(list, ", ") .. (more or "") .. ")"
end

function suggest_of(name, list)
  local near = nearest(name, list)
  return near and did_you_mean(near) or choices(list)
end

-- What words of other libraries stand behind: nn.Linear.
local libraries = set_of [[ nn torch F tf keras layers optim optimizers losses activations jax flax
  np ]]

-- The word, if there is one, and what to say. `own`: variables of the spec that may be meant.
function suggest(kind, name, own)
  local k = kinds[kind]
  if libraries[name] then
    return nil, string.format(" (words stand alone here, as in %s)", k.words[1] or "dense")
  end
  for _, variable in ipairs(own) do
    if plain(variable) == plain(name) then return variable, did_you_mean(variable) end
  end
  local candidates = own
  for _, list in ipairs { k.words, k.others } do
    table.move(list, 1, #list, #candidates + 1, candidates)
  end
  local near = k.meaning[plain(name)] or nearest(name, candidates)
  return near, near and did_you_mean(near) or choices(k.words, k.more)
end

function suggest_option(name, fields)
  local known = {}
  for field in pairs(fields) do known[#known + 1] = field end
  table.sort(known)
  if plain(name) == "activation" then return " (it stands before the options: dense(n, relu))" end
  for word in string.gmatch(meaning_of_option[plain(name)] or "", "%g+") do
    if fields[word] then return did_you_mean(word) end
  end
  return suggest_of(name, known)
end

-- What a word of another library means, whatever is due.
function meaning_of_word(name)
  for _, kind in ipairs { "loss", "activation", "initialiser", "optimizer", "layer" } do
    local meant = kinds[kind].meaning[plain(name)]
    if meant then return meant end
  end
end

-- "the loss cross_entropy", of a word of the language; else nil.
function kind_of_word(name)
  for kind, k in pairs(kinds) do
    if k.set[name] then return kind end
  end
end
