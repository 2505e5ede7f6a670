"""The content security policy of a page: only the scripts that the build wrote may run."""

import base64
import hashlib
import re

# The theme's own scripts stand in the page without attributes; JSON blocks carry a type and never run.
_INLINE = re.compile(r"<script>(.*?)</script>", re.DOTALL)
# Nothing inside the article may run, whatever got into it.
_ARTICLE = re.compile(r"<article\b.*</article>", re.DOTALL)
# Markdown aligns the columns of a table by a style, which the policy refuses.
_ALIGNED = re.compile(r'<(t[hd]) style="text-align: (left|center|right);">')
_PLACE = "script-src 'self' 'unsafe-inline'"


def hardened(html: str) -> str:
    """Return a page whose policy has the hashes of its scripts in place of 'unsafe-inline'."""
    return _ALIGNED.sub(r'<\1 class="fc-to-\2">', html.replace(_PLACE, _policy(html)))


def _policy(html: str) -> str:
    scripts = _INLINE.findall(_ARTICLE.sub("", html))
    digests = [hashlib.sha256(script.encode()).digest() for script in scripts]
    hashes = [f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests]
    return " ".join(["script-src 'self'", *dict.fromkeys(hashes)])
