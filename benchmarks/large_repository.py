"""A repository of many submissions and datasets in which everything is done, made without running anything.

One submission on one dataset is committed by DVC; all others are that one under other names, and so are their
locks. Files of data and results hold a few bytes: what is measured is what DVC does, not how fast it hashes.
"""

import os
import shutil
import subprocess
import sys
from contextlib import chdir
from itertools import product
from pathlib import Path
from typing import Any

import yaml

_AUTHOR = ["-c", "user.name=benchmark", "-c", "user.email=benchmark@localhost"]
_STAGES = ("fetch", "prepare", "control", "score")
_SUBMISSION = """id: s000
name: s000
version: 1
summary: Made.
track: fitted
dataset_context: fit
license: MIT
runtime: {}
"""
_DATASET = {"title": "Made", "version": 1, "source": {"builtin": "planted"}, "keys": {"batch_key": "batch"}}
_DATASETS = "set{:02}"  # no hash holds a letter behind f: names are replaced in the text of locks
_Content = dict[str, Any]


def make_large_repository(root: Path, n_submissions: int, n_datasets: int) -> None:
    """Make a repository in an empty folder, of the pipeline that is checked out in this one."""
    for name in ("stages", "submissions/_template", ".dvcignore", ".gitignore"):
        (shutil.copytree if Path(name).is_dir() else _copy)(name, root / name)
    params = yaml.safe_load(Path("params.yaml").read_text(encoding="utf-8"))
    pipeline = yaml.safe_load(Path("dvc.yaml").read_text(encoding="utf-8"))
    pipeline["stages"] = {name: pipeline["stages"][name] for name in _STAGES}
    with chdir(root):
        for words in (["git", "init", "--quiet"], ["dvc", "init", "--quiet"]):
            _call(*words)
        _write_yaml("dvc.yaml", pipeline)
        _write_lists(params, 1)
        _write_submission(0)
        _write_files(["s000", *params["controls"]], 1)
        _call("dvc", "commit", "--quiet", "--force", "dvc.yaml", "submissions/s000/dvc.yaml")
        _write_lists(params, n_datasets)
        submissions = [_write_submission(number) for number in range(n_submissions)]
        _write_files([*submissions, *params["controls"]], n_datasets)
        _multiply_locks(n_submissions, n_datasets)
        _call("git", "add", "--all")
        _call(
            "git", "-c", "user.name=a", "-c", "user.email=a@localhost", "commit", "--quiet", "--message=Made"
        )


def _copy(name: str, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(name, target)


def _call(*words: str) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    subprocess.run(words, env=os.environ | {"PATH": path, "DVC_NO_ANALYTICS": "1"}, check=True)


def _write_yaml(path: str, content: _Content) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(yaml.safe_dump(content, sort_keys=False), encoding="utf-8")


def _write_lists(params: _Content, n_datasets: int) -> None:
    """Write the catalog and the parameters, of as many datasets."""
    datasets = [_DATASETS.format(number) for number in range(n_datasets)]
    _write_yaml("params.yaml", params | {"datasets": datasets})
    _write_yaml("data/catalog.yaml", dict.fromkeys(datasets, _DATASET))


def _write_submission(number: int) -> str:
    name = f"s{number:03}"
    folder = Path("submissions") / name
    folder.mkdir(exist_ok=True)
    (folder / "submission.yaml").write_text(_SUBMISSION.replace("s000", name), encoding="utf-8")
    (folder / "embed.py").write_text("def embed(adata, run):\n    return adata.X\n", encoding="utf-8")
    shutil.copy("submissions/_template/dvc.yaml", folder)
    return name


def _write_files(names: list[str], n_datasets: int) -> None:
    """Write what the stages would have written."""
    datasets = [_DATASETS.format(number) for number in range(n_datasets)]
    files = [f"leaderboard/checks/{name}.json" for name in names]
    for dataset in datasets:
        files += [f"data/raw/{dataset}.h5ad", f"leaderboard/datasets/{dataset}.json"]
        prepared = ("cells.h5ad", "truth.parquet", "unintegrated.parquet")
        files += [f"data/prepared/{dataset}/{file}" for file in prepared]
    for name, dataset in product(names, datasets):
        files.append(f"data/embeddings/{name}/{dataset}.parquet")
        files += [f"leaderboard/{kind}/{name}/{dataset}.json" for kind in ("runs", "scores", "draws")]
    for path in map(Path, files):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text('{"made": 1}\n', encoding="utf-8")


def _multiply_locks(n_submissions: int, n_datasets: int) -> None:
    """Write all locks: those of the first submission and the first dataset, under the other names."""
    for lock in (Path("dvc.lock"), Path("submissions/s000/dvc.lock")):
        content = yaml.safe_load(lock.read_text(encoding="utf-8"))
        stages: _Content = {}
        for number in range(n_datasets):
            text = yaml.safe_dump(content["stages"]).replace(_DATASETS.format(0), _DATASETS.format(number))
            stages |= yaml.safe_load(text)
        _write_yaml(str(lock), content | {"stages": stages})
    first = Path("submissions/s000/dvc.lock").read_text(encoding="utf-8")
    for number in range(1, n_submissions):
        name = f"s{number:03}"
        Path(f"submissions/{name}/dvc.lock").write_text(first.replace("s000", name), encoding="utf-8")
