"""The pack `scib` on the files of one evaluation: the same work as the peer does, and no more."""

import sys
from pathlib import Path

from threadpoolctl import threadpool_limits

from stages.files import write_json
from stages.metrics.cells import Cells
from stages.metrics.compute import compute
from stages.metrics.inputs import read_evaluation
from stages.metrics.parallel import n_cores

# What `Benchmarker` computes with Leiden on; where it has two numbers of one clustering, so have we.
_NAMES = (
    "nmi_leiden",
    "ari_leiden",
    "nmi_kmeans_scib",
    "ari_kmeans_scib",
    "silhouette_label",
    "isolated_labels",
    "clisi",
    "bras",
    "ilisi",
    "kbet",
    "graph_connectivity",
    "pcr_comparison",
)


def main(folder: Path) -> None:
    """Score the native view and write it."""
    found = read_evaluation(*(folder / f"{name}.parquet" for name in ("embedding", "truth", "unintegrated")))
    truth = found.truth
    cells = Cells(found.points, truth.label, truth.batch, truth.unintegrated, n_threads=n_cores())
    with threadpool_limits(1):
        values = compute(cells, _NAMES)
    write_json({name: value.as_json() for name, value in values.items()}, folder / "ours.json")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
