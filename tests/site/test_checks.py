"""What the rehearsal found, as a reader sees it."""

from dataclasses import replace

import pytest
from made_tables import made_tables, submission

from stages.site.checks import badge, check_lines

NOTHING = dict.fromkeys(
    (
        *("measured_context", "repeat_shift", "order_shift", "order_neighbours_kept", "one_type_shift"),
        *("half_shift", "singly_shift", "recognised", "destroyed_recognised", "thinned_drop"),
        *("names_worth", "names_worth_low", "names_worth_high"),
    )
)


def lines(**changes):
    """Return title -> text of the checks of a submission."""
    return {line.title: line.text for line in check_lines(submission("pca", **changes))}


def test_every_figure_is_a_line():
    """Vectors that do not move are the same bytes; what names are worth has its interval."""
    told = lines(one_type_shift=2.04, order_shift=0.3, order_neighbours_kept=0.82)
    assert told["A vector depends on"] == "a fit on the dataset"
    assert told["The same seed again"] == "the same bytes"
    moved = "vectors move by 0.3 times the median distance; 82% of neighbours stay"
    assert told["Cells in another order"] == moved
    assert told["One cell type alone"] == "vectors move by 2 times the median distance"
    assert told["Lost without the names of genes"].endswith("no evidence that gene identity is used")
    assert len(told) == 10
    sure = lines(names_worth=0.4, names_worth_low=0.3, names_worth_high=0.5)
    assert sure["Lost without the names of genes"] == "+0.400 (+0.300 to +0.500)"


def test_what_was_not_measured_is_no_line():
    """Neither a zero nor a dash."""
    assert lines(**NOTHING) == {}


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"measured_context": "none"}, "measured: per cell"),
        ({"measured_context": "gene_selection"}, "measured: chooses genes"),
        ({"checks": "refused"}, "refused"),
        ({"checks": "not checked"} | NOTHING, "not checked"),
    ],
)
def test_a_badge_says_what_was_measured_or_that_nothing_was(changes, text):
    """Only a pass has a class."""
    assert badge(submission("pca", **changes)) == text


def test_the_page_of_a_submission_shows_its_checks(made):
    """With the reason where it is no pass; the front page has the word beside the name."""
    tables = made_tables(2)
    for table, changes in (("submissions", {"checks_reason": "measured is <fit>"}), ("ranking", {})):
        tables[table] = [
            replace(row, checks="refused", **changes) if row.submission == "model_000" else row
            for row in tables[table]
        ]
    pages = made(tables)
    assert "refused: measured is &lt;fit&gt;" in pages["submissions/model_000.md"]
    assert "measured: fits on the dataset" in pages["submissions/model_001.md"]
    line = pages["index.md"].split('id="row-model_000"')[1].split("</tr>")[0]
    assert '<span class="fc-tag warn">refused</span>' in line


def test_zero_shot_is_what_was_measured(made):
    """A claim alone is called one."""
    tables = made_tables(6)
    name = next(row.submission for row in tables["ranking"] if row.track == "zero-shot")
    assert ">zero-shot</span>" in made(tables)["index.md"]
    tables["ranking"] = [
        replace(row, zero_shot=False, checks="not checked") if row.submission == name else row
        for row in tables["ranking"]
    ]
    page = made(tables)["index.md"]
    assert ">zero-shot</span>" not in page
    line = page.split(f'id="row-{name}"')[1].split("</tr>")[0]
    assert ">declared zero-shot</span>" in line
    assert ">not checked</span>" in line
    assert "No model is known to be zero-shot yet" in page
