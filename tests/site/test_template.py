"""From a template to a block of HTML."""

import json

import pytest
from jinja2 import UndefinedError

from stages.site.template import block, page


def test_a_block_is_one_line():
    """No text inside can start a line and so be Markdown."""
    assert "\n" not in block("files.html", files=[])


def test_a_name_that_a_template_lacks_is_an_error():
    """Nothing is silently left out of a page."""
    with pytest.raises(UndefinedError, match="files"):
        block("files.html")


def test_front_matter_is_read_as_it_was_written():
    """A colon in a description does not end it."""
    front = page("files.html", title="x", description="a: b", files=[]).decode().split("---\n")[1]
    assert json.loads(front)["description"] == "a: b"


def test_words_in_backticks_of_our_own_texts_are_code():
    """They are escaped first."""
    html = block("columns.html", tables={"x": {"value": ("float", "`<b>` & more")}})
    assert "<code>&lt;b&gt;</code> &amp; more" in html
