"""The content security policy of built pages."""

import base64
import hashlib

from stages.site.policy import hardened

_HEAD = "<meta content=\"default-src 'none'; script-src 'self' 'unsafe-inline'; style-src 'self'\">"


def _hash(script):
    return "'sha256-" + base64.b64encode(hashlib.sha256(script.encode()).digest()).decode() + "'"


def test_inline_scripts_are_allowed_by_their_hash():
    """The policy names each script of the theme, and nothing else may run."""
    page = hardened(f"{_HEAD}<script>one()</script><script type='application/json'>{{}}</script>")
    assert f"script-src 'self' {_hash('one()')}; style-src" in page
    assert "unsafe-inline" not in page


def test_a_script_inside_the_article_gets_no_hash():
    """What a submitter managed to get into the text must not be allowed by our own policy."""
    page = hardened(f"{_HEAD}<article class='x'><script>bad()</script></article><script>good()</script>")
    assert _hash("good()") in page
    assert _hash("bad()") not in page


def test_columns_of_markdown_are_aligned_without_a_style():
    """The policy allows no style attribute, so a class says it."""
    page = hardened(f'{_HEAD}<th style="text-align: right;">n</th><td style="text-align: left;">x</td>')
    assert '<th class="fc-to-right">n</th><td class="fc-to-left">x</td>' in page
