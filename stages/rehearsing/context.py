"""What a vector depends on beside its own cell: measured, and held against what is declared."""

from dataclasses import dataclass

from stages.check_record import CONTEXTS, Context
from stages.errors import BenchmarkError
from stages.rehearsal import Rehearsal
from stages.rehearsing.similarity import shift

# A shift, in median distances between cells. Honest models shift by less than 4e-7 in float32 and by
# 1.4e-2 in half precision; what depends on the other cells by 0.3 and more when one cell type is alone.
TOLERANCE = {"float32": 1e-3, "bfloat16": 5e-2, "float16": 5e-2}
# Centred or scaled by means and variances of the dataset, a vector moves by 0.3 to 0.5; fitted anew, by
# more than another cell is away.
_STATISTICS = 1.0


@dataclass(frozen=True, slots=True)
class Company:
    """How far vectors move where their cells are in other company, in median distances between cells.

    Infinite where the other company changes the dimensions or makes the run fail, or where all vectors
    coincide; None where not tried,
    because an easier trial has shown a dependence.
    """

    one_type: float
    half: float
    singly: float | None
    common_genes: float | None
    context: Context

    def told(self) -> str:
        """Return the figures for a person."""
        names = {
            "one_type": "one type alone",
            "half": "a random half",
            "singly": "one by one",
            "common_genes": "one type alone, 64 genes",
        }
        found = {text: getattr(self, name) for name, text in names.items()}
        shown = {text: f"{value:.1g}" for text, value in found.items() if value is not None}
        return ", ".join(f"{text} {value}" for text, value in shown.items()).replace(
            "inf", "(no common scale)"
        )


def company_of(rehearsal: Rehearsal) -> Company:
    """Measure what a vector depends on; the declaration plays no part."""
    tolerance = TOLERANCE[rehearsal.submission.runtime.precision]
    one_type, half = rehearsal.moved("one_type"), rehearsal.moved("half")
    if max(one_type, half) <= tolerance:
        singly = rehearsal.moved("singly")
        return Company(one_type, half, singly, None, "none" if singly <= tolerance else "statistics")
    common = _with_common_genes(rehearsal)
    if common <= tolerance:
        return Company(one_type, half, None, common, "gene_selection")
    context: Context = "statistics" if max(one_type, half) <= _STATISTICS else "fit"
    return Company(one_type, half, None, common, context)


def require_declared(rehearsal: Rehearsal, company: Company) -> None:
    """Raise BenchmarkError if less is declared than was measured; a run that failed raises its own."""
    declared = rehearsal.submission.dataset_context
    if CONTEXTS.index(company.context) <= CONTEXTS.index(declared):
        return
    for part in ("one_type", "half") if company.singly is None else rehearsal.parts:
        rehearsal.vectors(part)
    tolerance = TOLERANCE[rehearsal.submission.runtime.precision]
    tracks = "" if company.context == "gene_selection" else "  (with `track: fitted`)"
    raise BenchmarkError(
        f"dataset_context is {declared}; measured is {company.context}: in other company vectors move by "
        f"{company.told()} median distances between cells; expected at most {tolerance:g}",
        where=f"{rehearsal.folder / 'submission.yaml'}: dataset_context",
        fix=f"take nothing from the other cells; or declare `dataset_context: {company.context}`{tracks}",
    )


def _with_common_genes(rehearsal: Rehearsal) -> float:
    first, second = (rehearsal.outcome(name).vectors for name in ("common_genes", "common_genes_one_type"))
    if first is None or second is None:
        return float("inf")
    return shift(first[rehearsal.parts["one_type"]], second)
