"""The field's library on the files of one evaluation: all its metrics, as its users run it."""

import sys
from pathlib import Path

import anndata as ad
import numpy as np
import pyarrow.parquet as pq
from scib_metrics.benchmark import BatchCorrection, Benchmarker, BioConservation

from stages.embeddings import read_embedding


def main(folder: Path) -> None:
    """Run `Benchmarker` with every metric on, Leiden too."""
    embedding, reference = (
        read_embedding(folder / f"{name}.parquet") for name in ("embedding", "unintegrated")
    )
    adata = ad.AnnData(np.zeros((len(embedding.cell_ids), 1), dtype=np.float32))
    truth = pq.read_table(folder / "truth.parquet", columns=["label", "batch"])
    for name in ("label", "batch"):
        adata.obs[name] = truth[name].to_pylist()
    adata.obsm["embedding"] = embedding.vectors.copy()  # its k-means writes into it
    adata.obsm["unintegrated"] = reference.vectors
    bench = Benchmarker(  # every metric is on by default but Leiden
        adata,
        batch_key="batch",
        label_key="label",
        embedding_obsm_keys=["embedding"],
        bio_conservation_metrics=BioConservation(nmi_ari_cluster_labels_leiden=True),
        batch_correction_metrics=BatchCorrection(),
        pre_integrated_embedding_obsm_key="unintegrated",
        n_jobs=1,
        progress_bar=False,
    )
    bench.benchmark()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
