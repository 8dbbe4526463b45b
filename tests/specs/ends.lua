-- Several inputs, targets and outputs, a class target among them; an output that is an input; an
-- input that nothing reads; a target that nothing reads.
local a, b, unused = input("a", 3), input("b", 17), input("unused", 4)
local h = dense(15, tanh)(concat(a, b))
local class, value = dense(5, softmax)(h), dense(1)(h)
target("ignored", 2)
return network {
  outputs = { class = class, value = value, again = a, both = concat(class, value) },
  loss = cross_entropy(class, target("label", 5, "index"))
       + 0.5 * mean_squared_error(value, target("goal", 1)),
  batch = 9,
}
