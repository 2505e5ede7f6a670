"""The sitemap of the built site: addresses where they are known, and no file where they are not."""

import re
from pathlib import Path

_CHANGED = re.compile(r"\s*<lastmod>[^<]*</lastmod>")


def clean_sitemap(site: Path) -> bool:
    """Take dates of the build out of the sitemap, or the whole file if it lists nothing.

    MkDocs knows the address of a page only if `site_url` says where the site lies. Returns whether there is
    a sitemap.
    """
    path = site / "sitemap.xml"
    (site / "sitemap.xml.gz").unlink(missing_ok=True)  # the same, with the time of the build
    text = path.read_text(encoding="utf-8") if path.is_file() else ""
    if "<loc>" not in text:
        path.unlink(missing_ok=True)
        return False
    path.write_text(_CHANGED.sub("", text), encoding="utf-8")
    return True
