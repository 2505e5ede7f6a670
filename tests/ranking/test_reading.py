"""A record is believed only where it is whole, of this version, and where its path says."""

import json
from dataclasses import MISSING, fields, replace

import pytest

from stages.errors import BenchmarkError
from stages.files import write_json
from stages.ranking.reading import read_record, read_scores
from stages.records import DatasetFacts, EvaluationScores, RunRecord


@pytest.fixture
def path(tmp_path):
    """Return where the scores of pca on tiny belong."""
    return tmp_path / "pca" / "tiny.json"


def damaged(path, record, **changes):
    """Write a record with some keys changed, or removed where None."""
    content = record.as_json() | changes
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({key: value for key, value in content.items() if value is not None}))


def test_what_was_written_is_read(path, scores, run_record, facts):
    """Scores, runs and facts."""
    for record in (scores(native={"ari": 0.5, "nmi": "one label"}), run_record(), facts):
        write_json(record.as_json(), path)
        assert read_record(path, type(record)) == record


def test_no_file_is_no_record(path):
    """Whether that is a failure is for others to say."""
    assert read_record(path, RunRecord) is None


@pytest.mark.parametrize("kind", ["scores", "run", "facts"])
def test_a_file_of_a_later_version_is_refused(path, scores, run_record, facts, kind):
    """What it means is not known here."""
    record = {"scores": scores(), "run": run_record(), "facts": facts}[kind]
    damaged(path, record, schema_version=2)
    with pytest.raises(BenchmarkError, match=r"schema_version is 2.*reads up to 1") as error:
        read_record(path, type(record))
    assert error.value.where == f"{path}: schema_version"


@pytest.mark.parametrize("kind", ["scores", "run", "facts"])
def test_a_file_from_before_keys_were_added_is_read(path, scores, run_record, facts, kind):
    """Whatever has a default was added later; the rest is as it was written, and nothing is lost."""
    record = {"scores": scores(), "run": run_record(), "facts": facts}[kind]
    added = {
        leaf.name: leaf.default if leaf.default is not MISSING else leaf.default_factory()
        for leaf in fields(record)
        if (leaf.default, leaf.default_factory) != (MISSING, MISSING)
    }
    assert "schema_version" in added
    content = {key: value for key, value in record.as_json().items() if key not in added}
    write_json(content | ({"warnings": []} if kind == "facts" else {}), path)  # those were always there
    assert read_record(path, type(record)) == replace(record, **added)


def test_a_file_that_lacks_a_key_is_refused(path, run_record):
    """The key is named."""
    damaged(path, run_record(), wall_s=None)
    with pytest.raises(BenchmarkError, match=r"no RunRecord.*wall_s"):
        read_record(path, RunRecord)


def test_scores_without_views_are_refused(path, scores):
    """The key is named."""
    damaged(path, scores(), views=None)
    with pytest.raises(BenchmarkError, match=r"no EvaluationScores.*views"):
        read_record(path, EvaluationScores)


def test_a_file_that_holds_a_list_is_refused(path):
    """It is JSON, but no record."""
    write_json([1, 2], path)
    with pytest.raises(BenchmarkError, match="no DatasetFacts"):
        read_record(path, DatasetFacts)


def test_a_file_that_is_cut_off_is_refused(path):
    """A half-written file is not half believed."""
    path.parent.mkdir()
    path.write_text('{"submission": "pc')
    with pytest.raises(BenchmarkError, match="not JSON"):
        read_record(path, RunRecord)


@pytest.mark.parametrize(("key", "found"), [("submission", "scvi"), ("dataset", "lung")])
def test_a_file_that_was_copied_from_elsewhere_is_refused(path, scores, key, found):
    """Somebody else's scores under one's own name."""
    damaged(path, scores(), **{key: found})
    expected = {"submission": "pca", "dataset": "tiny"}[key]
    with pytest.raises(BenchmarkError, match=f"{key} is `{found}`; expected `{expected}`"):
        read_record(path, EvaluationScores)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (float("nan"), "nan is no finite number"),
        (float("inf"), "inf is no finite number"),
        (None, "status is ok and value is null"),
        ({"status": "undefined", "reason": ""}, "reason ''"),
    ],
)
def test_a_value_is_a_number_or_has_a_reason(path, scores, value, message):
    """Anything between the two is refused, and its place named."""
    damaged(path, scores(), views={"native": {"ari": value}})
    with pytest.raises(BenchmarkError, match=message) as error:
        read_record(path, EvaluationScores)
    assert error.value.where == f"{path}: views.native.ari"


def test_a_draw_is_a_number_or_undefined(path, scores):
    """A NaN among the draws would make an interval of nothing."""
    spreads = {"native": {"ari": {"low": 0.4, "high": 0.6, "draws": [0.4, float("nan")]}}}
    draws = path.with_name("draws.json")
    damaged(path, scores(native={"ari": 0.5}))
    damaged(draws, scores(), views=spreads)
    with pytest.raises(BenchmarkError, match="nan is no finite number"):
        read_scores(path, draws)


def test_a_number_beside_a_reason_is_refused(path, scores):
    """A value is one or the other."""
    both = {"status": "undefined", "reason": "one batch", "value": 0.0}
    damaged(path, scores(), views={"native": {"ari": both}})
    with pytest.raises(BenchmarkError, match="no EvaluationScores"):
        read_record(path, EvaluationScores)
