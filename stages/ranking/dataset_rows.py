"""Rows of datasets.parquet: what the catalog says, and what was measured where it was prepared."""

from collections.abc import Mapping
from typing import Any

from stages.catalog import Dataset, Source
from stages.columns import DatasetRow
from stages.corpora import Corpus
from stages.records import DatasetFacts

_AS_CATALOGUED = (
    *("title", "version", "kind", "organism", "tissue", "summary", "too_small_for", "caveats"),
    *("license", "citation", "doi"),
)
_MEASURED = (
    *("n_cells", "n_genes", "n_batches", "n_labels", "n_donors", "median_genes_per_cell"),
    *("median_counts_per_cell", "sparsity", "cells_sha256", "truth_sha256", "unintegrated_sha256"),
)


def dataset_row(
    dataset: Dataset,
    facts: DatasetFacts | None,
    corpora: Mapping[str, Corpus],
    *,
    active: bool,
    headline_reason: str,
) -> DatasetRow:
    """Return the row of one dataset; `facts` are None until it has been prepared."""
    overlaps = dataset.contamination
    return DatasetRow(
        dataset=dataset.id,
        active=active,
        in_headline=not headline_reason,
        headline_reason=headline_reason,
        source=_origin(dataset.source),
        source_sha256=dataset.source.sha256,
        contamination_corpora=tuple(
            corpora[overlap.corpus].title if overlap.corpus in corpora else overlap.corpus
            for overlap in overlaps
        ),
        contamination=tuple(overlap.grade for overlap in overlaps),
        contamination_evidence=tuple(overlap.evidence for overlap in overlaps),
        **{name: getattr(dataset, name) for name in _AS_CATALOGUED},
        **_measured(facts),
    )


def _origin(source: Source) -> str:
    if source.builtin is not None:
        return f"stages/builtin: {source.builtin}"
    if source.parts:
        return f"{len(source.parts)} files, the first of them {source.parts[0].url}"
    return str(source.path or source.url or source.by_hand)


def _measured(facts: DatasetFacts | None) -> dict[str, Any]:
    """Return what prepare measured, names of labels and batches sorted; null or empty without facts."""
    labels = dict(sorted(facts.cells_per_label.items())) if facts else {}
    batches = dict(sorted(facts.cells_per_batch.items())) if facts else {}
    return {name: getattr(facts, name, None) for name in _MEASURED} | {
        "labels": tuple(labels),
        "cells_per_label": tuple(labels.values()),
        "batches": tuple(batches),
        "cells_per_batch": tuple(batches.values()),
        "warnings": facts.warnings if facts else (),
    }
