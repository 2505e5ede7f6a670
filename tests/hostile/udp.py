"""Calls home without a connection."""

import socket


def embed(adata, run):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.sendto(b"labels", ("127.0.0.1", run.udp))
