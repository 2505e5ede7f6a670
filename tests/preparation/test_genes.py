"""Genes keep their published id and get what is known of symbol and Ensembl id."""

import pandas as pd

from stages.preparation.genes import gene_table


def test_an_index_of_symbols_is_read_as_symbols():
    """Where the catalog names no column, the index is read as what it looks like."""
    table = gene_table(pd.DataFrame(index=["CD4", "CD8A"]), None, None, "")
    assert table["symbol"].to_list() == ["CD4", "CD8A"]
    assert table["ensembl_id"].to_list() == ["", ""]


def test_an_index_of_ensembl_ids_is_read_as_ensembl_ids():
    """Versions are dropped, and what has another form is empty."""
    index = ["ENSG00000010610.9", "ENSMUSG00000023274", "ERCC-00002"]
    table = gene_table(pd.DataFrame(index=index), None, None, "")
    assert table.index.to_list() == index
    assert table["symbol"].to_list() == ["", "", ""]
    assert table["ensembl_id"].to_list() == ["ENSG00000010610", "ENSMUSG00000023274", ""]


def test_named_columns_are_taken():
    """A gene without a value gets an empty text, never nan."""
    var = pd.DataFrame({"name": ["CD4", None], "id": ["ENSG00000010610", None]}, index=["a", "b"])
    table = gene_table(var, "name", "id", "")
    assert table["symbol"].to_list() == ["CD4", ""]
    assert table["ensembl_id"].to_list() == ["ENSG00000010610", ""]
