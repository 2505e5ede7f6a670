"""Sends a header that is a program."""

import os


def embed(adata, run):
    run.send(run.frame("{'descr': '<f4', 'fortran_order': False, 'shape': (__import__('os').getpid(), 2), }"))
    os._exit(0)
