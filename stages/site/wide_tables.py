"""Tables of Markdown scroll inside a frame that the keyboard reaches, as the site's own tables do."""

import re
from itertools import count

# Only tables without a class come from Markdown; the theme puts a frame around them that has no focus.
_TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)
# A header without a word is none to a screen reader.
_EMPTY = re.compile(r'<th( class="[^"]*")?></th>')


def framed(html: str) -> str:
    """Return a page with a frame of a name and focus around every table that was written in Markdown.

    Names differ within a page, as regions must.
    """
    numbers = count(1)

    def frame(table: re.Match[str]) -> str:
        name = f'aria-label="Table {next(numbers)}"'
        content = _EMPTY.sub(r"<td\1></td>", table[0])
        return f'<div class="fc-reach" tabindex="0" role="region" {name}>{content}</div>'

    return _TABLE.sub(frame, html)
