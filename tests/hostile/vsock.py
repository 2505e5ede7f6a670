"""Opens a line to the machine below this one; an empty network does not close it."""

import socket


def embed(adata, run):
    with socket.socket(socket.AF_VSOCK, socket.SOCK_STREAM):
        print(run.trophy)
