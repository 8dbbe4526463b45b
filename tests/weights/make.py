#!/usr/bin/env python3
"""Writes the files beside it, as NumPy and PyTorch do: the same numbers, multiples of 1/8, in the
names, layouts and types of others. Needs numpy and torch; run once, the files are kept."""
import io
import json
import os
import struct
import warnings
import zipfile

import numpy as np
import torch

os.chdir(os.path.dirname(os.path.abspath(__file__)))


class Net(torch.nn.Module):
    def __init__(self):
        super().__init__()
        self.first = torch.nn.Sequential(torch.nn.Linear(2, 3), torch.nn.Tanh())
        self.out = torch.nn.Linear(3, 1)


w1 = np.array([[1, -2, 3], [4, -5, 6]]) / 8
b1 = np.array([7, -8, 9]) / 8
w2 = np.array([[10], [-11], [12]]) / 8
b2 = np.array([-13]) / 8


def save_safetensors(path, tensors, metadata=None):
    """As the package safetensors does: header, padded with blanks to 8 bytes, and the numbers."""
    names = {torch.float16: "F16", torch.bfloat16: "BF16", torch.float32: "F32",
             torch.float64: "F64"}
    header, data = {}, b""
    if metadata:
        header["__metadata__"] = metadata
    for name, t in tensors.items():
        raw = t.detach().contiguous().view(torch.int16 if t.element_size() == 2 else t.dtype)
        raw = raw.numpy().tobytes()
        header[name] = {"dtype": names[t.dtype], "shape": list(t.shape),
                        "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as f:
        f.write(struct.pack("<Q", len(text)) + text + data)


net = Net()
with torch.no_grad():
    net.first[0].weight.copy_(torch.tensor(w1.T))
    net.first[0].bias.copy_(torch.tensor(b1))
    net.out.weight.copy_(torch.tensor(w2.T))
    net.out.bias.copy_(torch.tensor(b2))
state = net.state_dict()
inputs = [[0, 0], [1, 0], [0.25, -2], [-3, 1.5]]
with torch.no_grad():
    outputs = net.out(net.first(torch.tensor(inputs, dtype=torch.float64).float())).double()
np.savetxt("outputs.txt", np.hstack([inputs, outputs.numpy()]), "%.9g")
block = np.concatenate([a.ravel() for a in (w1, b1, w2, b2)])

block.astype("<f4").tofile("float.bin")
block.astype("<f8").tofile("double.bin")
np.save("block.npy", block)
np.savez("own.npz", w1=w1.astype("f4"), b1=b1.astype(">f8"), out_w=np.asfortranarray(w2),
         out_b=b2.astype("f2"))
np.savez("fortran.npz", w1=np.asfortranarray(w1), b1=b1, out_w=w2.astype(">f4"),
         out_b=b2.astype(">f2"))
np.savez_compressed("torch.npz", **{name: t.numpy() for name, t in state.items()})
np.savez("keras.npz", **{"dense/kernel:0": w1, "dense/bias:0": b1, "dense_1/kernel:0": w2,
                         "dense_1/bias:0": b2})
np.savez("jax.npz", **{"params/enc/kernel": w1, "params/enc/bias": b1, "params/out/kernel": w2,
                       "params/out/bias": b2})
np.savez("positions.npz", w1, b1, w2, b2)
save_safetensors("torch.safetensors", state, {"format": "pt"})
save_safetensors("mixed.safetensors", {
    "model.out.weight": state["out.weight"].double(), "model.out.bias": state["out.bias"].half(),
    "model.in.weight": state["first.0.weight"].bfloat16(), "model.in.bias": state["first.0.bias"]})
save_safetensors("numbered.safetensors", {
    "1.weight": state["first.0.weight"], "1.bias": state["first.0.bias"],
    "out.weight": state["out.weight"], "out.bias": state["out.bias"]})
save_safetensors("own.safetensors", {
    "w1": state["first.0.weight"].T, "b1": state["first.0.bias"],
    "out_w": state["out.weight"].T, "out_b": state["out.bias"]})
np.savez("whole.npz", w1=w1.astype("i4"), b1=b1, out_w=w2, out_b=b2)
np.savez("objects.npz", w1=np.array([[None] * 3] * 2, dtype=object), b1=b1, out_w=w2, out_b=b2)


# ---- zip files that are no npz ----

def array(count):
    file = io.BytesIO()
    np.save(file, np.zeros(count, "f4"))
    return file.getvalue()


def save_zip(path, entries, method=zipfile.ZIP_STORED):
    with zipfile.ZipFile(path, "w", method) as z:
        for name, data in entries:
            z.writestr(zipfile.ZipInfo(name), data, method)


save_zip("text.npz", [("w1.npy", array(6)), ("notes.txt", b"text")])
save_zip("bomb.npz", [("w1.npy", array(6 << 20))], zipfile.ZIP_BZIP2)
with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    save_zip("twice.npz", [("w1.npy", array(6)), ("w1.npy", array(6))])
save_zip("lies.npz", [("w1.npy", array(6 << 10))], zipfile.ZIP_DEFLATED)
with open("lies.npz", "r+b") as f:  # its directory says 152 bytes
    data = f.read()
    f.seek(0)
    f.write(data.replace(struct.pack("<I", len(array(6 << 10))), struct.pack("<I", 152)))
save_zip("changed.npz", [("w1.npy", array(6))])
with open("changed.npz", "r+b") as f:  # a number is not what its checksum says
    f.seek(36 + 140)
    f.write(b"\1")
