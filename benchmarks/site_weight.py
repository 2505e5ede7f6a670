"""What files of a built site weigh."""

import gzip
from pathlib import Path

_KB, _MB = 1e3, 1e6
_OURS = ("assets/*.css", "assets/board/*.js", "assets/parquet.js")


def weighed(site: Path) -> dict[str, float]:
    """Return the weights that have a budget, in the units of their names."""
    page = (site / "index.html").read_bytes()
    code = [path for pattern in _OURS for path in sorted(site.glob(pattern))]
    tables = [path.stat().st_size for path in site.glob("data/*.parquet")]
    files = [path.stat().st_size for path in site.rglob("*") if path.is_file()]
    return {
        "page_kb": len(page) / _KB,
        "page_gzip_kb": compressed(page) / _KB,
        "code_gzip_kb": sum(compressed(path.read_bytes()) for path in code) / _KB,
        "largest_table_kb": max(tables) / _KB,
        "search_kb": (site / "search/search_index.json").stat().st_size / _KB,
        "site_mb": sum(files) / _MB,
    }


def compressed(content: bytes) -> int:
    """Return the size of bytes as a host sends them."""
    return len(gzip.compress(content, 6, mtime=0))
