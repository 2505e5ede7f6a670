"""Every score, in six tables: a function of the small files in git, and of nothing else."""

import sys
from collections.abc import Mapping
from pathlib import Path

from stages.catalog import Dataset, read_catalog, read_dataset
from stages.cli import run
from stages.columns import DatasetRow, EvaluationRow, RankingRow, ScoreRow, SubmissionRow
from stages.controls import CONTROLS
from stages.corpora import Corpus, read_corpora
from stages.draws import DrawRow
from stages.manifest import embedding_files
from stages.metrics import METRICS
from stages.ranking.checking import checked
from stages.ranking.choices import absent_baselines, require_controls, require_sampling, require_weights
from stages.ranking.contenders import contenders
from stages.ranking.dataset_rows import dataset_row
from stages.ranking.draw_rows import draw_rows
from stages.ranking.evaluation_rows import evaluation_row
from stages.ranking.evidence import Results, evidence_on, read_facts
from stages.ranking.exposure import NO_WEIGHTS, Exposure, exposures, require_corpora
from stages.ranking.intervals import Sampling
from stages.ranking.judging import Judged, judge
from stages.ranking.ranking_rows import ranking_rows
from stages.ranking.score_rows import score_rows
from stages.ranking.strangers import require_owners
from stages.ranking.submission_rows import submission_row
from stages.ranking.verdicts import Weights
from stages.submission import read_submissions
from stages.tables import write_rows

_NOT_EVALUATED = "not evaluated"


def aggregate(
    *,
    submissions: Path,
    catalog: Path,
    corpora: Path,
    datasets: list[str],
    controls: list[str],
    baselines: list[str],
    facts: Path,
    scores: Path,
    draws: Path,
    runs: Path,
    manifest: Path,
    checks: Path,
    seed: int,
    draw_fraction: float,
    biology: float,
    batch: float,
    tables: Path,
) -> None:
    """Write scores, evaluations, draws, ranking, submissions and datasets as Parquet, rows sorted by id.

    No score depends on which submissions are listed; ranks and differences do, by their nature.
    An active dataset without current facts or scores of controls leaves the headline: every evaluation
    on it is a failed one, and the other datasets are as they were.
    """
    weights, sampling = Weights(biology, batch), Sampling(seed, draw_fraction)
    require_weights(weights)
    require_sampling(sampling)
    require_controls(controls, CONTROLS, METRICS)
    listed, entries = read_submissions(submissions), read_catalog(catalog)
    known, results = read_corpora(corpora), Results(facts, scores, draws, runs, checks)
    for entry in entries.values():
        require_corpora(entry, known, catalog)
    active = {name: entries.get(name) or read_dataset(catalog, name) for name in sorted(datasets)}
    notes = require_owners(results, submissions=listed, controls=controls, catalog=entries, active=active)
    sys.stderr.writelines(f"{note}\n" for note in notes + absent_baselines(baselines, listed))
    judged = {}
    for name, entry in active.items():
        found = evidence_on(entry, results, listed, controls, seed)
        judged[name] = judge(found, METRICS, weights)
        if found.gap:
            sys.stderr.write(f"nobody is evaluated on `{name}`: {found.gap}\n")
    seen = dict(exposures(listed, active, known))
    runs_of = {name: [there.evaluations[name].run for there in judged.values()] for name in sorted(listed)}
    rehearsed = {name: checked(listed[name], checks, ran) for name, ran in runs_of.items()}
    ranked = contenders(judged, listed, CONTROLS, baselines, rehearsed, seen=seen)
    about = [submission_row(listed[name], ran, rehearsed[name]) for name, ran in runs_of.items()]
    write_rows(RankingRow, ranking_rows(ranked, sampling), tables / "ranking.parquet")
    write_rows(SubmissionRow, about, tables / "submissions.parquet")
    _write_results(judged, tables, sampling=sampling, files=embedding_files(manifest), seen=seen)
    _write_datasets(judged, entries, known, facts, tables)


def _write_results(
    judged: Mapping[str, Judged],
    tables: Path,
    *,
    sampling: Sampling,
    files: Mapping[tuple[str, str], str],
    seen: Mapping[tuple[str, str], Exposure],
) -> None:
    """Write what was measured: the rows of every metric, of every draw and of every evaluation."""
    pairs = sorted(
        (submission, dataset) for dataset, there in judged.items() for submission in there.evaluations
    )
    by_metric = [
        row for submission, dataset in pairs for row in score_rows(judged[dataset], submission, METRICS)
    ]
    by_run = [
        evaluation_row(
            judged[dataset],
            submission,
            sampling,
            files.get((submission, dataset)),
            seen.get((submission, dataset), NO_WEIGHTS),
        )
        for submission, dataset in pairs
    ]
    by_draw = [
        row for submission, dataset in pairs for row in draw_rows(judged[dataset], submission, dataset)
    ]
    write_rows(ScoreRow, by_metric, tables / "scores.parquet")
    write_rows(EvaluationRow, by_run, tables / "evaluations.parquet")
    write_rows(DrawRow, by_draw, tables / "draws.parquet")


def _write_datasets(
    judged: Mapping[str, Judged],
    entries: Mapping[str, Dataset],
    known: Mapping[str, Corpus],
    facts: Path,
    tables: Path,
) -> None:
    """Write what every dataset of the catalog is."""
    about_datasets = [
        dataset_row(entry, judged[name].facts, known, active=True, headline_reason=judged[name].outside)
        if name in judged
        else dataset_row(entry, read_facts(facts, entry), known, active=False, headline_reason=_NOT_EVALUATED)
        for name, entry in sorted(entries.items())
    ]
    write_rows(DatasetRow, about_datasets, tables / "datasets.parquet")


if __name__ == "__main__":
    run(aggregate)
