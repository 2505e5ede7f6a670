"""Synthetic cells whose types, batches and their effects are known because they were planted."""

from dataclasses import dataclass
from pathlib import Path

import anndata as ad
import numpy as np
import numpy.typing as npt
import pandas as pd
import scipy.sparse as sp

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class CellType:
    """A planted type: its share of the cells, and how far its genes set it apart in its family."""

    share: float
    effect: float  # standard deviation of the log factors of its genes


# The first word of a name is the family. gamma_4 is rare, and distinct enough to be found.
TYPES = {
    "alpha_1": CellType(0.17, 0.95),
    "alpha_2": CellType(0.13, 0.95),
    "alpha_3": CellType(0.10, 0.85),
    "alpha_4": CellType(0.06, 1.05),
    "beta_1": CellType(0.15, 0.95),
    "beta_2": CellType(0.09, 0.95),
    "beta_3": CellType(0.04, 1.05),
    "gamma_1": CellType(0.12, 0.95),
    "gamma_2": CellType(0.08, 0.95),
    "gamma_3": CellType(0.052, 0.95),
    "gamma_4": CellType(0.008, 2.0),
}
MISSING = ("beta_3", "batch5")  # this type does not occur in this batch


@dataclass(frozen=True, slots=True)
class Batch:
    """One experiment: its share of the cells, its depth, and how far it distorts each gene."""

    share: float
    depth: float
    effect: float  # standard deviation of the log factors of the genes


BATCHES = {
    "batch1": Batch(0.30, 1.0, 0.0),
    "batch2": Batch(0.25, 1.3, 0.2),
    "batch3": Batch(0.20, 0.8, 0.25),
    "batch4": Batch(0.15, 1.1, 0.3),
    "batch5": Batch(0.10, 0.5, 0.25),
}
N_CELLS = 3000
N_GENES = 2000
_ABUNDANCE = 1.4  # standard deviation of the log expression between genes
_FAMILY_GENES, _FAMILY_EFFECT = 0.15, 0.9  # share of genes that tell families apart, and by how much
_TYPE_GENES = 0.08  # share of genes that tell a type from the rest of its family
_DONOR_EFFECT = 0.1  # on all genes
_LIBRARY, _LIBRARY_SPREAD = 540, 0.35  # median counts at depth 1, standard deviation of their log
_DISPERSION = 2.0  # variance = mean + mean^2 / dispersion


@dataclass(frozen=True, slots=True, eq=False)
class Population:
    """What cells are drawn from: everything that was planted.

    Attributes
    ----------
    abundance
        (n_genes,): the log expression that all cells share.
    effects
        Column of obs -> group -> (n_genes,): what cells of that group have on top of it.
    depth
        Batch -> factor on the counts of its cells.
    """

    abundance: Floats
    effects: dict[str, dict[str, Floats]]
    depth: dict[str, float]


def planted(rng: np.random.Generator) -> ad.AnnData:
    """Return 3,000 cells x 2,000 genes with cell_type, family, batch and donor.

    Counts are negative-binomial around library size x relative expression. The log of the relative
    expression is the gene's abundance plus the effects of family, type, donor and batch on it; each
    effect is Gaussian and hits a random subset of the genes (family, type) or all (donor, batch).
    """
    obs = design(N_CELLS, rng)
    counts = draw_counts(obs, population(rng), rng)
    var = pd.DataFrame(index=pd.Index(rng.permutation(symbols()), dtype=object, name="symbol"))
    return ad.AnnData(counts, obs, var)


def symbols() -> list[str]:
    """Return the 2,000 gene symbols."""
    lines = Path(__file__).with_name("symbols.txt").read_text(encoding="utf-8").splitlines()
    return [name for line in lines if not line.startswith("#") for name in line.split()]


def design(n_cells: int, rng: np.random.Generator) -> pd.DataFrame:
    """Draw each cell's type, batch and donor; the order of the rows says nothing.

    Types and batches have exactly their shares, so that n_cells is a multiple of 1,000.
    """
    cell_type = _shuffled({name: kind.share for name, kind in TYPES.items()}, n_cells, rng)
    batch = _shuffled({name: batch.share for name, batch in BATCHES.items()}, n_cells, rng)
    forbidden = (cell_type == MISSING[0]) & (batch == MISSING[1])
    cell_type[forbidden] = rng.choice(["beta_1", "beta_2"], forbidden.sum())
    donor = [f"{name}_donor{number}" for name, number in zip(batch, rng.integers(1, 3, n_cells), strict=True)]
    family = [name.partition("_")[0] for name in cell_type]
    index = pd.Index([f"cell{number:04d}" for number in range(n_cells)], dtype=object, name="cell_id")
    columns = {"cell_type": cell_type, "family": family, "batch": batch, "donor": donor}
    return pd.DataFrame(columns, index=index, dtype=object)


def _shuffled(shares: dict[str, float], n_cells: int, rng: np.random.Generator) -> npt.NDArray[np.str_]:
    sizes = [round(share * n_cells) for share in shares.values()]
    return rng.permutation(np.repeat(list(shares), sizes))


def population(rng: np.random.Generator, *, biology: float = 1.0, batch: float = 1.0) -> Population:
    """Draw the effects of all groups.

    Parameters
    ----------
    rng
        The same draws whatever the strengths: an effect of strength 2 is twice that of strength 1.
    biology
        Factor on the effects of families and types; 0: all types are alike.
    batch
        Factor on the effects of batches and of the donors inside them, and exponent of the batches'
        depths; 0: all batches are alike.
    """
    abundance = rng.normal(0, _ABUNDANCE, N_GENES)
    families = dict.fromkeys(sorted({name.partition("_")[0] for name in TYPES}), _FAMILY_EFFECT * biology)
    types = {name: kind.effect * biology for name, kind in TYPES.items()}
    donors = {f"{name}_donor{number}": _DONOR_EFFECT * batch for name in BATCHES for number in (1, 2)}
    batches = {name: one.effect * batch for name, one in BATCHES.items()}
    effects = {
        "family": _effects(families, _FAMILY_GENES, rng),
        "cell_type": _effects(types, _TYPE_GENES, rng),
        "donor": _effects(donors, 1, rng),
        "batch": _effects(batches, 1, rng),
    }
    return Population(abundance, effects, {name: one.depth**batch for name, one in BATCHES.items()})


def _effects(spreads: dict[str, float], share: float, rng: np.random.Generator) -> dict[str, Floats]:
    """Draw one Gaussian effect per group and gene, on a share of the genes."""
    hit = rng.random((len(spreads), N_GENES)) < share
    effects = hit * rng.normal(0, 1, hit.shape) * np.array(list(spreads.values()))[:, None]
    return dict(zip(spreads, effects, strict=True))


def draw_counts(obs: pd.DataFrame, population: Population, rng: np.random.Generator) -> sp.csr_matrix:
    """Draw the counts of cells of these types, batches and donors: (n_cells, n_genes) float32."""
    log_expression = population.abundance
    for column, effects in population.effects.items():
        log_expression = log_expression + _each(obs[column], effects)
    rates = np.exp(log_expression)
    rates /= rates.sum(axis=1, keepdims=True)
    depth = _each(obs["batch"], population.depth)
    library = _LIBRARY * depth * rng.lognormal(0, _LIBRARY_SPREAD, len(obs))
    means = rates * library[:, None]  # (n_cells, n_genes)
    return sp.csr_matrix(rng.poisson(rng.gamma(_DISPERSION, means / _DISPERSION)).astype(np.float32))


def _each(groups: "pd.Series[str]", values: dict[str, float] | dict[str, Floats]) -> Floats:
    """Return the value of each cell's group, one row per cell."""
    row = {name: position for position, name in enumerate(values)}
    return np.asarray(list(values.values()))[groups.map(row).to_numpy(dtype=int)]
