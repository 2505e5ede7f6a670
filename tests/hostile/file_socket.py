"""Calls a service of this machine through its file, as one would call docker."""

import socket


def embed(adata, run):
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(run.socket)
        line.sendall(b"labels")
