"""The files that a Python interpreter cannot start without."""

import os
from dataclasses import dataclass
from pathlib import Path

_PARTS = ("bin", "lib", "lib64", "pyvenv.cfg")
_SYSTEM = Path("/usr")


@dataclass(frozen=True, slots=True)
class Interpreter:
    """What has to be in sight under its own name, outside the folders of the system.

    Attributes
    ----------
    paths
        Folders and files of the environment and of the Python that it was made with. Only their
        programs and libraries: an environment may have been made in the middle of somebody's data.
    links
        Links that lead from one to the other, and their targets.
    """

    paths: tuple[Path, ...]
    links: dict[Path, str]

    @classmethod
    def of(cls, python: Path) -> "Interpreter":
        """Follow an interpreter from link to link."""
        paths: dict[Path, None] = {}  # in the order of finding, each once
        links: dict[Path, str] = {}
        place = Path(os.path.abspath(python))  # noqa: PTH100 - a link tells which environment it is
        for _ in range(40):  # the kernel follows no more either
            paths |= dict.fromkeys(_parts(place.parent.parent) + _parts(place.parent.parent.resolve()))
            if not place.is_symlink():
                break
            target = str(place.readlink())
            if not any(place.is_relative_to(path) for path in paths):
                links[place] = target
            place = Path(os.path.normpath(place.parent / target))
        return cls(tuple(paths), {link: target for link, target in links.items() if not _of_system(link)})


def _parts(prefix: Path) -> list[Path]:
    """Return programs and libraries below a prefix; none where it is of no Python or of the system."""
    is_python = (prefix / "pyvenv.cfg").is_file() or any(prefix.glob("lib*/python3*"))
    if not is_python or _of_system(prefix / "bin"):
        return []
    return [prefix / part for part in _PARTS if (prefix / part).exists()]


def _of_system(path: Path) -> bool:
    return path.resolve().is_relative_to(_SYSTEM)
