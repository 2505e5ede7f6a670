"""What crosses a stage boundary: frozen records, their JSON and their Arrow schemas.

A column is documented once, beside its type; `leaderboard/README.md` and the site show that text.
"""

from dataclasses import asdict, dataclass, field, fields
from types import UnionType
from typing import TYPE_CHECKING, Any, ClassVar, Literal, get_args, get_origin, get_type_hints

if TYPE_CHECKING:
    import pyarrow as pa

Group = Literal["biology", "batch", "diagnostic"]
Track = Literal["zero-shot", "fitted", "control"]
Kind = Literal["real", "semi-synthetic", "synthetic"]

SCHEMA_VERSION = 1


def column(doc: str) -> Any:  # noqa: ANN401 - a dataclass field, whatever its type
    """Return a required dataclass field with its documentation."""
    return field(metadata={"doc": doc})


@dataclass(frozen=True, slots=True)
class MetricValue:
    """One metric of one view of one evaluation: a number, or the reason why there is none.

    `draws` are the values on the benchmark's fixed subsamples of cells, the same cells for every
    submission; None where a draw is undefined. `low` and `high` bound the 95 % interval.
    """

    value: float | None
    status: Literal["ok", "undefined"] = "ok"
    reason: str = ""
    low: float | None = None
    high: float | None = None
    draws: tuple[float | None, ...] = ()

    @classmethod
    def undefined(cls, reason: str) -> "MetricValue":
        """Return a value that does not exist, with its reason."""
        return cls(value=None, status="undefined", reason=reason)

    def as_json(self) -> dict[str, Any]:
        """Return the JSON form: what is empty is left out, except value and status."""
        content = {"value": self.value, "status": self.status}
        optional = {"reason": self.reason, "low": self.low, "high": self.high, "draws": list(self.draws)}
        return content | {key: value for key, value in optional.items() if value not in ("", None, [])}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "MetricValue":
        """Read what `as_json` wrote."""
        return cls(**(content | {"draws": tuple(content.get("draws", ()))}))


@dataclass(frozen=True, slots=True)
class EvaluationScores:
    """`leaderboard/scores/<submission>/<dataset>.json`: every metric of one evaluation."""

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
        """Return the JSON form."""
        views = {
            view: {name: value.as_json() for name, value in metrics.items()}
            for view, metrics in self.views.items()
        }
        return {leaf.name: getattr(self, leaf.name) for leaf in fields(self)} | {"views": views}

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "EvaluationScores":
        """Read what `as_json` wrote."""
        views = {
            view: {name: MetricValue.from_json(value) for name, value in metrics.items()}
            for view, metrics in content["views"].items()
        }
        return cls(**(content | {"views": views}))


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
    schema_version: int = SCHEMA_VERSION

    def as_json(self) -> dict[str, Any]:
        """Return the JSON form."""
        return asdict(self)

    @classmethod
    def from_json(cls, content: dict[str, Any]) -> "RunRecord":
        """Read what `as_json` wrote."""
        return cls(**content)


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


class Row:
    """A row of a published table; the Arrow schema derives from the subclass's fields."""

    table: ClassVar[str]

    @classmethod
    def arrow_schema(cls) -> "pa.Schema":
        """Return the Arrow schema: field order, types, and which columns may be null."""
        import pyarrow as pa  # noqa: PLC0415 - 0.2 s that only table writers pay

        hints = get_type_hints(cls)
        return pa.schema(
            [
                pa.field(leaf.name, *_arrow_type(hints[leaf.name]), metadata={"doc": leaf.metadata["doc"]})
                for leaf in fields(cls)  # type: ignore[arg-type]
            ],
            metadata={"schema_version": str(SCHEMA_VERSION), "table": cls.table},
        )

    @classmethod
    def columns(cls) -> dict[str, tuple[str, str]]:
        """Return column -> (type, documentation)."""
        schema = cls.arrow_schema()
        return {leaf.name: (str(leaf.type), leaf.metadata[b"doc"].decode()) for leaf in schema}


def _arrow_type(hint: Any) -> "tuple[pa.DataType, bool]":  # noqa: ANN401 - a type hint
    """Return (Arrow type, nullable). Integers are 32 bits and floats single: browsers read both."""
    import pyarrow as pa  # noqa: PLC0415

    if isinstance(hint, UnionType):  # X | None
        inner = next(leaf for leaf in get_args(hint) if leaf is not type(None))
        return _arrow_type(inner)[0], True
    if get_origin(hint) is tuple:
        return pa.list_(_arrow_type(get_args(hint)[0])[0]), False
    return {str: pa.string(), int: pa.int32(), float: pa.float32(), bool: pa.bool_()}[hint], False
