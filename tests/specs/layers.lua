-- Layers of sequences, one after the other.
local which = param("which", "gru")
local make = ({ rnn = rnn, gru = gru, lstm = lstm })[which]
local x = input("x", 5, 3)
local h = make(4)(x)
local back = make(3, { reverse = true, last = true, name = "back" })(h)
local a = attention(2, { causal = true })(layer_norm(h))
local n = rms_norm(group_norm(2)(a + h))
local c = prelu(conv1d(6, 3, { padding = "causal", dilation = 2 })(n))
local u = conv_transpose1d(2, 3, tanh, { stride = 2, padding = 1 })(c)
local p = max_pool(2, { padding = 1 })(u)
local y = dense(2)(concat(back, flatten(p), global_max_pool(c), global_average_pool(u)))
local s = softmax(dense(3)(h))
return network { batch=3, outputs={y=y, s=s}, loss=half_squared_error(y, target("t",2)) + cross_entropy(s, target("u", 5, 3)) }
