"""Every way in which a run can end without vectors has a fact and a way out."""

from pathlib import Path

import pytest

from stages.advice import advised, error_of
from stages.errors import BenchmarkError
from stages.process import Ended, Report

CODE = Path("submissions/mymodel/embed.py")


def ended(status, *, reason="", log="", report=None):
    """Return a process that ended in some way."""
    return Ended(status, reason, report or Report(), wall_s=1.0, cpu_s=1.0, peak_rss_bytes=1, log=log)


@pytest.mark.parametrize(
    ("status", "told"),
    [
        ("rejected:no_output", "exit status 0"),
        ("exit_5", "exit status 5"),
        ("exit_139", "signal SIGSEGV"),
    ],
)
def test_a_process_that_ends_without_a_word_is_told_how(status, told):
    """Status or signal, and the last thing that it printed."""
    what = f"the process of embed() ended with {told} and no result; it printed last: "
    assert error_of(ended(status, log="one\nnearly there\n"), CODE).what == f"{what}nearly there"
    assert error_of(ended(status), CODE).what == f"{what}nothing"


def test_a_process_that_the_kernel_killed_is_told_that_memory_ran_out():
    """Nothing else ends it so; a signal alone would leave its author in the dark."""
    error = error_of(ended("exit_137", log="loading\n"), CODE)
    assert error.what.endswith(
        "signal SIGKILL and no result; it printed last: loading; "
        "most likely the memory of the machine ran out"
    )
    assert error.fix.startswith("embed the cells in batches, declare `backed: true` below `runtime:`")


def test_a_report_is_the_error():
    """Place and way out are those that the process gave."""
    report = Report(what="it failed", where="line 3", fix="mend it")
    error = error_of(ended("exit_3", report=report), CODE)
    assert (error.what, error.where, error.fix) == ("it failed", f"{CODE}: line 3", "mend it")


@pytest.mark.parametrize(
    ("status", "before", "fix"),
    [
        ("memory", "embed() ran out of memory: ", "embed the cells in batches, declare `backed"),
        ("wall_timeout", "embed() took too long: ", "embed the cells in batches, on a GPU or"),
        ("cpu_timeout", "embed() took too long: ", "embed the cells in batches, on a GPU or"),
        ("pids", "embed() started too much: ", "start fewer processes and threads"),
        ("disk", "embed() wrote too much: ", "write less into temporary files"),
        ("log_flood", "embed() printed too much: ", "print less"),
        ("tampered", "the run says nothing: ", "run it again"),
        ("refused", "nothing was run: ", "put the file itself there"),
        ("output_too_large", "what came back is no matrix: ", "return the array"),
        ("rejected:shape", "embed() returned ", "return one row per cell of adata"),
        ("rejected:not_finite", "embed() returned ", "return finite numbers"),
        ("rejected:constant", "embed() returned ", "return vectors that differ"),
        ("rejected:not_npy", "what came back is no matrix: ", "return the array"),
        ("rejected:truncated", "what came back is no matrix: ", "return the array"),
    ],
)
def test_every_other_ending_has_its_reason_and_a_way_out(status, before, fix):
    """The reason holds what was used and what is allowed."""
    error = error_of(ended(status, reason="7 of 5"), CODE)
    assert error.what == f"{before}7 of 5"
    assert error.where == str(CODE)
    assert error.fix.startswith(fix)


def test_a_way_out_that_is_known_is_kept():
    """Advice is for errors without one."""
    error = BenchmarkError("a", where="b", fix="c")
    assert advised(error, None, CODE.parent) is error


def test_an_array_that_does_not_fit_is_told_how_to_do_with_less():
    """Python's own MemoryError is the commonest form of it."""
    error = BenchmarkError("embed.py raised MemoryError: Unable to allocate 9 GiB", where="b", fix="")
    assert advised(error, None, CODE.parent).fix.startswith("embed the cells in batches")
