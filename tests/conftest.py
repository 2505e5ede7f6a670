"""A small benchmark of its own for the tests that run the whole pipeline."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:  # a test of a text file need not wait for anndata
    import anndata as ad

ROOT = Path(__file__).parent.parent
KEPT_SUBMISSIONS = {"_template", "pca", "random_projection"}


@dataclass(frozen=True)
class Clone:
    """A clone of the repository in which the pipeline runs."""

    root: Path

    def run(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run a command at the top of the clone, with the environment's programs first on PATH."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            words,
            cwd=self.root,
            env=os.environ | {"PATH": path, "PYTHONDONTWRITEBYTECODE": "1", "DVC_NO_ANALYTICS": "1"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0 or not check, f"{words}\n{done.stdout}\n{done.stderr}"
        return done

    def edit(self, path: str, old: str, new: str) -> None:
        """Replace text that must be there."""
        file = self.root / path
        text = file.read_text()
        assert old in text, f"{path} holds no {old!r}"
        file.write_text(text.replace(old, new))

    def copy_to(self, root: Path) -> "Clone":
        """Return a copy with its own cache, data and results."""
        shutil.copytree(self.root, root, symlinks=True)
        return Clone(root)


def tracked_files() -> list[str]:
    """Return what a clone of this working tree would hold."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [name for name in listed.stdout.split("\0") if name and (ROOT / name).exists()]


def belongs_to_the_small_benchmark(name: str) -> bool:
    """Leave out results, locks and the submissions that take long."""
    parts = Path(name).parts
    if name.endswith("dvc.lock") or (parts[0] == "leaderboard" and len(parts) > 2):
        return False
    return parts[0] != "submissions" or parts[1] in KEPT_SUBMISSIONS


def borrow_environment(clone: Clone) -> None:
    """Let make in the clone find the environment that the tests run in, ready and up to date."""
    environment = Path(sys.prefix)
    assert (environment / "ready").exists(), "these tests run in the environment that `make test` builds"
    (clone.root / ".venv").symlink_to(environment)
    for name in ("requirements.lock", "requirements.torch.lock", ".ci/environment"):
        os.utime(clone.root / name, (0, 0))


@pytest.fixture
def fault(record_property) -> Callable[..., None]:
    """Return a function that puts a fault into the table of docs/remotes.md, unless it did harm."""

    def report(what: str, holds: str, times: int, harm: object = ()) -> None:
        assert not harm, f"{what}: {harm}"
        record_property("fault", json.dumps({"what": what, "holds": holds, "times": times}))

    return report


@pytest.fixture(scope="session")
def fresh_clone(tmp_path_factory) -> Clone:
    """Return a clone with one dataset and two submissions in which nothing has run."""
    clone = Clone(tmp_path_factory.mktemp("fresh") / "frozen-cells")
    for name in filter(belongs_to_the_small_benchmark, tracked_files()):
        target = clone.root / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / name, target)
    borrow_environment(clone)
    clone.edit("params.yaml", "- pbmc68k_depth\n- planted\n", "")
    clone.run("git", "init", "--quiet", "--initial-branch=main")
    clone.run("git", "add", "--all")
    author = ["-c", "user.name=tests", "-c", "user.email=tests@localhost"]
    clone.run("git", *author, "commit", "--quiet", "--message=A small benchmark")
    return clone


@pytest.fixture(scope="session")
def benchmark_clone(fresh_clone, tmp_path_factory) -> Clone:
    """Return a clone in which `make leaderboard` has run once."""
    clone = fresh_clone.copy_to(tmp_path_factory.mktemp("ran") / "frozen-cells")
    clone.run("make", "leaderboard")
    return clone


@pytest.fixture
def clone(benchmark_clone, tmp_path) -> Clone:
    """Return a copy of the clone that ran, to edit."""
    return benchmark_clone.copy_to(tmp_path / "frozen-cells")


@pytest.fixture(scope="session")
def cells() -> "ad.AnnData":
    """Return 40 cells x 12 genes as `prepare` writes them; a cell's id tells its batch and its type."""
    import anndata as ad  # noqa: PLC0415
    import numpy as np  # noqa: PLC0415
    import pandas as pd  # noqa: PLC0415
    import scipy.sparse as sp  # noqa: PLC0415

    counts = np.random.default_rng(0).poisson(2.0, (40, 12)).astype(np.float32)
    batch = np.repeat(["sorted T cells", "sorted B cells"], 20)
    obs = pd.DataFrame(
        {"batch": pd.Categorical(batch), "total_counts": 2 * counts.sum(axis=1)},
        index=pd.Index([f"{kind}-{number}" for number, kind in enumerate(batch)], name="cell_id"),
    )
    symbols = [f"GENE{number}" for number in range(12)]
    genes = pd.DataFrame({"symbol": symbols, "ensembl_id": ""}, index=symbols)
    return ad.AnnData(sp.csr_matrix(counts), obs, genes, {"dataset": "tiny", "dataset_version": 3})


@pytest.fixture
def new_submission(tmp_path) -> Callable[..., Path]:
    """Return a function that writes a submission's folder beside the template."""
    shutil.copytree(ROOT / "submissions/_template", tmp_path / "submissions/_template")

    def write(code: str = "def embed(adata, run):\n    return adata.X.toarray()\n", **keys: object) -> Path:
        required = {"id": "mymodel", "name": "My model", "version": 1, "summary": "Counts.", "license": "MIT"}
        content = required | {"track": "fitted", "dataset_context": "fit", "runtime": "{}"} | keys
        folder = tmp_path / "submissions/mymodel"
        folder.mkdir(exist_ok=True)
        lines = [f"{key}: {value}\n" for key, value in content.items() if value is not None]
        (folder / "submission.yaml").write_text("".join(lines))
        (folder / "embed.py").write_text(code)
        shutil.copy(ROOT / "submissions/_template/dvc.yaml", folder)
        return folder

    return write
