"""The pickled dictionaries of the official release, read without running what a pickle can run."""

import pickle
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy._core.multiarray import scalar

# All that the official files need: values are numpy scalars. Anything else in a pickle is a call.
_ALLOWED = {
    ("numpy.core.multiarray", "scalar"): scalar,
    ("numpy._core.multiarray", "scalar"): scalar,
    ("numpy", "dtype"): np.dtype,
}


@dataclass(frozen=True)
class Dictionaries:
    """What the model knows of genes.

    Attributes
    ----------
    tokens
        Ensembl id, or special token such as `<cls>`, -> number of its row in the token embedding.
    medians
        Ensembl id -> median of its non-zero normalised counts over the corpus of pretraining.
    mapping
        Ensembl id -> the Ensembl id that stands for it; empty: every id stands for itself.
    names
        Symbol -> Ensembl id; empty: symbols are unknown.
    """

    tokens: dict[str, int]
    medians: dict[str, float]
    mapping: dict[str, str]
    names: dict[str, str]


def read_dictionaries(folder: Path) -> Dictionaries:
    """Read `token_dictionary*.pkl`, `gene_median_dictionary*.pkl` and, where they are there, the others.

    The others are `ensembl_mapping_dict*.pkl` and `gene_name_id_dict*.pkl`.

    Raises
    ------
    FileNotFoundError
        If there are no tokens or no medians.
    ValueError
        If a file is no pickle, holds more than plain names and numbers, or a median is not above zero.
    """
    tokens = _read(_only(folder, "token_dictionary*.pkl"), int)
    medians = _read(_only(folder, "gene_median_dictionary*.pkl"), float)
    if wrong := [gene for gene, median in medians.items() if not 0 < median < np.inf]:
        raise ValueError(f"{folder}: the median of {wrong[0]} is {medians[wrong[0]]}; expected more than 0")
    optional = [
        _read(path, str) if (path := _only(folder, name, required=False)) else {}
        for name in ("ensembl_mapping_dict*.pkl", "gene_name_id_dict*.pkl")
    ]
    return Dictionaries(tokens, medians, *optional)


def _only(folder, name, *, required=True):
    """Return the one file of that name, None where it may be absent."""
    found = sorted(Path(folder).glob(name))
    if len(found) > 1:
        raise ValueError(
            f"{folder} holds {[path.name for path in found]}; expected one {name}: remove others"
        )
    if required and not found:
        raise FileNotFoundError(f"{folder} holds no {name}: add it to runtime.checkpoint of submission.yaml")
    return found[0] if found else None


class _NamesAndNumbers(pickle.Unpickler):
    def find_class(self, module, name):
        """Return what the official files need, and refuse all else before it is called."""
        if (module, name) not in _ALLOWED:
            raise pickle.UnpicklingError(f"it names {module}.{name}; expected names and numbers alone")
        return _ALLOWED[module, name]


def _read(path, kind):
    """Return a dictionary from text to `kind`."""
    try:
        with path.open("rb") as file:
            found = _NamesAndNumbers(file).load()
    except (pickle.UnpicklingError, EOFError, ValueError, TypeError, KeyError, IndexError) as error:
        raise ValueError(f"{path.name} is no dictionary of the release: {error}") from error
    if not isinstance(found, dict):
        raise ValueError(f"{path.name} holds a {type(found).__name__}; expected a dictionary")  # noqa: TRY004
    numbers = {int: (int, np.integer), float: (int, float, np.integer, np.floating), str: (str,)}[kind]
    for key, value in found.items():
        if not (isinstance(key, str) and isinstance(value, numbers)):
            what = f"{path.name} maps {key!r} to {value!r}"
            raise ValueError(f"{what}; expected text to {kind.__name__}")  # noqa: TRY004 - a file's content
    return {key: kind(value) for key, value in found.items()}
