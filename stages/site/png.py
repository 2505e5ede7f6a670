"""A picture of points as PNG: the format's few bytes, so that no drawing library is needed."""

import struct
import zlib

import numpy as np
import numpy.typing as npt

# One colour per group, the largest first; told apart on white and on black, the first eight by everyone.
# fmt: off
COLOURS = (
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#d55e00",
    "#56b4e9", "#8a8a00", "#9467bd", "#8c564b", "#17becf",
    "#e377c2", "#2ca02c", "#bc5090", "#6b8ecf", "#b07c3a",
    "#4d9e9e", "#d6616b", "#7f7fbf", "#a5a55a", "#7d8894",
)
# fmt: on
_SIZE = 640
_RADIUS = 4


def points_png(x: npt.NDArray[np.int64], y: npt.NDArray[np.int64], colour: npt.NDArray[np.int64]) -> bytes:
    """Return a square picture on a clear ground.

    Parameters
    ----------
    x, y
        Places from the lower left, 0 to 1000, shape (n_points,).
    colour
        Index into COLOURS, shape (n_points,); later points lie on top.
    """
    inside = _SIZE - 2 * _RADIUS - 2
    left = (x * inside // 1000) + 1
    top = ((1000 - y) * inside // 1000) + 1
    rows, columns = np.nonzero(_disc())
    pixels = np.zeros((_SIZE, _SIZE), dtype=np.uint8)
    for across, down, index in zip(left, top, colour, strict=True):
        pixels[down + rows, across + columns] = index + 1
    return _png(pixels)


def _disc() -> npt.NDArray[np.bool_]:
    offsets = np.arange(-_RADIUS, _RADIUS + 1)
    return np.add.outer(offsets**2, offsets**2) <= _RADIUS**2 + 1


def _png(pixels: npt.NDArray[np.uint8]) -> bytes:
    """Return an indexed picture whose first colour is clear."""
    palette = b"\0\0\0" + b"".join(bytes.fromhex(colour[1:]) for colour in COLOURS)
    lines = b"".join(b"\0" + row.tobytes() for row in pixels)
    head = struct.pack(">IIBBBBB", _SIZE, _SIZE, 8, 3, 0, 0, 0)
    parts = [(b"IHDR", head), (b"PLTE", palette), (b"tRNS", b"\0"), (b"IDAT", zlib.compress(lines, 9))]
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in [*parts, (b"IEND", b"")])


def _chunk(name: bytes, content: bytes) -> bytes:
    check = zlib.crc32(name + content)
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)
