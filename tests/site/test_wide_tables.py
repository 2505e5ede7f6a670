"""Tables of Markdown can be scrolled without a mouse."""

from stages.site.wide_tables import framed


def test_every_table_of_markdown_has_a_frame_with_a_name_of_its_own():
    """Equal names of two regions would be a fault of the page."""
    page = framed("<p>a</p><table><tr></tr></table><p>b</p><table>\n</table>")
    assert page.count('tabindex="0" role="region"') == 2
    assert '<p>a</p><div class="fc-reach" tabindex="0" role="region" aria-label="Table 1"><table><tr>' in page
    assert page.endswith('aria-label="Table 2"><table>\n</table></div>')


def test_a_header_without_a_word_is_a_cell():
    """The corner of a table has nothing to say of its column."""
    page = framed('<table><th></th><th class="fc-to-right"></th><th>a</th></table>')
    assert '<table><td></td><td class="fc-to-right"></td><th>a</th></table>' in page


def test_tables_that_the_site_framed_itself_stay():
    """They have a class, and a name that says what is in them."""
    page = '<div class="fc-scroll"><table class="fc-table"></table></div>'
    assert framed(page) == page
