"""From pages to a checked site: mkdocs build, the policy, the links."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urlsplit

from stages.errors import BenchmarkError
from stages.site.links import broken_links
from stages.site.policy import hardened
from stages.site.sitemap import clean_sitemap
from stages.site.wide_tables import framed
from stages.strict_yaml import read_strict_yaml

_SHOWN = 20


def write_pages(pages: Iterable[tuple[str, bytes]], folder: Path) -> None:
    """Write every page below `folder`, which afterwards holds nothing else."""
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in pages:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def build_site(config: Path, site: Path) -> None:
    """Build the site and check it.

    Raises
    ------
    BenchmarkError
        If MkDocs warns, or a link of the built site leads nowhere.
    """
    words = ["-m", "mkdocs", "build", "--strict", "-f", str(config), "-d", str(site.resolve())]
    # A date of the build would make two builds of the same tables differ.
    environment = os.environ | {"NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": "0"}
    done = subprocess.run(  # noqa: S603 - our own interpreter, our own arguments
        [sys.executable, *words], env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BenchmarkError(
            f"mkdocs build --strict ended with {done.returncode}: {_complaints(done.stderr)}",
            where=str(config),
            fix="correct what the first line names, in docs/ or mkdocs.yml",
        )
    _finish(site)
    clean_sitemap(site)
    if faults := broken_links(site, _top(config)):
        more = [f"... and {len(faults) - _SHOWN} more"] if len(faults) > _SHOWN else []
        raise BenchmarkError(
            f"{len(faults)} links lead nowhere: " + "; ".join(faults[:_SHOWN] + more),
            where=str(site),
            fix="correct the address in docs/ or in stages/site/templates/",
        )


def _finish(site: Path) -> None:
    """Go over every page once."""
    for path in sorted(site.rglob("*.html")):
        path.write_text(framed(hardened(path.read_text(encoding="utf-8"))), encoding="utf-8")


def _top(config: Path) -> str:
    """Return the path under which the site will be served, as the page for missing addresses has it."""
    path = urlsplit(str(read_strict_yaml(config).get("site_url", ""))).path
    return f"/{path.strip('/')}/" if path.strip("/") else "/"


def _complaints(log: str) -> str:
    """Return what MkDocs complains of, without what it did; the whole log if that is not to be told."""
    lines = [line for line in log.splitlines() if line.startswith(("WARNING", "ERROR", "Config value"))]
    return "; ".join(lines or log.splitlines())
