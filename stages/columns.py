"""The columns of the tables of what was measured: name, type and meaning, once."""

from dataclasses import dataclass
from typing import ClassVar

from stages.described import DatasetRow, SubmissionRow
from stages.rows import Row, column

__all__ = ["DatasetRow", "EvaluationRow", "RankingRow", "ScoreRow", "SubmissionRow"]


@dataclass(frozen=True, slots=True)
class ScoreRow(Row):
    """One metric in one view of one evaluation."""

    table: ClassVar[str] = "scores"

    benchmark_version: str = column("version of the benchmark that computed the value")
    submission: str = column("id of the submission or control")
    submission_version: int | None = column("version of the submission; null where it has not run")
    kind: str = column("`submission`, or `control` for the embeddings that see the truth")
    dataset: str = column("id of the dataset")
    dataset_version: int = column("version of the dataset")
    view: str = column("`native`: the embedding as it is; `pca50`: its first 50 principal components")
    metric: str = column("id of the metric, explained on the metrics page")
    group: str = column("`biology`, `batch` or `diagnostic`")
    value: float | None = column("the metric on its own scale; null unless `status` is ok")
    low: float | None = column("lower end of the 95 % interval of `value` over cells; null where not drawn")
    high: float | None = column("upper end of that interval")
    scaled: float | None = column("`value` with the worst control at 0 and the best at 1, not clipped")
    status: str = column(
        "`ok`; `undefined`: the metric has no value here; `failed`: there is no evaluation; "
        "`not run`: nobody has run it yet"
    )
    reason: str = column("why there is no value, else empty")
    counts: bool = column("whether the metric enters group means on this dataset and view, for anybody")
    counts_reason: str = column("why it does not, else empty")
    headline: bool = column("whether it counts and this is the view that its group's mean is taken from")
    n_cells: int | None = column("number of cells scored")
    n_dims: int | None = column("dimensions of the embedding, before any view")
    embedding_sha256: str | None = column("content hash of the embedding that was scored")
    truth_sha256: str | None = column("hash of the labels and batches that it was scored against")
    seed: int | None = column("seed of every random draw in scoring")


@dataclass(frozen=True, slots=True)
class EvaluationRow(Row):
    """One submission or control on one dataset: its group scores, and what the run cost."""

    table: ClassVar[str] = "evaluations"

    submission: str = column("id of the submission or control")
    kind: str = column("`submission` or `control`")
    dataset: str = column("id of the dataset")
    in_headline: bool = column("whether the dataset is part of the headline mean")
    status: str = column(
        "`ok`; `undefined`: scored, but without an overall score; `failed`: not scored; "
        "`not run`: nobody has run it yet, as where weights are not available"
    )
    reason: str = column("why there is no overall score, else empty")
    overall: float | None = column("weighted mean of `biology` and `batch`; null if one of them is")
    overall_low: float | None = column("lower end of its 95 % interval over cells")
    overall_high: float | None = column("upper end of that interval")
    biology: float | None = column("mean of the scaled biology metrics that count; null if one is undefined")
    biology_low: float | None = column("lower end of its 95 % interval over cells")
    biology_high: float | None = column("upper end of that interval")
    batch: float | None = column("mean of the scaled batch metrics that count; null if one is undefined")
    batch_low: float | None = column("lower end of its 95 % interval over cells")
    batch_high: float | None = column("upper end of that interval")
    exposure: str = column(
        "what pretraining has seen of it: `labels_seen`, `seen`, `likely`, `partial`, `unknown` or `unseen`"
    )
    exposure_evidence: str = column("on what grounds, of the corpus that is the worst")
    n_cells: int | None = column("number of cells")
    n_dims: int | None = column("dimensions of the embedding")
    wall_s: float | None = column("seconds the run took, start-up and fitting included; null for controls")
    cpu_s: float | None = column("CPU seconds of the run")
    peak_rss_mib: float | None = column("most memory the run held, in MiB")
    peak_gpu_mib: float | None = column("most GPU memory the run held, in MiB; null where no GPU was used")
    device: str | None = column("what the run computed on")
    confinement: str | None = column("how the run was kept from everything but its input")
    code_sha256: str | None = column("hash of the submission's `embed.py`")
    file_sha256: str | None = column(
        "SHA-256 of `data/embeddings/<submission>/<dataset>.parquet`; null if not recorded"
    )
    git_commit: str | None = column("commit of the repository that ran it")


@dataclass(frozen=True, slots=True)
class RankingRow(Row):
    """One submission or control, over the datasets of the headline."""

    table: ClassVar[str] = "ranking"

    submission: str = column("id of the submission or control")
    name: str = column("its name on the leaderboard")
    kind: str = column("`submission` or `control`; controls have no rank")
    track: str = column("`zero-shot`, `fitted` (on the evaluated cells) or `control`")
    baseline: bool = column("whether the maintainers list it as a baseline")
    uses_batch: bool | None = column("whether it is told which batch a cell comes from; null for controls")
    checks: str | None = column(
        "what the rehearsal says: `passed`, `refused` (then it has no rank) or `not checked`; null "
        "for controls"
    )
    zero_shot: bool = column(
        "whether it declares, and the rehearsal measured, that a vector depends on its own cell, or on a "
        "choice of genes at most"
    )
    overall: float | None = column(
        "mean of the overall scores over the headline's datasets; null if one is missing"
    )
    overall_low: float | None = column("lower end of its 95 % interval")
    overall_high: float | None = column("upper end of that interval")
    biology: float | None = column(
        "mean of the biology scores over the same datasets; null if one is missing"
    )
    batch: float | None = column("mean of the batch scores over the same datasets; null if one is missing")
    avg_bio: float | None = column(
        "mean AvgBIO (NMI, ARI and label silhouette, not scaled) over the same datasets"
    )
    best_baseline: str | None = column("the complete baseline with the highest overall score")
    difference: float | None = column("mean paired difference of overall scores to the best baseline")
    difference_low: float | None = column("lower end of its 95 % interval")
    difference_high: float | None = column("upper end of that interval")
    ranked_score: float | None = column("what the rank is made of: `overall`, or its estimate if provisional")
    rank: int | None = column("1 + the number of submissions with a higher `ranked_score`")
    rank_low: int | None = column("1 + the number of submissions that are surely better")
    rank_high: int | None = column("the number of ranked submissions - the number that are surely worse")
    tied_with_best: bool = column("whether the best complete submission is not surely better")
    n_datasets: int = column("number of datasets in the headline")
    n_scored: int = column("on how many of them it has an overall score")
    provisional: bool = column("whether datasets are missing, so that rank and difference rest on the others")
    n_unseen: int = column("on how many of them it has an overall score and pretraining has seen nothing")
    unseen_score: float | None = column(
        "as `ranked_score`, over those only; null if fewer than 3 (or all, where the headline has fewer)"
    )
    unseen_rank: int | None = column("1 + the number of submissions with a higher `unseen_score`")
    few_datasets: bool = column(
        "whether intervals cover other cells only, as datasets are too few to resample"
    )
    reason: str = column("what is missing and why, else empty")
