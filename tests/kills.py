"""Runs stages of the pipeline, each again and again, and ends them with kill -9 at random moments.

usage: python kills.py <seed> < steps.json > reports.json

The modules are imported once, and every run is a fork: what is killed is the stage, not its imports.
"""

import importlib
import json
import os
import random
import signal
import sys
import time
import traceback
from pathlib import Path

from stages.cli import command, end_workers_with_this_process


def main() -> None:
    """Take steps from standard input, one after the other, and print what was found."""
    rng = random.Random(int(sys.argv[1]))  # noqa: S311 - moments, not secrets
    steps = json.load(sys.stdin)
    for step in steps:
        importlib.import_module(step["module"])
    json.dump([report(step, rng) for step in steps], sys.stdout)


def report(step: dict, rng: random.Random) -> dict:
    """Run a step to its end, then kill it `n_kills` times from nothing and from a finished state."""
    started = time.monotonic()
    assert run(step, None) == 0, f"{step['module']} does not run"
    duration = time.monotonic() - started
    final = contents(step)
    found = {"module": step["module"], "killed": 0, "unreadable": [], "lost": []}
    while found["killed"] < step["n_kills"]:
        from_nothing = found["killed"] % 2 == 0
        restore(final, keep=not from_nothing)
        if run(step, rng.uniform(0, duration)) != -signal.SIGKILL:
            # It ended first: the timed run was cold. Shorter delays come in time, at 0 every one.
            duration *= 0.8
            continue
        found["killed"] += 1
        for name, content in contents(step).items():
            if content is None and not from_nothing and not step["unlinks"]:
                found["lost"].append(name)
            elif content not in {None, final[name]} and not varies(name, content, step):
                found["unreadable"].append(name)
    assert run(step, None) == 0
    again = contents(step)
    found["different"] = [name for name in final if name not in step["varies"] and again[name] != final[name]]
    return found


def run(step: dict, delay: float | None) -> int:
    """Run a stage in a fork, kill it after a delay if there is one; return its exit status."""
    child = os.fork()
    if child == 0:
        play(step)
    if delay is not None:
        time.sleep(delay)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def play(step: dict) -> None:
    """Run a stage in this process and end it without the parent's exit handlers."""
    os.dup2(2, 1)
    status = 1
    end_workers_with_this_process()
    try:
        module = importlib.import_module(step["module"])
        command(getattr(module, step["module"].rpartition(".")[2]))(step["words"])
        status = 0
    except BaseException:  # noqa: BLE001 - whatever it is, it must not run the parent's code
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def contents(step: dict) -> dict[str, bytes | None]:
    """Return output -> bytes, None where there is no file."""
    paths = {name: Path(name) for name in step["outputs"]}
    return {name: path.read_bytes() if path.exists() else None for name, path in paths.items()}


def restore(final: dict[str, bytes], *, keep: bool) -> None:
    """Put outputs as they were when the stage ended, or remove them."""
    for name, content in final.items():
        if keep:
            Path(name).write_bytes(content)
        else:
            Path(name).unlink(missing_ok=True)


def varies(name: str, content: bytes, step: dict) -> bool:
    """Say whether a file may differ from run to run, and is whole."""
    if name not in step["varies"]:
        return False
    try:
        json.loads(content)
    except ValueError:
        return False
    return True


if __name__ == "__main__":
    main()
