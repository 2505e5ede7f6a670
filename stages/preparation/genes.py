"""Gene symbols and Ensembl ids."""

import re

import pandas as pd

from stages.preparation.annotation import require_column

_ENSEMBL = re.compile(r"^(ENS[A-Z]*G\d{11})(\.\d+)?$")


def gene_table(
    var: pd.DataFrame, symbol_key: str | None, ensembl_key: str | None, where: str
) -> pd.DataFrame:
    """Return a table with the published ids as index and the columns symbol and ensembl_id.

    Where the catalog names neither column, the index is read as what it looks like: Ensembl ids if
    most of it has their form, symbols otherwise. Unknown ids are empty; versions (`.12`) are dropped.
    """
    if symbol_key is None and ensembl_key is None:
        looks_ensembl = sum(bool(_ENSEMBL.match(name)) for name in var.index) * 2 > len(var)
        symbol_key, ensembl_key = (None, "index") if looks_ensembl else ("index", None)
    symbols = _texts(var, symbol_key, "symbol_key", where)
    ensembl = [_without_version(name) for name in _texts(var, ensembl_key, "ensembl_key", where)]
    index = pd.Index(var.index.to_numpy(dtype=object), name="gene_id")
    return pd.DataFrame({"symbol": symbols, "ensembl_id": ensembl}, index=index, dtype=object)


def _texts(var: pd.DataFrame, key: str | None, name: str, where: str) -> list[str]:
    if key is None:
        return [""] * len(var)
    column = var.index.to_series() if key == "index" else require_column(var, key, name, where, axis="var")
    return ["" if missing else str(value) for value, missing in zip(column, column.isna(), strict=True)]


def _without_version(name: str) -> str:
    return match[1] if (match := _ENSEMBL.match(name)) else ""
