"""A machine worth attacking: secrets, services and results, and a witness of all that happens to them."""

import json
import os
import resource
import secrets
import shutil
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from stages.confinement.job import Job
from stages.confinement.limits import Limits
from stages.npy_stream import NpyStream
from stages.sandbox import offer, run_confined

ATTACKS = Path(__file__).parent / "hostile"
PYTHON = Path(sys.executable)
N_CELLS = 40
LIMITS = Limits(
    wall_s=15,
    cpu_s=1,
    memory_bytes=1 << 30,
    processes=48,
    tmp_bytes=32 << 20,
    log_bytes=1 << 16,
    open_files=256,
)
HANGING = {"hang", "hang_deaf", "end_parent", "signal_parent", "output_half", "output_slow"}
_MANY = 1200  # MiB that an attack on memory or disk takes if nothing stops it
_VICTIM = """
import ctypes, os, time
kept = ctypes.create_string_buffer(os.environ["SECRET"].encode())
print(ctypes.addressof(kept), flush=True)
time.sleep(600)
"""


def names_of_attacks():
    """Return every attack."""
    return sorted(path.stem for path in ATTACKS.glob("*.py") if path.stem != "harness")


def require_tier(tier):
    """Skip a test where this machine lacks the tier; fail where isolation is required of it."""
    lack = offer(tier, PYTHON).lack
    if lack and os.environ.get("FROZEN_CELLS_REQUIRE_ISOLATION"):
        pytest.fail(f"isolation is required of this machine:\n{lack}")
    if lack:
        pytest.skip(lack.what)


class World:
    """Everything that an attack could harm. Anybody may read and write it: only a sandbox protects it."""

    def __init__(self):
        self._open = ExitStack()
        self.is_harmed = False
        self.secret = f"secret-{secrets.token_hex(16)}"
        self.trophy = f"trophy-{secrets.token_hex(16)}"
        self.name = f"frozen-cells-world-{secrets.token_hex(6)}"
        # not in /tmp, of which a sandbox may have its own
        self.root = Path("/var/tmp", self.name)  # noqa: S108
        self.root.mkdir(mode=0o777)
        self._open.callback(shutil.rmtree, self.root, ignore_errors=True)
        self._fill()
        self._serve()
        self._start_victim()
        self._before = self._state()

    def __enter__(self):
        """Return the world."""
        return self

    def __exit__(self, *_):
        """Take everything away."""
        self.close()

    def close(self):
        """Take everything away."""
        for leftover in Path("/dev/shm").glob(f"{self.name}*"):  # noqa: S108
            leftover.unlink()
        self._open.close()

    def run(self, attack, tier, *, limits=LIMITS, many=_MANY):
        """Run an attack; return its outcome and the harm that was done."""
        limits = replace(limits, wall_s=1.5) if attack in HANGING else limits
        if "memory" in attack and limits == LIMITS:  # of time it takes some too, and much on a busy machine
            limits = replace(limits, cpu_s=10, wall_s=60)
        code = self.root / "code" / "embed.py"
        shutil.copy(ATTACKS / f"{attack}.py", code)
        code.chmod(0o666)
        self._before = self._state()
        weights = self.root / "weights.pkl"
        is_renamed = tier == "bubblewrap"
        targets = self.root / "targets.json"
        targets.write_text(json.dumps(self._targets("/weights.pkl" if is_renamed else str(weights), many)))
        job = Job(
            PYTHON,
            ("-ISB", ATTACKS / "harness.py", code, targets),
            {
                ATTACKS / "harness.py": "/harness.py",
                code.parent: "/submission",
                weights: "/weights.pkl",
                targets: "/targets.json",
            },
            limits,
        )
        result = NpyStream(N_CELLS)
        outcome = run_confined(job, tier=tier, sinks={3: result}, submitted=[code.parent, weights])
        return outcome, self._harm(outcome, limits)

    def code_of(self, attack, *, while_loading):
        """Return a submission that makes an attack, as it is loaded or when it is called."""
        text = (ATTACKS / f"{attack}.py").read_text() + (ATTACKS / "harness.py").read_text().partition(
            "def main"
        )[0]
        targets = self._targets(str(self.root / "weights.pkl"), _MANY)
        text += f"\n_RUN = Run(pipe=PIPE, **{targets!r})  # on a line that no traceback shows\n"
        if while_loading:  # nothing but numpy has been imported by then
            return f"{text}embed(SimpleNamespace(n_obs=N_CELLS), _RUN)\nraise SystemExit('done')\n"
        return f"{text}_attack, embed = embed, lambda adata, run: _attack(adata, _RUN) or adata.X.toarray()\n"

    def harm_of(self, log):
        """Return the harm that was done since this world was made or the last attack on it began."""
        found = {
            "something survived": bool(self.survivors()),  # first: what it does meanwhile is harm too
            "a secret was read": self.secret in log,
            "a forbidden thing was done": self.trophy in log,
            "somebody was called": self._was_called(),
            "files were changed": self._state() != self._before,
            "a process was ended": self.victim.poll() is not None,
        }
        if self.victim.poll() is None:
            found["a process was changed"] = self._state_of_victim() != self._victim_before
        harm = {name for name, happened in found.items() if happened}
        self.is_harmed |= bool(harm)
        return harm

    def _harm(self, outcome, limits):
        time.sleep(0.02)
        found = {
            "memory was taken": outcome.usage.peak_memory_bytes > 1.25 * limits.memory_bytes,
            "processes were started": outcome.usage.peak_processes > 1.25 * limits.processes,
        }
        harm = self.harm_of(outcome.log) | {name for name, happened in found.items() if happened}
        self.is_harmed |= bool(harm)
        return harm

    def survivors(self, patience_s=1.0):
        """Return the command lines of processes that belong to this world, after a second at most."""
        late = time.monotonic() + patience_s
        while (left := self._processes()) and time.monotonic() < late:
            time.sleep(0.02)
        return left

    def _processes(self):
        found = []
        for table in Path("/proc").glob("[0-9]*/cmdline"):
            try:
                words = table.read_bytes()
            except OSError:
                continue
            if self.name.encode() in words and b"bash" not in words:
                found.append(words)
        return found

    def _fill(self):
        content = {
            "data/truth.csv": f"cell_id,label\nc0,{self.secret}\n",
            "home/.config/token": self.secret,
            "home/.bashrc": "",
            "leaderboard/others.json": '{"score": 0.5}',
            "everybodys/readme": "",
            "code/embed.py": "",
        }
        for name, text in content.items():
            path = self.root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
            path.chmod(0o666)
        for folder in (self.root, *(path for path in self.root.rglob("*") if path.is_dir())):
            folder.chmod(0o777)
        stolen = self.root / "leaderboard" / "pickled"
        weights = self.root / "weights.pkl"
        weights.write_bytes(f"cos\nsystem\n(S'touch {stolen}'\ntR.".encode())
        weights.chmod(0o666)

    def _serve(self):
        tcp, udp = socket.socket(), socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        abstract, in_file = socket.socket(socket.AF_UNIX), socket.socket(socket.AF_UNIX)
        tcp.bind(("127.0.0.1", 0))
        udp.bind(("127.0.0.1", 0))
        abstract.bind(f"\0{self.name}")
        in_file.bind(str(self.root / "service"))
        (self.root / "service").chmod(0o777)
        for line in (tcp, abstract, in_file):
            line.listen()
        self.lines = (tcp, udp, abstract, in_file)
        for line in self.lines:
            line.settimeout(0)
            self._open.callback(line.close)

    def _was_called(self):
        for line in self.lines:
            try:
                if line.type == socket.SOCK_DGRAM:
                    line.recv(1)
                else:
                    line.accept()[0].close()
            except BlockingIOError:
                continue
            return True
        return False

    def _start_victim(self):
        self.victim = subprocess.Popen(
            [sys.executable, "-ISB", "-c", _VICTIM],
            env={"SECRET": self.secret},
            stdout=subprocess.PIPE,
            text=True,
        )
        self._open.callback(self.victim.stdout.close)
        self._open.callback(self.victim.wait)
        self._open.callback(self.victim.kill)
        self.victim_address = int(self.victim.stdout.readline())
        self._victim_before = self._state_of_victim()

    def _state_of_victim(self):
        status = Path(f"/proc/{self.victim.pid}/stat").read_text().split()[2]
        limits = resource.prlimit(self.victim.pid, resource.RLIMIT_NOFILE)
        return status in "tT", limits, os.sched_getaffinity(self.victim.pid)

    def _state(self):
        """Return names, modes, dates and contents of all files, temporary ones of the tests apart."""
        state = {}
        for path in sorted(self.root.rglob("*")):
            if path.name != "targets.json":
                found = path.lstat()
                content = path.read_bytes() if path.is_file() else b""
                date = found.st_mtime_ns if path.is_file() else 0
                state[str(path)] = (found.st_mode, date, content)
        return state

    def _targets(self, weights, many):
        return {
            "labels": str(self.root / "data" / "truth.csv"),
            "settings": str(self.root / "home" / ".config" / "token"),
            "home": str(self.root / "home"),
            "leaderboard": str(self.root / "leaderboard"),
            "everybodys": str(self.root / "everybodys"),
            "weights": weights,
            "tcp": self.lines[0].getsockname()[1],
            "udp": self.lines[1].getsockname()[1],
            "abstract": self.name,
            "socket": str(self.root / "service"),
            "victim": self.victim.pid,
            "victim_address": self.victim_address,
            "trophy": self.trophy,
            "many": many,
        }
