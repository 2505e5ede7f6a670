"""What numba has compiled is found by a run that cannot write where it is kept."""

import sys
from pathlib import Path

import pytest
import scanpy
from hostile_world import require_tier
from numba.core.caching import UserProvidedCacheLocator

from stages.compiled import keep_compiled, lend_compiled
from stages.process import Call, run_harness

PYTHON = Path(sys.executable)
LISTED = """
import os
from pathlib import Path

def kept():
    return sorted(path.name for path in Path(os.environ["NUMBA_CACHE_DIR"]).rglob("*.nb?"))

def embed(adata, run):
    import scanpy as sc

    before = kept()
    sc.pp.normalize_total(adata, target_sum=1e4)
    print(len(before), "before,", len(set(kept()) - set(before)), "more after")
    return adata.X.toarray()
"""


@pytest.fixture(scope="module", autouse=True)
def _compiled():
    """Keep what is compiled, as the environment does when it is made."""
    keep_compiled()


def test_it_lies_where_numba_looks_for_it(tmp_path):
    """Folders have numba's own names for those of the sources."""
    lend_compiled(PYTHON, tmp_path)
    module = str(Path(scanpy.__file__).parent / "preprocessing" / "_normalization.py")
    folder = tmp_path / UserProvidedCacheLocator.get_suitable_cache_subpath(module)
    assert {path.suffix for path in folder.iterdir()} == {".nbi", ".nbc"}


@pytest.mark.parametrize("tier", ["bubblewrap", "landlock"])
def test_a_confined_run_compiles_nothing_anew(tier, tmp_path, cells):
    """Scaling by library size finds all that it needs in the run's own copy."""
    require_tier(tier)
    cells.write_h5ad(tmp_path / "cells.h5ad")
    (tmp_path / "code").mkdir()
    (tmp_path / "code" / "embed.py").write_text(LISTED)
    done = run_harness(Call(PYTHON, tmp_path, n_cells=40, seed=1), tier)
    assert done.status == "ok", done.log
    n_before, more = done.log.split(" before, ")
    assert int(n_before) > 0
    assert more == "0 more after\n"


def test_an_interpreter_that_keeps_nothing_is_lent_nothing(tmp_path):
    """An environment of a submission's own compiles what it needs, each time."""
    lend_compiled(tmp_path / "bin" / "python", tmp_path / "compiled")
    assert not (tmp_path / "compiled").exists()
