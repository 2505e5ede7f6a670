"""The system calls that no submission needs, as a program for the kernel's filter.

The kernel runs it before each call: thirty lines of assembler for a machine with one register. The
packages that wrap libseccomp need the library itself on the machine, and bubblewrap takes only bytes.
"""

import errno
import socket
import struct
import termios
from dataclasses import dataclass

from stages.confinement.syscalls import ATTRIBUTES, AUDIT_ARCH, NEWEST, NUMBERS, SIGNALS, Machine, number

Instruction = tuple[int, int, int, int]  # code, jump if true, jump if false, constant

_LOAD, _EQUAL, _GREATER, _ANY_BIT, _RETURN = 0x20, 0x15, 0x25, 0x45, 0x06
_CALL, _ARCH, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data
ALLOW, KILL, ERROR = 0x7FFF0000, 0x80000000, 0x00050000
_X32 = 0x3FFFFFFF  # above it: the x32 calls, a second door to the same kernel

_NEW_NAMESPACES = 0x7E020000  # every CLONE_NEW* flag that clone() knows
_TIOCLINUX = 0x541C

_ARGUMENT_RULES = {
    "clone", "clone3", "socket", "socketpair", "ioctl", "prlimit64", "sched_setaffinity", "connect",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Doors:
    """What the filter leaves open beside the calls that every program needs.

    Attributes
    ----------
    unix_sockets
        Sockets within the machine: safe only where no socket of the host is in sight.
    signals
        Safe only where the kernel keeps them inside.
    memory_files
        Files without a name; drivers of GPUs may need them, and their size is not limited.
    attributes
        Modes, owners and dates of files: safe only where no file in sight is the caller's. Landlock
        does not look at them.
    """

    unix_sockets: bool = True
    signals: bool = True
    memory_files: bool = False
    attributes: bool = True


def program(machine: Machine, doors: Doors) -> bytes:
    """Return the filter, as an array of `struct sock_filter`."""
    code = [_load(_ARCH), (_EQUAL, 1, 0, AUDIT_ARCH[machine]), _end(KILL), _load(_CALL)]
    if machine == "x86_64":
        code += [(_GREATER, 0, 1, _X32), _end(KILL)]
    code += [(_GREATER, 0, 1, NEWEST), _end(ERROR | errno.ENOSYS)]
    for name, body in (_refused(doors) | _judged(doors)).items():
        if (call := number(name, machine)) is not None:
            code += [(_EQUAL, 0, len(body), call), *body]
    code.append(_end(ALLOW))
    return b"".join(struct.pack("=HBBI", *instruction) for instruction in code)


def _refused(doors: Doors) -> dict[str, list[Instruction]]:
    """Return the calls that are refused whatever their arguments."""
    open_to_all = _ARGUMENT_RULES | (SIGNALS if doors.signals else set())
    open_to_all |= {"memfd_create"} if doors.memory_files else set()
    open_to_all |= ATTRIBUTES if doors.attributes else set()
    return {name: [_end(ERROR | errno.EPERM)] for name in NUMBERS if name not in open_to_all}


def _judged(doors: Doors) -> dict[str, list[Instruction]]:
    """Return the calls that are judged by an argument; the kernel itself looks at its low half only."""
    no, no_family = ERROR | errno.EPERM, ERROR | errno.EAFNOSUPPORT
    families = [int(socket.AF_UNIX)]
    rules = {
        # glibc falls back to clone(), whose flags a filter can read
        "clone3": [_end(ERROR | errno.ENOSYS)],
        "clone": _judge(0, [_NEW_NAMESPACES], hit=no, miss=ALLOW, test=_ANY_BIT),
        "socketpair": _judge(0, families, hit=ALLOW, miss=no_family),
        "socket": _judge(0, families, hit=ALLOW, miss=no_family),
        # typing into the terminal of whoever started us
        "ioctl": _judge(1, [termios.TIOCSTI, _TIOCLINUX], hit=no, miss=ALLOW),
        # 0 is the caller itself; limits and processors of our own processes are not theirs to set
        "prlimit64": _judge(0, [0], hit=ALLOW, miss=no),
        "sched_setaffinity": _judge(0, [0], hit=ALLOW, miss=no),
    }
    if not doors.unix_sockets:
        rules |= {"socket": [_end(no_family)], "connect": [_end(no)]}
    return rules


def _judge(argument: int, values: list[int], *, hit: int, miss: int, test: int = _EQUAL) -> list[Instruction]:
    """Return instructions that compare an argument with values and end with one answer or the other."""
    n = len(values)
    tests = [(test, n - position, 0, value) for position, value in enumerate(values)]
    return [_load(_ARGUMENTS + 8 * argument), *tests, _end(miss), _end(hit)]


def _load(offset: int) -> Instruction:
    return (_LOAD, 0, 0, offset)


def _end(answer: int) -> Instruction:
    return (_RETURN, 0, 0, answer)
