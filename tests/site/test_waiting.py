"""Submissions that nobody has run: named once, without a row of gaps."""

from dataclasses import replace

from made_tables import made_tables

REASON = "weights not available; `python -m stages.checkpoint --submission submissions/{}` brings them"


def unrun(tables, *names):
    """Return the tables as they are where these submissions were never run."""
    nothing = dict.fromkeys(("overall", "biology", "batch", "wall_s", "n_cells", "n_dims"))
    tables["evaluations"] = [
        replace(row, status="not run", reason=REASON.format(row.submission), **nothing)
        if row.submission in names
        else row
        for row in tables["evaluations"]
    ]
    empty = {"overall": None, "rank": None, "rank_low": None, "rank_high": None, "n_scored": 0}
    tables["ranking"] = [
        replace(row, **empty, checks="not checked", zero_shot=False) if row.submission in names else row
        for row in tables["ranking"]
    ]
    return tables


def test_what_waits_for_a_run_is_named_below_the_ranking_and_has_no_row(made):
    """On the leaderboard and on a dataset's page the reason is said once, with links."""
    found = made(unrun(made_tables(), "model_004", "model_005"))
    for page, root in (("index.md", ""), ("datasets/pbmc.md", "../")):
        said = found[page].split("fc-waiting")[1].split("</p>")[0]
        assert "2 submissions wait for a run here" in said
        assert "weights not available. " in said
        assert f'<a href="{root}submissions/model_005.html">Frozen model</a>' in said
        assert found[page].count("not available") == 1
    assert 'id="row-model_003"' in found["index.md"]
    assert 'id="row-model_004"' not in found["index.md"]
    assert 'value="model_004"' not in found["index.md"]
    assert "No foundation model has a score yet" in found["index.md"]
    assert "1 model waits for a run." in found["index.md"]


def test_a_page_without_runs_says_why_once_and_has_no_empty_tables(made):
    """With the command that brings the weights, as code."""
    page = made(unrun(made_tables(), "model_005"))["submissions/model_005.md"]
    assert page.count("weights not available") == 1
    assert "<code>python -m stages.checkpoint --submission submissions/model_005</code> brings them" in page
    assert 'id="scores"' not in page
    assert "no picture" not in page


def test_what_failed_everywhere_was_run(made):
    """It keeps its row: a failure is a result."""
    tables = unrun(made_tables(), "model_005")
    tables["evaluations"] = [
        replace(row, status="failed", reason="too slow") if row.submission == "model_005" else row
        for row in tables["evaluations"]
    ]
    page = made(tables)["index.md"]
    assert 'id="row-model_005"' in page
    assert "fc-waiting" not in page
