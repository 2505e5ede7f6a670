"""A harness process is given an environment built here and read like a stranger."""

import time

import numpy as np
import pytest

from stages.errors import BenchmarkError
from stages.process import MAX_DIMS, Ended, Report, _report, matrix_of, run_harness


@pytest.fixture
def run(tmp_path, cells):
    """Return a function that runs some code on the cells."""
    cells.write_h5ad(tmp_path / "cells.h5ad")
    code = tmp_path / "embed.py"

    def running(text):
        code.write_text(text)
        return run_harness({"code": code, "seed": 1, "device": "cpu"}, tmp_path)

    return running


def problem(ended, scratch):
    """Return the error that reading the result raises."""
    with pytest.raises(BenchmarkError) as caught:
        matrix_of(ended, scratch, scratch / "embed.py")
    return caught.value


def ended(status=0, report=None, log=""):
    """Return a process that ended in some way."""
    return Ended(status, report or Report(), wall_s=1.0, cpu_s=1.0, peak_rss_bytes=1, log=log)


def test_what_a_process_took_is_measured_from_outside(run, tmp_path):
    """Wall and CPU time are those of the whole process, waiting included in the first alone."""
    done = run("import time\ndef embed(adata, run):\n    time.sleep(0.5)\n    return adata.X.toarray()\n")
    assert done.status == 0
    assert done.wall_s > 0.5
    assert 0 < done.cpu_s < done.wall_s + 0.5
    assert done.peak_rss_bytes > 2**20
    assert matrix_of(done, tmp_path, tmp_path / "embed.py").shape == (40, 12)


def test_memory_of_the_parent_is_not_counted(run):
    """A fork inherits the parent's pages, and the kernel's own figure with them."""
    ballast = np.ones(2**25)  # 256 MiB
    done = run("def embed(adata, run):\n    return adata.X.toarray()\n")
    assert done.peak_rss_bytes < ballast.nbytes


def test_secrets_of_our_environment_are_not_passed_on(run, monkeypatch):
    """The environment is built, never inherited."""
    monkeypatch.setenv("SECRET_TOKEN", "hidden")
    code = "import os\ndef embed(adata, run):\n    print(sorted(os.environ))\n    return adata.X.toarray()\n"
    log = run(code).log
    assert "SECRET_TOKEN" not in log
    assert "'PYTHONHASHSEED'" in log


def test_rubbish_on_stdout_harms_nothing(run, tmp_path):
    """It ends in a log, of which the end is kept with its control characters replaced."""
    code = (
        "import sys\n"
        "def embed(adata, run):\n"
        "    sys.stdout.buffer.write(bytes(range(256)) * 100)\n"
        "    print('::error::\\x1b[31mred')\n"
        "    return adata.X.toarray()\n"
    )
    done = run(code)
    assert matrix_of(done, tmp_path, tmp_path / "embed.py").shape == (40, 12)
    assert len(done.log) <= 4000
    assert "\x1b" not in done.log
    assert done.log.endswith("::error::\N{REPLACEMENT CHARACTER}[31mred\n")


def test_what_a_submission_leaves_running_ends_with_it(run, tmp_path):
    """A process in the background would go on using the machine."""
    beat = tmp_path / "beat"
    loop = f"while :; do date +%N > {beat}; sleep 0.02; done"
    code = (
        "import os, subprocess, time\n"
        "def embed(adata, run):\n"
        f"    subprocess.Popen(['sh', '-c', {loop!r}])\n"
        f"    while not os.path.exists({str(beat)!r}):\n"
        "        time.sleep(0.01)\n"
        "    return adata.X.toarray()\n"
    )
    assert run(code).status == 0
    time.sleep(0.1)  # a write that was under way
    last = beat.read_text()
    time.sleep(0.3)
    assert beat.read_text() == last


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("os._exit(0)", "exit status 0"),
        ("os._exit(5)", "exit status 5"),
        ("os.kill(os.getpid(), 9)", "signal SIGKILL"),
    ],
)
def test_a_process_that_ends_without_a_word_is_told_how(run, tmp_path, line, told):
    """Status or signal, and the last thing that it printed."""
    done = run(f"import os\ndef embed(adata, run):\n    print('nearly there', flush=True)\n    {line}\n")
    assert problem(done, tmp_path).what == (
        f"the process of embed() ended with {told} and no result; it printed last: nearly there"
    )


def test_a_report_is_the_error(tmp_path):
    """Place and way out are those that the process gave."""
    error = problem(ended(3, Report(what="it failed", where="line 3", fix="mend it")), tmp_path)
    assert (error.what, error.where, error.fix) == (
        "it failed",
        f"{tmp_path / 'embed.py'}: line 3",
        "mend it",
    )


@pytest.mark.parametrize("content", ["", "[1]", '{"what": 1}', '{"unknown": 1}', "x" * (1 << 21)])
def test_a_forged_report_says_nothing(tmp_path, content):
    """What is not a report, by type and size, is taken for none."""
    (tmp_path / "report.json").write_text(content)
    assert _report(tmp_path / "report.json") == Report()


def test_a_result_that_is_no_array_is_refused(tmp_path):
    """Nothing is unpickled, and a link is not followed."""
    path = tmp_path / "embedding.npy"
    path.write_bytes(b"garbage")
    assert problem(ended(), tmp_path).what.startswith("embed() left no readable array")
    np.save(path, np.array([{}]), allow_pickle=True)
    assert problem(ended(), tmp_path).what.startswith("embed() left no readable array")
    path.rename(tmp_path / "other.npy")
    path.symlink_to(tmp_path / "other.npy")
    assert problem(ended(), tmp_path).what.endswith("and no result; it printed last: nothing")


@pytest.mark.parametrize(
    ("array", "what"),
    [
        (np.ones((2, MAX_DIMS + 1), np.float32), "embed() returned float32 of shape (2, 4097)"),
        (np.ones((2, 2)), "embed() returned float64 of shape (2, 2)"),
    ],
)
def test_a_result_of_another_form_is_refused(tmp_path, array, what):
    """At most 4,096 columns of float32 leave the process."""
    np.save(tmp_path / "embedding.npy", array)
    assert problem(ended(), tmp_path).what.startswith(what)
