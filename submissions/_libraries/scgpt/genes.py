"""Which columns of the cells are genes of a vocabulary."""

import re
import sys

import numpy as np

LEAST_MATCHED = 0.5
_KINDS = {
    r"ENS[A-Z]*G\d{11}(\.\d+)?": "Ensembl ids",
    r"\d+": "numbers",
    r"[A-Z][a-z][a-z0-9]+(-[A-Za-z0-9]+)?": "symbols of mouse genes",
    r"[A-Z][A-Z0-9]*([-.][A-Za-z0-9]+)*": "symbols of human genes",
}


def symbols_of(var) -> list[str]:
    """Return the symbol of every gene: column `symbol` where it has one, else the name of the gene."""
    names = var.index.astype(str)
    if "symbol" not in var:
        return names.tolist()
    symbols = var["symbol"].astype(str).to_numpy()
    return np.where(np.isin(symbols, ["", "nan", "None"]), names, symbols).tolist()


def match_genes(symbols, vocabulary, special) -> np.ndarray:
    """Return the number of every gene in the vocabulary, -1 where it is not there: (n_genes,).

    Matching is exact, as upstream's. Standard output tells how many matched.

    Raises
    ------
    ValueError
        If fewer than half of the genes are in the vocabulary; it says what the names look like.
    """
    numbers = np.array([vocabulary.get(symbol, -1) for symbol in symbols], dtype=np.int64)
    numbers[np.isin(numbers, [vocabulary[token] for token in special])] = -1
    n_matched, n_genes = int((numbers >= 0).sum()), len(symbols)
    told = f"{n_matched:,} of {n_genes:,} genes are in the vocabulary"
    if n_matched < LEAST_MATCHED * n_genes or not n_genes:
        raise ValueError(
            f"{told}; expected {LEAST_MATCHED:.0%} at least. Their names look like {_kind(symbols)}; "
            f"the vocabulary has symbols such as {next(iter(vocabulary))}"
        )
    sys.stdout.write(f"{told} ({n_matched / n_genes:.1%})\n")
    return numbers


def _kind(names):
    """Say what most of the names look like, with one of them."""
    for pattern, kind in _KINDS.items():
        alike = [name for name in names if re.fullmatch(pattern, name)]
        if len(alike) > len(names) / 2:
            return f"{kind} ({alike[0]})"
    return f"{names[0]!r}" if len(names) else "nothing: there are none"
