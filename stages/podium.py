"""What a newcomer sees when the leaderboard is built: who leads, how big it is, how to open it."""

import sys
from pathlib import Path

from stages.cli import run
from stages.standings import difference_text, rank_text, ranked_rows, score_text

PLACES = 3


def podium(*, ranking: Path, site: Path) -> None:
    """Print the three best submissions, the size of the site and the command that opens it."""
    sys.stdout.write("\nrank  overall  submission (against the best baseline)\n")
    for row in ranked_rows(ranking)[:PLACES]:
        rank, overall = rank_text(row), score_text(row["overall"])
        sys.stdout.write(f"{rank:<5} {overall:<8} {row['name']}, {difference_text(row)}\n")
    files = [path for path in site.rglob("*") if path.is_file()]
    megabytes = sum(path.stat().st_size for path in files) / 1e6
    sys.stdout.write(f"\n{site}: {len(files)} files, {megabytes:.1f} MB. To open it: make serve\n")


if __name__ == "__main__":
    run(podium)
