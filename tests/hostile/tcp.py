"""Calls home."""

import socket


def embed(adata, run):
    with socket.create_connection(("127.0.0.1", run.tcp), timeout=2) as line:
        line.sendall(b"labels")
