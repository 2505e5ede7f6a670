"""A raw file, checked and taken apart."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from stages.catalog import Keys
from stages.preparation.annotation import complete_column, merged, text_column
from stages.preparation.counts import Counts, Survey, counts_in, survey
from stages.preparation.genes import gene_table
from stages.preparation.raw_file import RawFile, require_unique_genes
from stages.preparation.totals import disagreements, total_counts


@dataclass(frozen=True, slots=True)
class Parts:
    """What a raw file holds, in the benchmark's terms; rows are in the order of the file."""

    counts: Counts  # (n_cells, n_genes) integers, read in blocks
    survey: Survey
    totals: npt.NDArray[np.float64]  # (n_cells,) library sizes
    genes: pd.DataFrame  # symbol and ensembl_id by gene id
    truth: pd.DataFrame  # label, batch, donor, label_ontology_id by cell id
    warnings: tuple[str, ...]


def take_apart(raw: RawFile, keys: Keys, path: Path, where: str) -> Parts:
    """Check all that a dataset must promise and return its parts; nothing is filtered."""
    counts = counts_in(raw, keys.counts, where)
    require_unique_genes(counts.genes.index, path)
    truth = _truth(raw.obs, keys, where)
    found = survey(counts, where)
    return Parts(
        counts=counts,
        survey=found,
        totals=total_counts(raw.obs, found.sums, keys.total_counts_key, where),
        genes=gene_table(counts.genes, keys.symbol_key, keys.ensembl_key, where),
        truth=truth,
        warnings=(
            *_empty_cells(found.sums, raw.obs.index),
            *disagreements(raw.obs, found.sums, keys.total_counts_key),
        ),
    )


def _truth(obs: pd.DataFrame, keys: Keys, where: str) -> pd.DataFrame:
    optional = {"donor_key": keys.donor_key, "label_ontology_key": keys.label_ontology_key}
    donor, ontology = (text_column(obs, key, name, where) if key else None for name, key in optional.items())
    batch = complete_column(obs, keys.batch_key, "batch_key", where)
    for key in keys.batch_also_by:
        batch = batch + " | " + complete_column(obs, key, "batch_also_by", where)
    return pd.DataFrame(
        {
            "label": complete_column(obs, keys.label_key, "label_key", where),
            "batch": merged(batch, keys.batch_merge, where),
            "donor": donor,
            "label_ontology_id": ontology,
        },
        index=obs.index,
        dtype=object,
    )


def _empty_cells(sums: npt.NDArray[np.float64], names: pd.Index) -> list[str]:
    empty = names[sums == 0]
    if not len(empty):
        return []
    return [f"{len(empty):,} cells have no counts and are kept, such as {list(empty[:3])}"]
