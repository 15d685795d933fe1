# SPDX-License-Identifier: GPL-3.0-or-later
"""The little of MetaImage that the benches need, without other packages."""

import mmap
import os
import struct


def read_header(path):
    fields = {}
    with open(path, encoding="ascii", errors="replace") as file:
        for line in file:
            name, equals, value = line.partition("=")
            if equals:
                fields[name.strip()] = value.strip()
            if name.strip() == "ElementDataFile":
                break
    return fields


def write_header(path, fields):
    with open(path, "w", encoding="ascii") as file:
        file.writelines(f"{name} = {value}\n" for name, value in fields.items())


def numbers(text):
    return [float(word) for word in text.split()]


class Grid:
    """Where voxels lie: columns of `axes` are the directions of i, j, k."""

    def __init__(self, fields):
        self.size = [int(word) for word in fields["DimSize"].split()]
        self.spacing = numbers(fields["ElementSpacing"])
        self.origin = numbers(fields["Offset"])
        matrix = numbers(fields["TransformMatrix"])
        self.axes = [matrix[0:3], matrix[3:6], matrix[6:9]]

    def index(self, point):
        from_origin = [point[n] - self.origin[n] for n in range(3)]
        return [sum(axis[n] * from_origin[n] for n in range(3)) / spacing
                for axis, spacing in zip(self.axes, self.spacing)]

    def point(self, index):
        return [self.origin[n] + sum(axis[n] * i * spacing for axis, i, spacing
                                     in zip(self.axes, index, self.spacing))
                for n in range(3)]


class VectorField:
    """Three floats per voxel, in a .mhd with its .raw beside it."""

    def __init__(self, path):
        fields = read_header(path)
        if fields.get("ElementType") != "MET_FLOAT" or \
                fields.get("ElementNumberOfChannels") != "3":
            raise ValueError("a field of three floats per voxel expected")
        self.grid = Grid(fields)
        raw = os.path.join(os.path.dirname(path), fields["ElementDataFile"])
        self.file = open(raw, "rb")
        self.bytes = mmap.mmap(self.file.fileno(), 0, access=mmap.ACCESS_READ)

    def close(self):
        self.bytes.close()
        self.file.close()

    def at(self, point):
        """Trilinear; the border's value outside."""
        low, fraction = [], []
        for n, i in enumerate(self.grid.index(point)):
            i = min(max(i, 0.0), self.grid.size[n] - 1.0)
            low.append(min(int(i), max(self.grid.size[n] - 2, 0)))
            fraction.append(i - low[n])
        columns, rows, _ = self.grid.size
        total = [0.0, 0.0, 0.0]
        for corner in range(8):
            step = [corner & 1, corner >> 1 & 1, corner >> 2 & 1]
            weight = 1.0
            for n in range(3):
                weight *= fraction[n] if step[n] else 1.0 - fraction[n]
            if weight == 0.0:
                continue
            i, j, k = (low[n] + step[n] for n in range(3))
            vector = struct.unpack_from("<3f", self.bytes, 12 * (i + columns * (j + rows * k)))
            for n in range(3):
                total[n] += weight * vector[n]
        return total
