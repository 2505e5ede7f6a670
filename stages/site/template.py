"""From a template to a page: one block of escaped HTML, which Markdown leaves as it is."""

import json
import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from stages.site import addresses, figures

# A line break inside <pre> that survives being set on one line.
_NEWLINE = Markup("&#10;")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("stages.site"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "count": figures.count,
        "decimal": figures.decimal,
        "duration": figures.duration,
        "percent": figures.percent,
        "signed": figures.signed,
        "size": figures.size,
        "https": addresses.https,
        "doi": addresses.doi,
        "orcid": addresses.orcid,
        "code": _code,
    }
    return environment


def _code(text: str) -> Markup:
    """Return a text, escaped, with its `words` set as code."""
    return Markup(re.sub(r"`([^`]+)`", r"<code>\1</code>", str(escape(text))))  # noqa: S704 - escaped first


def block(template: str, **content: Any) -> str:  # noqa: ANN401 - whatever the template names
    """Return a template's HTML on one line.

    On one line no text of a submitter can start a line, and so nothing of it is Markdown: a fence, a
    heading, a list or a blank line that ends the block.
    """
    html = _environment().get_template(template).render(newline=_NEWLINE, **content)
    return " ".join(line.strip() for line in html.splitlines() if line.strip())


def page(
    template: str,
    *,
    title: str,
    description: str,
    scripts: Sequence[str] = (),
    **content: Any,  # noqa: ANN401 - whatever the template names
) -> bytes:
    """Return a page of the site: front matter in our own words, then the block.

    `title` and `description` are never text of a submitter; an id is a checked name. `scripts` are files
    of our own that the page runs.
    """
    front = json.dumps(
        {"title": title, "description": description, "hide": ["navigation", "toc"], "scripts": list(scripts)}
    )
    return f"---\n{front}\n---\n\n{block(template, **content)}\n".encode()
