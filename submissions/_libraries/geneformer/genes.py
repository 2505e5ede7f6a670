"""Which token each gene of a dataset is."""

import re
import sys
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from geneformer.dictionaries import Dictionaries

LEAST_MATCHED = 0.5
_KINDS = {
    r"ENSG\d{11}": "Ensembl ids of human genes",
    r"ENSG\d{11}\.\d+": "Ensembl ids with a version; cut it off behind the dot",
    r"ENS[A-Z]{3}G\d{11}(\.\d+)?": "Ensembl ids of another species than human",
    r"\d+": "numbers",
}


@dataclass(frozen=True)
class Genes:
    """The genes of a dataset, as the model reads them.

    Attributes
    ----------
    tokens
        Token of every gene, -1 where it has none: (n_genes,). Genes of one token are added up.
    medians
        By token, what counts are divided by before they are ranked: (n_tokens,).
    """

    tokens: np.ndarray
    medians: np.ndarray

    @cached_property
    def repeat(self) -> bool:
        """Whether two genes have one token."""
        known = self.tokens[self.tokens >= 0]
        return len(np.unique(known)) < len(known)

    @cached_property
    def per_median(self) -> np.ndarray:
        """What counts are multiplied by, as the release does: (n_tokens,)."""
        return 1.0 / self.medians

    @cached_property
    def ranked_by_counts(self) -> bool:
        """Whether all medians are the same."""
        return bool((self.medians == self.medians[0]).all())


def genes_of_dictionaries(var, dictionaries: Dictionaries) -> Genes:
    """Return the tokens of genes by their Ensembl ids, and by their symbols where an id is missing.

    Parameters
    ----------
    var
        Table of the genes with the columns `ensembl_id` and, where symbols are known, `symbol`.
    dictionaries
        What the release knows.

    Raises
    ------
    ValueError
        If less than half of the genes that could be found are: of the dataset's, or of the model's where
        those are fewer. The message says what the ids look like.
    """
    ids, symbols = _column(var, "ensembl_id"), _column(var, "symbol")
    ids = [
        gene.upper() or dictionaries.names.get(symbol, "") for gene, symbol in zip(ids, symbols, strict=True)
    ]
    mapped = [dictionaries.mapping.get(gene, "") for gene in ids] if dictionaries.mapping else ids
    known = dictionaries.tokens.keys() & dictionaries.medians.keys()
    tokens = np.array([dictionaries.tokens[gene] if gene in known else -1 for gene in mapped], dtype=np.int64)
    n_matched = int((tokens >= 0).sum())
    could = max(1, min(len(tokens), len(known)))
    if n_matched < LEAST_MATCHED * could:
        raise ValueError(_refusal(n_matched, len(tokens), var, dictionaries))
    medians = np.ones(1 + max(dictionaries.tokens.values()))
    for gene in known:
        medians[dictionaries.tokens[gene]] = dictionaries.medians[gene]
    sys.stderr.write(f"{n_matched:,} of {len(tokens):,} genes ({n_matched / len(tokens):.1%}) have a token\n")
    return Genes(tokens, medians)


def genes_of_own_ids(var) -> tuple[Genes, list[str]]:
    """Return a vocabulary of the dataset's own: a token per id or symbol, all medians 1.

    Returns
    -------
    genes
        Tokens in the alphabetical order of the names, so that the order of the columns plays no part.
    names
        Name of every token: the Ensembl id, the symbol where there is none, else the name of the row.
    """
    columns = zip(_column(var, "ensembl_id"), _column(var, "symbol"), var.index.astype(str), strict=True)
    names, tokens = np.unique(
        np.array([gene.upper() or symbol or row for gene, symbol, row in columns], dtype=object),
        return_inverse=True,
    )
    return Genes(tokens.astype(np.int64), np.ones(len(names))), list(names)


def _column(var, name):
    """Return texts, empty where there are none."""
    if name not in var:
        return [""] * len(var)
    return ["" if value != value or value is None else str(value) for value in var[name]]  # noqa: PLR0124 - NaN


def _refusal(n_matched, n_genes, var, dictionaries):
    ids = [gene for gene in _column(var, "ensembl_id") if gene]
    what = f"{n_matched:,} of {n_genes:,} genes have a token of the model, less than half"
    if not ids:
        symbols = [symbol for symbol in _column(var, "symbol") if symbol][:3]
        lacks = (
            "" if dictionaries.names else " and the checkpoint has no gene_name_id_dict*.pkl to find them by"
        )
        return f'{what}: var["ensembl_id"] is empty{lacks}; symbols are such as {symbols}'
    kinds = (kind for pattern, kind in _KINDS.items() if re.fullmatch(pattern, ids[0]))
    return f'{what}: var["ensembl_id"] holds {ids[:3]}, {next(kinds, "no Ensembl ids")}'
