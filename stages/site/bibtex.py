"""A submission as BibTeX: what to cite beside the benchmark."""

import re

from stages.columns import SubmissionRow
from stages.site.addresses import https

# What BibTeX or TeX would read as a command, and control characters.
_COMMANDS = re.compile(r"[\\{}\x00-\x1f\x7f]")
_SPECIAL = re.compile(r"[&%$#_~^]")


def bibtex(row: SubmissionRow) -> str:
    """Return an entry of plain text: no name of a submitter becomes a command."""
    fields = {
        "title": _plain(row.name),
        "author": " and ".join(f"{{{_plain(author)}}}" for author in row.authors),
        "url": https(row.paper) or https(row.code) or "",
        "note": f"Submission {row.submission}, version {row.version}, to Frozen Cells",
    }
    # An address stands in \url, where only a brace or a percent sign would harm: https() lets no brace pass.
    fields["url"] = fields["url"].replace("%", r"\%")
    fields["note"] = _plain(fields["note"])
    lines = [f"  {name} = {{{text}}}" for name, text in fields.items() if text]
    return "\n".join([f"@misc{{frozen_cells_{row.submission},", ",\n".join(lines), "}"])


def _plain(text: str) -> str:
    return _SPECIAL.sub(
        lambda found: f"\\{found[0]}" if found[0] not in "~^" else " ", _COMMANDS.sub(" ", text)
    )
