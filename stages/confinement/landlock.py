"""Landlock: what a process and its children may open, enforced by the kernel, without any right of ours.

Numbers from <linux/landlock.h>. The one package for it is a pre-release without network and scopes.
"""

import os
import platform
import struct
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from stages.confinement import kernel

LEAST_ABI = 4  # the first that covers TCP: Linux 6.7
SCOPES_ABI = 6  # the first that keeps signals and abstract sockets inside: Linux 6.12
_IOCTL_ABI = 5

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446  # the same on every processor
_QUERY_VERSION, _PATH_BENEATH = 1, 1

_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR, _TRUNCATE, _IOCTL = (1 << bit for bit in (0, 1, 2, 3, 14, 15))
_ALL_OF_ABI_4 = (1 << 15) - 1
_TCP = 0b11  # bind, connect
_SCOPES = 0b11  # abstract sockets, signals
_SPECIAL = sum(1 << bit for bit in (6, 9, 10, 11))  # devices, sockets and FIFOs, not to be made
_OF_A_FILE = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE | _IOCTL
_READ = _EXECUTE | _READ_FILE | _READ_DIR


@dataclass(frozen=True, slots=True)
class Rules:
    """What may be opened: folders with all that is in them, and single files.

    Attributes
    ----------
    read
        May be read and run.
    write
        May be changed in every way, except that no device, socket or FIFO is made.
    devices
        May be read, written and controlled.
    listed
        Folders whose names may be seen, and nothing else.
    """

    read: tuple[str, ...]
    write: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    listed: tuple[str, ...] = ()


def abi() -> int:
    """Return the version that this kernel offers, 0 where it has none."""
    if sys.platform != "linux" or platform.machine() not in {"x86_64", "aarch64"}:
        return 0
    try:
        return kernel.syscall(_CREATE_RULESET, None, 0, _QUERY_VERSION)
    except OSError:
        return 0


def restrict(rules: Rules) -> None:
    """Confine this process and all it will start; there is no way back."""
    version = abi()
    everything = _ALL_OF_ABI_4 | (_IOCTL if version >= _IOCTL_ABI else 0)
    fields = [everything, _TCP] + ([_SCOPES] if version >= SCOPES_ABI else [])
    attributes = struct.pack(f"={len(fields)}Q", *fields)
    ruleset = kernel.syscall(_CREATE_RULESET, attributes, len(attributes), 0)
    _allow(ruleset, rules.read, _READ & everything)
    _allow(ruleset, rules.listed, _READ_DIR)
    _allow(ruleset, rules.write, everything & ~_SPECIAL & ~_IOCTL)
    _allow(ruleset, rules.devices, (_READ_FILE | _WRITE_FILE | _IOCTL) & everything)
    kernel.gain_no_privileges()
    kernel.syscall(_RESTRICT_SELF, ruleset, 0)
    os.close(ruleset)


def _allow(ruleset: int, paths: Iterable[str], rights: int) -> None:
    for path in paths:
        if not Path(path).exists():
            continue
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            here = rights if Path(path).is_dir() else rights & _OF_A_FILE
            kernel.syscall(_ADD_RULE, ruleset, _PATH_BENEATH, struct.pack("=Qi", here, handle), 0)
        finally:
            os.close(handle)
