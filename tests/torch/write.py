"""Trains a perceptron, and writes all models, the data that they read and what comes of it. What of
that is in kept/ was written once, for tests/layers.sh."""
import sys

import numpy as np
import torch
from torch.nn import functional as F

from models import (classes, images, layers_net, perceptron_net, points, save_safetensors,
                    sequences, stack_net)

optimizer = torch.optim.Adam(perceptron_net.parameters(), 0.01)
for _ in range(150):
    optimizer.zero_grad()
    J = F.nll_loss(torch.log(perceptron_net(points)), classes)
    J.backward()
    optimizer.step()
if not J < 0.5:
    sys.exit(f"it has not learned: J {J}")
for name, net in ("flowers", perceptron_net), ("layers", layers_net), ("stack", stack_net):
    state = net.state_dict()
    save_safetensors(name + ".safetensors", state)
    np.savez(name + ".npz", **{key: t.numpy() for key, t in state.items()})
np.savetxt("points.csv", points.numpy(), "%.9g", ",")
np.savetxt("flowers.csv", np.hstack([points.numpy(), np.eye(3)[classes]]), "%.9g", ",")
np.savetxt("layers.csv", torch.cat([sequences.flatten(1), images.flatten(1)], 1).numpy(), "%.17g",
           ",")
with torch.no_grad():
    all_outputs = torch.cat([of.flatten(1) for of in layers_net(sequences, images)], 1)
np.savetxt("layers.outputs.csv", all_outputs.numpy(), "%.17g", ",")
np.savetxt("stack.outputs.csv", stack_net(sequences).detach().numpy(), "%.17g", ",")
np.savetxt("stack.csv", sequences.flatten(1).numpy(), "%.17g", ",")
