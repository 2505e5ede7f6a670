"""Stands between us and what runs: nothing that was started survives.

Orphans come to the supervisor, not to the machine's first process, and it ends them all when the main
process ends, when it is told to, or when whoever started it has ended. Bubblewrap's own promise to end
with its parent has a gap: killed in the millisecond before its child has made the same promise, it leaves
a sandbox that nobody watches.
"""

import contextlib
import json
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from typing import NoReturn

from stages.confinement import kernel
from stages.confinement.tree import descendants, end

_PATIENCE_S = 5


class _Told(Exception):  # noqa: N818 - an instruction
    """The supervisor was told to end everything."""


def supervise(become: Callable[[int], None], *, parent: int, status: int | None) -> NoReturn:
    """Run `become` in a child, wait for its end, tell `status` if there is one, leave nothing, and exit."""
    signal.signal(signal.SIGTERM, _tell)
    _outlive_nobody(parent)
    code = 1
    with contextlib.suppress(_Told):
        try:
            child = _start(become)
            _say(status, {"child-pid": child})
            code = _wait_for(child)
            _say(status, {"exit-code": code})
        finally:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)
    _end_everything()
    os._exit(code)


def _outlive_nobody(parent: int) -> None:
    if sys.platform == "linux":
        kernel.adopt_orphans()
        kernel.die_with_parent(signal.SIGTERM, parent)


def _start(become: Callable[[int], None]) -> int:
    """Return the child once it has become another program; exit where it could not."""
    heard, said = os.pipe()  # closed by the kernel when the child becomes another program
    supervisor = os.getpid()
    child = os.fork()
    if child == 0:
        try:
            signal.signal(signal.SIGTERM, signal.SIG_DFL)
            become(supervisor)
        except BaseException:  # noqa: BLE001 - all there is to do with it is to say it
            os.write(said, traceback.format_exc().encode()[-4000:])
        os._exit(1)
    os.close(said)
    if failure := os.read(heard, 4000):
        sys.stderr.buffer.write(failure)
        sys.stderr.flush()
        os._exit(1)
    os.close(heard)
    return child


def _wait_for(child: int) -> int:
    """Return the exit code of the child, 128 more than the number of the signal that ended it."""
    while True:
        process, ended = os.wait()
        if process == child:
            code = os.waitstatus_to_exitcode(ended)
            return code if code >= 0 else 128 - code


def _end_everything() -> None:
    late = time.monotonic() + _PATIENCE_S
    while (left := descendants(os.getpid())) and time.monotonic() < late:
        end(left)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        time.sleep(0.005)


def _say(status: int | None, fact: dict[str, int]) -> None:
    if status is not None:
        with contextlib.suppress(BrokenPipeError):
            os.write(status, json.dumps(fact).encode() + b"\n")


def _tell(_number: int, _frame: object) -> None:
    raise _Told
