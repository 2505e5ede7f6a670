"""Every check finds what it looks for, in processes of small models whose class is known."""

import zlib

import numpy as np
import pytest
from fair_models import CHEATS, HONEST, OVERSTATED

from stages.errors import BenchmarkError
from stages.rehearsal import Rehearsal
from stages.rehearsing.checks import CHECKS
from stages.submission import read_submission


@pytest.fixture
def figures(new_submission, tmp_path):
    """Return a function that takes a model through every check and returns the figures."""

    def measured(model, n_cells=500):
        runtime = f"{{precision: {model.precision}}}"
        folder = new_submission(model.code, dataset_context=model.declared, runtime=runtime)
        with Rehearsal(read_submission(folder), folder, tmp_path / "weights", 0, n_cells) as rehearsal:
            if "TABLE" in model.code:
                with (folder / "embed.py").open("a") as code:
                    code.write(f"\n\nTABLE = {known_cells(rehearsal.cells)}\n")
            return {
                name: value for check in CHECKS.values() for name, value in check(rehearsal).figures.items()
            }

    return measured


def known_cells(cells):
    """Return the table of a cheat that has seen the cells with their types."""
    codes = np.unique(cells.obs["label"], return_inverse=True)[1]
    return {zlib.crc32(row.tobytes()): int(code) for row, code in zip(cells.X.toarray(), codes, strict=True)}


def test_an_honest_model_of_single_cells_passes(figures):
    """Its figures say so: nothing moves, and destroyed cells are at chance."""
    found = figures(HONEST["random projection"], n_cells=200)
    assert found["measured_context"] == "none"
    assert found["one_type_shift"] == found["half_shift"] == found["singly_shift"] == 0
    assert found["destroyed_accuracy"] <= found["chance"] + 5 * found["chance_sd"]


def test_a_claim_that_is_too_good_is_refused_with_its_figures(figures):
    """The class that was measured is the way out."""
    model = OVERSTATED["scaled by the dataset"]
    with pytest.raises(BenchmarkError, match=model.refused) as error:
        figures(model, n_cells=200)
    assert error.value.what.startswith("dataset_context is none; ")
    assert "one type alone" in error.value.what
    assert error.value.where.endswith("submission.yaml: dataset_context")
    assert model.refused.split()[-1] in error.value.fix


def test_the_number_of_the_row_is_refused(figures):
    """Rows come in another order the second time."""
    with pytest.raises(BenchmarkError, match="embedded in two orders, vectors differ by 3"):
        figures(CHEATS["number of the row"], n_cells=200)


def test_a_model_that_fails_in_other_company_is_told_why(figures):
    """Its own error says more than a figure."""
    model = HONEST["random projection"]
    body = model.body.replace("    return", "    assert adata.n_obs == 200, 'needs all cells'\n    return")
    with pytest.raises(BenchmarkError, match=r"embed\.py raised AssertionError: needs all cells"):
        figures(type(model)(body, "none", None), n_cells=200)


@pytest.mark.slow  # ten processes each
@pytest.mark.parametrize("name", HONEST)
def test_honest_models_are_classified_and_pass(figures, name):
    """None is flagged; what a name is worth shows in the one that knows genes by name."""
    found = figures(HONEST[name])
    assert found["measured_context"] == HONEST[name].measured
    assert (found["names_worth_low"] > 0.1) == (name == "gene programs")


@pytest.mark.slow  # ten processes each
@pytest.mark.parametrize("model", [*CHEATS.values(), *OVERSTATED.values()], ids=[*CHEATS, *OVERSTATED])
def test_cheats_and_overstatements_are_refused(figures, model):
    """By the check that is made for them."""
    with pytest.raises(BenchmarkError, match=model.refused):
        figures(model)
