"""Evaluations on several machines: one task of a Ray cluster per submission, each in its own clone."""

import configparser
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from stages import errand as errands
from stages.cli import run
from stages.errand import Errand, Returned, carry_out
from stages.errors import BenchmarkError
from stages.files import replacing
from stages.past_runs import past_runs
from stages.submission import read_submission

_RUNS, _MARGIN = Path("leaderboard/runs"), 1.25
_READ = ["submissions", "stages", "params.yaml", "dvc.yaml", "dvc.lock", "data/catalog.yaml"]


def spread(
    *,
    submissions: list[Path],
    address: str = "local",
    repository: str | None = None,
    storage: str | None = None,
    n_cpus: float = 1,
    memory_gib: float = 2,
) -> None:
    """Evaluate submissions on a Ray cluster; their locks and results are written here.

    Embeddings go to the remote, from where `dvc pull` brings them. A worker that dies costs its own
    submission, which is tried again; a submission that fails leaves the others alone.

    Parameters
    ----------
    submissions
        Folders of submissions. What declares `device: cuda` gets a GPU of its own.
    address
        Of the cluster, such as `10.0.0.1:6379`; `local` starts one on this machine.
    repository
        What workers clone; this repository where left out, which is enough on one machine.
    storage
        Name of the remote, one that every worker reaches; the default remote where left out.
    n_cpus, memory_gib
        What a task sets aside: cores, and memory in GiB, or more where the records of the last runs say so.
    """
    commit, settings = _commit_of_all_that_is_read(), _settings(storage)
    source = repository or str(Path.cwd())
    given = [Errand(source, commit, settings, folder.name) for folder in submissions]
    needs = [_needs(folder, n_cpus, memory_gib) for folder in submissions]
    failed = 0
    for errand, returned in _carried_out(given, needs, address):
        for name, content in returned.files.items():
            with replacing(Path(name)) as draft:
                draft.write_bytes(content)
        failed += bool(returned.failure)
        outcome = returned.failure or f"{returned.ran} stages ran"
        sys.stdout.write(f"{errand.submission}: {outcome}, {returned.wall_s:.0f} s\n")
    if failed:
        sys.exit(1)


def _commit_of_all_that_is_read() -> str:
    """Return the commit that workers check out; what is not committed they would not see."""
    if edited := _git("status", "--porcelain", "--", *_READ):
        first = edited.splitlines()[0][3:]
        raise BenchmarkError(
            f"{first} is not committed; workers see what is", where=first, fix="git add -A && git commit"
        )
    return _git("rev-parse", "HEAD")


def _git(*words: str) -> str:
    done = subprocess.run(["git", *words], capture_output=True, text=True, check=True)  # noqa: S603, S607 - ours
    return done.stdout.strip("\n")


def _settings(name: str | None) -> dict[str, str]:
    """Return a remote's settings with an address that holds everywhere; config.local goes before config."""
    config = configparser.ConfigParser()
    paths = [Path(".dvc/config"), Path(".dvc/config.local")]
    for path in filter(Path.exists, paths):
        text = "\n".join(line.strip() for line in path.read_text().splitlines())
        config.read_string(text)
    name = name or config.get("core", "remote", fallback=None)
    section = f"'remote \"{name}\"'"
    if section not in config:
        known = [found.split('"')[1] for found in config.sections() if found.startswith("'remote")]
        raise BenchmarkError(
            f"there is no remote `{name}`; there are {known}",
            where=".dvc/config",
            fix="dvc remote add --local <name> <address>",
        )
    found = dict(config[section])
    if "://" not in found["url"]:  # relative to the file that names it
        found["url"] = str((Path(".dvc") / found["url"]).resolve())
    return found


def _needs(folder: Path, n_cpus: float, memory_gib: float) -> dict[str, Any]:
    """Return what Ray sets aside for a submission: more memory where its last runs needed more."""
    gpus = int(read_submission(folder).runtime.device == "cuda")
    peak = max((found or 0 for found in past_runs(_RUNS / folder.name, "peak_rss_bytes")), default=0)
    memory = max(int(memory_gib * 2**30), int(_MARGIN * peak))
    return {"num_cpus": n_cpus, "num_gpus": gpus, "memory": memory, "max_retries": 3}


def _require_room(given: list[Errand], needs: list[dict[str, Any]], nodes: list[dict[str, float]]) -> None:
    """Refuse what no machine of the cluster has room for: Ray would wait for another one without end."""
    names = {"CPU": "num_cpus", "GPU": "num_gpus", "memory": "memory"}
    for errand, need in zip(given, needs, strict=True):
        if not any(all(node.get(name, 0) >= need[key] for name, key in names.items()) for node in nodes):
            asked = (
                f"{need['num_cpus']:g} cores, {need['num_gpus']} GPUs and {need['memory'] / 2**30:.1f} GiB"
            )
            raise BenchmarkError(
                f"{errand.submission} needs {asked} on one machine; no machine of the cluster has them",
                where=f"submissions/{errand.submission}/submission.yaml: runtime",
                fix="ray start --address=<head> on one that has, or fewer --n_cpus and --memory_gib",
            )


def _carried_out(
    given: list[Errand], needs: list[dict[str, Any]], address: str
) -> Iterator[tuple[Errand, Returned]]:
    """Yield what workers bring back, first come first; a task whose worker dies goes to another one."""
    import ray  # noqa: PLC0415 - a second that `--help` need not pay

    # Workers import nothing of ours.
    ray.cloudpickle.register_pickle_by_value(errands)
    ray.init(address=address, log_to_driver=False)
    try:
        _require_room(given, needs, [node["Resources"] for node in ray.nodes() if node["Alive"]])
        task = ray.remote(carry_out)
        running = {
            task.options(**need).remote(errand): errand for errand, need in zip(given, needs, strict=True)
        }
        while running:
            for reference in ray.wait(list(running))[0]:
                yield running.pop(reference), _waited_for(reference)
    finally:
        ray.shutdown()


def _waited_for(reference: Any) -> Returned:  # noqa: ANN401 - a promise of Ray
    import ray  # noqa: PLC0415 - as above

    try:
        found: Returned = ray.get(reference)
    except ray.exceptions.RayError as error:
        return Returned({}, f"the worker died: {str(error).splitlines()[0]}", 0, 0.0)
    return found


if __name__ == "__main__":
    run(spread)
