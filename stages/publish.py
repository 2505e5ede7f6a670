"""The public site: pages from the published tables, built, checked, and counted in a manifest."""

import base64
import shutil
from pathlib import Path

from stages.catalog import read_catalog
from stages.cli import run
from stages.errors import BenchmarkError
from stages.files import write_json
from stages.metrics import METRICS
from stages.site.board import Board, read_board
from stages.site.build import build_site, write_pages
from stages.site.environments import read_runs
from stages.site.pages import Texts, pages
from stages.site.pictures import read_layouts
from stages.site.sensitivity_panel import read_curves
from stages.site.written_pages import Choices
from stages.strict_yaml import read_strict_yaml


def publish(
    *,
    tables: Path,
    layouts: Path,
    runs: Path,
    sensitivity: Path,
    catalog: Path,
    docs: Path,
    changelog: Path,
    citation: Path,
    config: Path,
    biology: float,
    batch: float,
    n_draws: int,
    draw_fraction: float,
    site: Path,
    manifest: Path,
) -> None:
    """Build the site from the tables and write what it consists of.

    The pages go to the folder that `config` names as docs_dir, and from there MkDocs builds `site`.
    """
    board = read_board(tables)
    found = pages(
        board,
        metrics=METRICS,
        catalog=read_catalog(catalog),
        texts=Texts(docs, changelog, citation),
        choices=Choices(biology, batch, n_draws, draw_fraction),
        layouts=read_layouts(layouts),
        runs=read_runs(runs),
        found=read_curves(sensitivity),
    )
    folder = _pages_folder(config)
    write_pages(found, folder)
    for file in board.files:
        _copy(tables / file.name, folder / "data")
    build_site(config, site)
    write_json(_contents(site, board), manifest)


def _pages_folder(config: Path) -> Path:
    """Return the folder that MkDocs reads, which the stage empties: it must be one that we made."""
    folder = config.parent / str(read_strict_yaml(config).get("docs_dir", "docs"))
    if "build" not in folder.parts:
        raise BenchmarkError(
            f"docs_dir is {folder}; expected a folder below build/, as it is emptied",
            where=f"{config}: docs_dir",
            fix="set docs_dir: build/docs",
        )
    return folder


def _copy(table: Path, folder: Path) -> None:
    """Copy a table, and put it in a script beside it: a page opened as a file may read nothing else."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(table, folder / table.name)
    text = base64.b64encode(table.read_bytes()).decode()
    (folder / f"{table.name}.js").write_text(f'board.file("{table.name}", "{text}");\n')


def _contents(site: Path, board: Board) -> dict[str, object]:
    """Return what the site consists of; nothing in it depends on when or where it was built."""
    files = sorted(path for path in site.rglob("*") if path.is_file())
    return {
        "files": len(files),
        "bytes": sum(path.stat().st_size for path in files),
        "pages": sum(path.suffix == ".html" for path in files),
        "parquet": {file.name: file.sha256 for file in board.files},
    }


if __name__ == "__main__":
    run(publish)
