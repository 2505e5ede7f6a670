"""Rows of simulations made for a test: the numbers mean nothing but what is said here."""

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
