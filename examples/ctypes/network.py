"""A generated network from Python, without a line of C: ctypes, from `bpgen report --json`.

    network.py LIBRARY REPORT      trains XOR and shows what it has learned
"""
import ctypes
import json
import sys

TYPES = {"float": ctypes.c_float, "double": ctypes.c_double, "int32_t": ctypes.c_int32,
         "uint64_t": ctypes.c_uint64, "size_t": ctypes.c_size_t, "int": ctypes.c_int, "void": None}


class Network:
    """The functions of a network as methods; its structs and arrays as ctypes makes them."""

    def __init__(self, library, report):
        self.report = report
        self.real = TYPES[report["real"]]
        parameters = report["structs"]["parameters"]
        self.types = dict(TYPES)
        self.types[parameters["type"]] = self.real * parameters["scalars"]
        for key, of in report["structs"].items():
            if "fields" in of:
                fields = [(f["name"], self.types[f["type"]]) for f in of["fields"]]
                self.types[of["type"]] = type(key, (ctypes.Structure,), {"_fields_": fields})
            elif key != "parameters":
                self.types[of["type"]] = ctypes.c_char * of["bytes"]
            if ctypes.sizeof(self.types[of["type"]]) != of["bytes"]:
                raise ValueError("%s has other sizes here" % of["type"])
        for function in report["functions"]:
            call = getattr(library, function["symbol"])
            call.restype = self.types[function["returns"]]
            call.argtypes = [self.argument(a["type"]) for a in function["arguments"]]
            setattr(self, function["name"], call)

    def argument(self, text):
        text = text.replace("const ", "")
        if text.endswith(" *"):
            return ctypes.POINTER(self.types[text[:-2]])
        return self.types[text]

    def new(self, key):
        """A struct: parameters, optimizer, workspace."""
        return self.types[self.report["structs"][key]["type"]]()

    def array(self, values):
        return (self.real * len(values))(*values)

    def parameter(self, p, name):
        """A parameter as rows of numbers."""
        for one in self.report["structs"]["parameters"]["arrays"]:
            if one["name"] == name:
                rows, cols = ([1] + one["shape"])[-2:]
                first = one["offset"] // ctypes.sizeof(self.real)
                return [p[first + r * cols:first + (r + 1) * cols] for r in range(rows)]
        raise KeyError(name)


def main():
    report = json.load(open(sys.argv[2]))
    net = Network(ctypes.CDLL(sys.argv[1]), report)
    p, o, ws = net.new("parameters"), net.new("optimizer"), net.new("workspace")
    x = net.array([0, 0, 0, 1, 1, 0, 1, 1])
    t = net.array([0, 1, 1, 0])
    y = net.array([0] * 4)
    net.init(p, 1)
    net.optimizer_init(o)
    o.rate = 1
    for i in range(3000):
        J = net.step(p, o, 4, x, t, ws)
    net.forward(p, 4, x, y, ws)
    print("J", round(J, 4), "w2", [round(w, 2) for row in net.parameter(p, "w2") for w in row])
    print([round(value, 2) for value in y])
    return max(abs(got - wanted) for got, wanted in zip(y, t)) > 0.1


if __name__ == "__main__":
    sys.exit(main())
