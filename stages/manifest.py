"""The SHA-256 of all data, in git: DVC's MD5 is an address, and two files can share one."""

import hashlib
import sys
from pathlib import Path, PurePosixPath
from typing import Any

from stages.cli import run
from stages.files import read_json, sha256_of, write_json
from stages.locks import Output, outputs
from stages.versions import require_known_version

SCHEMA_VERSION = 1


def manifest(*, locks: list[Path], manifest: Path) -> None:
    """Write path -> size, MD5 and SHA-256 of every data file that the locks list.

    A file that is not here keeps its entry while its lock still names the same bytes, so that nobody
    needs all data to bring the manifest up to date. What cannot be recorded is listed.
    """
    known = recorded(manifest)
    listed = {output.path: output for lock in locks for output in outputs(lock) if output.is_data}
    found = {path: _entry(output, known.get(path)) for path, output in sorted(listed.items())}
    for path, entry in found.items():
        if entry is None:
            sys.stdout.write(f"not recorded, as it is not here or not what its lock says: {path}\n")
    files = {path: entry for path, entry in found.items() if entry}
    write_json({"schema_version": SCHEMA_VERSION, "files": files}, manifest)


def recorded(manifest: Path) -> dict[str, dict[str, Any]]:
    """Return what a manifest holds of each path; nothing where there is no manifest."""
    if not manifest.exists():
        return {}
    content = read_json(manifest)
    require_known_version(content, SCHEMA_VERSION, manifest)
    files: dict[str, dict[str, Any]] = content["files"]
    return files


def embedding_files(manifest: Path) -> dict[tuple[str, str], str]:
    """Return (submission, dataset) -> SHA-256 of the file of its embedding, as far as recorded."""
    paths = {PurePosixPath(path): entry["sha256"] for path, entry in recorded(manifest).items()}
    return {
        (path.parent.name, path.stem): sha256
        for path, sha256 in paths.items()
        if path.parent.parent.name == "embeddings"
    }


def _entry(output: Output, known: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return what to record of a file: measured, or as it was while the lock names the same bytes."""
    file = Path(output.path)
    if file.is_file() and md5_of(file) == output.md5:
        return {"md5": output.md5, "sha256": sha256_of(file), "size": file.stat().st_size}
    return known if known and known["md5"] == output.md5 else None


def md5_of(path: Path) -> str:
    """Return the MD5 of a file's bytes, in hex: DVC's address."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()


if __name__ == "__main__":
    run(manifest)
