"""From a template to a page: one block of escaped HTML, which Markdown leaves as it is."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from stages.site import addresses, figures


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
    }
    return environment


def block(template: str, **content: Any) -> str:  # noqa: ANN401 - whatever the template names
    """Return a template's HTML on one line.

    On one line no text of a submitter can start a line, and so nothing of it is Markdown: a fence, a
    heading, a list or a blank line that ends the block.
    """
    html = _environment().get_template(template).render(**content)
    return " ".join(line.strip() for line in html.splitlines() if line.strip())


def page(template: str, *, title: str, description: str, **content: Any) -> bytes:  # noqa: ANN401 - the same
    """Return a page of the site: front matter in our own words, then the block.

    `title` and `description` are never text of a submitter; an id is a checked name.
    """
    head = f"---\ntitle: {title}\ndescription: {description}\nhide:\n- navigation\n- toc\n---\n"
    return f"{head}\n{block(template, **content)}\n".encode()
