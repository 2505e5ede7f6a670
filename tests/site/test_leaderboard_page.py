"""The front page."""

from dataclasses import replace

from made_tables import made_tables

from stages.controls import CONTROLS


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


def test_the_first_page_says_what_it_is_in_one_sentence(made):
    """It stands right under the title."""
    page = made(made_tables(1))["index.md"]
    assert '</h1> <p class="fc-lede">A foundation model turns each cell into a vector' in page


def test_a_dataset_without_a_batch_effect_is_named_where_the_batch_score_is_explained(made):
    """Only where it is part of the mean."""
    sentence = "has no batch effect to remove"
    assert f"Pbmc68k {sentence}" in made(made_tables(1, {"pbmc68k": "real"}))["index.md"]
    assert sentence not in made(made_tables(1))["index.md"]


def test_cost_is_what_was_measured_on_most_cells(made):
    """Seconds stand beside the number of cells; a start-up is not multiplied."""
    tables = made_tables(1)
    tables["evaluations"] = [
        replace(row, n_cells=3000, wall_s=2.61) if row.dataset == "planted" else row
        for row in tables["evaluations"]
    ]
    pages = made(tables)
    assert "2.61 s for 3,000 cells" in pages["index.md"]
    assert "2.61 s for 3,000 cells" in pages["submissions/model_000.md"]


def test_what_has_not_run_has_no_cost(made):
    """A gap is a word."""
    tables = made_tables(1)
    tables["evaluations"] = [replace(row, wall_s=None) for row in tables["evaluations"]]
    assert "not run</td>" in made(tables)["index.md"]


def test_what_a_control_shows_is_read_without_a_pointer(made):
    """A control with the score of a leader is explained in its own row."""
    page = made(made_tables(1))["index.md"]
    for name, control in CONTROLS.items():
        line = page.split(f'id="row-{name}"')[1].split("</tr>")[0]
        assert control.summary.split(". ")[0] in line.split("<small")[1]
