"""Trains the network on the host, in PyTorch, and writes what it has learned: waves.safetensors, which
run.sh puts into the firmware. It is kept beside this file, so that no PyTorch is needed to build.

    python3 pretrain.py FILE
"""
import json
import struct
import sys

import torch
from torch import nn


def waves(n):
    """What the sensor sees (waves.h): sine, square or triangle at any phase, and noise."""
    kind = torch.randint(3, (n, 1))
    t = (torch.rand(n, 1) + torch.arange(8) / 8) % 1
    triangle = torch.where(t < 0.5, 4 * t - 1, 3 - 4 * t)
    square = torch.where(t < 0.5, 1.0, -1.0)
    sine = triangle * (1.5 - 0.5 * triangle**2)
    x = torch.where(kind == 2, triangle, torch.where(kind == 1, square, sine))
    return x + 0.03 * (2 * torch.rand(n, 8) - 1), kind[:, 0]


def save(path, state):
    """The safetensors format: the length of a JSON header, the header, the numbers."""
    header, data = {}, b""
    for name, tensor in state.items():
        numbers = tensor.numpy().astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape),
                        "data_offsets": [len(data), len(data) + len(numbers)]}
        data += numbers
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


torch.manual_seed(1)
net = nn.Sequential(nn.Linear(8, 16), nn.Tanh(), nn.Linear(16, 3))
optimizer = torch.optim.Adam(net.parameters(), 0.01)
for _ in range(3000):
    x, kind = waves(64)
    optimizer.zero_grad()
    nn.functional.cross_entropy(net(x), kind).backward()
    optimizer.step()
with torch.no_grad():
    x, kind = waves(10000)
    right = (net(x).argmax(1) == kind).float().mean().item()
print(f"PyTorch {torch.__version__}: {100 * right:.1f} % of 10000 waves")
if right < 0.95:
    sys.exit("it has not learned")
save(sys.argv[1], net.state_dict())
