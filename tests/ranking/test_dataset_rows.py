"""Every dataset of the catalog is a row; what was measured is there once it has been prepared."""

import pytest

from stages.catalog import Dataset
from stages.corpora import Corpus
from stages.ranking.dataset_rows import dataset_row

CONTENT = {
    "id": "tiny",
    "title": "Tiny",
    "version": "2",
    "kind": "real",
    "organism": "Homo sapiens",
    "tissue": "blood",
    "summary": "Four cells.",
    "source": {"builtin": "tiny"},
    "license": "CC0",
    "citation": "Nobody",
    "contamination": [
        {"corpus": "census", "grade": "likely", "evidence": "accession"},
        {"corpus": "any", "grade": "unseen", "evidence": "made"},
    ],
}

CORPORA = {"census": Corpus(id="census", title="The census", evidence="its page")}


def entry(**changes):
    """Return an entry of the catalog."""
    return Dataset.model_validate(CONTENT | changes)


def test_a_prepared_dataset_has_what_the_catalog_says_and_what_was_measured(facts):
    """Labels and batches sorted, with their cells in the same order."""
    row = dataset_row(entry(), facts, CORPORA, active=True, headline_reason="")
    assert (row.dataset, row.title, row.version, row.kind) == ("tiny", "Tiny", 2, "real")
    assert (row.active, row.in_headline) == (True, True)
    assert (row.labels, row.cells_per_label) == (("B", "T"), (3, 1))
    assert (row.batches, row.cells_per_batch) == (("1", "2"), (2, 2))
    assert (row.n_cells, row.sparsity, row.n_donors) == (4, 0.25, None)
    assert (row.cells_sha256, row.truth_sha256, row.unintegrated_sha256) == ("c", "t", "u")
    assert row.warnings == ("totals disagree",)


def test_a_dataset_that_is_not_prepared_has_nulls():
    """Never zero cells."""
    row = dataset_row(entry(), None, CORPORA, active=False, headline_reason="not evaluated")
    assert (row.n_cells, row.sparsity, row.truth_sha256) == (None, None, None)
    assert (row.labels, row.cells_per_label, row.warnings) == ((), (), ())
    assert (row.active, row.in_headline, row.headline_reason) == (False, False, "not evaluated")


def test_known_overlaps_are_parallel_columns():
    """Corpus, what was found, and on what grounds."""
    row = dataset_row(entry(), None, CORPORA, active=True, headline_reason="")
    assert row.contamination_corpora == ("The census", "any")
    assert row.contamination == ("likely", "unseen")
    assert row.contamination_evidence == ("accession", "made")


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ({"builtin": "tiny"}, "stages/builtin: tiny"),
        ({"path": "data/tiny.h5ad"}, "data/tiny.h5ad"),
        ({"by_hand": "Ask the authors."}, "Ask the authors."),
        (
            {"parts": [{"name": name, "url": f"https://example.org/{name}.h5ad"} for name in ("a", "b")]},
            "2 files, the first of them https://example.org/a.h5ad",
        ),
        ({"url": "https://example.org/tiny.h5ad", "sha256": "0" * 64}, "https://example.org/tiny.h5ad"),
    ],
)
def test_the_source_is_where_the_file_comes_from(source, shown):
    """An address, a path, or how it is made; the hash beside it."""
    row = dataset_row(entry(source=source), None, CORPORA, active=True, headline_reason="")
    assert row.source == shown
    assert row.source_sha256 == source.get("sha256")
