"""The link checker."""

import pytest

from stages.site.links import broken_links


@pytest.fixture
def site(tmp_path):
    """Return a function that writes pages and returns the faults found in them."""

    def write(**pages):
        for name, html in pages.items():
            path = tmp_path / f"{name.replace('__', '/')}.html"
            path.parent.mkdir(exist_ok=True)
            path.write_text(html)
        return broken_links(tmp_path)

    return write


def test_links_that_lead_somewhere_are_silent(site):
    """Pages, fragments, folders, queries and other people's sites are fine."""
    assert (
        site(
            index='<h1 id="top"></h1><a href="#top">x</a><a href="a/b.html#c">x</a><a href="https://example.org">x</a>',
            a__b='<p id="c"></p><a href="../index.html?q=1#top">x</a><a href="..">x</a>'
            '<img src="data:image/gif;base64,R0">',
        )
        == []
    )


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        ('<a href="gone.html">x</a>', "index.html: <a> links to gone.html, and there is no such file"),
        ('<a href="#gone">x</a>', "index.html: <a> links to #gone, and there is no such place on that page"),
        ('<img src="gone.png">', "index.html: <img> links to gone.png, and there is no such file"),
        ('<a href="javascript:alert(1)">x</a>', "index.html: <a> links to javascript:alert(1)"),
        (
            '<script src="https://example.org/x.js"></script>',
            "<script> loads https://example.org/x.js from another site",
        ),
        (
            '<link rel="stylesheet" href="//example.org/x.css">',
            "<link> loads //example.org/x.css from another site",
        ),
    ],
)
def test_a_link_that_leads_nowhere_is_named(site, html, fault):
    """The sentence has the page, the address and what is wrong with it."""
    (found,) = site(index=html)
    assert fault in found
