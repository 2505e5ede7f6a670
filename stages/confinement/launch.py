"""The process between us and a submission: it takes rights from itself, then becomes what is to run.

Started with a plan on standard input, as a program of its own: what it does between fork and exec must
not run in a process with threads, such as one that has imported numpy.
"""

import fcntl
import os
import resource
import signal
import sys
from functools import partial

from stages.confinement import kernel
from stages.confinement.identity import become, is_root
from stages.confinement.landlock import restrict
from stages.confinement.lending import lend
from stages.confinement.plan import FILTER_FD, STATUS_FD, Plan
from stages.confinement.supervise import supervise

_OUT_OF_THE_WAY = 100


def main() -> None:
    """Follow the plan on standard input."""
    plan = Plan.from_json(sys.stdin.read())
    os.umask(0o022)
    if plan.covers:
        lend(plan.covers, plan.lent)
    moved = {source: _moved(source) for source in {*plan.files.values(), plan.status}}
    files = {target: moved[source] for target, source in plan.files.items()}
    status = moved[plan.status]
    if plan.tier == "bubblewrap":  # it says itself how the submission ended
        supervise(partial(_become_bubblewrap, plan, files, status), parent=plan.parent, status=None)
    supervise(partial(_become_submission, plan, files), parent=plan.parent, status=status)


def _become_bubblewrap(plan: Plan, files: dict[int, int], status: int, supervisor: int) -> None:
    if plan.user is not None:
        become(plan.user)
    if is_root():
        raise PermissionError("bubblewrap started by root leaves files of the kernel open for writing")
    kernel.die_with_parent(signal.SIGKILL, supervisor)
    content = os.memfd_create("filter", os.MFD_CLOEXEC)
    os.write(content, plan.filter)
    os.lseek(content, 0, os.SEEK_SET)
    _execute(plan, files | {STATUS_FD: status, FILTER_FD: _moved(content)})


def _become_submission(plan: Plan, files: dict[int, int], supervisor: int) -> None:
    os.setsid()
    if plan.user is not None:
        become(plan.user)
    if plan.without_capabilities:
        kernel.drop_capabilities()
    if sys.platform == "linux":
        kernel.die_with_parent(signal.SIGKILL, supervisor)
    if plan.rules is not None:
        restrict(plan.rules)
        kernel.load_filter(plan.filter)
    _execute(plan, files)


def _execute(plan: Plan, files: dict[int, int]) -> None:
    for limit, value in plan.limits.items():
        hard = resource.getrlimit(limit)[1]
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (bound, bound))
    for target, source in files.items():
        os.dup2(source, target, inheritable=True)
    for ignored in (signal.SIGPIPE, signal.SIGXFSZ):  # as Python sets them for itself
        signal.signal(ignored, signal.SIG_DFL)
    os.chdir(plan.folder)
    os.execve(plan.command[0], plan.command, plan.environment)  # noqa: S606 - what was asked for


def _moved(source: int) -> int:
    """Return the same open file under a number that no target has, closed when a program is started."""
    moved = fcntl.fcntl(source, fcntl.F_DUPFD_CLOEXEC, _OUT_OF_THE_WAY)
    os.close(source)
    return moved


if __name__ == "__main__":
    main()
