"""What a submission brings: plain files and folders, the same after the run as before."""

import hashlib
import stat
from collections.abc import Iterable
from pathlib import Path

from stages.confinement.outcome import Rejected


def signature(roots: Iterable[Path]) -> str:
    """Return a digest of names, sizes and times of all files: a write changes it, reading does not.

    Raises
    ------
    Rejected
        Where something is neither a file nor a folder. A link could lead to a file of ours, and a FIFO
        or a device keeps a reader waiting for ever.
    """
    digest = hashlib.sha256()
    for root in roots:
        for path in [root, *sorted(root.rglob("*"))] if not root.is_symlink() else [root]:
            found = path.lstat()
            if not (stat.S_ISREG(found.st_mode) or stat.S_ISDIR(found.st_mode)):
                kind = "a link" if path.is_symlink() else "neither a file nor a folder"
                raise Rejected("not_a_file", f"{path.relative_to(root.parent)} is {kind}")
            facts = (
                str(path),
                found.st_mode,
                found.st_size,
                found.st_mtime_ns,
                found.st_ctime_ns,
                found.st_ino,
            )
            digest.update(repr(facts).encode())
    return digest.hexdigest()
