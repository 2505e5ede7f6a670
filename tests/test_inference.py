"""A submission sees counts and genes in an order that says nothing, and its vectors find their cells."""

import sys
from pathlib import Path

import numpy as np
import pytest
from fair_models import HONEST

from stages.files import sha256_of
from stages.inference import infer
from stages.metrics.cells import Cells
from stages.metrics.compute import compute
from stages.rehearsing.cells import rehearsal_cells
from stages.sandbox import offer, strongest_tier
from stages.submission import read_submission

COUNTS = "def embed(adata, run):\n    return adata.X.toarray()\n"


def run(folder, cells, **changes):
    """Return what a submission makes of the cells."""
    given = {"checkpoint": folder.parent / "weights", "seed": 5, "permutation_seed": 2} | changes
    return infer(cells, read_submission(folder), folder=folder, **given)


def test_rows_are_put_back(new_submission, cells):
    """The order in which the cells were shown leaves no trace in the result."""
    first = run(new_submission(COUNTS), cells)
    other = run(new_submission(COUNTS), cells, permutation_seed=3)
    assert np.array_equal(first.vectors, cells.X.toarray())
    assert np.array_equal(other.vectors, first.vectors)


def test_confinement_changes_no_byte(new_submission, cells, monkeypatch):
    """A model gives the same vectors behind walls and without them."""
    folder = new_submission(
        "import numpy as np\n"
        "def embed(adata, run):\n"
        "    counts = np.log1p(adata.X.toarray())\n"
        "    return np.linalg.svd(counts - counts.mean(axis=0), full_matrices=False)[0][:, :5]\n"
    )
    confined = run(folder, cells)
    monkeypatch.setattr("stages.inference.strongest_tier", lambda python, **_: offer("none", python))
    plain = run(folder, cells)
    assert plain.ended.tier == "none"
    assert confined.ended.tier == strongest_tier(Path(sys.executable)).tier
    assert confined.vectors.tobytes() == plain.vectors.tobytes()


def test_a_frame_in_another_order_finds_its_cells(new_submission, cells):
    """A model that sorts its cells by length is right as long as it keeps their names."""
    code = (
        "import pandas as pd\n"
        "def embed(adata, run):\n"
        "    frame = pd.DataFrame(adata.X.toarray(), index=adata.obs_names)\n"
        "    return frame.iloc[::-1]\n"
    )
    assert np.array_equal(run(new_submission(code), cells).vectors, cells.X.toarray())


def test_the_number_of_a_row_tells_nothing(new_submission, cells):
    """Files are sorted by batch or cell type: the row alone would give the label away."""
    code = "def embed(adata, run):\n    return [[float(row), row**2.0] for row in range(adata.n_obs)]\n"
    rows = run(new_submission(code), cells).vectors[:, 0]
    assert sorted(rows) == list(range(40))
    assert abs(np.corrcoef(rows, np.arange(40))[0, 1]) < 0.5


def test_counts_that_stay_in_their_file_are_the_same(new_submission, cells):
    """Declared, `adata.X` is read where it lies, cells at a time, in the confinement of every run."""
    in_blocks = (
        "import numpy as np\n"
        "def embed(adata, run):\n"
        "    assert adata.isbacked\n"
        "    return np.vstack([adata.X[start:start + 7].toarray() for start in range(0, adata.n_obs, 7)])\n"
    )
    found = run(new_submission(in_blocks, runtime="{backed: true}"), cells)
    assert found.vectors.tobytes() == run(new_submission(COUNTS), cells).vectors.tobytes()


def test_taking_counts_in_their_file_for_a_matrix_is_told(new_submission, cells):
    """The class of anndata that stands for them has no `toarray`."""
    error = run(new_submission(COUNTS, runtime="{backed: true}"), cells).error
    assert "has no attribute 'toarray'" in error.what
    assert error.fix.endswith("read cells with adata.X[start:stop]")


def test_asking_for_the_undeclared_batch_is_told_how_to_declare_it(new_submission, cells):
    """The commonest slip has its own way out."""
    folder = new_submission("def embed(adata, run):\n    return adata.obs['batch']\n")
    error = run(folder, cells).error
    assert error.what == "embed.py raised KeyError: 'batch'"
    assert error.where == f"{folder / 'embed.py'}: line 2, in embed: return adata.obs['batch']"
    assert error.fix.startswith("write `uses_batch: true` below `runtime:`")


def test_a_missing_library_is_told_where_to_look(new_submission, cells):
    """The environment is that of requirements.lock."""
    error = run(new_submission("import no_such_library\n"), cells).error
    assert error.what == "embed.py raised ModuleNotFoundError: No module named 'no_such_library'"
    assert error.fix.startswith("use what requirements.lock has, or pin")


@pytest.mark.parametrize(
    ("result", "what"),
    [
        ("[[float('nan')] * 2] * 40", "embed() returned NaN in row 0, column 0; expected finite float32"),
        ("[[1e300] * 2] * 40", "embed() returned inf in row 0, column 0; expected finite float32 values"),
        ("adata.X.toarray()[:25]", "embed() returned shape (25, 12); expected (40, 2 to 4096), one row per"),
        ("adata.X.toarray()[:, :0]", "embed() returned shape (40, 0); expected (40, 2 to 4096), one row"),
        ("adata.X.toarray()[:, :1]", "embed() returned shape (40, 1); expected (40, 2 to 4096), one row"),
        ("[1.0] * 40", "embed() returned shape (40,); expected (40, 2 to 4096), one row per cell"),
        ("[[1.0] * 9] * 40", "embed() returned 0 columns that vary between cells; expected 2 or more"),
        ("[['a']] * 40", "embed() returned list of <U1; expected real numbers"),
    ],
)
def test_vectors_that_are_none_are_refused(new_submission, cells, result, what):
    """NaN, infinity, another number of rows, no dimensions and text are told with what was found."""
    folder = new_submission(f"def embed(adata, run):\n    return {result}\n")
    done = run(folder, cells)
    assert done.vectors is None
    assert done.error.what.startswith(what)
    assert done.error.where.startswith(str(folder / "embed.py"))
    assert done.error.fix


def test_more_dimensions_than_declared_are_refused(new_submission, cells):
    """Fewer are what a dataset of few genes can give."""
    error = run(new_submission(COUNTS, embedding_dim=11), cells).error
    assert error.what == "embed() returned 12 dimensions; submission.yaml says 11"
    assert run(new_submission(COUNTS, embedding_dim=13), cells).error is None


def test_weights_that_are_not_there_are_told_with_their_address(new_submission, cells, tmp_path):
    """Then with their checksum, and then they are there."""
    weights = tmp_path / "weights"
    (weights / "deep").mkdir(parents=True)
    (tmp_path / "right").write_text("weights")
    checksum = sha256_of(tmp_path / "right")
    address = "https://example.org/model.pt"
    code = (
        "def embed(adata, run):\n"
        "    assert (run.checkpoint / 'deep/model.pt').read_text() == 'weights'\n"
        "    return adata.X.toarray()\n"
    )
    runtime = f"{{checkpoint: [{{path: deep/model.pt, url: '{address}', sha256: {checksum}}}]}}"
    folder = new_submission(code, runtime=runtime)
    error = run(folder, cells, checkpoint=weights).error
    assert error.what == f"weights not available: there is no {weights / 'deep/model.pt'}"
    assert error.where == f"{folder / 'submission.yaml'}: runtime.checkpoint[0]"
    assert error.fix == f"python -m stages.checkpoint --submission {folder} --folder {weights}"
    (weights / "deep/model.pt").write_text("others")
    error = run(folder, cells, checkpoint=weights).error
    assert error.what.endswith(f"; submission.yaml says {checksum}")
    (weights / "deep/model.pt").write_text("weights")
    assert run(folder, cells, checkpoint=weights).error is None


def test_a_library_that_is_not_pinned_is_told_where_to_pin_it(new_submission, cells, monkeypatch):
    """An environment of its own has what it pins and nothing else."""
    monkeypatch.setattr("stages.inference.interpreter_of", lambda *_: Path(sys.executable))
    runtime = "{requirements: [torch==2.1.2], exclude_newer: 2024-06-01}"
    error = run(new_submission("import no_such_library\n", runtime=runtime), cells).error
    assert error.fix.startswith("pin what is missing in `requirements` below `runtime:`")


def test_a_gpu_that_is_not_there_is_told(new_submission, cells, monkeypatch):
    """The submission is not tried without it."""
    monkeypatch.setattr("pathlib.Path.glob", lambda *_: iter(()))
    error = run(new_submission(COUNTS, runtime="{device: cuda}"), cells).error
    assert error.what == "device is cuda; this machine has no NVIDIA GPU"


def test_code_that_is_a_link_is_not_followed(new_submission, cells, tmp_path):
    """It could lead to a file of ours, which the copy would show."""
    folder = new_submission(COUNTS)
    (folder / "embed.py").rename(tmp_path / "elsewhere.py")
    (folder / "embed.py").symlink_to(tmp_path / "elsewhere.py")
    error = run(folder, cells).error
    assert error.what == "embed.py is a link; expected a file"
    assert error.fix == f"cp --remove-destination {tmp_path / 'elsewhere.py'} {folder / 'embed.py'}"


def test_what_a_submission_printed_is_shown_with_its_error(new_submission, cells, capsys):
    """The whole traceback is there for whoever needs it."""
    done = run(new_submission("def embed(adata, run):\n    return {}['gene']\n"), cells)
    with pytest.raises(type(done.error)):
        done.result()
    assert "Traceback (most recent call last)" in capsys.readouterr().err


def test_the_order_in_which_cells_are_shown_moves_no_score(new_submission):
    """Two seeds of the permutation, one deterministic model in single precision: scores agree to 1e-6."""
    adata = rehearsal_cells(300, np.random.default_rng(0))
    truth = [adata.obs[column].to_numpy(str) for column in ("label", "batch")]
    folder = new_submission(HONEST["random projection"].code, dataset_context="none")
    first, second = (
        compute(Cells(run(folder, adata, permutation_seed=seed).vectors, *truth, adata.X.toarray()[:, :50]))
        for seed in (1, 2)
    )
    assert sum(value.value is not None for value in first.values()) > len(first) / 2
    for name, value in first.items():
        assert second[name].value == pytest.approx(value.value, abs=1e-6), name
