"""A stage's signature is its command line: one flag per keyword, spelled the same."""

import os
import signal
import sys
from collections.abc import Callable
from multiprocessing import parent_process
from multiprocessing.util import register_after_fork

import cyclopts

from stages.confinement.kernel import die_with_parent
from stages.errors import BenchmarkError

# `--name` takes the parameter's name as it is, lists take every value that follows
# (DVC unpacks a YAML list that way), and a flag has no hidden `--no-` twin.
_PLAIN = cyclopts.Parameter(name_transform=str, consume_multiple=True, negative=())
_WRONG_FLAGS = 2  # as all programs of Unix


def command(stage: Callable[..., object]) -> cyclopts.App:
    """Return the command-line program of a stage."""
    program = cyclopts.App(
        name=f"python -m {_module_of(stage)}",
        default_parameter=_PLAIN,
        result_action="return_value",
        version_flags=[],
    )
    program.default(stage)
    return program


def _module_of(stage: Callable[..., object]) -> str:
    """Return what follows `python -m`; of the module that runs, its name is kept elsewhere."""
    if stage.__module__ != "__main__":
        return stage.__module__
    spec = sys.modules["__main__"].__spec__
    return spec.name if spec else f"stages.{stage.__name__}"


def run(stage: Callable[..., object]) -> None:
    """Run a stage with the flags of this process; print three lines on bad input, and exit as they say."""
    end_workers_with_this_process()
    program = command(stage)
    try:
        program(exit_on_error=False, print_error=False)
    except cyclopts.CycloptsError as error:
        (name,) = program.name
        told = BenchmarkError(str(error).rstrip("."), where=f"the flags of {name}", fix=f"{name} --help")
        sys.stderr.write(f"{told}\n")
        sys.exit(_WRONG_FLAGS)
    except BenchmarkError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(error.exit_status)


def end_workers_with_this_process() -> None:
    """Let what `multiprocessing` forks from now on end when this process is killed; else it would wait."""
    if sys.platform == "linux":
        register_after_fork(sys.modules[__name__], lambda _module: _end_with_parent())


def _end_with_parent() -> None:
    if parent := parent_process():
        try:
            die_with_parent(signal.SIGKILL, parent.pid or 0)
        except ProcessLookupError:  # it was killed a moment ago
            os._exit(1)
