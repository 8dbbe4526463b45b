# torch_peer.py - the network as one writes it in PyTorch: a contestant (see peer.c), one thread.
import sys
import time

import numpy
import torch

sizes, rows = [int(n) for n in sys.argv[1].split(",")], int(sys.argv[2])
torch.set_num_threads(1)
BATCHES, BLOCK, FACTOR, TERM, MASK = 8, 1 << 16, 6364136223846793005, 1442695040888963407, 2**64 - 1

# peer.c's generator, a block at a time: a step of k is state * factors[k] + terms[k].
factors, terms = numpy.empty(BLOCK, numpy.uint64), numpy.empty(BLOCK, numpy.uint64)
factor, term = 1, 0
for k in range(BLOCK):
    factor, term = factor * FACTOR & MASK, (term * FACTOR + TERM) & MASK
    factors[k], terms[k] = factor, term
state = numpy.uint64(1)


def uniform(count):
    global state
    parts = []
    for start in range(0, count, BLOCK):
        n = min(BLOCK, count - start)
        states = factors[:n] * state + terms[:n]
        state = states[-1]
        parts.append((states >> numpy.uint64(40)).astype(numpy.float32) / numpy.float32(1 << 24))
    return numpy.concatenate(parts)


layers, inputs, classes = [], [], []
with numpy.errstate(over="ignore"), torch.no_grad():
    for i, o in zip(sizes, sizes[1:]):
        limit = numpy.float32((6.0 / (i + o)) ** 0.5)
        layer = torch.nn.Linear(i, o)
        layer.weight[:] = torch.from_numpy((limit * (2 * uniform(i * o) - 1)).reshape(i, o).T)
        layer.bias.zero_()
        layers += [layer, torch.nn.ReLU()]
    for _ in range(BATCHES):
        inputs.append(torch.from_numpy(uniform(rows * sizes[0]).reshape(rows, sizes[0])))
        labels = (uniform(rows) * numpy.float32(sizes[-1])).astype(numpy.int64)
        classes.append(torch.from_numpy(labels % sizes[-1]))

network = torch.nn.Sequential(*layers[:-1])
objective = torch.nn.CrossEntropyLoss()
optimizer = torch.optim.SGD(network.parameters(), lr=0.01)


def step(k):
    optimizer.zero_grad(set_to_none=True)
    objective(network(inputs[k]), classes[k]).backward()
    optimizer.step()


def predict(k):
    with torch.inference_mode():
        torch.softmax(network(inputs[k][:1]), 1)


print("ready", flush=True)
following = 0
for line in sys.stdin:
    word, count = (line.split() + ["0"])[:2]
    if word == "quit":
        break
    if word == "loss":
        with torch.no_grad():
            print("%.9g" % objective(network(inputs[0]), classes[0]), flush=True)
        continue
    call = {"step": step, "predict": predict}.get(word)
    if not call:
        print("none", flush=True)
        continue
    start = time.perf_counter()
    for _ in range(int(count)):
        call(following % BATCHES)
        following += 1
    print("%.12g" % (time.perf_counter() - start), flush=True)
