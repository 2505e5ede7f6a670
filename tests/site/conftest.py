"""Pages of made tables, before MkDocs."""

from pathlib import Path

import pytest
from made_tables import write_tables

from stages.catalog import Dataset, Keys, Source
from stages.metrics import METRICS
from stages.site.board import read_board
from stages.site.environments import read_runs
from stages.site.pages import Texts, pages
from stages.site.pictures import read_layouts
from stages.site.sensitivity_panel import read_curves
from stages.site.written_pages import Choices

ROOT = Path(__file__).parent.parent.parent
TEXTS = Texts(ROOT / "docs", ROOT / "CHANGELOG.md", ROOT / "CITATION.cff")
ENTRY = Dataset(
    id="pbmc",
    title="PBMC",
    version=1,
    kind="real",
    organism="human",
    tissue="blood",
    summary="Cells.",
    source=Source(builtin="pbmc68k"),
    keys=Keys(batch_key="lane", label_key="bulk_labels"),
    license="CC-BY-4.0",
    citation="Zheng et al.",
)


@pytest.fixture
def made(tmp_path):
    """Return a function from tables to path -> text of every page."""

    def of(tables):
        write_tables(tables, tmp_path)
        found = pages(
            read_board(tmp_path),
            metrics=METRICS,
            catalog={"pbmc": ENTRY},
            texts=TEXTS,
            choices=Choices(0.6, 0.4, 20, 0.5),
            found=read_curves(ROOT / "leaderboard/sensitivity.parquet"),
            layouts=read_layouts(tmp_path / "layouts.parquet"),
            runs=read_runs(tmp_path / "runs"),
        )
        return {path: content.decode(errors="replace") for path, content in found}

    return of
