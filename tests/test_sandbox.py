"""The sandbox: what a run sees, how it ends, and on which machines it is refused."""

import os
import signal
import subprocess
import sys
import textwrap
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hostile_world import LIMITS, PYTHON, World, require_tier

from stages.confinement.ground import Ground
from stages.confinement.identity import is_root
from stages.confinement.job import Job
from stages.confinement.limits import Limits
from stages.confinement.outcome import Text
from stages.confinement.run import run
from stages.errors import BenchmarkError
from stages.sandbox import TooWeakError, offer, run_confined, strongest_tier

ROOT = Path(__file__).parent.parent
SITUATIONS = Path(__file__).parent / "confinement" / "situations.py"
CONFINED = ("bubblewrap", "landlock")


def program(text, **facts):
    """Return a job that runs a few lines of Python."""
    return Job(PYTHON, ("-ISB", "-c", textwrap.dedent(text)), **{"limits": LIMITS, **facts})


@pytest.mark.parametrize("kind", ["link", "fifo"])
def test_a_submission_with_a_link_or_a_pipe_is_refused(kind, tmp_path):
    """Links could lead to files of ours; nothing is run."""
    folder = tmp_path / "code"
    folder.mkdir()
    if kind == "link":
        (folder / "labels").symlink_to("/etc/passwd")
    else:
        os.mkfifo(folder / "labels")
    outcome = run_confined(program("1/0"), tier="none", sinks={}, submitted=[folder])
    assert outcome.status == "refused"
    assert "code/labels is" in outcome.reason
    assert outcome.usage.wall_s == 0


def test_python_starts_in_the_strongest_tier():
    """The machine of the tests offers something, and says what it lacks of the rest."""
    found = strongest_tier(PYTHON)
    assert found.lack is None
    assert found.controls
    for tier in ("bubblewrap", "landlock"):
        lack = offer(tier, PYTHON).lack
        assert lack is None or (lack.what and lack.fix)


@pytest.mark.parametrize("tier", CONFINED)
def test_a_submission_never_runs_as_root(tier):
    """Root becomes a user that nothing belongs to; others stay who they are."""
    require_tier(tier)
    user = Text(32)
    outcome = run_confined(
        program("import os; os.write(3, str(os.getuid()).encode())"), tier=tier, sinks={3: user}
    )
    assert outcome.status == "ok"
    found = int(user.content)
    assert found != 0
    assert "user_of_its_own" in outcome.controls or found == os.geteuid()


@pytest.mark.parametrize("tier", CONFINED)
def test_files_have_the_names_that_the_tier_gives_them(tier, tmp_path):
    """A path of the command is written as the program sees it."""
    require_tier(tier)
    tmp_path.chmod(0o755)
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "cells").write_text("counts")
    said = Text(4096)
    job = Job(
        PYTHON,
        (
            "-ISB",
            "-c",
            "import os, sys; os.write(3, f'{sys.argv[1]} {open(sys.argv[1]).read()}'.encode())",
            tmp_path / "folder" / "cells",
        ),
        {tmp_path / "folder": "/input"},
        LIMITS,
    )
    assert run_confined(job, tier=tier, sinks={3: said}).status == "ok"
    name = "/input/cells" if tier == "bubblewrap" else str(tmp_path / "folder" / "cells")
    assert said.content.decode() == f"{name} counts"


@pytest.mark.parametrize("tier", [*CONFINED, "none"])
def test_nothing_is_inherited(tier, monkeypatch):
    """Variables, open files and the working folder of the parent are not there."""
    if tier != "none":
        require_tier(tier)
    monkeypatch.setenv("TOKEN", "secret")
    reader, writer = os.pipe()
    os.set_inheritable(writer, True)  # noqa: FBT003 - the standard library takes it so
    said = Text(4096)
    job = program(
        "import os; os.write(3, repr((dict(os.environ), sorted(os.listdir('/proc/self/fd')), os.getcwd()))"
        ".encode())",
        environment={"OMP_NUM_THREADS": "1"},
    )
    outcome = run_confined(job, tier=tier, sinks={3: said})
    os.close(reader)
    os.close(writer)
    assert outcome.status == "ok", outcome.log
    variables, files, folder = eval(said.content.decode())  # noqa: S307 - our own program wrote it
    assert "TOKEN" not in variables
    assert variables["OMP_NUM_THREADS"] == "1"
    assert files == ["0", "1", "2", "3", "4"]  # the last is the listing itself
    assert folder == variables["HOME"] == variables["TMPDIR"]


def test_a_confined_run_ends_when_its_limit_of_time_is_reached():
    """It would never end by itself, and hears no signal."""
    tier = strongest_tier(PYTHON).tier
    with World() as world:
        outcome, harm = world.run("hang_deaf", tier)
    assert outcome.status == "wall_timeout"
    assert not harm


def test_what_a_run_used_is_measured_from_outside():
    """Wall time, CPU time and memory of a program that uses a known amount of each."""
    text = """
        import time
        taken = b"x" * (200 << 20)
        end = time.process_time() + 0.5
        while time.process_time() < end: pass
        time.sleep(0.3)
    """
    usage = run_confined(program(text), tier=strongest_tier(PYTHON).tier, sinks={}).usage
    assert usage.wall_s > 0.8
    assert (
        0.4 < usage.cpu_s < 5
    )  # its own half second, and the start of Python, which a machine may take slowly
    assert 200 << 20 < usage.peak_memory_bytes < 260 << 20
    assert usage.peak_processes >= 1


def test_the_log_is_escaped_and_bounded():
    """What is printed reaches us in one piece, standard error included, with controls written out."""
    outcome = run_confined(
        program("import sys; print('one\\x1b[31m'); print('::two', file=sys.stderr)"), tier="none", sinks={}
    )
    assert outcome.log.splitlines() == ["::two", "one\\x1b[31m"]


def test_a_program_that_cannot_start_is_our_error_and_not_the_submission_s(tmp_path):
    """A sandbox that could not be set up says so; it is no outcome."""
    missing = tmp_path / "python"
    missing.write_text("no program")
    with pytest.raises(Exception, match=r"could not be set up: .*Permission denied"):
        run_confined(Job(missing, ("-c", "1"), limits=LIMITS), tier="none", sinks={})


def offered(*words, situation=None):
    """Return what `python -m stages.sandbox` prints and how it ends, in a situation of rights."""
    before = [sys.executable, str(SITUATIONS), situation] if situation else []
    return subprocess.run(
        [*before, sys.executable, "-m", "stages.sandbox", *words],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=600,
    )


def test_the_command_prints_what_the_machine_offers():
    """One line for each tier, and the one that is used."""
    done = offered()
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines()] == [
        "bubblewrap",
        "landlock",
        "none",
        "used",
    ]


def test_root_that_can_become_nobody_else_is_refused():
    """Bubblewrap never runs as root: exit 3, with the reason and the way out, and nothing was run."""
    require_tier("bubblewrap")
    done = offered("--min_isolation", "bubblewrap", situation="lonely_root")
    assert done.returncode == 3
    assert "root cannot become another user here, and bubblewrap never runs as root" in done.stderr
    assert "fix  run as a user that is not root" in done.stderr


def test_lonely_root_keeps_none_of_its_rights_in_the_second_tier():
    """Root that can become nobody else runs what is merged, in the second tier, without a right of root."""
    require_tier("landlock")
    require_tier("bubblewrap")  # the situation itself needs a user namespace
    done = offered("--min_isolation", "landlock", situation="lonely_root")
    assert done.returncode == 0, done.stderr
    assert "root_without_capabilities" in done.stdout


def test_a_machine_without_user_namespaces_is_refused_and_says_how_to_get_them():
    """The strongest tier is the default for strangers; a lower one is taken only when asked for."""
    require_tier("landlock")
    require_tier("bubblewrap")
    refused = offered("--min_isolation", "bubblewrap", situation="no_user_namespaces")
    assert refused.returncode == 3
    assert "this machine offers the tier landlock, and bubblewrap is needed" in refused.stderr
    assert "the kernel gives unprivileged programs no user namespaces" in refused.stderr
    assert "fix  sudo sysctl -w user.max_user_namespaces" in refused.stderr
    accepted = offered("--min_isolation", "landlock", situation="no_user_namespaces")
    assert accepted.returncode == 0
    assert accepted.stdout.splitlines()[-1].split() == ["used", "landlock"]


def test_bubblewrap_is_looked_for_where_the_system_has_it(monkeypatch):
    """A program of that name in the folder of somebody else is not taken; without one, the fix is named."""
    monkeypatch.setattr("stages.confinement.build.shutil.which", lambda *_args, **_words: None)
    offer.cache_clear()
    lack = offer("bubblewrap", PYTHON).lack
    offer.cache_clear()
    assert "there is no bubblewrap on this machine" in lack.what
    assert lack.fix == "sudo apt-get install bubblewrap"


def test_too_weak_a_machine_ends_with_status_3():
    """The error that a program prints says how it ends."""
    assert TooWeakError("a", where="b", fix="c").exit_status == 3


def test_bubblewrap_is_not_started_by_root_whoever_asks():
    """The launcher looks once more, in the process that would become it."""
    if not is_root():
        pytest.skip("only root can try")
    said = Text(32)
    job = program("import os; os.write(3, b'ran')")
    with pytest.raises(BenchmarkError, match="bubblewrap started by root leaves files of the kernel open"):
        run(job, Ground("bubblewrap"), {3: said})
    assert said.content == b""


def test_a_fault_of_a_reader_ends_the_run():
    """Our own bug, or Ctrl-C, leaves nothing running behind it."""

    class Faulty(Text):
        """A sink with a bug."""

        def feed(self, block):
            """Fail."""
            raise RuntimeError(block)

    with World() as world:
        job = program("import os, time; os.write(3, b'x'); time.sleep(60)")
        job = replace(job, command=(*job.command, world.name))
        with pytest.raises(RuntimeError):
            run_confined(job, tier=strongest_tier(PYTHON).tier, sinks={3: Faulty(10)})
        assert not world.survivors()


def test_the_second_tier_of_an_older_kernel_refuses_every_signal(monkeypatch):
    """Before version 6 Landlock does not keep signals inside; an honest program needs none."""
    require_tier("landlock")
    monkeypatch.setattr("stages.confinement.build.landlock.abi", lambda: 5)
    said = Text(100)
    text = """
        import os, subprocess, sys
        told = subprocess.run([sys.executable, "-c", "print(1)"], capture_output=True).stdout
        try:
            os.kill(os.getpid(), 0)
        except PermissionError:
            os.write(3, told)
    """
    assert run_confined(program(text), tier="landlock", sinks={3: said}).status == "ok"
    assert said.content == b"1\n"


PARENT = """
import sys
from pathlib import Path
from stages.confinement.job import Job
from stages.confinement.limits import Limits
from stages.sandbox import run_confined
text = "import os, time; [os.fork() for _ in range(3)]; time.sleep(60)"
job = Job(Path(sys.executable), ("-ISB", "-c", text, "{mark}"), limits=Limits(wall_s=60))
print("started", flush=True)
print(run_confined(job, tier="{tier}", sinks={{}}))
"""


@pytest.mark.parametrize(
    ("tier", "times"),
    [
        pytest.param(tier, times, marks=[pytest.mark.slow] if times > 5 else [])
        for tier in (*CONFINED, "none")
        for times in (5, 50)
    ],
)
def test_nothing_survives_a_parent_that_is_killed(tier, times):
    """Killed at any moment, the parent leaves no process behind, and the next run succeeds."""
    if tier != "none":
        require_tier(tier)
    with World() as world:
        for attempt in range(times):
            parent = subprocess.Popen(
                [sys.executable, "-c", PARENT.format(mark=world.name, tier=tier)],
                cwd=ROOT,
                stdout=subprocess.PIPE,
                text=True,
            )
            assert parent.stdout.readline() == "started\n"
            time.sleep(0.5 * (attempt * 0.618 % 1))  # spread evenly, the same each time
            parent.send_signal(signal.SIGKILL)
            parent.wait()
            parent.stdout.close()
            assert not world.survivors(
                patience_s=5 if times > 5 else 60
            )  # where it counts, and where it is timed
        outcome, harm = world.run("hang_deaf", tier)
    assert outcome.status == "wall_timeout"
    assert not harm


HONEST = """
import os, sys
import numpy as np
cells = np.load(sys.argv[1])
u, s, _ = np.linalg.svd(cells - cells.mean(axis=0), full_matrices=False)
vectors = np.ascontiguousarray(u[:, :20] * s[:20], dtype=np.float32)
with open(3, "wb") as pipe:
    np.lib.format.write_array_header_1_0(pipe, np.lib.format.header_data_from_array_1_0(vectors))
    pipe.write(vectors.data)
"""


@pytest.mark.parametrize("tier", CONFINED)
def test_an_honest_model_gives_the_same_bytes_confined_or_not(tier, tmp_path):
    """Its vectors are equal bit by bit, and confinement works at most two seconds and 5 % more."""
    import numpy as np  # noqa: PLC0415

    from stages.npy_stream import NpyStream  # noqa: PLC0415

    require_tier(tier)
    tmp_path.chmod(0o755)
    cells = tmp_path / "cells.npy"
    np.save(cells, np.random.default_rng(0).normal(size=(2000, 300)))
    job = Job(
        PYTHON,
        ("-I", "-c", HONEST, cells),
        {cells: "/cells.npy"},
        Limits(wall_s=60),
        environment={"OMP_NUM_THREADS": "1"},
    )
    found = {}
    for each in ("none", tier):
        stream = NpyStream(2000)
        outcome = run_confined(job, tier=each, sinks={3: stream})
        assert outcome.status == "ok", outcome.log
        found[each] = stream.vectors().tobytes(), outcome.usage.cpu_s  # other programs do not count
    assert found[tier][0] == found["none"][0]
    assert found[tier][1] <= found["none"][1] * 1.05 + 2


LIBRARIES = """
import os
import numba, scanpy, torch
from torch.utils.data import DataLoader, TensorDataset
cells = TensorDataset(torch.arange(4000).float())
total = sum(batch.sum().item() for (batch,) in DataLoader(cells, batch_size=100, num_workers=WORKERS))
assert numba.njit(lambda number: number + 1)(1) == 2
os.write(3, str(total).encode())
"""


@pytest.mark.slow
@pytest.mark.parametrize(("tier", "workers"), [("bubblewrap", 2), ("landlock", 0)])
def test_the_libraries_of_the_field_work(tier, workers):
    """PyTorch with two workers, scanpy and numba run in the strongest tier; workers need its sockets."""
    require_tier(tier)
    said = Text(32)
    job = Job(PYTHON, ("-I", "-c", LIBRARIES.replace("WORKERS", str(workers))), limits=Limits(wall_s=120))
    outcome = run_confined(job, tier=tier, sinks={3: said})
    assert outcome.status == "ok", outcome.log
    assert float(said.content) == 7_998_000
