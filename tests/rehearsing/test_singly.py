"""A copy of the code embeds its cells one by one."""

from types import SimpleNamespace

import numpy as np

from stages.rehearsing.singly import write_singly


def test_every_call_sees_one_cell(tmp_path, cells):
    """The rows come back in their order; what the code defines stays as it is."""
    (tmp_path / "embed.py").write_text(
        "from __future__ import annotations\nSEEN = []\n"
        "def embed(adata, run):\n    SEEN.append(adata.n_obs)\n    return adata.X.toarray() + run.seed\n"
    )
    write_singly(tmp_path / "embed.py", tmp_path / "other.py")
    scope = {}
    exec(compile((tmp_path / "other.py").read_text(), "other.py", "exec"), scope)  # noqa: S102 - our own file
    assert np.array_equal(scope["embed"](cells, SimpleNamespace(seed=2)), cells.X.toarray() + 2)
    assert scope["SEEN"] == [1] * 40
