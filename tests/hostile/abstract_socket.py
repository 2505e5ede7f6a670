"""Calls a service of this machine that has a name but no file."""

import socket


def embed(adata, run):
    with socket.socket(socket.AF_UNIX) as line:
        line.connect("\0" + run.abstract)
        line.sendall(b"labels")
