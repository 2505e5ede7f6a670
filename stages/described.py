"""The columns of the tables of what was evaluated: name, type and meaning, once."""

from dataclasses import dataclass
from typing import ClassVar

from stages.rows import Row, column


@dataclass(frozen=True, slots=True)
class SubmissionRow(Row):
    """What a submission says about itself, and what running it cost."""

    table: ClassVar[str] = "submissions"

    submission: str = column("id: the folder below submissions/")
    name: str = column("name on the leaderboard")
    version: int = column("raised whenever the vectors change")
    summary: str = column("one sentence on what a vector is")
    track: str = column("`zero-shot`, `fitted` (on the evaluated cells) or `control`")
    uses_batch: bool = column("whether it is told which batch a cell comes from")
    dataset_context: str = column("what a vector depends on beside its own cell, as declared")
    checks: str = column(
        "what the rehearsal says: `passed`, `refused` (then it has no rank) or `not checked`"
    )
    checks_reason: str = column("why it is refused or not checked, else empty")
    measured_context: str | None = column(
        "what a vector depends on beside its own cell, as measured: `none`, `gene_selection`, `statistics` "
        "or `fit`; null like every figure below where not checked, or where a check before it failed"
    )
    repeat_shift: float | None = column(
        "how far vectors move in a second run of one seed, in median distances between cells (99 % of cells)"
    )
    order_shift: float | None = column("the same where cells come in another order")
    order_neighbours_kept: float | None = column("share of the 15 nearest neighbours kept in another order")
    one_type_shift: float | None = column(
        "how far vectors move where a cell type is embedded alone; null also where dimensions change"
    )
    half_shift: float | None = column("the same where a random half of the cells is embedded")
    singly_shift: float | None = column("the same one cell at a time; null where company already mattered")
    recognised: float | None = column(
        "balanced accuracy of a vote of 15 neighbours on the cell types of the 500 rehearsal cells, 0 to 1"
    )
    destroyed_recognised: float | None = column("the same where every gene is dealt out anew over the cells")
    thinned_drop: float | None = column("by how much it falls where 5 % of the molecules are taken away")
    names_worth: float | None = column("by how much it falls where the names of genes are dealt out anew")
    names_worth_low: float | None = column("lower end of its 95 % interval over cells")
    names_worth_high: float | None = column("upper end of that interval")
    supervised_pretraining: bool = column("whether cell type labels were used in training")
    license: str = column("licence of the code")
    weights_license: str | None = column("licence of the weights")
    authors: tuple[str, ...] = column("people behind the model")
    orcids: tuple[str, ...] = column("their ORCID iDs in the same order, empty where not given")
    paper: str | None = column("where the model is described")
    code: str | None = column("where its own code is")
    parameters_millions: float | None = column("number of weights, in millions")
    embedding_dim: int | None = column("most dimensions a vector can have, as declared")
    n_dims: int | None = column("most dimensions of its embeddings here")
    organisms: tuple[str, ...] = column("what the model was made for")
    gene_ids: str = column("which names of genes it reads: `symbol` or `ensembl`")
    pretraining: tuple[str, ...] = column("corpora the weights were trained on")
    pretraining_evidence: tuple[str, ...] = column("where this can be read, in the same order")
    checkpoint_sha256: tuple[str, ...] = column("hashes of the files of weights")
    cost: str = column("`heavy`: `make leaderboard` shows its scores without computing them")
    superseded_by: str | None = column("id of the submission that takes its place")
    n_runs_ok: int = column("active datasets on which it ran")
    n_runs_failed: int = column("active datasets on which it did not")
    wall_s_per_10k_cells: float | None = column(
        "median over its runs of seconds per 10,000 cells; start-up included, so high on small datasets"
    )
    peak_rss_mib: float | None = column("most memory one of its runs held, in MiB")
    peak_gpu_mib: float | None = column("most GPU memory one of its runs held, in MiB; null without GPU")


@dataclass(frozen=True, slots=True)
class DatasetRow(Row):
    """One dataset of the catalog, with what was measured where it has been prepared."""

    table: ClassVar[str] = "datasets"

    dataset: str = column("id: the key in data/catalog.yaml")
    title: str = column("name shown to readers")
    version: int = column("raised whenever numbers may move")
    kind: str = column("`real`, `semi-synthetic` or `synthetic`")
    active: bool = column("whether submissions are evaluated on it")
    in_headline: bool = column("whether it is part of the headline mean")
    headline_reason: str = column("why it is not, else empty")
    organism: str = column("species")
    tissue: str = column("where the cells are from")
    summary: str = column("what it is")
    too_small_for: tuple[str, ...] = column("questions it cannot answer")
    caveats: tuple[str, ...] = column("what a reader should know")
    license: str = column("licence of the data")
    citation: str = column("what to cite")
    doi: str | None = column("digital object identifier of that publication")
    source: str = column("where the file comes from: an address, a path, or how it is made")
    source_sha256: str | None = column("hash of the file as published")
    contamination_corpora: tuple[str, ...] = column("pretraining corpora for which overlap was looked into")
    contamination: tuple[str, ...] = column(
        "what was found, in the same order: `labels_seen`, `seen`, `likely`, `partial`, `unknown` or `unseen`"
    )
    contamination_evidence: tuple[str, ...] = column("on what grounds, in the same order")
    n_cells: int | None = column("number of cells; null until prepared, like all that follows")
    n_genes: int | None = column("number of genes")
    n_batches: int | None = column("number of batches")
    n_labels: int | None = column("number of cell types")
    n_donors: int | None = column("number of donors; null where unknown")
    labels: tuple[str, ...] = column("cell types, sorted")
    cells_per_label: tuple[int, ...] = column("their numbers of cells, in the same order")
    batches: tuple[str, ...] = column("batches, sorted")
    cells_per_batch: tuple[int, ...] = column("their numbers of cells, in the same order")
    median_genes_per_cell: float | None = column("median number of genes with a count")
    median_counts_per_cell: float | None = column("median sum of counts")
    sparsity: float | None = column("share of zeros among the counts, 0 to 1")
    warnings: tuple[str, ...] = column("what looked odd when it was prepared")
    cells_sha256: str | None = column("hash of cells.h5ad, which models see")
    truth_sha256: str | None = column("hash of truth.parquet, which scores are computed against")
    unintegrated_sha256: str | None = column("hash of unintegrated.parquet, the reference for batch removal")
