"""Models of PyTorch, and the files that its users write. The same seed makes the same again."""
import json
import struct

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

torch.set_num_threads(1)
TYPES = {torch.float32: "F32", torch.float64: "F64", torch.int64: "I64"}


def save_safetensors(path, state):
    """As the package safetensors does, which Debian 12 does not have."""
    header, data = {}, b""
    for name, t in state.items():
        raw = t.detach().contiguous().numpy().tobytes()
        header[name] = {"dtype": TYPES[t.dtype], "shape": list(t.shape),
                        "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + data)


def load(path):
    """A state_dict of what bpgen wrote."""
    if path.endswith(".npz"):
        with np.load(path) as arrays:
            return {name: torch.from_numpy(arrays[name]) for name in arrays}
    with open(path, "rb") as f:
        size, = struct.unpack("<Q", f.read(8))
        header, data = json.loads(f.read(size)), f.read()
    types = {"F32": np.float32, "F64": np.float64}
    return {name: torch.from_numpy(np.frombuffer(data[e["data_offsets"][0]:e["data_offsets"][1]],
                                                 types[e["dtype"]]).reshape(e["shape"]).copy())
            for name, e in header.items()}


def perceptron():
    return nn.Sequential(nn.Linear(6, 32), nn.Tanh(), nn.Linear(32, 16), nn.GELU(), nn.Linear(16, 3),
                         nn.Softmax(-1))


def spread(model):  # norms and biases are not what they begin with, either
    for p in model.parameters():
        nn.init.uniform_(p, -0.8, 0.8)


LAST = "22"  # the layer's number in the spec, where it has no name


class RMSNorm(nn.Module):  # torch.nn.RMSNorm of later versions
    def __init__(self, n):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(n))

    def forward(self, x):
        return x / torch.sqrt((x * x).mean(-1, keepdim=True) + 1e-5) * self.weight


class Layers(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv1d(4, 6, 3)
        self.b = nn.Conv1d(4, 6, 2, stride=2, dilation=2, padding=1, groups=2)
        self.c = nn.Conv1d(4, 3, 4, bias=False)
        self.d = nn.Conv1d(4, 3, 4, padding="same")
        self.e = nn.Conv2d(4, 6, (3, 2), stride=(2, 1), padding=(1, 0), groups=2)
        self.f = nn.ConvTranspose1d(4, 3, 3, stride=2, padding=1)
        self.g = nn.ConvTranspose2d(4, 2, (2, 3), stride=(1, 2), dilation=(2, 1))
        self.l = nn.LayerNorm(4)
        self.m = RMSNorm(4)
        self.n = nn.GroupNorm(2, 4)
        self.o = nn.PReLU()
        self.p = nn.RNN(4, 3, batch_first=True)
        self.q = nn.GRU(4, 3, batch_first=True)
        self.r = nn.LSTM(4, 3, batch_first=True)
        self.t = nn.GRU(4, 3, batch_first=True)
        self.u = nn.LSTM(4, 2, bias=False, batch_first=True)
        self.v = nn.MultiheadAttention(4, 2, batch_first=True)
        self.w = nn.MultiheadAttention(4, 2, batch_first=True)
        self.x = nn.Linear(4, 3)
        self.xa = nn.ConvTranspose1d(4, 6, 3, stride=2, groups=2)
        self.xb = nn.ConvTranspose2d(4, 4, (2, 1), stride=(1, 2), groups=4)
        self.add_module(LAST, nn.Linear(24, 1))
        spread(self)

    def forward(self, s, im):
        st, it = s.transpose(1, 2), im.permute(0, 3, 1, 2)  # channels first

        def last(v):
            return v.movedim(1, -1)
        mask = torch.triu(torch.ones(6, 6, dtype=torch.bool), 1)
        return [
            last(self.a(st)), last(self.b(st)), last(self.c(F.pad(st, (3, 0)))), last(self.d(st)),
            last(self.e(it)), last(self.f(st)), last(self.g(it)),
            last(F.max_pool2d(it, 3, 2, 1)), last(F.avg_pool2d(it, (2, 3), 1)),
            last(F.max_pool1d(st, 2)), torch.cat([it.mean((2, 3)), it.amax((2, 3))], 1),
            self.l(s), self.m(s), last(self.n(it)), self.o(s),
            self.p(s)[0], self.q(s)[0], self.r(s)[0], self.t(s.flip(1))[0].flip(1),
            self.u(s)[0][:, -1], self.v(s, s, s, need_weights=False)[0],
            self.w(s, s, s, need_weights=False, attn_mask=mask)[0], self.x(im),
            last(self.xa(st)), last(self.xb(it)),
            torch.softmax(s, 1) + torch.log_softmax(s, 2) * torch.logsumexp(s, -1, True),
            getattr(self, LAST)(s.flatten(1))]


class Stack(nn.Module):  # of order.lua, whose layers have no names
    def __init__(self):
        super().__init__()
        self.front = nn.ModuleList([nn.Conv1d(4, 6, 3), nn.LayerNorm(6)])
        self.middle = nn.LSTM(6, 5, num_layers=2, batch_first=True)
        self.middle_attention = nn.MultiheadAttention(5, 1, batch_first=True)
        self.middle_gru = nn.GRU(5, 3, batch_first=True)
        self.top = nn.ModuleList([nn.GroupNorm(3, 3), nn.PReLU(), nn.Linear(12, 2)])
        spread(self)

    def forward(self, x):
        h = self.front[1](self.front[0](x.transpose(1, 2)).transpose(1, 2))
        h = self.middle(h)[0]
        h = self.middle_attention(h, h, h)[0]
        h = self.top[1](self.top[0](self.middle_gru(h)[0].transpose(1, 2)).transpose(1, 2))
        return self.top[2](h.flatten(1))


torch.manual_seed(1)
points = torch.rand(400, 6) * 4 - 2
classes = (points[:, 0] * points[:, 1] > 0).long() + (points[:, 2] > 0.5).long()
perceptron_net = perceptron()
torch.set_default_dtype(torch.float64)
layers_net, stack_net = Layers(), Stack()
sequences, images = torch.randn(3, 6, 4), torch.randn(3, 6, 5, 4)
torch.set_default_dtype(torch.float32)
