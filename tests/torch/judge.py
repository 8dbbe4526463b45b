"""Holds what C predicts to PyTorch: a line "good NAME" or "bad NAME: why" for each check.

    judge.py CHECK=FILE[,FILE]...
"""
import sys

import numpy as np
import torch

from models import (classes, images, layers_net, load, perceptron_net, points, sequences,
                    stack_net)


class Wrong(Exception):
    pass


def read_csv(path):
    return np.loadtxt(path, delimiter=",", skiprows=1, ndmin=2)


def agree(what, ours, theirs, bound):
    """Relative to what is larger than 1."""
    theirs = theirs.detach().numpy()
    if ours.shape != theirs.shape:
        raise Wrong(f"{what} of shape {ours.shape}, PyTorch's {theirs.shape}")
    error = np.max(np.abs(ours - theirs) / np.maximum(1, np.abs(theirs)))
    if not error <= bound:
        raise Wrong(f"{what} is {ours.ravel()[:4]}, PyTorch's {theirs.ravel()[:4]}")


def there(out):  # a model that PyTorch has trained
    perceptron_net.load_state_dict(load("flowers.npz"))
    agree("y", read_csv(out)[:, :3], perceptron_net(points), 1e-6)


def back(out, weights):  # a model that C has trained
    names = iter(load(weights).values())  # by order: a Sequential counts activations, too
    perceptron_net.load_state_dict({name: next(names) for name in perceptron_net.state_dict()})
    y = perceptron_net(points)
    agree("y", read_csv(out)[:, :3], y, 1e-6)
    right = (y.argmax(1) == classes).float().mean()
    if not right > 0.8:
        raise Wrong(f"it has not learned: {right}")


def layouts(weights):  # names, shapes and bits
    ours, theirs = load(weights), layers_net.state_dict()
    if set(ours) != set(theirs):
        raise Wrong(f"{set(ours) ^ set(theirs)}")
    for name, t in theirs.items():
        if ours[name].shape != t.shape or not torch.equal(ours[name], t):
            raise Wrong(f"{name} {tuple(ours[name].shape)}, PyTorch's {tuple(t.shape)}")


def layers(out):
    y, at = read_csv(out), 0
    names = [*"abcdefghijklmnopqrtuvwx", "xa", "xb", *"yz"]
    for name, of in zip(names, layers_net(sequences, images)):
        of = of.flatten(1)
        agree(f"output {name}", y[:, at:at + of.shape[1]], of, 1e-12)
        at += of.shape[1]
    if at != y.shape[1]:
        raise Wrong(f"{y.shape[1]} columns, {at} of PyTorch")


def stack(out):
    agree("y", read_csv(out), stack_net(sequences), 1e-12)


layers_net.load_state_dict(load("layers.npz"))
stack_net.load_state_dict(load("stack.npz"))
for word in sys.argv[1:]:
    check, files = word.split("=")
    try:
        globals()[check](*files.split(","))
        print("good", word)
    except Wrong as why:
        print(f"bad {word}: {why}".replace("\n", " "))
