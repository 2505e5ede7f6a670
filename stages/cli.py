"""A stage's signature is its command line: one flag per keyword, spelled the same."""

import sys
from collections.abc import Callable

import cyclopts

from stages.errors import BenchmarkError

# `--name` takes the parameter's name as it is, lists take every value that follows
# (DVC unpacks a YAML list that way), and a flag has no hidden `--no-` twin.
_PLAIN = cyclopts.Parameter(name_transform=str, consume_multiple=True, negative=())


def command(stage: Callable[..., object]) -> cyclopts.App:
    """Return the command-line program of a stage."""
    module = stage.__module__ if stage.__module__ != "__main__" else f"stages.{stage.__name__}"
    program = cyclopts.App(
        name=f"python -m {module}",
        default_parameter=_PLAIN,
        result_action="return_value",
        version_flags=[],
    )
    program.default(stage)
    return program


def run(stage: Callable[..., object]) -> None:
    """Run a stage with the flags of this process; print three lines on bad input, and exit as they say."""
    try:
        command(stage)()
    except BenchmarkError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(error.exit_status)
