"""What crosses a stage boundary: frozen records and their JSON."""

from dataclasses import asdict, dataclass, field, fields
from typing import Any, Literal

Group = Literal["biology", "batch", "diagnostic"]
Track = Literal["zero-shot", "fitted", "control"]
Kind = Literal["real", "semi-synthetic", "synthetic"]

SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class MetricValue:
    """One metric of one view of one evaluation: a number, or the reason why there is none.

    `draws` are the values on the benchmark's fixed subsamples of cells, the same cells for every
    submission; None where a draw is undefined. `low` and `high` bound the 95 % interval. `parts` are
    (label, value) where the value is a mean over labels that is worth taking apart.
    """

    value: float | None
    status: Literal["ok", "undefined"] = "ok"
    reason: str = ""
    low: float | None = None
    high: float | None = None
    draws: tuple[float | None, ...] = ()
    parts: tuple[tuple[str, float], ...] = ()

    @classmethod
    def undefined(cls, reason: str) -> "MetricValue":
        """Return a value that does not exist, with its reason."""
        return cls(value=None, status="undefined", reason=reason)

    def as_json(self) -> float | dict[str, str] | None:
        """Return the number, or the status with its reason: what a person compares."""
        return self.value if self.status == "ok" else {"status": self.status, "reason": self.reason}

    def spread_as_json(self) -> dict[str, Any]:
        """Return the ends of the interval and the draws behind it."""
        return {"low": self.low, "high": self.high, "draws": list(self.draws)}

    @classmethod
    def from_json(
        cls,
        content: float | dict[str, str],
        spread: dict[str, Any] | None = None,
        parts: dict[str, float] | None = None,
    ) -> "MetricValue":
        """Read what `as_json` and `spread_as_json` wrote, and the value of each label."""
        spread = spread or {}
        number = None if isinstance(content, dict) else content
        status = content if isinstance(content, dict) else {}
        more = {"draws": tuple(spread.get("draws", ())), "parts": tuple((parts or {}).items())}
        return cls(number, **status, **(spread | more))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class EvaluationScores:
    """Every metric of one evaluation, in two files of the same path.

    `leaderboard/scores/<submission>/<dataset>.json` holds the numbers, which people compare and
    `dvc metrics diff` shows; `leaderboard/draws/<submission>/<dataset>.json` what the intervals are made of.
    """

    submission: str
    submission_version: int
    dataset: str
    dataset_version: int
    benchmark_version: str
    embedding_sha256: str  # content hash of the vectors that were scored
    truth_sha256: str  # hash of truth.parquet
    seed: int
    n_cells: int
    n_dims: int
    views: dict[str, dict[str, MetricValue]]  # view -> metric -> value
    schema_version: int = SCHEMA_VERSION

    def as_json(self) -> dict[str, Any]:
        """Return the JSON form of the scores, without their draws."""
        views = {
            view: {name: value.as_json() for name, value in metrics.items()}
            for view, metrics in self.views.items()
        }
        parts = {
            view: {name: dict(value.parts) for name, value in metrics.items() if value.parts}
            for view, metrics in self.views.items()
        }
        named = {leaf.name: getattr(self, leaf.name) for leaf in fields(self)}
        return named | {"views": views, "parts": parts}

    def draws_as_json(self) -> dict[str, Any]:
        """Return the JSON form of the draws, with the hash of the vectors that they belong to."""
        names = ("submission", "dataset", "embedding_sha256", "schema_version")
        views = {
            view: {name: value.spread_as_json() for name, value in metrics.items() if value.draws}
            for view, metrics in self.views.items()
        }
        return {name: getattr(self, name) for name in names} | {"views": views}

    @classmethod
    def from_json(cls, content: dict[str, Any], draws: dict[str, Any] | None = None) -> "EvaluationScores":
        """Read what `as_json` and `draws_as_json` wrote, also before there were parts."""
        spreads, parts = draws["views"] if draws else {}, content.get("parts", {})
        views = {
            view: {
                name: MetricValue.from_json(
                    value, spreads.get(view, {}).get(name), parts.get(view, {}).get(name)
                )
                for name, value in metrics.items()
            }
            for view, metrics in content["views"].items()
        }
        rest = {name: value for name, value in content.items() if name != "parts"}
        return cls(**(rest | {"views": views}))


@dataclass(frozen=True, slots=True)
class RunRecord:
    """`leaderboard/runs/<submission>/<dataset>.json`: cost and provenance of one embedding run."""

    submission: str
    submission_version: int
    dataset: str
    dataset_version: int
    benchmark_version: str
    status: Literal["ok", "failed"]
    reason: str  # the error's text where failed, else empty
    n_cells: int
    n_dims: int | None
    embedding_sha256: str | None
    code_sha256: str  # of embed.py
    seed: int
    permutation_seed: int
    device: str
    confinement: str
    wall_s: float
    cpu_s: float
    peak_rss_bytes: int
    peak_gpu_bytes: int | None
    versions: dict[str, str]  # python and the libraries loaded in the submission's process
    date: str  # UTC, ISO 8601
    git_commit: str | None
    confinement_controls: tuple[str, ...] = ()  # what the tier consisted of, and ran as
    kernel: str = ""
    cgroup: bool = False  # whether a control group bounded the memory of all that ran
    gpu: bool = False  # whether a device was within reach
    cells_sha256: str = ""  # of cells.h5ad, before its rows were permuted
    weights_sha256: dict[str, str] = field(
        default_factory=dict
    )  # path of a checkpoint's file -> of its bytes
    environment_sha256: str = ""  # of the names and versions of all that is installed
    schema_version: int = SCHEMA_VERSION

    def as_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "RunRecord":
        """Read what `as_json` wrote, also before the last seven fields were added."""
        return cls(**(content | {"confinement_controls": tuple(content.get("confinement_controls", ()))}))


@dataclass(frozen=True, slots=True)
class DatasetFacts:
    """`leaderboard/datasets/<dataset>.json`: what prepare measured, in git."""

    dataset: str
    dataset_version: int
    n_cells: int
    n_genes: int
    n_batches: int
    n_labels: int
    n_donors: int | None
    cells_per_label: dict[str, int]
    cells_per_batch: dict[str, int]
    median_genes_per_cell: float
    median_counts_per_cell: float
    sparsity: float  # share of zeros in X, 0 to 1
    cells_sha256: str
    truth_sha256: str
    unintegrated_sha256: str
    warnings: tuple[str, ...] = ()
    schema_version: int = SCHEMA_VERSION

    def as_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "DatasetFacts":
        """Read what `as_json` wrote."""
        return cls(**(content | {"warnings": tuple(content["warnings"])}))
