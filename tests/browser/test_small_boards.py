"""The smallest leaderboards in a browser: nothing yet, controls alone, one submission, one that failed."""

import pytest
from made_site import Workplace
from made_tables import made_tables
from varied_tables import fail, ranked

expect = pytest.importorskip("playwright.sync_api").expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

STATUS = "#view-status"
NOTHING_YET = ["no tables' rows", "controls alone"]
PHONE = {"width": 390, "height": 844}


def failed():
    """Return one submission that has no score anywhere."""
    tables = made_tables(1)
    for dataset in ("pbmc", "thinned", "planted"):
        fail(tables, "model_000", dataset, "the model needs more memory")
    return ranked(tables)


BOARDS = {
    "no tables' rows": lambda: {name: [] for name in made_tables(0)},
    "controls alone": lambda: made_tables(0),
    "one submission": lambda: ranked(made_tables(1)),
    "one that failed": failed,
}


@pytest.fixture(scope="module")
def sites(browser, tmp_path_factory):  # noqa: ARG001 - without a browser nothing is built
    """Return a function from a board's name to the folder of its site."""
    found = {}

    def of(name):
        if name not in found:
            workplace = Workplace(tmp_path_factory.mktemp("small"))
            workplace.publish(BOARDS[name]())
            found[name] = workplace.site
        return found[name]

    return of


@pytest.mark.parametrize("board", BOARDS)
def test_any_address_opens_without_a_fault(open_page, serve, sites, board):
    """What it asks for is not there: no error, and nothing is wider than a phone."""
    query = "?w=37&d=pbmc&find=x&sort=-cost&metrics=1&unseen=1&cmp=model_000,model_001"
    page, faults = open_page(f"{serve(sites(board))}/index.html{query}", **PHONE)
    page.wait_for_load_state("networkidle")
    assert faults == []
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]


@pytest.mark.slow
@pytest.mark.parametrize("board", BOARDS)
def test_every_page_opens_without_a_fault(open_page, serve, sites, board):
    """On a desk and on a phone."""
    address = serve(sites(board))
    for path in sorted(sites(board).rglob("*.html")):
        for size in ({}, PHONE):
            page, faults = open_page(f"{address}/{path.relative_to(sites(board))}", **size)
            page.wait_for_load_state("networkidle")
            assert faults == [], path
            page.context.close()


@pytest.mark.parametrize("board", BOARDS)
def test_it_can_be_read_without_scripts_and_axe_finds_nothing(open_page, serve, sites, board):
    """Three sentences, and either rows or what to do about their absence."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    address = f"{serve(sites(board))}/index.html"
    page, faults = open_page(address, java_script_enabled=False)
    assert page.locator(".fc-verdict strong").count() == 3
    invited = page.get_by_role("link", name="Submit the first one").count()
    assert invited == (board in NOTHING_YET)
    assert page.locator("#row-model_000").count() == (board not in NOTHING_YET)
    assert faults == []
    page, _ = open_page(address)
    page.wait_for_load_state("networkidle")
    found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()


@pytest.mark.parametrize(
    ("board", "words"), [("one submission", ("1", "0.77")), ("one that failed", ("\N{EN DASH}", "no score"))]
)
def test_a_single_row_follows_every_control(open_page, serve, sites, board, words):
    """It is weighed, sorted, filtered, opened by metric, and comes back; without a score it stays without."""
    page, faults = open_page(f"{serve(sites(board))}/index.html")
    page.wait_for_selector("#view-fields:not([disabled])")
    row = page.locator("#row-model_000")
    page.locator("#view-share").fill("50")
    expect(page.locator(STATUS)).to_contain_text("1 of 1 submissions, 2 of 3 datasets, biology 50")
    assert row.locator("td").first.inner_text() == words[0]
    assert row.locator(".fc-overall").inner_text().startswith(words[1])
    for button in page.locator("#ranking thead button").all():
        button.click()
    page.locator("#view summary").click()
    page.locator("#view-metrics").click()
    page.locator("#every-metric table").wait_for()
    page.locator("#view-find").fill("nobody")
    expect(row).to_be_hidden()
    expect(page.locator(STATUS)).to_contain_text("0 of 1")
    page.locator("#view-reset").click()
    expect(page.locator(STATUS)).to_contain_text("the published ranking")
    expect(row).to_be_visible()
    assert page.url.endswith("index.html")
    assert faults == []
