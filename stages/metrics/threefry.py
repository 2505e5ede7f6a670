"""The counter-based random numbers of JAX, without JAX.

scib-metrics seeds its k-means with them. Equal numbers give equal starts, so that our clusters can be
compared with the judge's cell by cell; importing and compiling JAX would cost seconds per evaluation.

J. K. Salmon et al., Parallel random numbers: as easy as 1, 2, 3 (2011).
"""

import numpy as np
import numpy.typing as npt

from stages.metrics.arrays import Floats, Indices

Words = npt.NDArray[np.uint32]  # a key is two words; keys are (..., 2)

_ROTATIONS = ((13, 15, 26, 6), (17, 29, 16, 24))
_PARITY = np.uint32(0x1BD11BDA)
_ONE = np.float32(1).view(np.uint32)
_MANTISSA = np.uint32(9)
_TINY = np.finfo(np.float32).tiny
_LARGEST = 0xFFFFFFFF


def key_of(seed: int) -> Words:
    """Return the key (2,) of a seed from 0 to 2**31 - 1."""
    return np.array([0, seed], dtype=np.uint32)


def split(keys: Words, n: int = 2) -> Words:
    """Return n independent keys (..., n, 2) for every key (..., 2)."""
    return np.stack(_hash(keys, n), axis=-1)


def permutation(key: Words, n: int) -> Indices:
    """Return 0 to n - 1 shuffled, by repeated sorting on random words."""
    order = np.arange(n)
    for _ in range(int(np.ceil(3 * np.log(max(1, n)) / np.log(_LARGEST)))):
        key, used = split(key)
        order = order[np.argsort(_bits(used, n), kind="stable")]
    return order


def gumbel(keys: Words, n: int) -> Floats:
    """Return n standard Gumbel numbers in single precision for every key: (..., n)."""
    # 23 random bits as the mantissa of a number from 1 to 2, minus 1.
    uniform = ((_bits(keys, n) >> _MANTISSA) | _ONE).view(np.float32) - np.float32(1)
    numbers: Floats = -np.log(-np.log(np.maximum(uniform, _TINY)))
    return numbers


def _bits(keys: Words, n: int) -> Words:
    first, second = _hash(keys, n)
    return first ^ second


def _hash(keys: Words, n: int) -> tuple[Words, Words]:
    """Return the Threefry-2x32 hash of the counters 0 to n - 1 under every key, n up to 2**32."""
    schedule = [keys[..., :1], keys[..., 1:], keys[..., :1] ^ keys[..., 1:] ^ _PARITY]
    first = np.broadcast_to(schedule[0], (*keys.shape[:-1], n)).copy()
    second = np.arange(n, dtype=np.uint32) + schedule[1]
    for block in range(5):
        for distance in _ROTATIONS[block % 2]:
            first += second
            second = (second << np.uint32(distance)) | (second >> np.uint32(32 - distance))
            second ^= first
        first += schedule[(block + 1) % 3]
        second += schedule[(block + 2) % 3] + np.uint32(block + 1)
    return first, second
