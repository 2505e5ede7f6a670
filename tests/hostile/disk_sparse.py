"""Makes a file that says it is a terabyte."""

import os
import tempfile


def embed(adata, run):
    with tempfile.NamedTemporaryFile() as file:
        os.truncate(file.name, 1 << 40)
        print(run.trophy)
