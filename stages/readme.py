"""The leaderboard in the README: written from the ranking, never typed."""

from pathlib import Path

from stages.cli import run
from stages.marked import put_between
from stages.standings import RankingRow, difference_text, rank_text, ranked_rows, score_text

_BEGIN = "<!-- leaderboard: written by `make leaderboard` -->"
_END = "<!-- /leaderboard -->"


def readme(*, ranking: Path, readme: Path) -> None:
    """Write the ranking as a table between the markers of a README."""
    put_between(_BEGIN, _END, standings(ranked_rows(ranking)), readme, what="the leaderboard")


def standings(rows: list[RankingRow]) -> str:
    """Return the ranking as a Markdown table, with a line on what its numbers are."""
    if not rows:
        return "No submission has been scored yet."
    lines = [
        "| Rank | Submission | Track | Overall | Biology | Batch | Against the best baseline |",
        "|---|---|---|---|---|---|---|",
        *(_line(row) for row in rows),
    ]
    n_datasets = rows[0]["n_datasets"]
    note = (
        f"Means over the {n_datasets} dataset{'s' * (n_datasets != 1)} that are not synthetic. For each "
        "metric one control marks 0 and another 1; values can lie outside. Differences are paired, with a "
        "95 % interval; ranks are those that no such interval of two submissions rules out."
    )
    return "\n".join([*lines, "", note])


def _line(row: RankingRow) -> str:
    name = f"{row['name']} (provisional)" if row["provisional"] else row["name"]
    scores = [score_text(row[column]) for column in ("overall", "biology", "batch")]
    cells = [rank_text(row), _cell(name), _track(row), *scores, difference_text(row)]
    return f"| {' | '.join(cells)} |"


def _track(row: RankingRow) -> str:
    """Return the track, with what the rehearsal has against it."""
    return str(row["track"]) if row["checks"] == "passed" else f"{row['track']}, {row['checks']}"


def _cell(text: str) -> str:
    """Return text that Markdown shows as it is: submissions name themselves."""
    return "".join(sign if sign.isalnum() or sign in " .,-" else f"&#{ord(sign)};" for sign in text)


if __name__ == "__main__":
    run(readme)
