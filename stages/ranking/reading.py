"""Records in files: read whole and believed only where they are what their path says."""

import math
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TypeVar

from stages.check_record import CheckRecord
from stages.errors import BenchmarkError
from stages.files import read_json
from stages.records import SCHEMA_VERSION, DatasetFacts, EvaluationScores, MetricValue, RunRecord
from stages.versions import require_known_version

Record = TypeVar("Record", EvaluationScores, RunRecord, DatasetFacts, CheckRecord)


def read_scores(path: Path, draws: Path) -> EvaluationScores | None:
    """Return scores with the draws behind their intervals, or None where there are no scores.

    Without draws there are no intervals; draws of other vectors than the scores' are refused.
    """
    spreads = _content(draws)
    scores = read_record(path, EvaluationScores, spreads)
    if scores and spreads and spreads["embedding_sha256"] != scores.embedding_sha256:
        raise BenchmarkError(
            f"the draws are of embedding {spreads['embedding_sha256']}; the scores are of "
            f"{scores.embedding_sha256}",
            where=f"{draws}: embedding_sha256",
            fix=_again(draws),
        )
    return scores


def read_record(path: Path, kind: type[Record], *more: dict[str, Any]) -> Record | None:
    """Return the record that a file holds, or None where there is no file.

    Raises
    ------
    BenchmarkError
        If the file was written by a later version, lacks a key, belongs elsewhere, or holds a value
        that is no finite number.
    """
    content = _content(path)
    if content is None:
        return None
    try:
        content.pop("log", None)  # what a program printed is for people
        record = kind.from_json(content, *more)
        _require_place(record, path)
        if isinstance(record, EvaluationScores):
            _require_numbers(record, path)
    except (AttributeError, KeyError, TypeError) as error:
        raise BenchmarkError(
            f"the file is no {kind.__name__}: {error}", where=str(path), fix=_again(path)
        ) from error
    return record


def _content(path: Path) -> Any:  # noqa: ANN401 - any JSON value
    """Return what a file holds, None where there is no file; refuse a version that is not known."""
    if not path.exists():
        return None
    content = read_json(path)
    require_known_version(content, SCHEMA_VERSION, path)
    return content


def _again(path: Path) -> str:
    return f"git checkout -- {path}  (or run the stage that writes it again)"


def _require_place(record: EvaluationScores | RunRecord | DatasetFacts | CheckRecord, path: Path) -> None:
    """Refuse a record that was copied from another submission or dataset."""
    expected = {"submission" if isinstance(record, CheckRecord) else "dataset": path.stem}
    if isinstance(record, EvaluationScores | RunRecord):
        expected["submission"] = path.parent.name
    for key, name in expected.items():
        if (found := getattr(record, key)) != name:
            raise BenchmarkError(
                f"{key} is `{found}`; expected `{name}`, as the path says",
                where=f"{path}: {key}",
                fix=_again(path),
            )


def _require_numbers(scores: EvaluationScores, path: Path) -> None:
    """Refuse what is neither a finite number nor undefined with a reason."""
    for place, value in _values(scores):
        numbers = [
            number for number in (value.value, value.low, value.high, *value.draws) if number is not None
        ]
        if not all(map(math.isfinite, numbers)):
            found = f"{next(number for number in numbers if not math.isfinite(number))} is no finite number"
        elif value.status == "ok" and value.value is None:
            found = "status is ok and value is null"
        elif value.status != "ok" and (value.value is not None or not value.reason):
            found = f"status is {value.status}, value {value.value}, reason {value.reason!r}"
        else:
            continue
        raise BenchmarkError(
            f"{found}; expected a finite value, or null with status undefined and a reason",
            where=f"{path}: {place}",
            fix=_again(path),
        )


def _values(scores: EvaluationScores) -> Iterator[tuple[str, MetricValue]]:
    for view, metrics in scores.views.items():
        for name, value in metrics.items():
            yield f"views.{view}.{name}", value
