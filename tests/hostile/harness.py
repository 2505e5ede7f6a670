"""Calls `embed(adata, run)` of one attack without numpy: each costs a tenth of a second."""

import importlib.util
import json
import os
import struct
import sys
from pathlib import Path
from types import SimpleNamespace

PIPE = 3
N_CELLS = 40


class Run(SimpleNamespace):
    """What an attacker is told: where everything is, so that only the sandbox stands in the way."""

    def send(self, block):
        """Send bytes of the result."""
        while block:
            block = block[os.write(PIPE, block) :]

    def frame(self, text):
        """Return a header with its length before it."""
        text += " " * (-(len(text) + 11) % 64) + "\n"
        return b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode()

    def header(self, kind, shape):
        """Return the header of an array."""
        return self.frame(f"{{'descr': {kind}, 'fortran_order': False, 'shape': {shape}, }}")


def main():
    """Run one attack; what it returns, or vectors where it returns nothing, is sent."""
    code, targets = sys.argv[1:]
    run = Run(pipe=PIPE, **json.loads(Path(targets).read_text()))
    spec = importlib.util.spec_from_file_location("submission", code)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    default = [[float(row), float(row) ** 2] for row in range(N_CELLS)]
    rows = module.embed(SimpleNamespace(n_obs=N_CELLS), run) or default
    values = [value for row in rows for value in row]
    run.send(run.header("'<f4'", f"({len(rows)}, {len(rows[0])})") + struct.pack(f"<{len(values)}f", *values))


if __name__ == "__main__":
    main()
