"""The page of a submission."""

from dataclasses import replace

from made_tables import made_tables, scores


def _wide(rows):
    """Return scores of embeddings that pca50 had to reduce."""
    return [replace(row, n_dims=64) for row in rows]


def test_two_views_are_two_tables(made):
    """Their titles say what was done; what the leaderboard takes is said below each."""
    tables = made_tables(1)
    tables["scores"] = _wide(tables["scores"])
    page = made(tables)["submissions/model_000.md"]
    assert ">As it is (native)</h3>" in page
    assert ">Reduced to 50 dimensions (pca50)</h3>" in page
    assert "identical" not in page


def test_identical_views_are_one_table(made):
    """At most 50 dimensions are left as they are, and the page says so."""
    page = made(made_tables(1))["submissions/model_000.md"]
    assert "so that both views are identical" in page
    assert page.count("<h3 ") == 1


def test_an_undefined_metric_is_shown_with_its_reason(made):
    """It is a word where the number would be, and a line that says where and why."""
    tables = made_tables(1)
    nothing = {"value": None, "low": None, "high": None, "scaled": None}
    tables["scores"] = [
        replace(row, status="undefined", reason="one batch only", **nothing)
        if (row.submission, row.metric, row.view) == ("model_000", "kbet", "native")
        else row
        for row in _wide(tables["scores"])
    ]
    page = made(tables)["submissions/model_000.md"]
    assert "kBET on Pbmc (native)" in page
    assert ": one batch only</li>" in page


def test_a_submission_page_tells_where_each_number_comes_from(made):
    """Hashes, seed, commit and the line that makes it again."""
    page = made(made_tables(1))["submissions/model_000.md"]
    for text in ("e" * 64, "1" * 64, "f" * 40, "dvc repro submissions/model_000/dvc.yaml:score@planted"):
        assert text in page


def test_a_metric_that_is_not_in_the_tables_is_no_column(made):
    """Older tables know fewer metrics than the code."""
    tables = made_tables(1)
    tables["scores"] = [row for row in scores("model_000", "pbmc") if row.metric == "bras"]
    page = made(tables)["submissions/model_000.md"]
    assert ">BRAS</a></th>" in page
    assert ">kBET</a></th>" not in page
    assert "not evaluated" in page


def test_what_pretraining_saw_is_said_with_the_grounds(made):
    """A row for each dataset, and a fact at the top where it costs one; not known is not no."""
    tables = made_tables(1)
    clean = made(tables)["submissions/model_000.md"]
    assert "Rank on unseen datasets" not in clean
    assert "Nothing was trained before it saw these cells." in clean
    tables["evaluations"] = [
        replace(row, exposure="unknown", exposure_evidence="Census: nobody has looked into it")
        for row in tables["evaluations"]
    ]
    tables["ranking"] = [replace(row, n_unseen=0) for row in tables["ranking"]]
    page = made(tables)["submissions/model_000.md"]
    line = page.split('href="../datasets/pbmc.html#contamination"')[1].split("</tr>")[0]
    assert '<td class="fc-left">not known</td>' in line
    assert "Census: nobody has looked into it" in line
    assert "<dd>none <small>pretraining saw nothing of 0 of 2</small></dd>" in page
