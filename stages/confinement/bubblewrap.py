"""The argument list of bubblewrap: an empty machine with one program, its files and nothing else."""

from pathlib import Path

from stages.confinement.hiding import names_of
from stages.confinement.interpreter import Interpreter
from stages.confinement.job import Job
from stages.confinement.plan import FILTER_FD, STATUS_FD

HOME = "/tmp"  # noqa: S108 - of the sandbox, a file system of its own

_NAMESPACES = [
    "--unshare-user", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts",
    "--unshare-cgroup-try", "--disable-userns",
]  # fmt: skip
_ENDS = ["--die-with-parent", "--new-session", "--cap-drop", "ALL", "--hostname", "sandbox"]
_ROOT_FOLDERS = ("bin", "sbin", "lib", "lib32", "lib64", "libx32")
# Shared libraries are found by the first and chosen by the second; clocks tell local time by the third.
_SETTINGS = ("/etc/ld.so.cache", "/etc/alternatives", "/etc/fonts", "/etc/localtime")
_PROCESSORS = "/sys/devices/system"  # how many there are, and their caches: libraries of matrices ask


def arguments(job: Job, program: Path) -> list[str]:
    """Return the command line, bubblewrap itself included."""
    # The number of processes is limited inside: outside, those of the whole account would count.
    most = f"--nproc={job.limits.processes}:{job.limits.processes}"
    return [
        str(program),
        *_NAMESPACES,
        *_ENDS,
        *_system(),
        *_private(job.limits.tmp_bytes, job.devices),
        *_shown(job),
        *("--remount-ro", "/"),
        *_environment(job),
        *("--seccomp", str(FILTER_FD), "--json-status-fd", str(STATUS_FD), "--chdir", HOME, "--"),
        *("/usr/bin/prlimit", most, "--"),
        *job.words(renamed=True),
    ]


def _system() -> list[str]:
    """Show programs and libraries of the system; on most machines /lib is a link into /usr."""
    words = ["--ro-bind", "/usr", "/usr"]
    for name in _ROOT_FOLDERS:
        folder = Path("/", name)
        if folder.is_symlink():
            words += ["--symlink", str(folder.readlink()), str(folder)]
        elif folder.is_dir():
            words += ["--ro-bind", str(folder), str(folder)]
    for path in (*_SETTINGS, _PROCESSORS):
        words += ["--ro-bind-try", path, path]
    return words


def _private(tmp_bytes: int, devices: tuple[Path, ...]) -> list[str]:
    """Give it processes, devices and temporary files of its own; only the latter can be written."""
    size = ["--size", str(tmp_bytes), "--tmpfs"]
    return [
        *("--proc", "/proc", "--ro-bind", "/proc/sys", "/proc/sys"),
        *("--dev", "/dev", *size, "/dev/shm"),  # noqa: S108 - of the sandbox
        *(word for device in devices for word in ("--dev-bind", str(device), str(device))),
        *("--remount-ro", "/dev", *size, HOME),
    ]


def _shown(job: Job) -> list[str]:
    """Show the interpreter under its own name and the files of the run under theirs."""
    interpreter = Interpreter.of(job.python)
    words = [word for path in interpreter.paths for word in ("--ro-bind", str(path), str(path))]
    for link, target in interpreter.links.items():
        words += ["--symlink", target, str(link)]
    for source, inside in job.sources().items():
        words += ["--ro-bind", str(source), inside]
    for name in names_of(job.hidden, (Path("/usr"), *interpreter.paths)):
        words += ["--ro-bind", "/dev/null", str(name)]  # no device can be opened on such a mount
    return words


def _environment(job: Job) -> list[str]:
    variables = job.variables(HOME)
    words = [word for name, value in sorted(variables.items()) for word in ("--setenv", name, value)]
    return ["--clearenv", *words]
