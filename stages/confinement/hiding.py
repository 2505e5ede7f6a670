"""Files that stay out of reach although they lie in a folder that is shown."""

from collections.abc import Iterable
from pathlib import Path


def names_of(hidden: Iterable[Path], folders: Iterable[Path]) -> list[Path]:
    """Return every name under which hidden files are seen in folders, of which some may be links."""
    roots = [(folder.resolve(), folder) for folder in folders]
    names = {
        folder / path.relative_to(root)
        for path in (file.resolve() for file in hidden)
        for root, folder in roots
        if path.is_relative_to(root)
    }
    return sorted(names)


def without(folders: Iterable[str], hidden: Iterable[Path]) -> tuple[list[str], list[str]]:
    """Return what may be read instead of folders, and what may only be listed, if files stay hidden.

    Rules of the kernel give a whole folder: one that holds such a file is replaced by all that is beside
    it. A link among those gives nothing, as it would give what it leads to.
    """
    read, listed = [Path(folder) for folder in folders], []
    for file in (path.resolve() for path in hidden):
        while above := [path for path in read if file.is_relative_to(path.resolve())]:
            read = [path for path in read if path not in above]
            folders_above = [path for path in above if path.is_dir()]
            listed += folders_above
            read += [path for folder in folders_above for path in folder.iterdir() if not path.is_symlink()]
    return list(map(str, read)), list(map(str, listed))
