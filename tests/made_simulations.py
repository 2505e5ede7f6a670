"""Rows of simulations and of an audit made for a test: the numbers mean nothing but what is said here."""

from stages.auditing.rows import AuditRow
from stages.metrics import METRICS
from stages.simulation.rows import CoverageRow, SensitivityRow

SCORES = ("biology", "batch", "overall")
DRAWN = [name for name, metric in METRICS.items() if metric.drawn]


def sensitivity_rows():
    """Return metrics that are as high as the level of biology, and fall with the batch effects."""
    rows = []
    for embedding, factor in (("pca", "biology"), ("batch_free", "biology"), ("pca", "batch")):
        for level in (0.0, 1.0, 2.0):
            for replicate in (0, 1):
                value = level / 2 if factor == "biology" else 0.8 - level / 4
                rows += [
                    SensitivityRow(
                        factor, level, replicate, embedding, name, metric.group, value, "ok", "", 1000
                    )
                    for name, metric in METRICS.items()
                ]
    return rows


def coverage_rows(*, coverage=0.9):
    """Return every score with the same coverage; without it as undefined everywhere."""
    ends = (None, None) if coverage is None else (coverage - 0.05, min(1, coverage + 0.05))
    keys = [(embedding, score) for embedding in ("frozen", "centred") for score in (*DRAWN, *SCORES)]
    keys += [("difference", score) for score in SCORES]
    return [
        CoverageRow(
            redrawn=redrawn,
            truth=truth,
            embedding=embedding,
            score=score,
            true_value=0.5,
            true_n_cells=12000 if truth == "large" else 800,
            true_n_datasets=4,
            n_cells=800,
            n_datasets=200,
            n_intervals=200,
            n_holding=180,
            coverage=coverage,
            coverage_low=ends[0],
            coverage_high=ends[1],
            mean=0.6,
            spread=0.0213,
            margin=0.04,
        )
        for redrawn, truth in (("cells", "same_size"), ("cells", "large"), ("samples", "same_size"))
        for embedding, score in keys
    ]


def audit_row(metric="bras", dataset="toy", **changes):
    """Return a row of one comparison of two evaluations: equal, unless changes say otherwise."""
    content = {
        "judge": "library 1.0",
        "neighbours": "none",
        "n_evaluations": 2,
        "n_compared": 2,
        "tolerance": 1e-4,
        "deviation": 2e-7,
        "submission": "mine",
        "ours": 0.5,
        "theirs": 0.5000002,
        "n_beyond": 0,
        "referee": None,
        "recall": None,
        "verdict": "equal",
        "reason": "",
    }
    return AuditRow(dataset=dataset, metric=metric, **(content | changes))


def audit_rows():
    """Return an equal metric, one that differs by arithmetic, one by search, and one without a value."""
    beyond = {"n_beyond": 1, "verdict": "ours_is_right", "deviation": 0.01, "ours": 0.5, "referee": 0.5}
    return [
        audit_row("bras"),
        audit_row("bras", "other", deviation=3e-6),
        audit_row("ilisi", neighbours="exact", theirs=0.51, reason="digits are lost", **beyond),
        audit_row("graph_connectivity", neighbours="exact", deviation=0.0, theirs=0.5),
        audit_row(
            "graph_connectivity", neighbours="own", theirs=0.49, reason="its search", recall=0.981, **beyond
        ),
        audit_row(
            "pcr_comparison",
            n_compared=0,
            deviation=None,
            submission=None,
            ours=None,
            theirs=None,
            verdict="undefined",
            reason="nothing to remove",
        ),
    ]
