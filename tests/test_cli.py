"""A stage's signature is its command line."""

import os
import select
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
STAGE = '''
"""A stage of a test."""
from pathlib import Path
from stages.cli import run
from stages.errors import BenchmarkError

def stage(*, scores: Path, k: int, datasets: list[str]) -> None:
    """Do nothing."""
    if k < 1:
        raise BenchmarkError(f"k is {k}; expected 1 or more", where="params.yaml: k", fix="set k: 15")
    print(scores, k, datasets)

if __name__ == "__main__":
    run(stage)
'''

WORKERS = """
import os, time
from stages.cli import run
from stages.metrics.parallel import each

def work(number):
    os.write(1, f"{os.getpid()}\\n".encode())  # whole: two lines that mix would be one number
    time.sleep(600)

def stage():
    each(work, [1, 2], n_workers=2)

run(stage)
"""


@pytest.fixture
def call(tmp_path):
    """Return a function that runs the stage with flags."""
    (tmp_path / "stage.py").write_text(STAGE)

    def run(*flags):
        return subprocess.run(
            [sys.executable, str(tmp_path / "stage.py"), *flags],
            capture_output=True,
            text=True,
            check=False,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )

    return run


def test_flags_are_the_parameters_and_lists_take_every_value(call):
    """DVC unpacks a mapping of params.yaml into exactly this form."""
    done = call("--scores", "a/b.json", "--k", "3", "--datasets", "pbmc68k", "planted")
    assert done.stdout == "a/b.json 3 ['pbmc68k', 'planted']\n"


def test_bad_input_prints_three_lines_and_exits_with_1(call):
    """A fact, a place and a way out; no traceback."""
    done = call("--scores", "a", "--k", "0", "--datasets", "x")
    assert done.returncode == 1
    assert done.stderr == "error: k is 0; expected 1 or more\n  in   params.yaml: k\n  fix  set k: 15\n"


def test_an_unknown_flag_is_an_error(call):
    """A misspelt key of params.yaml never passes for a default."""
    done = call("--scores", "a", "--k", "1", "--datasets", "x", "--kk", "2")
    assert done.returncode == 2
    assert done.stderr.startswith("error: Unknown option: --kk")


def test_a_flag_that_is_absent_is_told_in_three_lines(call):
    """With the name of the program, and where its flags are listed."""
    done = call("--scores", "a", "--datasets", "x")
    assert done.returncode == 2
    program = "python -m stages.stage"
    assert done.stderr == (
        f"error: Parameter --k requires an argument\n  in   the flags of {program}\n  fix  {program} --help\n"
    )


def test_workers_of_a_stage_end_when_it_is_killed():
    """They would wait for work for ever: each holds both ends of the pipe that it comes from."""
    with subprocess.Popen(
        [sys.executable, "-c", WORKERS], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as stage:
        ended = [os.pidfd_open(int(stage.stdout.readline())) for _ in range(2)]
        stage.kill()
    for worker in ended:
        assert select.select([worker], [], [], 60)[0]
        os.close(worker)


def test_a_benchmark_is_named_as_it_is_run():
    """Not as if it were a stage."""
    words = [sys.executable, "-m", "benchmarks.preparing", "--sizes", "many"]
    done = subprocess.run(words, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 2
    assert done.stderr.endswith("fix  python -m benchmarks.preparing --help\n")
