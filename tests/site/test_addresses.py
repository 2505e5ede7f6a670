"""Which addresses become links."""

import pytest

from stages.site import addresses


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org",
        "https://doi.org/10.1038/s41592-024-02201-0",
        "https://a-b.example.co.uk/x?y=1&z=2#t",
    ],
)
def test_https_to_a_plain_host_is_a_link(address):
    """Paths, queries and fragments are kept as they are."""
    assert addresses.https(address) == address


@pytest.mark.parametrize(
    "address",
    [
        None,
        "",
        "http://example.org",
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        "data:text/html,<script>alert(1)</script>",
        "//example.org",
        "https://user:word@example.org",
        "https://example.org:8443/",
        "https://127.0.0.1/",
        "https://localhost/",
        'https://example.org/"onmouseover=alert(1)',
        "https://example.org/<script>",
        "https://example.org/ x",
        "https://example.org/\nx",
        "https://ex\N{CYRILLIC SMALL LETTER A}mple.org/",
        "https://example.org/" + "x" * 500,
    ],
)
def test_everything_else_is_text(address):
    """Other schemes, users, ports, bare numbers and quotes make no link."""
    assert addresses.https(address) is None


def test_doi_becomes_its_resolver():
    """A DOI is an address; what only looks like one is not."""
    assert addresses.doi("10.1186/s13059-025-03574-x") == "https://doi.org/10.1186/s13059-025-03574-x"
    assert addresses.doi("10.1186/<b>") is None
    assert addresses.doi(None) is None


def test_orcid_becomes_its_page():
    """Four groups of four, the last sign may be an X."""
    assert addresses.orcid("0000-0002-1694-233X") == "https://orcid.org/0000-0002-1694-233X"
    assert addresses.orcid("0000-0002-1694") is None
    assert addresses.orcid("") is None
