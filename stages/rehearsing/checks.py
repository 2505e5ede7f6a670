"""What a submission must keep to: title -> the check, in the order in which they are told."""

from collections.abc import Callable
from dataclasses import dataclass, field

from stages.check_record import Figures
from stages.errors import BenchmarkError
from stages.rehearsal import KEPT, N_SINGLY, Rehearsal
from stages.rehearsing.context import TOLERANCE, company_of, require_declared
from stages.rehearsing.recognition import drop
from stages.rehearsing.similarity import K, neighbours_kept, shift

# What is fitted keeps no coordinates, but neighbours. Of 500 cells PCA keeps 1.00 of them in another order,
# Harmony 0.82 and scVI 0.62: both draw rows by their number, so that another order is another fit; 200
# cells tell the same (0.83 and 0.67). Vectors that came back in a wrong order keep 0.03, which is
# chance. Nine tenths would refuse two honest baselines; this is ten times chance, and half of scVI's.
LEAST_OVERLAP = 0.3
MOST_LOST, WORTH_A_LOOK = 0.30, 0.10  # of balanced accuracy, where 5 % of the molecules are gone
NO_EVIDENCE = 0.02


@dataclass(frozen=True, slots=True)
class Outcome:
    """A check that held: what is told, and the figures behind it."""

    detail: str
    figures: Figures = field(default_factory=dict)


def gives_one_finite_vector_per_cell(rehearsal: Rehearsal) -> Outcome:
    """Require the shape, type and finiteness of an embedding."""
    n_cells, n_dims = rehearsal.vectors("full").shape
    return Outcome(f"{n_cells} x {n_dims}", {"n_cells": n_cells, "n_dims": n_dims})


def repeats_itself(rehearsal: Rehearsal) -> Outcome:
    """Compare with a second process that has the same seed."""
    moved = shift(rehearsal.vectors("full"), rehearsal.vectors("again"))
    fix = "seed every generator with run.seed, and switch dropout off (model.eval())"
    _require_close(rehearsal, moved, "twice with one seed", fix)
    return Outcome(_told(moved), {"repeat_shift": _finite(moved)})


def ignores_the_order_of_cells(rehearsal: Rehearsal) -> Outcome:
    """Compare with another order: cells keep their vectors, or their neighbours where a model is fitted."""
    first, second = rehearsal.vectors("full"), rehearsal.vectors("reordered")
    moved, kept = shift(first, second), neighbours_kept(first, second)
    fix = "return the vectors in the order of adata.obs_names, and keep padding and batches out of them"
    if rehearsal.submission.dataset_context != "fit":
        _require_close(rehearsal, moved, "in two orders", fix)
    elif kept < LEAST_OVERLAP:
        what = f"shown in two orders, cells keep {kept:.0%} of their {K} nearest neighbours"
        raise _failure(rehearsal, f"{what}; expected {LEAST_OVERLAP:.0%}", fix)
    return Outcome(
        f"{_told(moved)}, {kept:.0%} of {K} neighbours kept",
        {"order_shift": _finite(moved), "order_neighbours_kept": kept},
    )


def depends_on_what_it_declares(rehearsal: Rehearsal) -> Outcome:
    """Show one cell type alone, a random half, and single cells; the number of cells in a call with them."""
    company = company_of(rehearsal)
    require_declared(rehearsal, company)
    return Outcome(
        f"measured {company.context}, declared {rehearsal.submission.dataset_context}: {company.told()}",
        {
            "measured_context": company.context,
            "one_type_shift": _finite(company.one_type),
            "half_shift": _finite(company.half),
            "singly_shift": _finite(company.singly),
            "common_genes_shift": _finite(company.common_genes),
        },
    )


def knows_nothing_of_destroyed_cells(rehearsal: Rehearsal) -> Outcome:
    """Deal every gene out anew over the cells: types that are still recognised come from somewhere else."""
    found = rehearsal.recognition("destroyed")
    if found.accuracy > found.at_most_chance:
        raise _failure(
            rehearsal,
            f"cells whose genes were dealt out anew are recognised at {found.accuracy:.3f}; expected chance, "
            f"at most {found.at_most_chance:.3f}",
            "take the vector from the counts of its cell: neither from rows, names nor files",
        )
    return Outcome(
        f"{found.accuracy:.3f} of their types recognised, chance ends at {found.at_most_chance:.3f}",
        {"destroyed_accuracy": found.accuracy, "chance": found.chance, "chance_sd": found.chance_sd},
    )


def bears_less_depth(rehearsal: Rehearsal) -> Outcome:
    """Take 5 % of the molecules away: a table of known cells finds none of them again."""
    before, after = rehearsal.recognition("full"), rehearsal.recognition("thinned")
    lost, low, high = drop(before, after, rehearsal.rng("thinning"))
    if lost > MOST_LOST:
        what = f"without {1 - KEPT:.0%} of the molecules {after.accuracy:.3f} of the types are recognised"
        fix = "compute vectors from counts; do not look cells up"
        raise _failure(rehearsal, f"{what}, with all {before.accuracy:.3f}; expected {MOST_LOST} less", fix)
    look = "; a maintainer will look at it" if lost > WORTH_A_LOOK else ""
    return Outcome(
        f"{after.accuracy:.3f} of the types recognised, {before.accuracy:.3f} with all molecules{look}",
        {"accuracy": before.accuracy, "thinned_drop": lost, "thinned_low": low, "thinned_high": high},
    )


def tells_what_names_are_worth(rehearsal: Rehearsal) -> Outcome:
    """Deal the names of the genes out anew. No pass or fail: geometry needs no names, knowledge does."""
    before, after = rehearsal.recognition("full"), rehearsal.recognition("renamed")
    lost, low, high = drop(before, after, rehearsal.rng("renaming"))
    used = "" if low > NO_EVIDENCE else "; no evidence that gene identity is used"
    return Outcome(
        f"without them {after.accuracy:.3f} of the types recognised, "
        f"a loss of {lost:+.3f} ({low:+.3f} to {high:+.3f}){used}",
        {"names_worth": lost, "names_worth_low": low, "names_worth_high": high},
    )


CHECKS: dict[str, Callable[[Rehearsal], Outcome]] = {
    "one finite vector per cell": gives_one_finite_vector_per_cell,
    "same seed, same vectors": repeats_itself,
    "order of the cells plays no part": ignores_the_order_of_cells,
    f"company: one type alone, a random half, {N_SINGLY} cells one by one": depends_on_what_it_declares,
    "destroyed cells fall to chance": knows_nothing_of_destroyed_cells,
    "5 % of the molecules matter little": bears_less_depth,
    "what the names of genes are worth (no pass or fail)": tells_what_names_are_worth,
}


def _require_close(rehearsal: Rehearsal, moved: float, how: str, fix: str) -> None:
    tolerance = TOLERANCE[rehearsal.submission.runtime.precision]
    if moved > tolerance:
        what = f"embedded {how}, vectors differ by {moved:.2g} median distances between cells"
        raise _failure(rehearsal, f"{what}; expected at most {tolerance:g}", fix)


def _told(moved: float) -> str:
    return f"vectors differ by {moved:.1g} median distances between cells" if moved else "the same bytes"


def _finite(moved: float | None) -> float | None:
    """Return a number for a file: null where vectors have no place to compare."""
    return None if moved is None or moved == float("inf") else moved


def _failure(rehearsal: Rehearsal, what: str, fix: str) -> BenchmarkError:
    return BenchmarkError(what, where=str(rehearsal.folder / "embed.py"), fix=fix)
