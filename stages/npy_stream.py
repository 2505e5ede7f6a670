"""One array in NumPy's file format, read as it arrives from a stranger and refused at the first wrong byte.

NumPy's own reader evaluates the header as Python; this one accepts what `numpy.save` writes for a matrix
of floats and nothing else. Format: numpy.lib.format, version 1.0.
"""

import re
from typing import NoReturn

import numpy as np
import numpy.typing as npt

from stages.confinement.outcome import Rejected

MIN_DIMS, MAX_DIMS = 2, 4096
_MAGIC = b"\x93NUMPY\x01\x00"
_PREFIX = len(_MAGIC) + 2  # and the length of the header, little-endian
_MAX_HEADER = 1000
_FLOATS = {"<f2": np.float16, "<f4": np.float32, "<f8": np.float64}
_HEADER = re.compile(
    r"\{'descr': (?P<descr>'[^']{1,64}'|\[.*), 'fortran_order': (?P<fortran>True|False), "
    r"'shape': \((?P<shape>[0-9, ]{0,100})\), \} *\n",
)
_LENGTH = re.compile(r"0|[1-9][0-9]{0,17}")
_ROWS_AT_ONCE = 4096


class NpyStream:
    """A sink for a matrix with one row per cell.

    Nothing is set aside before the header is known to be right, and then exactly what it says.

    Parameters
    ----------
    n_cells
        Rows that the matrix must have, 1 or more.
    max_dims
        Columns that it may have at most; at least 2 are needed.
    """

    def __init__(self, n_cells: int, *, max_dims: int = MAX_DIMS) -> None:
        self._n_cells = n_cells
        self._max_dims = max_dims
        self._head = bytearray()
        self._body: npt.NDArray[np.floating] | None = None
        self._bytes = memoryview(b"")
        self._filled = 0

    def feed(self, block: bytes) -> None:
        """Take the next bytes.

        Raises
        ------
        Rejected
            As soon as they cannot be part of such a matrix.
        """
        if self._body is None:
            self._head += block
            block = self._read_head()
        if not block:
            return
        if len(block) > len(self._bytes) - self._filled:
            _refuse("output_too_large", f"more than the {len(self._bytes):,} bytes that the header announces")
        self._bytes[self._filled : self._filled + len(block)] = block
        self._filled += len(block)

    def finish(self) -> None:
        """Check the whole.

        Raises
        ------
        Rejected
            If bytes are missing, a value is not finite as float32, or fewer than two columns vary.
        """
        if self._body is None:
            _refuse("no_output" if not self._head else "truncated", f"{len(self._head)} bytes and no matrix")
        if missing := len(self._bytes) - self._filled:
            _refuse("truncated", f"{missing:,} of {len(self._bytes):,} bytes are missing")
        for first in range(0, self._n_cells, _ROWS_AT_ONCE):
            _require_finite(self._body[first : first + _ROWS_AT_ONCE], first)
        self._require_variation()

    def vectors(self) -> npt.NDArray[np.float32]:
        """Return the matrix (n_cells, n_dims) of a finished stream."""
        assert self._body is not None
        return self._body.astype(np.float32, copy=False)

    def _read_head(self) -> bytes:
        """Return the bytes after the header, none as long as it is not complete."""
        head = self._head
        if not _MAGIC.startswith(head[: len(_MAGIC)]):
            _refuse("not_npy", f"it begins with {bytes(head[:8])!r}; expected {_MAGIC!r}")
        if len(head) < _PREFIX:
            return b""
        length = int.from_bytes(head[len(_MAGIC) : _PREFIX], "little")
        if length > _MAX_HEADER:
            _refuse("header", f"a header of {length:,} bytes; at most {_MAX_HEADER:,} are read")
        if len(head) < _PREFIX + length:
            return b""
        self._allocate(bytes(head[_PREFIX : _PREFIX + length]))
        rest = bytes(head[_PREFIX + length :])
        self._head = head[: _PREFIX + length]
        return rest

    def _allocate(self, header: bytes) -> None:
        found = _HEADER.fullmatch(header.decode("ascii", "replace"))
        if not found:
            _refuse("header", f"the header is {header[:80]!r}; expected one that numpy.save writes")
        if (kind := _FLOATS.get(found["descr"].strip("'"))) is None:
            _refuse("dtype", f"{found['descr'][:40]} values; expected one of {sorted(_FLOATS)}")
        if found["fortran"] == "True":
            _refuse("order", "columns first; expected rows first")
        shape = _shape(found["shape"])
        if len(shape) != 2 or shape[0] != self._n_cells or not MIN_DIMS <= shape[1] <= self._max_dims:  # noqa: PLR2004 - a matrix
            expected = f"({self._n_cells}, {MIN_DIMS} to {self._max_dims})"
            _refuse("shape", f"shape {shape}; expected {expected}, one row per cell")
        self._body = np.empty(shape, kind)  # untouched memory costs nothing
        self._bytes = self._body.data.cast("B")

    def _require_variation(self) -> None:
        """Refuse a matrix in which nothing differs from cell to cell."""
        assert self._body is not None
        first, varies = self._body[0], np.zeros(self._body.shape[1], dtype=bool)
        for row in range(0, self._n_cells, _ROWS_AT_ONCE):
            varies |= (self._body[row : row + _ROWS_AT_ONCE] != first).any(axis=0)
        if self._n_cells > 1 and varies.sum() < MIN_DIMS:
            _refuse(
                "constant", f"{varies.sum()} columns that vary between cells; expected {MIN_DIMS} or more"
            )


def _shape(text: str) -> tuple[int, ...]:
    """Return the lengths, as numpy writes a tuple: `(3,)`, `(3, 2)`."""
    lengths = text.removesuffix(",").split(", ") if text else []
    if any(not _LENGTH.fullmatch(length) for length in lengths) or (len(lengths) == 1) != text.endswith(","):
        _refuse("header", f"the shape is ({text[:40]}); expected whole numbers")
    return tuple(map(int, lengths))


def _require_finite(block: npt.NDArray[np.floating], first: int) -> None:
    with np.errstate(over="ignore"):  # beyond float32 is infinite, and refused here
        finite = np.isfinite(block.astype(np.float32, copy=False))
    if not finite.all():
        row, column = (int(axis) for axis in np.unravel_index(np.argmin(finite), finite.shape))
        value = "NaN" if np.isnan(block[row, column]) else block[row, column]
        _refuse(
            "not_finite", f"{value} in row {first + row}, column {column}; expected finite float32 values"
        )


def _refuse(slug: str, detail: str) -> NoReturn:
    raise Rejected(slug, detail)
