"""The page of a dataset, and the list of them."""

from dataclasses import replace

from made_tables import made_tables


def test_a_dataset_page_tells_what_it_is_and_is_not_good_for(made):
    """Too small for, licence, citation, keys, contamination and cells per label are there."""
    page = made(made_tables(1))["datasets/pbmc.md"]
    for text in ("rare cell types", "CC-BY-4.0", "Zheng", "doi.org/10.1038/ncomms14049", "<code>lane</code>"):
        assert text in page
    for text in ("CELLxGENE Census", "nobody has looked", "T cell", "Part of the headline mean"):
        assert text in page


def test_a_dataset_that_was_not_evaluated_has_a_page(made):
    """It is known, and says that nothing was run on it."""
    tables = made_tables(1)
    unknown = dict.fromkeys(["n_cells", "n_genes", "n_batches", "n_labels", "sparsity"])
    empty = dict.fromkeys(["labels", "cells_per_label", "batches", "cells_per_batch"], ())
    tables["datasets"].append(
        replace(
            tables["datasets"][0], dataset="pancreas", active=False, in_headline=False, **unknown, **empty
        )
    )
    found = made(tables)
    assert "No submission is evaluated on it here." in found["datasets/pancreas.md"]
    assert "not evaluated" in found["datasets/index.md"]
    assert "pancreas" not in found["index.md"]


def test_metrics_that_do_not_count_are_told_with_their_reason(made):
    """Dataset and controls decide, so the dataset's page says it once for all."""
    tables = made_tables(1)
    tables["scores"] = [
        replace(row, counts=False, counts_reason="the controls score the same")
        if row.metric == "kbet" and row.dataset == "pbmc"
        else row
        for row in tables["scores"]
    ]
    found = made(tables)
    assert "kBET: the controls score the same" in found["datasets/pbmc.md"]
    assert "the controls score the same</li>" not in found["datasets/thinned.md"]
