"""The plan of a run: what each tier does with a job on the ground it has."""

import os
import platform
import resource
import shutil
from collections.abc import Mapping
from pathlib import Path

from stages.confinement import bubblewrap, landlock
from stages.confinement.ground import SHARED, Ground
from stages.confinement.hiding import without
from stages.confinement.interpreter import Interpreter
from stages.confinement.job import Job
from stages.confinement.landlock import Rules
from stages.confinement.plan import Plan
from stages.confinement.seccomp import Doors, program
from stages.confinement.syscalls import MACHINES, Machine
from stages.errors import BenchmarkError

_SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/sys/devices/system")
_SETTINGS = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts", "/etc/localtime")
# Of itself and of the machine; not of other processes.
_PROCESS = (
    "/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/version", "/proc/filesystems",
    "/proc/sys/vm", "/proc/sys/kernel/osrelease",
)  # fmt: skip
_RANDOM = ("/dev/random", "/dev/urandom")
_DEVICES = ("/dev/null", "/dev/zero", "/dev/full")


def plan_for(job: Job, ground: Ground, *, files: Mapping[int, int], status: int) -> Plan:
    """Return what the launcher has to do."""
    is_outermost = ground.tier == "bubblewrap"
    limits = job.limits.of_one_process() | ({} if is_outermost else _of_the_account(job, ground))
    return Plan(
        tier=ground.tier,
        parent=os.getpid(),
        command=bubblewrap.arguments(job, _program()) if is_outermost else job.words(renamed=False),
        environment={} if is_outermost else job.variables(ground.home),
        folder="/" if is_outermost else ground.home,
        files=dict(files),
        status=status,
        limits=limits,
        covers=ground.covers,
        lent=list(ground.lent),
        user=ground.user,
        rules=_rules(job, ground) if ground.tier == "landlock" else None,
        filter=b"" if ground.tier == "none" else program(_machine(), _doors(job, ground)),
        without_capabilities=ground.stays_root,
    )


def _program() -> Path:
    if found := shutil.which("bwrap", path=os.defpath + os.pathsep + "/usr/bin:/usr/local/bin"):
        return Path(found)
    raise BenchmarkError(
        "there is no bubblewrap on this machine; expected version 0.8 or newer",
        where="/usr/bin/bwrap",
        fix="sudo apt-get install bubblewrap",
    )


def _machine() -> Machine:
    if (found := platform.machine()) not in MACHINES:
        raise BenchmarkError(
            f"the processor is {found}; system calls are filtered on {' and '.join(MACHINES)}",
            where="stages/confinement/syscalls.py",
            fix="run on one of those",
        )
    return found


def _doors(job: Job, ground: Ground) -> Doors:
    has_namespaces = ground.tier == "bubblewrap"
    return Doors(
        unix_sockets=has_namespaces,
        signals=has_namespaces or landlock.abi() >= landlock.SCOPES_ABI,
        memory_files=bool(job.devices),
        attributes=has_namespaces or ground.user is not None,
    )


def _rules(job: Job, ground: Ground) -> Rules:
    """Return what may be opened: of the host nothing can be written but the folder for this run."""
    if (found := landlock.abi()) < landlock.LEAST_ABI:
        raise BenchmarkError(
            f"the kernel offers version {found} of Landlock; expected {landlock.LEAST_ABI} or newer",
            where="the kernel",
            fix="run on Linux 6.7 or newer with landlock among the security modules (lsm=landlock,...)",
        )
    read = (*_SYSTEM, *_SETTINGS, *_PROCESS, *_RANDOM)
    own = map(str, (*Interpreter.of(job.python).paths, *job.sources()))
    shown, listed = without((*read, *own), job.hidden)
    write = (ground.home,) if ground.scratch else (ground.home, SHARED)
    return Rules(tuple(shown), write, (*_DEVICES, *map(str, job.devices)), tuple(listed))


def _of_the_account(job: Job, ground: Ground) -> dict[int, int]:
    """Return the limit of processes: the kernel counts all threads of the account, whoever started them."""
    if not Path("/proc/self").exists():
        return {}
    beside = 0 if ground.user is not None else _threads_of(os.geteuid())
    return {resource.RLIMIT_NPROC: job.limits.processes + beside}


def _threads_of(account: int) -> int:
    threads = 0
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if folder.stat().st_uid == account:
                threads += len(os.listdir(folder / "task"))  # noqa: PTH208 - names are enough
        except (FileNotFoundError, ProcessLookupError, PermissionError):
            continue
    return threads
