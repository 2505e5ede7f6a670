"""Pictures of embeddings on the page of a submission."""

from dataclasses import replace

import pyarrow.parquet as pq
import pytest
from made_tables import layouts, made_tables

from stages.errors import BenchmarkError
from stages.layouts import LayoutRow
from stages.rows import write_rows
from stages.site.pictures import read_layouts
from stages.site.png import COLOURS


@pytest.fixture
def page(made, tmp_path):
    """Return a function from rows of the layouts to the pages."""

    def of(rows, tables=None):
        write_rows(LayoutRow, rows, tmp_path / "layouts.parquet")
        return made(tables or made_tables(2))

    return of


def test_every_evaluation_with_a_layout_has_two_pictures(page):
    """By cell type and by batch, with their names and the number of cells."""
    found = page(layouts("model_000", "pbmc"))
    text = found["submissions/model_000.md"]
    for kind in ("label", "batch"):
        assert f'src="../pictures/model_000/pbmc-{kind}.png"' in text
        assert f"pictures/model_000/pbmc-{kind}.png" in found
    assert '<li><i class="fc-c0"></i>T cell</li><li><i class="fc-c1"></i>B cell</li>' in text
    assert "50 cells</small>" in text
    assert "data/layouts/model_000/pbmc.parquet" in found


def test_without_a_layout_there_is_a_sentence(page):
    """Not a gap, and not a broken picture."""
    text = page([])["submissions/model_000.md"]
    assert "no picture has been made of this embedding yet" in text
    assert "<img" not in text


def test_a_picture_of_an_older_embedding_is_not_shown(page):
    """It would not be what the scores are of."""
    rows = [replace(row, embedding_sha256="2" * 64) for row in layouts("model_000", "pbmc")]
    text = page(rows)["submissions/model_000.md"]
    assert "the picture is of an older embedding" in text
    assert "<img" not in text


def test_groups_beyond_the_colours_share_the_last(page):
    """The largest have colours of their own."""
    tables = made_tables(1, {"pbmc": "real"})
    labels = tuple(f"type {number:02}" for number in range(30))
    sizes = tuple(range(100, 70, -1))
    tables["datasets"] = [replace(row, labels=labels, cells_per_label=sizes) for row in tables["datasets"]]
    text = page(layouts("model_000", "pbmc"), tables)["submissions/model_000.md"]
    last = len(COLOURS) - 1
    assert f'<i class="fc-c{last}"></i>all others</li>' in text
    assert f"fc-c{last + 1}" not in text


def test_a_file_of_another_kind_is_refused(tmp_path):
    """Found and expected are in the message."""
    path = tmp_path / "layouts.parquet"
    write_rows(LayoutRow, layouts("a", "b"), path)
    pq.write_table(pq.read_table(path).drop_columns(["x"]), path)
    with pytest.raises(BenchmarkError, match=r"the columns \['x'\] are absent") as caught:
        read_layouts(path)
    assert caught.value.fix == "dvc repro --single-item layout"
