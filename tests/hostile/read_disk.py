"""Reads a disk below the file system."""

from pathlib import Path


def embed(adata, run):
    for device in Path("/dev").iterdir():
        if device.is_block_device():
            with device.open("rb") as disk:
                disk.read(512)
            print(run.trophy)
            return
