"""Trains a network with nn.BatchNorm1d, as tests/layers.sh asks of bpgen train, and writes what it
begins with, its data, what becomes of its numbers, and what it predicts: tests/torch/kept.

    python3 batch_norm.py        into the folder that it is run in
"""
import numpy as np
import torch
from torch import nn

from models import save_safetensors

ROWS, BATCH, EPOCHS = 20, 8, 2  # the last batch of an epoch has 4 rows


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.Conv1d(3, 4, 3)
        self.b = nn.BatchNorm1d(4)
        self.c = nn.Linear(24, 5)
        self.d = nn.BatchNorm1d(5, eps=1e-3, momentum=0.3)
        self.e = nn.Linear(5, 2)

    def forward(self, s):
        h = torch.relu(self.b(self.a(s.transpose(1, 2))))
        return self.e(torch.tanh(self.d(self.c(h.transpose(1, 2).flatten(1)))))


def main():
    torch.manual_seed(2)
    torch.set_default_dtype(torch.float64)
    net = Net()
    with torch.no_grad():
        for norm in net.b, net.d:
            norm.weight.uniform_(0.5, 1.5)
            norm.bias.uniform_(-0.5, 0.5)
            norm.running_mean.uniform_(-0.5, 0.5)
            norm.running_var.uniform_(0.5, 1.5)
    x, t = torch.randn(ROWS, 8, 3) * 2 + 0.5, torch.rand(ROWS, 2)
    save_safetensors("batch_norm.safetensors", net.state_dict())
    np.savetxt("batch_norm.csv", torch.cat([x.flatten(1), t], 1).numpy(), "%.17g", ",")
    optimizer = torch.optim.SGD(net.parameters(), 0.05, momentum=0.9)
    for _ in range(EPOCHS):
        for at in range(0, ROWS, BATCH):
            optimizer.zero_grad()
            nn.functional.mse_loss(net(x[at:at + BATCH]), t[at:at + BATCH]).backward()
            optimizer.step()
    save_safetensors("batch_norm.after.safetensors", net.state_dict())
    net.eval()
    np.savetxt("batch_norm.outputs.csv", net(x).detach().numpy(), "%.17g", ",")


main()
