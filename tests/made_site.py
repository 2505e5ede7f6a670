"""A folder from which the site is built: our texts around tables made for a test."""

import shutil
from pathlib import Path

from made_tables import write_tables

from stages.publish import publish

ROOT = Path(__file__).parent.parent
# Written by others, and named by mkdocs.yml.
NEIGHBOURS = ["submit.md", "add-a-dataset.md", "decisions/0001-one-pipeline-file-per-submission.md"]


class Workplace:
    """A folder with tables and texts, from which the site is built."""

    def __init__(self, root):
        self.root = root
        self.site = root / "build/site"
        self.manifest = self.site / "manifest.json"
        if (root / "docs").exists():  # it was made before
            return
        shutil.copytree(ROOT / "docs", root / "docs")
        for name in NEIGHBOURS:
            page = root / "docs" / name
            page.parent.mkdir(exist_ok=True)
            if not page.exists():
                page.write_text("# A page\n\nText.\n")
        config = (ROOT / "mkdocs.yml").read_text()
        theme = ROOT / "stages/site/theme"
        (root / "mkdocs.yml").write_text(config.replace("stages/site/theme", str(theme)))
        (root / "catalog.yaml").write_text("{}\n")

    def publish(self, tables):
        """Build the site of these tables."""
        shutil.rmtree(self.root / "leaderboard", ignore_errors=True)
        write_tables(tables, self.root / "leaderboard")
        self.publish_again()

    def publish_again(self):
        """Build the site of the tables that are there."""
        publish(
            tables=self.root / "leaderboard",
            sensitivity=ROOT / "leaderboard/sensitivity.parquet",
            layouts=self.root / "leaderboard/layouts.parquet",
            runs=self.root / "leaderboard/runs",
            catalog=self.root / "catalog.yaml",
            docs=self.root / "docs",
            changelog=ROOT / "CHANGELOG.md",
            citation=ROOT / "CITATION.cff",
            config=self.root / "mkdocs.yml",
            biology=0.6,
            batch=0.4,
            n_draws=20,
            draw_fraction=0.5,
            site=self.site,
            manifest=self.manifest,
        )
