"""Every page and file of the site before MkDocs, as (path, bytes)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from stages.catalog import Dataset
from stages.metrics.metric import Metric
from stages.metrics.packs import PACKS
from stages.reporting.curves import Curve, Key
from stages.site.board import Board
from stages.site.dataset_page import dataset_pages
from stages.site.environments import Runs
from stages.site.feed import feed
from stages.site.leaderboard_page import leaderboard_page
from stages.site.metrics_page import metrics_page
from stages.site.pictures import Layouts, picture_files
from stages.site.submission_page import submission_pages
from stages.site.view import view
from stages.site.written_pages import Choices, changes_page, cite_page, decisions_page, written_pages


@dataclass(frozen=True, slots=True)
class Texts:
    """What people write: the folder of pages, the changes, and how to cite."""

    docs: Path
    changelog: Path
    citation: Path


def pages(
    board: Board,
    *,
    metrics: Mapping[str, Metric],
    catalog: Mapping[str, Dataset],
    texts: Texts,
    choices: Choices,
    layouts: Layouts,
    runs: Runs,
    found: Mapping[Key, Curve],
) -> Iterator[tuple[str, bytes]]:
    """Yield (path, content) of every file that MkDocs reads.

    Parameters
    ----------
    board
        The published tables.
    metrics
        The registry, from metric id to what a reader must know.
    catalog
        Dataset id -> its entry, for the keys that the tables do not hold.
    texts
        Pages in our own words; only they may be Markdown.
    choices
        Numbers of params.yaml that the texts speak of.
    layouts
        Places of cells for the pictures of embeddings; may be empty.
    runs
        Records of runs, for the versions of libraries; may be empty.
    found
        Each metric against what was planted; may be empty.
    """
    yield "index.md", leaderboard_page(board, view(board, metrics, choices))
    yield from submission_pages(board, metrics, layouts, runs)
    yield from picture_files(board, layouts)
    yield from dataset_pages(board, metrics, catalog)
    yield "metrics.md", metrics_page(metrics, PACKS, found)
    yield from written_pages(texts.docs, board, choices)
    yield "changes.md", changes_page(texts.changelog)
    yield "feed.xml", feed(texts.changelog)
    yield "cite.md", cite_page(texts.citation)
    yield "decisions/index.md", decisions_page(texts.docs / "decisions")
