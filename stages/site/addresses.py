"""Which addresses of a submitter may become a link: https to a plain host, and nothing else."""

import re

# No user, no port, no address in numbers; nothing in the rest that could end an attribute.
_HTTPS = re.compile(
    r"https://(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,24}"
    r"(?:/[A-Za-z0-9._~!$&()*+,;=:@%/?#-]*)?"
)
_DOI = re.compile(r"10\.\d{4,9}/[A-Za-z0-9._;()/:-]+")
_ORCID = re.compile(r"\d{4}-\d{4}-\d{4}-\d{3}[\dX]")
_LONGEST = 500


def https(address: str | None) -> str | None:
    """Return the address if it may be a link, else None: it is then shown as text."""
    if address and len(address) <= _LONGEST and _HTTPS.fullmatch(address):
        return address
    return None


def doi(identifier: str | None) -> str | None:
    """Return the address of a DOI, else None."""
    if identifier and len(identifier) <= _LONGEST and _DOI.fullmatch(identifier):
        return f"https://doi.org/{identifier}"
    return None


def orcid(identifier: str) -> str | None:
    """Return the address of an ORCID iD, else None."""
    return f"https://orcid.org/{identifier}" if _ORCID.fullmatch(identifier) else None
