"""The sitemap of a built site."""

import pytest

from stages.site.sitemap import clean_sitemap

PAGE = "<urlset><url><loc>https://example.org/</loc>{}</url></urlset>"


def test_a_sitemap_keeps_addresses_and_loses_the_day_of_the_build(tmp_path):
    """Two builds of the same tables are the same."""
    (tmp_path / "sitemap.xml").write_text(PAGE.format("\n  <lastmod>2026-11-20</lastmod>"))
    (tmp_path / "sitemap.xml.gz").write_bytes(b"")
    assert clean_sitemap(tmp_path)
    assert (tmp_path / "sitemap.xml").read_text() == PAGE.format("")
    assert not (tmp_path / "sitemap.xml.gz").exists()


@pytest.mark.parametrize("text", [None, "<urlset></urlset>"])
def test_a_sitemap_without_addresses_is_no_file(tmp_path, text):
    """It would tell a crawler that there is nothing."""
    if text:
        (tmp_path / "sitemap.xml").write_text(text)
    assert not clean_sitemap(tmp_path)
    assert list(tmp_path.iterdir()) == []
