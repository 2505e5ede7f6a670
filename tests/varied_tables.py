"""Tables in which everything occurs, and their ranking: failures, provisional ranks, overlap, odd names."""

from dataclasses import replace

import numpy as np
from made_tables import layouts, made_tables

from stages.ranking.board import profile
from stages.ranking.groups import Score, weighted_mean
from stages.ranking.intervals import NO_ESTIMATE, Sampling
from stages.ranking.ranks import leader, standings

SAMPLING = Sampling(seed=7, draw_fraction=0.5)
LONG = "A model with a very long name, sixty characters exactly!!!!!"
MARKUP = "<b>R&D</b> \"v2\" 'x'"


GUT = {"tissue": "gut", "n_cells": 9000}


def varied_tables():
    """Return eight submissions on four datasets."""
    kinds = {"pbmc": "real", "gut": "real", "thinned": "semi-synthetic", "planted": "synthetic"}
    tables = made_tables(8, kinds)
    tables["datasets"] = [
        replace(
            row, tissue="gut", n_cells=9000, contamination_corpora=("Everything",), contamination=("likely",)
        )
        if row.dataset == "gut"
        else row
        for row in tables["datasets"]
    ]
    titles = {"model_001": LONG, "model_002": MARKUP}
    for table in ("submissions", "ranking"):
        tables[table] = [replace(row, name=titles.get(row.submission, row.name)) for row in tables[table]]
    tables["evaluations"] = [
        replace(row, exposure="likely" if (row.submission, row.dataset) == ("model_005", "gut") else "unseen")
        for row in tables["evaluations"]
    ]
    fail(tables, "model_003", "gut", "the model needs more memory")
    fail(tables, "model_004", "gut", "too slow")
    fail(tables, "model_004", "pbmc", "too slow")
    fail(tables, "model_004", "thinned", "too slow")
    tables["layouts"] = layouts("model_000", "pbmc")
    return ranked(tables)


def fail(tables, name, where, reason):
    """Take the scores of an evaluation out of the tables: it failed, for this reason."""
    nothing = dict.fromkeys(
        (
            "overall",
            "overall_low",
            "overall_high",
            "biology",
            "biology_low",
            "biology_high",
            "batch",
            "batch_low",
            "batch_high",
        )
    )
    here = (name, where)
    tables["evaluations"] = [
        replace(row, status="failed", reason=reason, wall_s=None, n_cells=None, **nothing)
        if (row.submission, row.dataset) == here
        else row
        for row in tables["evaluations"]
    ]
    empty = {"value": None, "low": None, "high": None, "scaled": None, "status": "failed", "reason": reason}
    tables["scores"] = [
        replace(row, **empty) if (row.submission, row.dataset) == here else row for row in tables["scores"]
    ]
    tables["draws"] = [row for row in tables["draws"] if (row.submission, row.dataset) != here]


def ranked(tables, share=0.6, datasets=None):
    """Return the tables with the ranking that stages.ranking makes of their evaluations and draws."""
    chosen = datasets or sorted(row.dataset for row in tables["datasets"] if row.in_headline)
    boards = {row.submission: _profile(tables, row.submission, share, chosen) for row in tables["ranking"]}
    listed = {row.submission: boards[row.submission] for row in tables["ranking"] if row.kind == "submission"}
    found = standings(listed, SAMPLING)
    best = leader(boards, [row.submission for row in tables["ranking"] if row.baseline])
    rows = [
        _row(row, boards, found.get(row.submission), best, _here(tables, row.submission, chosen))
        for row in sorted(tables["ranking"], key=lambda row: row.submission)
    ]
    return tables | {"ranking": rows}


def _profile(tables, name, share, chosen):
    rows = {row.dataset: row for row in tables["evaluations"] if row.submission == name}
    values = []
    for where in chosen:
        drawn = [row for row in tables["draws"] if (row.submission, row.dataset) == (name, where)]
        groups = [
            Score(
                getattr(rows[where], group),
                draws=np.array([getattr(row, group) for row in drawn], dtype=float),
            )
            for group in ("biology", "batch")
        ]
        values.append(weighted_mean(groups, [share, 1 - share]))
    return profile(values, 20)


def _here(tables, name, chosen):
    return [row for row in tables["evaluations"] if row.submission == name and row.dataset in chosen]


def _row(row, boards, standing, best, here):
    own = boards[row.submission]
    overall = own.mean(SAMPLING) if own.complete else NO_ESTIMATE
    difference = own.minus(boards[best], SAMPLING) if best else NO_ESTIMATE
    places = {
        name: getattr(standing, name, None) for name in ("ranked_score", "rank", "rank_low", "rank_high")
    }
    missing = [f"{found.dataset}: {found.reason}" for found in here if found.overall is None]
    return replace(
        row,
        **overall.columns("overall"),
        **difference.columns("difference"),
        **places,
        biology=_mean([found.biology for found in here]),
        batch=_mean([found.batch for found in here]),
        best_baseline=best,
        tied_with_best=bool(standing and standing.tied_with_best),
        n_datasets=len(here),
        n_scored=len(here) - len(missing),
        provisional=standing is not None and not own.complete,
        reason="; ".join(missing),
    )


def _mean(values):
    return None if None in values else sum(values) / len(values)
