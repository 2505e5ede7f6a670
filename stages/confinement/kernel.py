"""Calls of the Linux kernel that Python has no name for."""

import ctypes
import os
import signal
import struct
from functools import cache

_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS = 1, 36, 38
_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 22, 2
_PR_CAPBSET_DROP = 24
_CAPABILITY_VERSION_3 = 0x20080522
CLONE_NEWNS = 0x00020000


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def prctl(option: int, value: int = 0, pointer: object = None) -> None:
    """Set a property of this process."""
    _checked(_libc().prctl(option, ctypes.c_ulong(value), pointer, 0, 0), f"prctl {option}")


def syscall(number: int, *arguments: object) -> int:
    """Make a system call by number."""
    return _checked(_libc().syscall(ctypes.c_long(number), *arguments), f"system call {number}")


def die_with_parent(death_signal: signal.Signals, parent: int) -> None:
    """Receive a signal when the parent ends; end at once if it has ended already.

    A change of user clears this, and children do not inherit it.
    """
    prctl(_PR_SET_PDEATHSIG, death_signal)
    if os.getppid() != parent:
        raise ProcessLookupError(f"process {parent} has ended before its child was set up")


def adopt_orphans() -> None:
    """Become the parent of every orphan among our descendants."""
    prctl(_PR_SET_CHILD_SUBREAPER, 1)


def gain_no_privileges() -> None:
    """Let no program that this process runs have more rights than itself."""
    prctl(_PR_SET_NO_NEW_PRIVS, 1)


def drop_capabilities() -> None:
    """Give up every capability, those that a program of root would get back included."""
    for capability in range(64):
        try:
            prctl(_PR_CAPBSET_DROP, capability)
        except OSError:  # the kernel knows no more of them, or there is none left to drop
            break
    header = struct.pack("=II", _CAPABILITY_VERSION_3, 0)
    _checked(_libc().capset(header, bytes(24)), "capset")


def load_filter(program: bytes) -> None:
    """Start filtering the system calls of this process and of its children."""
    buffer = ctypes.create_string_buffer(program, len(program))
    count = len(program) // 8
    header = ctypes.create_string_buffer(struct.pack("=H6xQ", count, ctypes.addressof(buffer)))
    prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, header)


def unshare_mounts() -> None:
    """Give this process mounts of its own; what it mounts from here on nobody else sees."""
    _checked(_libc().unshare(CLONE_NEWNS), "a private mount namespace")


def mount(source: str | None, target: str, kind: str | None, flags: int, options: str | None = None) -> None:
    """Mount something in this process's own mount namespace."""
    words = [None if word is None else os.fsencode(word) for word in (source, target, kind)]
    text = None if options is None else options.encode()
    _checked(_libc().mount(*words, ctypes.c_ulong(flags), text), f"mount on {target}")
