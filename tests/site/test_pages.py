"""What is on the pages, before MkDocs."""

from dataclasses import replace
from pathlib import Path

import pytest
from made_tables import KINDS, made_tables, scores, write_tables

from stages.catalog import Dataset, Keys, Source
from stages.controls import CONTROLS
from stages.metrics import METRICS
from stages.site.board import read_board
from stages.site.pages import Texts, pages
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
        )
        return {path: content.decode(errors="replace") for path, content in found}

    return of


def test_the_leaderboard_shows_what_the_table_holds(made):
    """Rank interval, overall, difference and group scores of every submission are printed."""
    tables = made_tables()
    page = made(tables)["index.md"]
    for row in tables["ranking"]:
        line = page.split(f'id="row-{row.submission}"')[1].split("</tr>")[0]
        for value in (row.overall, row.biology, row.batch):
            assert f"{value:.3f}".replace("-", "\N{MINUS SIGN}") in line
        if row.kind == "submission":
            assert f'href="submissions/{row.submission}.html"' in line
            assert f"{row.rank_low}\N{EN DASH}{row.rank_high}" in line


def test_controls_are_a_part_of_their_own_and_have_no_rank(made):
    """They come after every submission."""
    page = made(made_tables(2))["index.md"]
    part = page.split("<strong>Controls</strong>")[1]
    for name, control in CONTROLS.items():
        assert f'id="row-{name}"' in part
        assert control.title in part
    assert "model_001" not in part.split("</table>")[0]


def test_the_hash_of_the_tables_is_under_the_leaderboard(made):
    """What you see is the file that you download."""
    page = made(made_tables(1))["index.md"]
    assert 'href="data/ranking.parquet"' in page
    assert "sha256" in page


def test_a_failed_evaluation_is_shown_with_its_reason_everywhere(made):
    """On the leaderboard, on its own page and on the dataset's: as text, not only on demand."""
    tables, reason = made_tables(2), "the model needs more memory"
    nothing = {"value": None, "low": None, "high": None, "scaled": None, "status": "failed", "reason": reason}
    empty = {"overall": None, "biology": None, "batch": None, "reason": reason}
    here = ("model_001", "thinned")
    tables["scores"] = [
        replace(row, **nothing) if (row.submission, row.dataset) == here else row for row in tables["scores"]
    ]
    tables["evaluations"] = [
        replace(row, status="failed", **empty) if (row.submission, row.dataset) == here else row
        for row in tables["evaluations"]
    ]
    tables["ranking"] = [
        replace(row, provisional=True, **empty) if row.submission == "model_001" else row
        for row in tables["ranking"]
    ]
    found = made(tables)
    for path in ("index.md", "submissions/model_001.md", "datasets/thinned.md"):
        assert f": {reason}</li>" in found[path]
    assert "dvc.yaml:embed@thinned" in found["submissions/model_001.md"]
    assert "dvc.yaml:score@pbmc" in found["submissions/model_001.md"]
    assert reason not in found["submissions/model_000.md"]


def test_an_undefined_metric_is_shown_with_its_reason(made):
    """It is a word where the number would be, and a line that says where and why."""
    tables = made_tables(1)
    nothing = {"value": None, "low": None, "high": None, "scaled": None}
    tables["scores"] = [
        replace(row, status="undefined", reason="one batch only", **nothing)
        if (row.submission, row.metric, row.view) == ("model_000", "kbet", "native")
        else row
        for row in tables["scores"]
    ]
    page = made(tables)["submissions/model_000.md"]
    assert "kBET on Pbmc (native)" in page
    assert ": one batch only</li>" in page


def test_a_submission_page_tells_where_each_number_comes_from(made):
    """Hashes, seed, commit and the line that makes it again."""
    page = made(made_tables(1))["submissions/model_000.md"]
    for text in ("e" * 64, "1" * 64, "f" * 40, "dvc repro submissions/model_000/dvc.yaml:score@planted"):
        assert text in page


def test_what_is_not_real_is_marked_wherever_it_appears(made):
    """On the leaderboard, the list, its own page and every submission's page."""
    found = made(made_tables(1))
    for path in ("index.md", "datasets/index.md", "datasets/planted.md", "submissions/model_000.md"):
        assert 'fc-tag warn">synthetic</span>' in found[path]
    assert "not in the headline: synthetic" in found["index.md"]


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


def test_every_metric_of_the_registry_is_explained(made):
    """Both ends, formula, source and known failure come from the registry."""
    page = made(made_tables(0))["metrics.md"]
    for metric in METRICS.values():
        assert f'id="{metric.name}"' in page
    assert page.count("<dt>known failure</dt>") == len(METRICS)


def test_a_metric_that_is_not_in_the_tables_is_no_column(made):
    """Older tables know fewer metrics than the code."""
    tables = made_tables(1)
    tables["scores"] = [row for row in scores("model_000", "pbmc") if row.metric == "bras"]
    page = made(tables)["submissions/model_000.md"]
    assert ">BRAS</th>" in page
    assert ">kBET</th>" not in page
    assert "not evaluated" in page


def test_there_is_a_page_for_every_dataset_and_submission(made):
    """Nothing is left out."""
    found = made(made_tables(3))
    assert {path for path in found if path.startswith("submissions/")} == {
        f"submissions/model_00{number}.md" for number in range(3)
    }
    assert {f"datasets/{name}.md" for name in KINDS} < set(found)
