"""A harness is run confined, in an environment built here, and read like a stranger."""

import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hostile_world import PYTHON, require_tier

from stages.confinement.bubblewrap import HOME
from stages.process import Call, Report, _job, _report, run_harness
from stages.sandbox import strongest_tier

COUNTS = "def embed(adata, run):\n    return adata.X.toarray()\n"


@pytest.fixture
def call(tmp_path, cells):
    """Return a call on the cells, which has no code yet."""
    cells.write_h5ad(tmp_path / "cells.h5ad")
    (tmp_path / "code").mkdir()
    return Call(PYTHON, tmp_path, n_cells=40, seed=1)


@pytest.fixture
def run(call):
    """Return a function that runs some code on the cells, in the strongest tier if no other is named."""

    def running(text, tier=None):
        (call.scratch / "code" / "embed.py").write_text(text)
        return run_harness(call, tier or strongest_tier(PYTHON).tier)

    return running


def test_what_a_process_took_is_measured_from_outside(run):
    """Wall and CPU time are those of the whole process, waiting included in the first alone."""
    done = run("import time\ndef embed(adata, run):\n    time.sleep(0.5)\n    return adata.X.toarray()\n")
    assert (done.status, done.reason) == ("ok", "")
    assert done.wall_s > 0.5
    assert 0 < done.cpu_s < done.wall_s + 0.5
    assert done.peak_rss_bytes > 2**20
    assert done.vectors.shape == (40, 12)
    assert done.tier == strongest_tier(PYTHON).tier
    assert done.controls == strongest_tier(PYTHON).controls
    assert len(done.environment_sha256) == 64


def test_memory_of_the_parent_is_not_counted(run):
    """A fork inherits the parent's pages, and the kernel's own figure with them."""
    ballast = np.ones(2**25)  # 256 MiB
    assert run(COUNTS).peak_rss_bytes < ballast.nbytes


def test_secrets_of_our_environment_are_not_passed_on(run, monkeypatch):
    """The environment is built, never inherited."""
    monkeypatch.setenv("SECRET_TOKEN", "hidden")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    code = "import os\ndef embed(adata, run):\n    print(sorted(os.environ))\n    return adata.X.toarray()\n"
    log = run(code).log
    assert "SECRET_TOKEN" not in log
    assert "'OMP_NUM_THREADS'" in log
    assert "'PYTHONHASHSEED'" in log


def test_rubbish_on_stdout_harms_nothing(run):
    """It ends in a log, of which the end is kept with its control characters written out."""
    code = (
        "import sys\n"
        "def embed(adata, run):\n"
        "    sys.stdout.buffer.write(bytes(range(256)) * 100)\n"
        "    print('::error::\\x1b[31mred')\n"
        "    return adata.X.toarray()\n"
    )
    done = run(code)
    assert done.vectors.shape == (40, 12)
    assert len(done.log) <= 8000
    assert "\x1b" not in done.log
    assert done.log.endswith("::error::\\x1b[31mred\n")


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
    assert run(code, "none").status == "ok"  # where it is confined there is nothing to write to
    time.sleep(0.1)  # a write that was under way
    last = beat.read_text()
    time.sleep(0.3)
    assert beat.read_text() == last


@pytest.mark.parametrize(
    ("line", "status"), [("os._exit(0)", "rejected:no_output"), ("os._exit(5)", "exit_5")]
)
def test_a_process_that_ends_without_a_word_has_its_status(run, line, status):
    """What it printed is kept."""
    done = run(f"import os\nprint('nearly there', flush=True)\n{line}\n", "none")
    assert (done.status, done.vectors, done.log) == (status, None, "nearly there\n")


@pytest.mark.parametrize("tier", ["bubblewrap", "landlock"])
def test_the_labels_that_come_with_the_environment_are_hidden(run, tier):
    """The built-in cells are those of scanpy, whose file has their types."""
    require_tier(tier)
    if tier == "landlock" and PYTHON.is_relative_to(HOME):
        pytest.skip("the environment lies where a submission has its own folder (docs/security.md)")
    code = (
        "from importlib.util import find_spec\n"
        "from pathlib import Path\n"
        "folder = Path(find_spec('scanpy').origin).parent / 'datasets'\n"
        "print((folder / '__init__.py').read_text()[:3], [path.name for path in folder.glob('*.h5ad')])\n"
        "next(folder.glob('*.h5ad')).read_bytes()\n"
    )
    done = run(code, tier)
    assert "10x_pbmc68k_reduced.h5ad" in done.log.splitlines()[0]
    assert done.report.what.startswith("embed.py raised PermissionError")


@pytest.mark.parametrize(
    "content",
    [
        "",
        "[1]",
        '{"what": 1}',
        '{"unknown": 1}',
        '{"peak_rss_bytes": 1e400}',
        '{"peak_rss_bytes": -1}',
        '{"versions": {"a": "1\\n2"}}',
        '{"what": "' + "x" * 3000 + '"}',
    ],
)
def test_a_forged_report_says_nothing(content):
    """What is not a report, by type and size, is taken for none."""
    assert _report(content.encode()) == Report()


def test_a_submission_on_a_gpu_gets_one_processor(call, monkeypatch):
    """The first that is named, by its device files; where it sees that one alone, it has the number 0."""
    monkeypatch.setattr("stages.process.nvidia", lambda number: (Path(f"/dev/nvidia{number}"),))
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "2,3")
    on_gpu = replace(call, device="cuda")
    confined = _job(on_gpu, "bubblewrap")
    assert confined.devices == (Path("/dev/nvidia2"),)
    assert "CUDA_VISIBLE_DEVICES" not in confined.environment
    assert _job(on_gpu, "landlock").environment["CUDA_VISIBLE_DEVICES"] == "2,3"
    assert _job(call, "bubblewrap").devices == ()
