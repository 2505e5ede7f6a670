"""Part what a model may see from the truth."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa

from stages.catalog import Dataset, Keys, read_dataset
from stages.cells_file import write_blocks
from stages.cli import run
from stages.embeddings import write_embedding
from stages.errors import BenchmarkError
from stages.files import replacing, sha256_of, write_json, write_parquet
from stages.preparation.annotation import counted
from stages.preparation.parts import Parts, take_apart
from stages.preparation.raw_file import opened
from stages.preparation.reference import unintegrated as unintegrated_of
from stages.records import DatasetFacts


def prepare(
    *,
    dataset: str,
    catalog: Path,
    raw: Path,
    seed: int,
    cells: Path,
    truth: Path,
    unintegrated: Path,
    facts: Path,
) -> None:
    """Write the cells without labels, the truth, the unintegrated reference and the facts.

    Every promise of a dataset is checked here, once; no cell and no gene is dropped.
    """
    entry = read_dataset(catalog, dataset)
    keys = _known_keys(entry, catalog)
    stamp = {"dataset": dataset, "dataset_version": str(entry.version)}
    with opened(raw) as file:
        parts = take_apart(file, keys, raw, f"{raw} and {catalog}: {dataset}.keys")
        _write_visible(parts, entry, cells)
        vectors = unintegrated_of(parts.counts, parts.totals, seed)
    write_parquet(_truth_table(parts, stamp), truth)
    write_embedding(unintegrated, list(parts.truth.index), vectors, stamp)
    write_json(_facts(parts, entry, cells, truth, unintegrated).as_json(), facts)


def _known_keys(entry: Dataset, catalog: Path) -> Keys:
    if entry.keys is None:
        raise BenchmarkError(
            f"the catalog names no keys of {entry.id}; expected at least batch_key and label_key",
            where=f"{catalog}: {entry.id}.keys",
            fix="add keys: {batch_key: <column of obs>, label_key: <column of obs>}",
        )
    return entry.keys


def _write_visible(parts: Parts, entry: Dataset, cells: Path) -> None:
    """Write all that a model may see, built anew so that nothing else can come along."""
    index = pd.Index(parts.truth.index.to_numpy(dtype=object), name="cell_id")
    batch = pd.Categorical(parts.truth["batch"].astype(str))
    obs = pd.DataFrame({"batch": batch, "total_counts": parts.totals.astype(np.float32)}, index=index)
    uns = {"dataset": entry.id, "dataset_version": entry.version}
    with replacing(cells) as draft:  # compressed: a flipped bit is then an error and never a crash
        write_blocks(parts.counts.blocks(), obs, parts.genes, draft, uns=uns, compression="gzip")


def _truth_table(parts: Parts, stamp: dict[str, str]) -> pa.Table:
    columns = {name: pa.array(parts.truth[name].tolist(), pa.string()) for name in parts.truth.columns}
    cell_ids = pa.array(parts.truth.index.tolist(), pa.string())
    return pa.table({"cell_id": cell_ids, **columns}).replace_schema_metadata(stamp)


def _facts(parts: Parts, entry: Dataset, cells: Path, truth: Path, unintegrated: Path) -> DatasetFacts:
    labels, batches = counted(parts.truth["label"]), counted(parts.truth["batch"])
    donors = parts.truth["donor"].dropna()
    n_cells, n_genes = len(parts.truth), len(parts.genes)
    return DatasetFacts(
        dataset=entry.id,
        dataset_version=entry.version,
        n_cells=n_cells,
        n_genes=n_genes,
        n_batches=len(batches),
        n_labels=len(labels),
        n_donors=donors.nunique() if len(donors) else None,
        cells_per_label=labels,
        cells_per_batch=batches,
        median_genes_per_cell=float(np.median(parts.survey.n_genes)),
        median_counts_per_cell=float(np.median(parts.survey.sums32)),
        sparsity=1 - parts.survey.n_entries / (n_cells * n_genes),
        warnings=parts.warnings,
        cells_sha256=sha256_of(cells),
        truth_sha256=sha256_of(truth),
        unintegrated_sha256=sha256_of(unintegrated),
    )


if __name__ == "__main__":
    run(prepare)
