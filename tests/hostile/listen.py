"""Waits for somebody to call."""

import socket


def embed(adata, run):
    with socket.socket() as line:
        line.bind(("127.0.0.1", 0))
        line.listen()
        print(run.trophy)
