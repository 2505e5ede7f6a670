"""The pages that people write, and the few places in them that the pipeline fills."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from stages.errors import BenchmarkError
from stages.ranking.intervals import ENOUGH_DATASETS
from stages.ranking.scaling import NARROWEST_SCALE
from stages.site.board import Board
from stages.site.template import block
from stages.strict_yaml import read_strict_yaml
from stages.tables import TABLES

_PLACE = re.compile(r"^<!-- (\w+) -->$", re.MULTILINE)
_UNSEARCHED = b"---\nsearch:\n  exclude: true\n---\n\n"
_TITLE = re.compile(r"^# (.+)$", re.MULTILINE)


COPY = ["assets/board/figures.js", "assets/board/copy.js"]  # what makes a button of a block to copy


@dataclass(frozen=True, slots=True)
class Choices:
    """The benchmark's choices that the texts speak of.

    Attributes
    ----------
    biology, batch
        Weights of the two groups in the overall score.
    n_draws
        Subsamples of cells behind an interval.
    draw_fraction
        Share of the cells in each of them, above 0 and below 1.
    """

    biology: float
    batch: float
    n_draws: int
    draw_fraction: float


def written_pages(docs: Path, board: Board, choices: Choices) -> Iterator[tuple[str, bytes]]:
    """Yield (path, page) of the folder docs/, with every marked place filled."""
    fillings = {
        "choices": block("choices.html", choices=choices, enough=ENOUGH_DATASETS, narrowest=NARROWEST_SCALE),
        "files": block("files.html", files=board.files, rows=_meanings()),
        "columns": block("columns.html", tables={row.table: row.columns() for row in TABLES}),
    }
    for path in sorted(docs.rglob("*")):
        if path.is_file():
            content = path.read_bytes()
            if path.suffix == ".md":
                content = _filled(path, content.decode(), fillings).encode()
            if path.parent.name == "decisions":  # their list is found, and names each
                content = _UNSEARCHED + content
            yield path.relative_to(docs).as_posix(), content


def _meanings() -> dict[str, str]:
    """Return file -> what a row of it is, as its class says."""
    docs = {f"{row.table}.parquet": (row.__doc__ or "").partition("\n")[0] for row in TABLES}
    return {name: doc[:1].lower() + doc[1:].rstrip(".") for name, doc in docs.items()}


def _filled(path: Path, text: str, fillings: dict[str, str]) -> str:
    def filling(match: re.Match[str]) -> str:
        if f"<!-- /{match[1]} -->" in text:  # a command has filled it, up to there
            return match[0]
        if match[1] not in fillings:
            raise BenchmarkError(
                f"there is nothing to put at `{match[0]}`; there is {sorted(fillings)}",
                where=str(path),
                fix="correct the word or remove the line",
            )
        return fillings[match[1]]

    return _PLACE.sub(filling, text)


def changes_page(changelog: Path) -> bytes:
    """Return the page of changes: CHANGELOG.md as it is, with the way to be told of the next one."""
    text = changelog.read_text(encoding="utf-8")
    return text.replace("\n## ", "\n[Follow the changes as an Atom feed](feed.xml)\n\n## ", 1).encode()


def decisions_page(decisions: Path) -> bytes:
    """Return the list of decisions, by the headings of their files."""
    lines = ["# Decisions", "", "Why things are as they are, one page each.", ""]
    for path in sorted(decisions.glob("[0-9]*.md")):
        title = _TITLE.search(path.read_text(encoding="utf-8"))
        lines.append(f"- [{title[1] if title else path.stem}]({path.name})")
    return ("\n".join(lines) + "\n").encode()


def cite_page(citation: Path) -> bytes:
    """Return the page that says how to cite, from CITATION.cff: as sentences and as BibTeX."""
    front = json.dumps({"scripts": COPY})
    return (
        f"---\n{front}\n---\n\n# Cite\n\n{block('cite.html', content=read_strict_yaml(citation))}\n".encode()
    )
