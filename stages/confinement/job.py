"""What is to run, and what it may see."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from stages.confinement.limits import Limits

# What is not said here is not there.
_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "USER": "submission",
    "LOGNAME": "submission",
    "MPLBACKEND": "Agg",
    "PYTHONHASHSEED": "0",
    "PYTHONDONTWRITEBYTECODE": "1",
    "HF_HUB_OFFLINE": "1",
}
# Without it, the Python of a module system does not start.
_KEPT = ("LD_LIBRARY_PATH",)


@dataclass(frozen=True)
class Job:
    """A Python program, its files and its limits.

    Attributes
    ----------
    python
        The interpreter. It is run under this very path: an environment is found by it.
    command
        Its arguments. A `Path` is one of `read_only`, or lies in one; it is given to the program under
        the name by which the program sees it.
    read_only
        Files and folders of the host, and the absolute paths under which the strongest tier shows them.
    limits
        See `Limits`.
    environment
        Variables beside the fixed ones.
    devices
        Device files that it may use, each by its own name.
    hidden
        Files that stay unreadable in every tier that confines, although they lie among what is shown.
    """

    python: Path
    command: tuple[str | Path, ...]
    read_only: Mapping[Path, str] = field(default_factory=dict)
    limits: Limits = field(default_factory=Limits)
    environment: Mapping[str, str] = field(default_factory=dict)
    devices: tuple[Path, ...] = ()
    hidden: tuple[Path, ...] = ()

    def sources(self) -> dict[Path, str]:
        """Return `read_only` with every link followed."""
        return {path.resolve(strict=True): inside for path, inside in self.read_only.items()}

    def words(self, *, renamed: bool) -> list[str]:
        """Return the command line, with the names inside or with those of the host."""
        return [str(self.python), *(self._word(word, renamed=renamed) for word in self.command)]

    def _word(self, word: str | Path, *, renamed: bool) -> str:
        if isinstance(word, str):
            return word
        path = word.resolve()
        for source, inside in self.sources().items():
            if path.is_relative_to(source):
                return str(Path(inside) / path.relative_to(source)) if renamed else str(path)
        raise KeyError(f"{word} is a path of the command, but in none of {list(map(str, self.read_only))}")

    def variables(self, home: str) -> dict[str, str]:
        """Return the whole environment, with its home and its temporary files in one folder."""
        path = os.pathsep.join([str(self.python.parent), _ENVIRONMENT["PATH"]])
        kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
        return _ENVIRONMENT | kept | {"PATH": path, "HOME": home, "TMPDIR": home} | dict(self.environment)
