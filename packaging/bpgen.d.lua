---@meta
-- bpgen.d.lua - the words of bpgen's specs, for the Lua language server: .luarc.json
--
--   { "runtime.version": "Lua 5.4", "workspace.library": ["/usr/local/share/bpgen"] }
--
-- bpgen-spec(5) tells more of each.

---A value of the network: what it is for one sample. `#x` is the number of its elements.
---@class bpgen.node
---@operator add(bpgen.value): bpgen.node
---@operator sub(bpgen.value): bpgen.node
---@operator mul(bpgen.value): bpgen.node
---@operator div(bpgen.value): bpgen.node
---@operator pow(bpgen.value): bpgen.node
---@operator unm: bpgen.node
---@operator len: integer

---@alias bpgen.value bpgen.node|number
---@alias bpgen.layer fun(x: bpgen.node): bpgen.node
---@alias bpgen.activation fun(z: bpgen.node): bpgen.node
---@alias bpgen.loss fun(y: bpgen.node, t: bpgen.node): bpgen.node

---What weights are before training.
---@class bpgen.initialiser
---@overload fun(): bpgen.initialiser

---What a step does.
---@class bpgen.optimizer

---`sgd`, `sgd { rate = 0.1 }`
---@alias bpgen.optimizer_word bpgen.optimizer|fun(options?: table): bpgen.optimizer

---@class bpgen.network

-- ---- the network and its ends ----

---@class bpgen.network_fields
---@field name? string the C prefix; default: the file's base name
---@field input? integer|integer[] sequential form: the number of inputs, or the sizes of the axes
---@field layers? bpgen.layer[] sequential form
---@field output? bpgen.node general form: the only output, y
---@field outputs? table<string, bpgen.node> general form
---@field loss bpgen.loss|bpgen.node a function (y, t); in the general form a scalar node
---@field targets? "values"|"index" "index": targets are class numbers
---@field l2? number J gains l2/2 times the sum of the squared weights; default: 0
---@field batch? integer the most samples that a call may take; default: 32
---@field optimizer? bpgen.optimizer_word default: sgd { rate = 0.01 }
---@field real? "float"|"double" default: "float"

---What a spec returns.
---@param fields bpgen.network_fields
---@return bpgen.network
function network(fields) end

---A value of one to three axes that the caller gives: a vector, steps x channels, or height x width
---x channels.
---@param name string
---@param size integer
---@param ... integer|{ classes: integer } classes: it is of class numbers, which an embedding reads
---@return bpgen.node
function input(name, size, ...) end

---What an output is compared with; "index": a class number.
---@param name string
---@param size integer
---@param ... integer|"index"|"values" more axes; the kind
---@return bpgen.node
function target(name, size, ...) end

---@class bpgen.parameter_options
---@field init? bpgen.initialiser default: zeros
---@field l2? number default: 0
---@field l1? number default: 0
---@field train? boolean default: true
---@field name? string default: p1, p2, ...

---A learned array of one to three axes, which any formula may use: parameter(4, 5, { name = "w" }).
---@param size integer
---@param ... integer|bpgen.parameter_options
---@return bpgen.node
function parameter(size, ...) end

---An initialiser, constant(0.5); or a fixed array, which any formula may use:
---constant { 0.5, 1, 2 }, or nested lists for two or three axes.
---@param c number|number[]|number[][]|number[][][]
---@return bpgen.initialiser|bpgen.node
function constant(c) end

---A value that the command line sets: -D name=value.
---@generic T: number|string|boolean
---@param name string
---@param default T
---@return T
function param(name, default) end

-- ---- layers and what their weights are before training ----

---@class bpgen.dense_options
---@field bias? boolean default: true
---@field l2? number default: the network's
---@field l1? number J gains l1 times the sum of |w|; default: 0
---@field init? bpgen.initialiser default: he_uniform before relu and its kin, else glorot_uniform
---@field name? string parameters are then called name_w and name_b
---@field train? boolean false: frozen; default: true

---z = x w + b, then the activation. Used twice it shares its parameters.
---@param n integer the number of outputs
---@param activation? bpgen.activation
---@param options? bpgen.dense_options
---@return bpgen.layer
---@overload fun(n: integer, options: bpgen.dense_options): bpgen.layer
function dense(n, activation, options) end

---@type bpgen.initialiser
glorot_uniform = nil
---@type bpgen.initialiser
glorot_normal = nil
---@type bpgen.initialiser
he_uniform = nil
---@type bpgen.initialiser
he_normal = nil
---@type bpgen.initialiser
lecun_normal = nil
---@type bpgen.initialiser
zeros = nil

---Between -a and a.
---@param a number
---@return bpgen.initialiser
function uniform(a) end

-- ---- gates ----

---The larger; the gradient goes to a where a > b, else to b.
---@param a bpgen.value
---@param b bpgen.value
---@param ... bpgen.value
---@return bpgen.node
function max(a, b, ...) end

---The smaller; the gradient goes to a where a < b, else to b.
---@param a bpgen.value
---@param b bpgen.value
---@param ... bpgen.value
---@return bpgen.node
function min(a, b, ...) end

---@param x bpgen.value
---@return bpgen.node
function abs(x) end

---@param x bpgen.value
---@return bpgen.node
function exp(x) end

---exp(x) - 1
---@param x bpgen.value
---@return bpgen.node
function expm1(x) end

---The natural logarithm, or that to a base.
---@param x bpgen.value
---@param base? bpgen.value
---@return bpgen.node
function log(x, base) end

---ln(1 + x)
---@param x bpgen.value
---@return bpgen.node
function log1p(x) end

---@param x bpgen.value
---@return bpgen.node
function sqrt(x) end

---@param a bpgen.value
---@param b bpgen.value
---@return bpgen.node
function pow(a, b) end

---@param x bpgen.value
---@return bpgen.node
function sin(x) end

---@param x bpgen.value
---@return bpgen.node
function cos(x) end

---@param x bpgen.value
---@return bpgen.node
function tan(x) end

---The error function.
---@param x bpgen.value
---@return bpgen.node
function erf(x) end

---A condition: a < b.
---@param a bpgen.value
---@param b bpgen.value
---@return bpgen.node
function lt(a, b) end

---A condition: a <= b.
---@param a bpgen.value
---@param b bpgen.value
---@return bpgen.node
function le(a, b) end

---A condition: a > b.
---@param a bpgen.value
---@param b bpgen.value
---@return bpgen.node
function gt(a, b) end

---A condition: a >= b.
---@param a bpgen.value
---@param b bpgen.value
---@return bpgen.node
function ge(a, b) end

---a where the condition holds, else b.
---@param condition bpgen.value
---@param a bpgen.value
---@param b bpgen.value
---@return bpgen.node
function where(condition, a, b) end

---Of all elements.
---@param x bpgen.value
---@param axis? integer which stays, with size 1
---@return bpgen.node
function sum(x, axis) end

---Of all elements.
---@param x bpgen.value
---@param axis? integer which stays, with size 1
---@return bpgen.node
function mean(x, axis) end

---sum(a * b)
---@param a bpgen.value
---@param b bpgen.value
---@return bpgen.node
function dot(a, b) end

---ln of the sum of exp(x), without overflow.
---@param x bpgen.value
---@param axis? integer which stays, with size 1
---@return bpgen.node
function logsumexp(x, axis) end

---One vector after the other.
---@param a bpgen.value
---@param ... bpgen.value
---@return bpgen.node
---@overload fun(list: bpgen.value[]): bpgen.node
function concat(a, ...) end

---Elements first to last, counted from 1, both ends included.
---@param x bpgen.node
---@param first integer
---@param last integer
---@param axis? integer default: the last
---@return bpgen.node
function slice(x, first, last, axis) end

---x, without a gradient.
---@param x bpgen.node
---@return bpgen.node
function stop_gradient(x) end

---The gradient of a scalar node by another, as a node that any formula may use.
---@param e bpgen.node
---@param x bpgen.node
---@return bpgen.node
function grad(e, x) end

---The derivative of each element of y by each of x: size(y) x size(x).
---@param y bpgen.node
---@param x bpgen.node
---@return bpgen.node
function jacobian(y, x) end

---v times the Jacobian of y by x, of the shape of x.
---@param y bpgen.node
---@param x bpgen.node
---@param v bpgen.value of the shape of y; a scalar spreads
---@return bpgen.node
function vjp(y, x, v) end

---The Jacobian of y by x times v, of the shape of y.
---@param y bpgen.node
---@param x bpgen.node
---@param v bpgen.value of the shape of x; a scalar spreads
---@return bpgen.node
function jvp(y, x, v) end

---The second derivative of the scalar E by x, times v, of the shape of x.
---@param e bpgen.node
---@param x bpgen.node
---@param v bpgen.value of the shape of x; a scalar spreads
---@return bpgen.node
function hvp(e, x, v) end

-- ---- layers of sequences and images ----

---@class bpgen.convolution_options: bpgen.dense_options
---@field stride? integer|integer[] default: 1
---@field padding? integer|integer[]|"same"|"causal" default: 0
---@field dilation? integer|integer[] default: 1
---@field groups? integer default: 1

---@class bpgen.transposed_options: bpgen.dense_options
---@field stride? integer|integer[] default: 1
---@field padding? integer|integer[] what is taken off at each end; default: 0
---@field dilation? integer|integer[] default: 1

---@class bpgen.pool_options
---@field stride? integer|integer[] default: the window
---@field padding? integer|integer[] default: 0

---@class bpgen.norm_options: bpgen.dense_options
---@field epsilon? number default: 1e-5

---@class bpgen.batch_norm_options: bpgen.norm_options
---@field momentum? number how far a step moves the running statistics, 0 to 1; default: 0.1

---@class bpgen.recurrent_options: bpgen.dense_options
---@field last? boolean the last step's vector; default: false
---@field reverse? boolean from the last step to the first; default: false

---@class bpgen.attention_options: bpgen.dense_options
---@field causal? boolean no step sees a later one; default: false

---A convolution of a sequence, steps x channels: w[kernel][in/groups][filters].
---@param filters integer
---@param kernel integer|integer[]
---@param activation? bpgen.activation|bpgen.convolution_options
---@param options? bpgen.convolution_options
---@return bpgen.layer
function conv1d(filters, kernel, activation, options) end

---A transposed convolution of a sequence, steps x channels.
---@param filters integer
---@param kernel integer|integer[]
---@param activation? bpgen.activation|bpgen.transposed_options
---@param options? bpgen.transposed_options
---@return bpgen.layer
function conv_transpose1d(filters, kernel, activation, options) end

---A convolution of an image, height x width x channels: w[kh][kw][in/groups][filters].
---@param filters integer
---@param kernel integer|integer[]
---@param activation? bpgen.activation|bpgen.convolution_options
---@param options? bpgen.convolution_options
---@return bpgen.layer
function conv2d(filters, kernel, activation, options) end

---A transposed convolution of an image, height x width x channels.
---@param filters integer
---@param kernel integer|integer[]
---@param activation? bpgen.activation|bpgen.transposed_options
---@param options? bpgen.transposed_options
---@return bpgen.layer
function conv_transpose2d(filters, kernel, activation, options) end

---The largest of each window.
---@param window integer|integer[]
---@param options? bpgen.pool_options
---@return bpgen.layer
function max_pool(window, options) end

---The mean of each window, zeros of the padding included.
---@param window integer|integer[]
---@param options? bpgen.pool_options
---@return bpgen.layer
function average_pool(window, options) end

---The mean over all positions: a vector of channels.
---@param x? bpgen.node
---@return bpgen.node|bpgen.layer
function global_average_pool(x) end

---The largest over all positions: a vector of channels.
---@param x? bpgen.node
---@return bpgen.node|bpgen.layer
function global_max_pool(x) end

---Centred and scaled along the last axis, times gain, plus bias. Bare, each use is a layer of its own.
---@param x? bpgen.node|bpgen.norm_options
---@return bpgen.node|bpgen.layer
function layer_norm(x) end

---Over the root of the mean square along the last axis, times gain. Bare, each use is a layer of its own.
---@param x? bpgen.node|bpgen.norm_options
---@return bpgen.node|bpgen.layer
function rms_norm(x) end

---Each channel centred and scaled over the samples of a batch and all positions, times gain, plus bias. In
---predict and forward, and everywhere with { train = false }, by running statistics. Bare, each use is a
---layer of its own.
---@param x? bpgen.node|bpgen.batch_norm_options
---@return bpgen.node|bpgen.layer
function batch_norm(x) end

---x, or a x below 0, of a learned a. Bare, each use is a layer of its own.
---@param x? bpgen.node|bpgen.norm_options
---@return bpgen.node|bpgen.layer
function prelu(x) end

---A learned row of n numbers for each class, of an input("ids", steps, { classes = 100 }): w[classes][n].
---A number that is no class gets zeros.
---@param classes integer
---@param n integer
---@param activation? bpgen.activation
---@param options? bpgen.dense_options
---@return bpgen.layer
---@overload fun(classes: integer, n: integer, options: bpgen.dense_options): bpgen.layer
function embedding(classes, n, activation, options) end

---(x - mean) / deviation of each channel, frozen parameters that `bpgen train` sets from the data.
---@param x? bpgen.node|{ name: string }
---@return bpgen.node|bpgen.layer
function standardize(x) end

---In a step alone: each element is 0 with probability p, else divided by 1 - p.
---@param p number
---@return bpgen.layer
function dropout(p) end

---Centred and scaled over positions and a group of channels.
---@param groups integer
---@param options? bpgen.norm_options
---@return bpgen.layer
function group_norm(groups, options) end

---h' = tanh(x wi + bi + h wh + bh); sequence to sequence.
---@param units integer
---@param options? bpgen.recurrent_options
---@return bpgen.layer
function rnn(units, options) end

---The gates r, z, n as PyTorch has them; sequence to sequence.
---@param units integer
---@param options? bpgen.recurrent_options
---@return bpgen.layer
function gru(units, options) end

---The gates i, f, g, o as PyTorch has them; sequence to sequence.
---@param units integer
---@param options? bpgen.recurrent_options
---@return bpgen.layer
function lstm(units, options) end

---Self-attention of a sequence: wi[n][3 n], bi, wo[n][n], bo.
---@param heads integer
---@param options? bpgen.attention_options
---@return bpgen.layer
function attention(heads, options) end

-- ---- axes: 1 is the first, -1 the last ----

---The sizes of the axes.
---@param x bpgen.node
---@return integer[]
function shape(x) end

---The number of elements.
---@param x bpgen.node
---@return integer
function size(x) end

---The same elements, in other axes.
---@param x bpgen.node
---@param ... integer
---@return bpgen.node
function reshape(x, ...) end

---The same elements as a vector.
---@param x bpgen.node
---@return bpgen.node
function flatten(x) end

---The axes in another order: permute(x, {3, 1, 2}).
---@param x bpgen.node
---@param order integer[]
---@return bpgen.node
function permute(x, order) end

---The last two axes exchanged.
---@param x bpgen.node
---@return bpgen.node
function transpose(x) end

---Zeros before and after, along an axis.
---@param x bpgen.node
---@param before integer
---@param after integer
---@param axis? integer
---@return bpgen.node
function pad(x, before, after, axis) end

---The other way round, along an axis.
---@param x bpgen.node
---@param axis? integer
---@return bpgen.node
function flip(x, axis) end

---Each element so many times, along an axis.
---@param x bpgen.node
---@param factor integer
---@param axis? integer
---@return bpgen.node
function upsample(x, factor, axis) end

---A row for each window: of a vector, windows x kernel; of a sequence, windows x kernel*channels.
---@param x bpgen.node
---@param kernel integer|integer[]
---@param stride? integer|integer[]
---@param dilation? integer|integer[]
---@return bpgen.node
function windows(x, kernel, stride, dilation) end

---R x K by K x C is R x C; a vector is a row.
---@param a bpgen.node
---@param b bpgen.node
---@return bpgen.node
function matmul(a, b) end

---The largest of all elements, or along an axis, which stays with size 1.
---@param x bpgen.value
---@param axis? integer
---@return bpgen.node
function amax(x, axis) end

---The smallest of all elements, or along an axis, which stays with size 1.
---@param x bpgen.value
---@param axis? integer
---@return bpgen.node
function amin(x, axis) end

-- ---- activations ----

---@param z bpgen.value
---@return bpgen.node
function identity(z) end

---max(z, 0); its slope at 0 is 0.
---@param z bpgen.value
---@return bpgen.node
function relu(z) end

---z, or a z below 0; leaky_relu is leaky_relu(0.01).
---@param z bpgen.node
---@return bpgen.node
---@overload fun(a?: number): bpgen.activation
function leaky_relu(z) end

---z, or a (exp(z) - 1) below 0; elu is elu(1).
---@param z bpgen.node
---@return bpgen.node
---@overload fun(a?: number): bpgen.activation
function elu(z) end

---@param z bpgen.value
---@return bpgen.node
function selu(z) end

---z/2 (1 + erf(z / sqrt(2)))
---@param z bpgen.value
---@return bpgen.node
function gelu(z) end

---z sigmoid(z)
---@param z bpgen.value
---@return bpgen.node
function silu(z) end

---z tanh(softplus(z))
---@param z bpgen.value
---@return bpgen.node
function mish(z) end

---ln(1 + exp(z))
---@param z bpgen.value
---@return bpgen.node
function softplus(z) end

---z / (1 + |z|)
---@param z bpgen.value
---@return bpgen.node
function softsign(z) end

---z, between -1 and 1.
---@param z bpgen.value
---@return bpgen.node
function hardtanh(z) end

---z/6 + 1/2, between 0 and 1.
---@param z bpgen.value
---@return bpgen.node
function hardsigmoid(z) end

---1 / (1 + exp(-z))
---@param z bpgen.value
---@return bpgen.node
function sigmoid(z) end

---@param z bpgen.value
---@return bpgen.node
function tanh(z) end

---@param z bpgen.value
---@param axis? integer default: the last
---@return bpgen.node
function softmax(z, axis) end

---@param z bpgen.value
---@param axis? integer default: the last
---@return bpgen.node
function log_softmax(z, axis) end

---z^2
---@param z bpgen.value
---@return bpgen.node
function square(z) end

---sin(z)
---@param z bpgen.value
---@return bpgen.node
function sine(z) end

-- ---- losses of one sample ----

---||y - t||^2 / 2
---@type bpgen.loss
half_squared_error = nil

---The mean of (y - t)^2.
---@type bpgen.loss
mean_squared_error = nil

---The sum of |y - t|.
---@type bpgen.loss
absolute_error = nil

---The sum of e^2/2 where |e| <= d, else d (|e| - d/2); huber is huber(1).
---@param y bpgen.node
---@param t bpgen.node
---@return bpgen.node
---@overload fun(d?: number): bpgen.loss
function huber(y, t) end

---The sum of ln cosh(y - t).
---@type bpgen.loss
log_cosh = nil

---The sum of max(0, 1 - t y).
---@type bpgen.loss
hinge = nil

---The sum of -t ln y; after softmax computed from the logits.
---@type bpgen.loss
cross_entropy = nil

---The sum of -t ln y - (1 - t) ln(1 - y); after sigmoid computed from the logits.
---@type bpgen.loss
binary_cross_entropy = nil

---The sum of t (ln t - ln y).
---@type bpgen.loss
kl_divergence = nil

---The sum of max(q e, (q - 1) e), e = t - y; quantile is quantile(0.5).
---@param y bpgen.node
---@param t bpgen.node
---@return bpgen.node
---@overload fun(q?: number): bpgen.loss
function quantile(y, t) end

-- ---- optimizers, as torch.optim defines them ----

---@class bpgen.sgd_options
---@field rate? number
---@field momentum? number
---@field weight_decay? number

---rate = 0.01, momentum = 0, weight_decay = 0
---@param options? bpgen.sgd_options
---@return bpgen.optimizer
function sgd(options) end

---rate = 0.01, momentum = 0.9, weight_decay = 0
---@param options? bpgen.sgd_options
---@return bpgen.optimizer
function momentum(options) end

---rate = 0.01, momentum = 0.9, weight_decay = 0
---@param options? bpgen.sgd_options
---@return bpgen.optimizer
function nesterov(options) end

---@class bpgen.rmsprop_options: bpgen.sgd_options
---@field decay? number
---@field epsilon? number

---rate = 0.01, decay = 0.99, epsilon = 1e-8, weight_decay = 0, momentum = 0
---@param options? bpgen.rmsprop_options
---@return bpgen.optimizer
function rmsprop(options) end

---@class bpgen.adam_options
---@field rate? number
---@field beta1? number
---@field beta2? number
---@field epsilon? number
---@field weight_decay? number

---rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weight_decay = 0
---@param options? bpgen.adam_options
---@return bpgen.optimizer
function adam(options) end

---rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weight_decay = 1e-2
---@param options? bpgen.adam_options
---@return bpgen.optimizer
function adamw(options) end

---@class bpgen.polyak_options
---@field rate? number

---The step is rate J / ||g||^2 times the gradient g.
---@param options? bpgen.polyak_options
---@return bpgen.optimizer
function polyak(options) end

-- ---- math: what there are gates for works on nodes, too ----

math.abs, math.exp, math.log, math.sqrt, math.pow = abs, exp, log, sqrt, pow
math.sin, math.cos, math.tan, math.tanh = sin, cos, tan, tanh
math.max, math.min, math.expm1, math.log1p = max, min, expm1, log1p
