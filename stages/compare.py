"""One evaluation beside those of baselines, as a Markdown table: the summary that a pull request gets."""

import sys
from pathlib import Path

from stages.cli import run
from stages.errors import BenchmarkError
from stages.metrics import METRICS
from stages.ranking.headline import HEADLINE_VIEW
from stages.ranking.reading import read_record
from stages.records import EvaluationScores, RunRecord


def compare(
    *,
    submission: str,
    dataset: str,
    baselines: list[str],
    scores: Path,
    runs: Path,
    confinement: str | None = None,
) -> None:
    """Print the metrics of the headline, and what the run cost.

    Files are believed as far as aggregate believes them: both records say where they belong, every
    number is finite, and the scores are of the vectors that the run made.

    Parameters
    ----------
    submission, dataset
        The evaluation.
    baselines
        Ids of what stands beside it, where it has been scored on the dataset.
    scores, runs
        Folders with <submission>/<dataset>.json.
    confinement
        What the run must have been confined by; any record is accepted where it is left out.
    """
    path = runs / submission / f"{dataset}.json"
    record = read_record(path, RunRecord)
    found = read_record(scores / submission / f"{dataset}.json", EvaluationScores)
    if record is None or found is None:
        raise BenchmarkError(
            f"there is no {'run' if record is None else 'score'} of `{submission}` on `{dataset}`",
            where=str(path if record is None else scores / submission / f"{dataset}.json"),
            fix=f"dvc repro submissions/{submission}/dvc.yaml:score@{dataset}",
        )
    _require_evidence(record, found, path, confinement)
    others = {name: read_record(scores / name / f"{dataset}.json", EvaluationScores) for name in baselines}
    columns = {submission: found} | {name: other for name, other in others.items() if other}
    sys.stdout.write(f"#### `{submission}` on `{dataset}`\n\n{_table(columns)}\n\n{_cost(record)}\n")


def _require_evidence(
    record: RunRecord, found: EvaluationScores, path: Path, confinement: str | None
) -> None:
    if record.embedding_sha256 != found.embedding_sha256:
        what = f"the run made embedding {record.embedding_sha256}; the scores are of {found.embedding_sha256}"
        raise BenchmarkError(what, where=f"{path}: embedding_sha256", fix="embed and score once more")
    if confinement is not None and record.confinement != confinement:
        raise BenchmarkError(
            f"the run was confined by {record.confinement!r:.40}; code of strangers needs {confinement!r}",
            where=f"{path}: confinement",
            fix="run it where bubblewrap works for a user that is not root",
        )


def _table(columns: dict[str, EvaluationScores]) -> str:
    lines = [f"| metric | {' | '.join(f'`{name}`' for name in columns)} |", "|---" * (len(columns) + 1) + "|"]
    for name, metric in METRICS.items():
        if metric.ranked and metric.group in HEADLINE_VIEW:
            view = HEADLINE_VIEW[metric.group]
            cells = [_cell(scores, view, name) for scores in columns.values()]
            lines.append(f"| {metric.group}: {metric.title} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _cell(scores: EvaluationScores, view: str, metric: str) -> str:
    value = scores.views.get(view, {}).get(metric)
    return "undefined" if value is None or value.value is None else f"{value.value:.3f}"


def _cost(record: RunRecord) -> str:
    return (
        f"{record.n_cells:,} cells x {record.n_dims} dimensions in {record.wall_s:.0f} s, "
        f"{record.peak_rss_bytes / 1e6:,.0f} MB at most. Higher is better in every row."
    )


if __name__ == "__main__":
    run(compare)
