"""What holds for all pages together."""

from dataclasses import replace

from made_tables import KINDS, made_tables


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


def test_what_is_not_real_is_marked_wherever_it_appears(made):
    """On the leaderboard, the list, its own page and every submission's page."""
    found = made(made_tables(1))
    for path in ("index.md", "datasets/index.md", "datasets/planted.md", "submissions/model_000.md"):
        assert 'fc-tag warn">synthetic</span>' in found[path]
    assert "not in the headline: synthetic" in found["index.md"]


def test_there_is_a_page_for_every_dataset_and_submission(made):
    """Nothing is left out."""
    found = made(made_tables(3))
    assert {path for path in found if path.startswith("submissions/")} == {
        f"submissions/model_00{number}.md" for number in range(3)
    }
    assert {f"datasets/{name}.md" for name in KINDS} < set(found)
