"""Does every link of the built site lead somewhere? MkDocs checks Markdown, not raw HTML."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_LINKS = {"href", "src"}
_SUBRESOURCES = {"link", "script", "img", "iframe", "source", "object", "embed", "video", "audio"}
_HINTS = {"canonical", "prev", "next"}


@dataclass
class _Page(HTMLParser):
    """The links and the anchors of one page."""

    links: list[tuple[str, str]] = field(default_factory=list)  # (tag, address)
    anchors: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        self.anchors |= {attributes[name] for name in ("id", "name") if name in attributes}
        if attributes.get("rel") not in _HINTS:
            self.links += [(tag, attributes[name]) for name in _LINKS & attributes.keys()]


def broken_links(site: Path, top: str = "/") -> list[str]:
    """Return one sentence for each link of the built site that leads nowhere.

    Checked are pages, files and fragments inside the site, and that nothing a page loads by itself comes
    from elsewhere. Links of a reader to other sites are not followed. `top` is the path under which the site
    will be served, with a slash at both ends.
    """
    pages = {path: _read(path) for path in sorted(site.rglob("*.html"))}
    return [
        f"{path.relative_to(site)}: {fault}"
        for path, page in pages.items()
        for tag, address in page.links
        for fault in _faults(site, pages, path, tag, _below(address, top))
    ]


def _below(address: str, top: str) -> str:
    return "/" + address[len(top) :] if address.startswith(top) else address


def _read(path: Path) -> _Page:
    page = _Page()
    page.feed(path.read_text(encoding="utf-8"))
    return page


def _faults(site: Path, pages: dict[Path, _Page], path: Path, tag: str, address: str) -> Iterator[str]:
    parts = urlsplit(address)
    if parts.scheme or parts.netloc:
        if tag in _SUBRESOURCES and parts.scheme != "data":
            yield f"<{tag}> loads {address} from another site"
        elif parts.scheme not in {"https", "http", "mailto", "data"}:
            yield f"<{tag}> links to {address}"
        return
    target = _target(site, path, unquote(parts.path))
    if not target.is_file():
        yield f"<{tag}> links to {address}, and there is no such file"
    elif parts.fragment and target in pages and unquote(parts.fragment) not in pages[target].anchors:
        yield f"<{tag}> links to {address}, and there is no such place on that page"


def _target(site: Path, path: Path, address: str) -> Path:
    if not address:
        return path
    # The page for missing addresses is served at any depth: its addresses start at the top.
    base = site if address.startswith("/") else path.parent
    target = (base / address.lstrip("/")).resolve()
    return target / "index.html" if target.is_dir() else target
