"""The ranking in words and cells: what the README and the end of `make leaderboard` show."""

from pathlib import Path
from typing import Any

from stages.errors import BenchmarkError

RankingRow = dict[str, Any]  # a row of ranking.parquet


def ranked_rows(ranking: Path) -> list[RankingRow]:
    """Return the ranked submissions of ranking.parquet, best first; controls are left out."""
    import pyarrow.parquet as pq  # noqa: PLC0415 - 0.2 s that `--help` need not pay

    if not ranking.exists():
        raise BenchmarkError("the ranking has not been computed", where=str(ranking), fix="make leaderboard")
    rows: list[RankingRow] = pq.read_table(ranking).to_pylist()
    return sorted(
        (row for row in rows if row["rank"] is not None), key=lambda row: (row["rank"], row["submission"])
    )


def rank_text(row: RankingRow) -> str:
    """Return the rank as an interval: `1`, or `1-3` where the data cannot tell."""
    low, high = row["rank_low"], row["rank_high"]
    if low is None or low == high:
        return str(row["rank"])
    return f"{low}-{high}"


def score_text(value: float | None) -> str:
    """Return a score with three decimals, or `undefined`."""
    return "undefined" if value is None else f"{value:.3f}"


def difference_text(row: RankingRow) -> str:
    """Return the paired difference to the best baseline with its 95 % interval."""
    if row["submission"] == row["best_baseline"]:
        return "reference"
    if row["difference"] is None:
        return "undefined"
    text = f"{row['difference']:+.3f}"
    if row["difference_low"] is None:
        return text
    return f"{text} ({row['difference_low']:+.3f} to {row['difference_high']:+.3f})"
