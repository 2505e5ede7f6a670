"""Runs a command in a situation of rights that the machine of the tests does not have by itself."""

import os
import sys
from pathlib import Path


def new_user_namespace(inside):
    """Enter a namespace in which we are one user, and nobody else exists."""
    user, group = os.geteuid(), os.getegid()
    unshare(0x10000000)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/gid_map").write_text(f"{inside} {group} 1")
    Path("/proc/self/uid_map").write_text(f"{inside} {user} 1")


def unshare(what):
    """Leave a namespace."""
    import ctypes  # noqa: PLC0415

    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(what):
        raise OSError(ctypes.get_errno(), "unshare")


def lonely_root():
    """Become root of a namespace that knows no other user."""
    new_user_namespace(0)


def no_user_namespaces():
    """Become an ordinary user on a machine on which nobody can have another namespace."""
    new_user_namespace(0)
    Path("/proc/sys/user/max_user_namespaces").write_text("1")
    new_user_namespace(1000)


if __name__ == "__main__":
    {"lonely_root": lonely_root, "no_user_namespaces": no_user_namespaces}[sys.argv[1]]()
    os.execvp(sys.argv[2], sys.argv[2:])  # noqa: S606 - what the test asked for
