"""The filter of system calls, judged by a machine of one register that runs it as the kernel does."""

import errno
import re
import socket
import struct
import termios
from pathlib import Path

import pytest

from stages.confinement.seccomp import ALLOW, ERROR, KILL, Doors, program
from stages.confinement.syscalls import AUDIT_ARCH, MACHINES, NEWEST, NUMBERS, number

STRICT = Doors(unix_sockets=False, signals=False, attributes=False)
CLONE_THREAD, CLONE_NEWUSER = 0x3D0F00, 0x10000000


def answer(machine, call, *arguments, doors=Doors(), arch=None):  # noqa: B008 - frozen
    """Return what the filter answers to a call."""
    filled = [*arguments, *[0] * (6 - len(arguments))]
    arch = AUDIT_ARCH[machine] if arch is None else arch
    data = struct.pack("<iIQ6Q", call, arch, 0, *(value & (1 << 64) - 1 for value in filled))
    content = program(machine, doors)
    code = [struct.unpack_from("=HBBI", content, place) for place in range(0, len(content), 8)]
    place = register = 0
    while True:
        operation, if_true, if_false, constant = code[place]
        place += 1
        if operation == 0x20:
            (register,) = struct.unpack_from("<I", data, constant)
        elif operation == 0x06:
            return constant
        else:
            holds = {0x15: register == constant, 0x25: register > constant, 0x45: register & constant != 0}
            place += if_true if holds[operation] else if_false


def refused(error=errno.EPERM):
    """Return the answer that gives an error."""
    return ERROR | error


@pytest.mark.parametrize("machine", MACHINES)
def test_what_every_program_needs_is_allowed(machine):
    """Reading, writing, mapping memory and starting a program are not in the list."""
    for call in {"x86_64": (0, 1, 9, 59, 231), "aarch64": (63, 64, 222, 221, 94)}[machine]:
        assert answer(machine, call, doors=STRICT) == ALLOW


@pytest.mark.parametrize("machine", MACHINES)
@pytest.mark.parametrize(
    "name",
    [
        "ptrace", "process_vm_readv", "pidfd_getfd", "unshare", "setns", "mount", "fsopen", "bpf", "keyctl",
        "perf_event_open", "userfaultfd", "io_uring_setup", "finit_module", "kexec_load", "open_by_handle_at",
        "memfd_create", "shmget", "mq_open", "personality", "setpriority", "process_madvise",
    ],
)  # fmt: skip
def test_what_no_submission_needs_is_refused(machine, name):
    """Each call of the list gives EPERM in both tiers."""
    assert answer(machine, number(name, machine)) == refused()
    assert answer(machine, number(name, machine), doors=STRICT) == refused()


@pytest.mark.parametrize("machine", MACHINES)
def test_threads_are_allowed_and_namespaces_are_not(machine):
    """clone() is judged by its flags; clone3() hides them, so that glibc has to fall back."""
    clone = number("clone", machine)
    assert answer(machine, clone, CLONE_THREAD) == ALLOW
    assert answer(machine, clone, CLONE_THREAD | CLONE_NEWUSER) == refused()
    assert answer(machine, number("clone3", machine)) == refused(errno.ENOSYS)


@pytest.mark.parametrize("machine", MACHINES)
def test_sockets_stay_within_the_machine_or_are_none(machine):
    """The network is refused in both tiers, sockets with a file where the host's are in sight."""
    call, pair, connect = (number(name, machine) for name in ("socket", "socketpair", "connect"))
    for family in (socket.AF_INET, socket.AF_INET6, socket.AF_NETLINK, socket.AF_VSOCK, socket.AF_PACKET):
        assert answer(machine, call, family) == refused(errno.EAFNOSUPPORT)
        assert answer(machine, pair, family, doors=STRICT) == refused(errno.EAFNOSUPPORT)
    assert answer(machine, call, socket.AF_UNIX) == ALLOW
    assert answer(machine, connect) == ALLOW
    assert answer(machine, call, socket.AF_UNIX, doors=STRICT) == refused(errno.EAFNOSUPPORT)
    assert answer(machine, pair, socket.AF_UNIX, doors=STRICT) == ALLOW
    assert answer(machine, connect, doors=STRICT) == refused()


@pytest.mark.parametrize("machine", MACHINES)
def test_only_the_low_half_of_an_argument_counts_as_for_the_kernel(machine):
    """A family with garbage above it is still the network."""
    call = number("socket", machine)
    assert answer(machine, call, socket.AF_UNIX | 1 << 40) == ALLOW
    assert answer(machine, call, socket.AF_INET | 1 << 40) == refused(errno.EAFNOSUPPORT)


@pytest.mark.parametrize("machine", MACHINES)
def test_terminals_and_other_processes_are_not_to_be_changed(machine):
    """Typing for others is refused; limits and processors are one's own."""
    call = number("ioctl", machine)
    assert answer(machine, call, 0, termios.TIOCSTI) == refused()
    assert answer(machine, call, 0, 0x541C) == refused()
    assert answer(machine, call, 0, termios.TIOCGWINSZ) == ALLOW
    for name in ("prlimit64", "sched_setaffinity"):
        assert answer(machine, number(name, machine), 0) == ALLOW
        assert answer(machine, number(name, machine), 4711) == refused()


@pytest.mark.parametrize("machine", MACHINES)
def test_doors_open_one_by_one(machine):
    """Signals, attributes of files and files without a name follow from the tier and its devices."""
    kill, chmod, memory = (number(name, machine) for name in ("kill", "fchmodat", "memfd_create"))
    assert [answer(machine, call) for call in (kill, chmod, memory)] == [ALLOW, ALLOW, refused()]
    assert [answer(machine, call, doors=STRICT) for call in (kill, chmod, memory)] == [refused()] * 3
    assert answer(machine, memory, doors=Doors(memory_files=True)) == ALLOW


def test_other_doors_into_the_kernel_are_shut():
    """Calls of another processor and of x32 kill; calls newer than the list do not exist."""
    assert answer("x86_64", 1, arch=0x40000003) == KILL
    assert answer("aarch64", 1, arch=AUDIT_ARCH["x86_64"]) == KILL
    assert answer("x86_64", 1 | 0x40000000) == KILL
    assert answer("x86_64", NEWEST) == ALLOW
    assert answer("x86_64", NEWEST + 1) == refused(errno.ENOSYS)


HEADERS = {
    "x86_64": ("x86_64-linux-gnu/asm/unistd_64.h", r"#define __NR_(\w+)\s+(\d+)"),
    "aarch64": ("asm-generic/unistd.h", r"#define __NR(?:3264)?_(\w+)\s+(\d+)"),
}


@pytest.mark.parametrize("machine", MACHINES)
def test_numbers_are_those_of_the_kernel(machine):
    """Every number equals that of the kernel's own header, as far as this one is recent enough."""
    name, pattern = HEADERS[machine]
    header = Path("/usr/include", name)
    if not header.exists():
        pytest.skip(f"there is no {header} on this machine (apt-get install linux-libc-dev)")
    known = {word: int(value) for word, value in re.findall(pattern, header.read_text())}
    wrong = {
        call: (number(call, machine), known[call])
        for call in NUMBERS
        if call in known and number(call, machine) != known[call]
    }
    # The generic header names calls that only other processors have.
    assert {call: pair for call, pair in wrong.items() if pair[0] is not None} == {}
    assert len(known.keys() & NUMBERS.keys()) > 80
