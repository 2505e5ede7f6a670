"""A clone of the repository in which no light submission has been evaluated."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import yaml

from stages.submission import read_submissions

_AUTHOR = ["-c", "user.name=benchmark", "-c", "user.email=benchmark@localhost"]
_REMADE = ("embed@", "score@")


class Unscored:
    """A clone with prepared datasets, a remote and a cache of its own; rehearsals are left out.

    Attributes
    ----------
    root
        Top of the clone.
    submissions
        Folders of the submissions that have to be evaluated.
    environment
        In which to run a command there; `$SUBMISSIONS` holds the folders.
    """

    def __init__(self, folder: Path) -> None:
        """Make the clone in an empty folder, of the commit that is checked out here."""
        self.root = folder / "clone"
        subprocess.run(["git", "clone", "--quiet", ".", str(self.root)], check=True)  # noqa: S607 - ours
        light = [
            name for name, found in read_submissions(Path("submissions")).items() if found.cost != "heavy"
        ]
        self.submissions = [f"submissions/{name}" for name in light]
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        self.environment = os.environ | {
            "PATH": path,
            "DVC_NO_ANALYTICS": "1",
            "SUBMISSIONS": " ".join(self.submissions),
        }
        shutil.copytree("data/prepared", self.root / "data/prepared")
        shutil.copytree("data/raw", self.root / "data/raw")
        self._forget()

    def n_scored(self) -> int:
        """Return how many evaluations have a score now."""
        return sum(
            len(list((self.root / "leaderboard/scores" / Path(name).name).glob("*.json")))
            for name in self.submissions
        )

    def _forget(self) -> None:
        """Commit that nothing is evaluated, and put what is prepared into the remote."""
        for name in self.submissions:
            lock = self.root / name / "dvc.lock"
            lock.write_text(without_evaluations(lock.read_text(encoding="utf-8")), encoding="utf-8")
            for kind in ("scores", "draws"):
                shutil.rmtree(self.root / "leaderboard" / kind / Path(name).name)
        for folder in (*self.submissions, "submissions/_template"):  # whose copies they are
            pipeline = self.root / folder / "dvc.yaml"
            text = pipeline.read_text(encoding="utf-8")
            frozen = text.replace("\n  check:\n", "\n  check:\n    frozen: true\n")
            pipeline.write_text(frozen, encoding="utf-8")
        (self.root / ".dvc/config.local").write_text("['remote \"storage\"']\n    url = ../../storage\n")
        self._run("git", *_AUTHOR, "commit", "--quiet", "--all", "--message=Nothing is evaluated")
        self._run("dvc", "commit", "--quiet", "--force", "dvc.yaml:fetch", "dvc.yaml:prepare")
        self._run("dvc", "push", "--quiet", "dvc.yaml:prepare")

    def _run(self, *words: str) -> None:
        subprocess.run(words, cwd=self.root, env=self.environment, check=True)


def without_evaluations(lock: str) -> str:
    """Return a lock file's text without the stages that embed and score."""
    content: dict[str, Any] = yaml.safe_load(lock)
    kept = {name: stage for name, stage in content["stages"].items() if not name.startswith(_REMADE)}
    return yaml.safe_dump(content | {"stages": kept}, sort_keys=False)
