"""Sends objects, which run code in whoever reads them."""

import os
import pickle
from pathlib import Path


def embed(adata, run):
    run.send(run.header("'|O'", f"({adata.n_obs}, 2)") + pickle.dumps([Path]))
    os._exit(0)
