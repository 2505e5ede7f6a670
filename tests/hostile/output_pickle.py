"""Sends a pickle in place of a matrix."""

import os
import pickle


def embed(adata, run):
    run.send(pickle.dumps([1, 2]))
    os._exit(0)
