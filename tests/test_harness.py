"""The harness calls embed() once and tells what came of it; it needs nothing of ours."""

import ast
import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import scipy.sparse as sp

from stages.harness import REFUSED, Refused, as_matrix

HARNESS = Path(__file__).parent.parent / "stages/harness.py"
IDS = ["cell00000000", "cell00000001", "cell00000002"]


@pytest.fixture
def harness(tmp_path, cells):
    """Return a function that runs the harness on some code, and returns its status and report."""
    cells.write_h5ad(tmp_path / "cells.h5ad")

    def run(code):
        (tmp_path / "embed.py").write_text(code)
        words = ["--cells", "cells.h5ad", "--code", "embed.py", "--seed", "7", "--device", "cpu"]
        with (
            (tmp_path / "vectors.npy").open("wb") as vectors,
            (tmp_path / "report.json").open("wb") as report,
        ):
            numbers = (vectors.fileno(), report.fileno())
            done = subprocess.run(
                [
                    sys.executable,
                    "-sPB",
                    HARNESS,
                    *words,
                    "--vectors",
                    str(numbers[0]),
                    "--report",
                    str(numbers[1]),
                ],
                cwd=tmp_path,
                capture_output=True,
                text=True,
                check=False,
                pass_fds=numbers,
            )
        return done.returncode, json.loads((tmp_path / "report.json").read_text())

    return run


def refusal(result, cell_ids=IDS):
    """Return what is said of a result."""
    with pytest.raises(Refused) as caught:
        as_matrix(result, cell_ids)
    return caught.value.report


def test_it_imports_the_standard_library_numpy_and_anndata_only():
    """A submission's environment need not hold anything of the benchmark."""
    names = set()
    for node in ast.walk(ast.parse(HARNESS.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add(node.module.split(".")[0])
    assert names - set(sys.stdlib_module_names) == {"numpy", "anndata"}


def test_embed_gets_the_cells_and_the_run(harness, tmp_path):
    """Seed, device and checkpoint are there; the result is saved as float32, with what it took."""
    code = (
        "import numpy as np\n"
        "def embed(adata, run):\n"
        "    assert run.device == 'cpu' and run.checkpoint is None\n"
        "    return np.full((adata.n_obs, 2), run.seed)\n"
    )
    status, report = harness(code)
    assert status == 0
    vectors = np.load(tmp_path / "vectors.npy")
    assert vectors.dtype == np.float32
    assert np.array_equal(vectors, np.full((40, 2), 7))
    assert {"python", "numpy", "anndata"} <= set(report["versions"])
    assert report["peak_rss_bytes"] > 2**20
    assert report["peak_gpu_bytes"] is None


def test_the_error_of_a_submission_is_told_with_the_lines_of_its_file(harness):
    """Frames of libraries are left out: the author can only mend their own lines."""
    code = (
        "import json\ndef embed(adata, run):\n    return inner()\ndef inner():\n    return json.loads('{')\n"
    )
    status, report = harness(code)
    assert status == REFUSED
    assert report["what"].startswith("embed.py raised JSONDecodeError: Expecting property name")
    assert report["where"] == "line 3, in embed, line 5, in inner: return json.loads('{')"


def test_code_that_cannot_be_loaded_is_told_with_its_line(harness):
    """A slip of the keyboard has its line too."""
    status, report = harness("def embed(adata, run)\n    return 1\n")
    assert status == REFUSED
    assert report["what"] == "embed.py raised SyntaxError: expected ':' (embed.py, line 1)"
    assert report["where"] == "line 1: def embed(adata, run)"


def test_a_file_without_embed_is_told_what_it_has(harness):
    """A function of another name is the likeliest reason."""
    status, report = harness("def encode(adata, run):\n    return adata.X\n")
    assert status == REFUSED
    assert report["what"] == "embed.py has no function embed; it has ['encode']"


@pytest.mark.parametrize("parameters", ["adata", "adata, run, more", "adata, *, run"])
def test_embed_with_other_parameters_is_told_so(harness, parameters):
    """It is called with two, by position; no cell is read before that is known."""
    status, report = harness(f"def embed({parameters}):\n    return adata.X\n")
    assert status == REFUSED
    assert report["what"].startswith(f"embed({parameters}) cannot be called with (adata, run): ")
    assert report["fix"] == "define embed(adata, run)"


def test_sys_exit_is_no_way_to_return(harness):
    """Status 0 without vectors is not success."""
    status, report = harness("import sys\ndef embed(adata, run):\n    sys.exit(0)\n")
    assert status == REFUSED
    assert report["what"] == "embed.py called sys.exit(0); expected vectors"
    assert report["where"] == "line 3, in embed: sys.exit(0)"


def test_what_runs_at_the_end_of_a_process_does_not_run(harness, tmp_path):
    """Nothing of the submission comes after its vectors."""
    code = (
        "import atexit, pathlib, threading, time\n"
        "def embed(adata, run):\n"
        "    atexit.register(pathlib.Path('late').touch)\n"
        "    threading.Thread(target=time.sleep, args=(60,)).start()\n"
        "    return [[1.0]] * adata.n_obs\n"
    )
    assert harness(code)[0] == 0
    assert not (tmp_path / "late").exists()


@pytest.mark.parametrize("dtype", [np.float16, np.float64, np.int8, np.uint64, bool])
def test_any_real_numbers_become_float32(dtype):
    """Half precision, integers and flags are numbers."""
    matrix = as_matrix(np.ones((3, 2), dtype=dtype), IDS)
    assert matrix.dtype == np.float32
    assert matrix.flags.c_contiguous


def test_a_frame_is_put_into_the_order_of_the_cells():
    """Rows are matched by their names, wherever they come."""
    frame = pd.DataFrame({"x": [2.0, 0.0, 1.0]}, index=[IDS[2], IDS[0], IDS[1]])
    assert as_matrix(frame, IDS).ravel().tolist() == [0.0, 1.0, 2.0]


@pytest.mark.parametrize(
    ("index", "what"),
    [
        ([IDS[0], IDS[0], IDS[1]], "embed() returned 1 cells twice, among them 'cell00000000'"),
        (IDS[:2], "embed() returned no vector for 1 of 3 cells, among them 'cell00000002'"),
        ([*IDS, "x"], "embed() returned 1 cells that it was not given, among them 'x'"),
        ([0, 1, 2], "embed() returned no vector for 3 of 3 cells, among them 'cell00000000'"),
    ],
)
def test_a_frame_of_other_cells_is_refused(index, what):
    """A cell that is missing, twice or unknown is named."""
    report = refusal(pd.DataFrame({"x": 1.0}, index=index))
    assert report["what"] == what
    assert report["fix"] == "keep adata.obs_names as the index, each cell once"


@pytest.mark.parametrize(
    ("result", "what"),
    [
        (None, "embed() returned NoneType of object"),
        (np.array([["a"], ["b"], ["c"]]), "embed() returned ndarray of <U1"),
        (np.ones((3, 1), dtype=complex), "embed() returned ndarray of complex128"),
        (pd.DataFrame({"x": ["a", "b", "c"]}, index=IDS), "embed() returned DataFrame of object"),
        (sp.csr_matrix(np.eye(3)), "embed() returned a sparse csr_matrix; expected a dense array"),
    ],
)
def test_what_is_no_array_of_numbers_is_refused(result, what):
    """The type that came back is in the message."""
    assert refusal(result)["what"].startswith(what)
