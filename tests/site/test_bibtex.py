"""What to cite, as BibTeX."""

import pytest
from made_tables import submission

from stages.site.bibtex import bibtex


def test_an_entry_names_model_authors_and_version():
    """The address is that of the paper."""
    lines = bibtex(submission("pca")).splitlines()
    assert lines == [
        "@misc{frozen_cells_pca,",
        "  title = {PCA},",
        "  author = {{The Example Lab}},",
        "  url = {https://doi.org/10.1000/1},",
        "  note = {Submission pca, version 1, to Frozen Cells}",
        "}",
    ]


@pytest.mark.parametrize("name", ["\\input{/etc/passwd}", "}, note = {x", "a % b", "$x^2$", "R&D_1 ~#"])
def test_no_name_becomes_a_command(name):
    """Braces and backslashes go; what TeX would read as its own is escaped."""
    (title,) = [line for line in bibtex(submission("pca", name)).splitlines() if "title" in line]
    inside = title.removeprefix("  title = {").removesuffix("},")
    assert "{" not in inside
    assert "}" not in inside
    for place, sign in enumerate(inside):
        if sign in "&%$#_":
            assert inside[place - 1] == "\\"
        if sign == "\\":
            assert inside[place + 1] in "&%$#_"


def test_what_is_not_known_is_left_out():
    """No empty field, and no address that could not be a link."""
    text = bibtex(submission("pca", authors=(), paper="javascript:x"))
    assert "author" not in text
    assert "url" not in text
