"""The tables of the audit say what its rows say."""

from made_simulations import audit_row, audit_rows

from stages.metrics import METRICS
from stages.reporting.audit_tables import audit_tables


def line(text, title, table=0):
    """Return the cells of the line of a metric, in the first or the second table."""
    return [row for row in text.splitlines() if row.startswith(f"| {title} |")][table].strip("|").split(" | ")


def test_the_worst_dataset_stands_for_a_metric():
    """The largest difference, where it was found, and on how many evaluations of all datasets."""
    cells = line(audit_tables(audit_rows(), METRICS), "BRAS")
    assert [cell.strip() for cell in cells[1:5]] == ["4", "3e-06", "1e-04", "equal"]
    assert cells[-1].strip() == "mine on other"


def test_a_difference_comes_with_both_numbers_a_third_and_the_reason():
    """In the table, and in words below."""
    text = audit_tables(audit_rows(), METRICS)
    assert [cell.strip() for cell in line(text, "iLISI")[4:8]] == [
        "ours, by a third way",
        "0.50000",
        "0.51000",
        "0.50000",
    ]
    assert (
        "- iLISI, mine on toy, neighbours exact, 1 of 2 evaluations: ours 0.50000, library 0.51000, "
        "third 0.50000. Digits are lost." in text
    )


def test_what_a_search_costs_is_a_table_of_its_own():
    """With the recall of the search, in percent."""
    cells = line(audit_tables(audit_rows(), METRICS), "Graph connectivity", table=1)
    assert [cell.strip() for cell in cells[1:3]] == ["1e-02", "1 of 2"]
    assert cells[-2].strip() == "98.10 %"


def test_what_could_not_be_compared_is_listed_with_its_reason():
    """It is neither left out nor equal."""
    text = audit_tables(audit_rows(), METRICS)
    assert line(text, "PCR comparison")[4].strip() == "nothing to compare"
    assert "- PCR comparison on toy, 2 of 2 evaluations: nothing to remove." in text


def test_what_all_metrics_lack_is_said_once():
    """Also for a metric whose other values differ, and apart from what one metric lacks."""
    left_out = {"n_compared": 1, "reason": "mine is too large"}
    differing = {"n_beyond": 1, "n_compared": 1, "verdict": "ours_is_right"}
    rows = [
        audit_row("bras", **left_out),
        audit_row("clisi", neighbours="exact", reason="digits are lost; mine is too large", **differing),
        audit_row("pcr_comparison", n_compared=0, verdict="undefined", reason="nothing to remove"),
        audit_row("kbet", "other", neighbours="exact", reason="lost; too large", **differing),
    ]
    text = audit_tables(rows, METRICS)
    assert "- cLISI and BRAS on toy, 1 of 2 evaluations: mine is too large." in text
    assert "- PCR comparison on toy, 2 of 2 evaluations: nothing to remove." in text
    assert "- kBET on other, 1 of 2 evaluations: why is said above." in text


def test_an_unexplained_difference_says_so():
    """A worse verdict on one dataset outweighs a larger, explained difference on another."""
    rows = [
        audit_row("kbet", "one", n_beyond=1, deviation=0.5, verdict="ours_is_right", reason="known"),
        audit_row("kbet", "two", n_beyond=1, deviation=0.1, verdict="different"),
    ]
    text = audit_tables(rows, METRICS)
    assert line(text, "kBET")[4].strip() == "different"
    assert "Not explained." in text


def test_where_all_is_equal_the_lists_say_that_there_is_nothing():
    """An empty list would look like a mistake."""
    text = audit_tables([audit_row()], METRICS)
    assert "There is none." in text
    assert "Everything could." in text
    assert "Judge: library 1.0. Evaluations: 2 (2 on toy)" in text
