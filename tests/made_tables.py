"""Tables of any size, made through the row classes: the numbers mean nothing."""

import random
from dataclasses import replace

from stages.columns import DatasetRow, EvaluationRow, RankingRow, ScoreRow, SubmissionRow
from stages.controls import CONTROLS
from stages.draws import DrawRow
from stages.layouts import LayoutRow
from stages.metrics import METRICS
from stages.tables import TABLES, write_rows

KINDS = {"pbmc": "real", "thinned": "semi-synthetic", "planted": "synthetic"}
NAMES = ["PCA", "HVG", "scVI", "Harmony", "Random projection", "Frozen model"]
TRACKS = ["fitted", "fitted", "fitted", "fitted", "control", "zero-shot"]


def dataset(name, kind="real", **changes):
    """Return a dataset that is evaluated, in the headline unless it is synthetic."""
    row = DatasetRow(
        dataset=name,
        title=name.replace("_", " ").capitalize(),
        version=1,
        kind=kind,
        active=True,
        in_headline=kind != "synthetic",
        headline_reason="synthetic" if kind == "synthetic" else "",
        organism="human",
        tissue="blood",
        summary="Cells of blood.",
        too_small_for=("rare cell types",),
        caveats=(),
        license="CC-BY-4.0",
        citation="Zheng et al. 2017, Nat Commun 8:14049",
        doi="10.1038/ncomms14049",
        source="https://example.org/cells.h5ad",
        source_sha256="a" * 64,
        contamination_corpora=("CELLxGENE Census",),
        contamination=("unknown",),
        contamination_evidence=("nobody has looked",),
        n_cells=700,
        n_genes=765,
        n_batches=2,
        n_labels=2,
        n_donors=None,
        labels=("B cell", "T cell"),
        cells_per_label=(200, 500),
        batches=("a", "b"),
        cells_per_batch=(350, 350),
        median_genes_per_cell=243.0,
        median_counts_per_cell=900.0,
        sparsity=0.67,
        warnings=(),
        cells_sha256="b" * 64,
        truth_sha256="c" * 64,
        unintegrated_sha256="d" * 64,
    )
    return replace(row, **changes)


def submission(name, title="PCA", track="fitted", **changes):
    """Return a submission that ran everywhere."""
    row = SubmissionRow(
        submission=name,
        name=title,
        version=1,
        summary="50 principal components of log-normalised counts.",
        track=track,
        uses_batch=False,
        dataset_context="none" if track == "zero-shot" else "fit",
        checks="passed",
        checks_reason="",
        measured_context="none" if track == "zero-shot" else "fit",
        repeat_shift=0.0,
        order_shift=0.0,
        order_neighbours_kept=1.0,
        one_type_shift=0.0,
        half_shift=0.0,
        singly_shift=0.0,
        recognised=0.75,
        destroyed_recognised=0.12,
        thinned_drop=0.01,
        names_worth=0.02,
        names_worth_low=-0.01,
        names_worth_high=0.05,
        supervised_pretraining=False,
        license="BSD-3-Clause",
        weights_license=None,
        authors=("The Example Lab",),
        orcids=("0000-0002-1825-0097",),
        paper="https://doi.org/10.1000/1",
        code=None,
        parameters_millions=None,
        embedding_dim=None,
        n_dims=50,
        organisms=(),
        gene_ids="symbol",
        pretraining=(),
        pretraining_evidence=(),
        checkpoint_sha256=(),
        cost="light",
        superseded_by=None,
        n_runs_ok=3,
        n_runs_failed=0,
        wall_s_per_10k_cells=31.4,
        peak_rss_mib=512.0,
        peak_gpu_mib=None,
    )
    return replace(row, **changes)


def ranking(name, title, kind="submission", track="fitted", **changes):
    """Return a row of the ranking without any score."""
    row = RankingRow(
        submission=name,
        name=title,
        kind=kind,
        track=track,
        baseline=track == "fitted",
        uses_batch=False,
        checks="passed" if kind == "submission" else None,
        zero_shot=kind == "submission" and track == "zero-shot",
        overall=None,
        overall_low=None,
        overall_high=None,
        biology=None,
        batch=None,
        avg_bio=None,
        best_baseline=None,
        difference=None,
        difference_low=None,
        difference_high=None,
        ranked_score=None,
        rank=None,
        rank_low=None,
        rank_high=None,
        tied_with_best=False,
        n_datasets=2,
        n_scored=2,
        n_unseen=2,
        unseen_score=None,
        unseen_rank=None,
        provisional=False,
        few_datasets=True,
        reason="",
    )
    return replace(row, **changes)


def evaluation(name, dataset_name, kind="submission", value=0.6, **changes):
    """Return an evaluation that went well."""
    row = EvaluationRow(
        submission=name,
        kind=kind,
        dataset=dataset_name,
        in_headline=True,
        status="ok",
        reason="",
        overall=value,
        overall_low=value - 0.02,
        overall_high=value + 0.02,
        biology=value + 0.1,
        biology_low=value + 0.08,
        biology_high=value + 0.12,
        batch=value - 0.15,
        batch_low=value - 0.17,
        batch_high=value - 0.13,
        exposure="unseen",
        exposure_evidence="nothing was trained before it saw these cells",
        n_cells=700,
        n_dims=50,
        wall_s=2.2,
        cpu_s=3.1,
        peak_rss_mib=512.0,
        peak_gpu_mib=None,
        device="cpu",
        confinement="process",
        code_sha256="e" * 64,
        file_sha256="f" * 64,
        git_commit="f" * 40,
    )
    return replace(row, **changes)


def scores(name, dataset_name, kind="submission", value=0.6, **changes):
    """Return one row per metric and view, all with a value."""
    return [
        replace(
            ScoreRow(
                benchmark_version="0.1.0",
                submission=name,
                submission_version=1,
                kind=kind,
                dataset=dataset_name,
                dataset_version=1,
                view=view,
                metric=metric.name,
                group=metric.group,
                value=value,
                low=value - 0.01,
                high=value + 0.01,
                scaled=value if metric.ranked else None,
                status="ok",
                reason="",
                counts=metric.ranked,
                counts_reason="" if metric.ranked else "reported, not ranked",
                headline=metric.ranked,
                n_cells=700,
                n_dims=50,
                embedding_sha256="1" * 64,
                truth_sha256="c" * 64,
                seed=7,
            ),
            **changes,
        )
        for metric in METRICS.values()
        for view in ("native", "pca50")
    ]


def draws(name, dataset_name, value, rng, n_draws=20):
    """Return the group scores on so many subsamples of cells."""
    return [
        DrawRow(name, dataset_name, draw, value + 0.1 + rng.gauss(0, 0.02), value - 0.15 + rng.gauss(0, 0.02))
        for draw in range(n_draws)
    ]


def layouts(name, dataset_name, n_cells=50):
    """Return the places of so many cells of an evaluation that `scores` makes."""
    rng = random.Random(2)  # noqa: S311 - the same
    return [
        LayoutRow(
            submission=name,
            dataset=dataset_name,
            embedding_sha256="1" * 64,
            x=rng.randrange(1001),
            y=rng.randrange(1001),
            label=rng.choice(["B cell", "T cell"]),
            batch=rng.choice(["a", "b"]),
        )
        for _ in range(n_cells)
    ]


def made_tables(n_submissions=6, datasets=KINDS):
    """Return table -> rows of a benchmark with so many submissions, and every control."""
    rng = random.Random(1)  # noqa: S311 - numbers of a test
    tables = {kind.table: [] for kind in TABLES}
    tables["datasets"] = [dataset(name, kind) for name, kind in datasets.items()]
    names = [f"model_{number:03d}" for number in range(n_submissions)]
    for place, name in enumerate(names):
        title, track = NAMES[place % len(NAMES)], TRACKS[place % len(NAMES)]
        title = title if n_submissions <= len(NAMES) else f"{title} {place}"
        value = 0.8 - 0.5 * place / max(1, n_submissions)
        tables["submissions"].append(submission(name, title, track, uses_batch=title.startswith("scVI")))
        tables["ranking"].append(
            ranking(
                name,
                title,
                track=track,
                uses_batch=title.startswith("scVI"),
                overall=value,
                overall_low=value - 0.02,
                overall_high=value + 0.02,
                biology=min(1.0, value + 0.1),
                batch=value - 0.15,
                best_baseline=names[0],
                difference=value - 0.8,
                difference_low=value - 0.83,
                difference_high=value - 0.77,
                ranked_score=value,
                rank=place + 1,
                rank_low=max(1, place),
                rank_high=min(n_submissions, place + 2),
                tied_with_best=place < 2,
            )
        )
        _evaluate(tables, name, "submission", value, rng)
    for name, control in CONTROLS.items():
        value = rng.random()
        tables["ranking"].append(
            ranking(name, control.title, "control", "control", overall=value, biology=value, batch=1 - value)
        )
        _evaluate(tables, name, "control", value, rng)
    return tables


def _evaluate(tables, name, kind, value, rng):
    for row in tables["datasets"]:
        if row.active:
            here = value + rng.uniform(-0.1, 0.1)
            tables["evaluations"].append(evaluation(name, row.dataset, kind, here))
            tables["scores"] += scores(name, row.dataset, kind, here)
            tables["draws"] += draws(name, row.dataset, here, rng)


def write_tables(tables, folder):
    """Write tables as the pipeline does."""
    for kind in TABLES:
        write_rows(kind, tables[kind.table], folder / f"{kind.table}.parquet")
    if "layouts" in tables:
        write_rows(LayoutRow, tables["layouts"], folder / "layouts.parquet")
