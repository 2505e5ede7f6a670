"""The live leaderboard: the static table's twin for any weights and datasets; the address holds its state."""

import csv
import io
import re

import pytest
from varied_tables import LONG, MARKUP, ranked, varied_tables

from stages.site import figures

expect = pytest.importorskip("playwright.sync_api").expect

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

# All that a reader sees of the ranking and of the picture below it: text, classes, reasons, coordinates.
SEEN = """() => {
  const all = (root, selector) => [...root.querySelectorAll(selector)];
  const attributes = (node) => [...node.attributes].map((one) => `${one.name}=${one.value}`).sort();
  const cell = (node) => [node.className, node.textContent.trim(),
    all(node, "[title]").map((one) => one.title), all(node, "rect, line").map(attributes)];
  const rows = all(document, "#ranking tbody tr[id]").map((row) => [row.id, [...row.children].map(cell)]);
  const shapes = all(document, "#cost svg *").map(
    (one) => [one.tagName, attributes(one), one.textContent.trim()]);
  return [rows, shapes, all(document, "#cost ol li").map((one) => one.textContent)];
}"""
ROWS = """() => [...document.querySelectorAll("#ranking tbody:first-of-type tr:not([hidden])")].map(
  (row) => [row.id.replace("row-", ""),
    ...[0, 2, 3, 4, 5].map((place) => row.children[place].textContent.trim())])"""
NAMED = """() => [...document.querySelectorAll("#ranking tbody:first-of-type tr")].map(
  (row) => [row.querySelector("a").textContent.trim().toLowerCase(), row.dataset.runs])"""
STATUS = "#view-status"


@pytest.fixture
def board(open_page, serve, varied):
    """Return a function that opens the live leaderboard with a query, and the faults that it meets."""
    address = serve(varied)

    def start(query="", **options):
        page, faults = open_page(f"{address}/index.html{query}", **options)
        page.wait_for_selector("#view-fields:not([disabled])")
        page.wait_for_load_state("networkidle")
        return page, faults

    return start


def query(page):
    """Return what the address says of the view."""
    return page.url.partition("?")[2]


def address_is(page, words):
    """Wait until the address of the page ends like this."""
    expect(page).to_have_url(re.compile(rf"index\.html{re.escape(words)}$"))


def open_panel(page):
    """Open the filters."""
    page.locator("#view summary").click()


def test_the_live_table_is_the_static_one(board, open_page, serve, varied):
    """Every text, class, reason, bar and point is the same, and so is the order."""
    static, _ = open_page(f"{serve(varied)}/index.html", java_script_enabled=False)
    live, faults = board()
    # Out of the published view and back, so that the script has drawn every cell itself.
    live.locator("#view-share").fill("55")
    address_is(live, "?w=55")
    live.get_by_role("button", name="Published").click()
    address_is(live, "")
    assert live.evaluate(SEEN) == static.evaluate(SEEN)
    assert faults == []


def expected(share, datasets=None):
    """Return the rows that stages.ranking gives for these choices, in the words of the page."""
    rows = ranked(varied_tables(), share, datasets)["ranking"]
    listed = sorted(
        (row for row in rows if row.kind == "submission"),
        key=lambda row: (row.rank is None, row.rank, row.name.casefold()),
    )
    return [[row.submission, _rank(row), _mean(row.overall, row), _difference(row)] for row in listed]


def _rank(row):
    return figures.interval(row.rank_low, row.rank_high) if row.rank else "\N{EN DASH}"


def _mean(value, row):
    if value is not None:
        return figures.decimal(value)
    return "incomplete" if row.provisional else "undefined" if row.n_scored else "no score"


def _difference(row):
    if row.submission == row.best_baseline:
        return "reference"
    return "undefined" if row.difference is None else figures.signed(row.difference)


@pytest.mark.parametrize(
    ("words", "share", "datasets"),
    [
        pytest.param("?w=0", 0.0, None, marks=pytest.mark.slow),
        pytest.param("?w=100", 1.0, None, marks=pytest.mark.slow),
        ("?w=37", 0.37, None),
        pytest.param("?d=gut", 0.6, ["gut"], marks=pytest.mark.slow),
        ("?w=81&d=pbmc,planted", 0.81, ["pbmc", "planted"]),
        ("?w=20&d=pbmc,gut,thinned,planted", 0.2, ["pbmc", "gut", "thinned", "planted"]),
    ],
)
def test_ranks_for_other_weights_and_datasets_are_those_of_the_pipeline(board, words, share, datasets):
    """Ranks, intervals, scores and differences equal what stages.ranking computes for the same choice."""
    page, faults = board(words)
    expect(page.locator(STATUS)).to_contain_text("your own")
    assert [row[:4] for row in page.evaluate(ROWS)] == expected(share, datasets)
    assert faults == []


def test_every_control_has_a_word_in_the_address_and_a_reload_restores_it(board):
    """Defaults leave a clean address."""
    page, _ = board()
    assert query(page) == ""
    open_panel(page)
    page.get_by_role("button", name="Biology only").click()
    page.get_by_role("checkbox", name="Gut").uncheck()
    page.get_by_role("checkbox", name="zero-shot").uncheck()
    page.locator("#view-unseen").check()
    page.locator("#view-find").fill("model")
    page.locator("#view-sort").select_option("-batch")
    page.locator("#view-one").select_option("model_000")
    page.locator("#view-other").select_option("model_002")
    page.locator("#view-metrics").click()
    words = "w=100&d=pbmc,thinned&track=fitted,control&unseen=1&find=model&sort=-batch&metrics=1"
    words += "&cmp=model_000,model_002"
    address_is(page, f"?{words}")
    before = page.evaluate(SEEN), page.locator("#compare").inner_text()
    page.reload()
    page.wait_for_selector("#every-metric table")
    assert (page.evaluate(SEEN), page.locator("#compare").inner_text()) == before
    assert query(page) == words
    open_panel(page)
    page.locator("#view-reset").click()
    address_is(page, "")


def test_an_address_that_means_nothing_shows_the_published_view(board):
    """What is unknown is ignored, and leaves the address."""
    page, faults = board()
    for words in (
        "?sort=-nope&w=abc&d=&track=x",
        "?w=101&d=nothing,../..&cmp=model_000&metrics=2",
        "?w=-1&sort=__proto__&cmp=model_000,model_000",
        "?d=constructor&track=toString&w=1e1&unseen=yes",
    ):
        page.goto(page.url.partition("?")[0] + words)
        address_is(page, "")
        assert "the published ranking" in page.locator(STATUS).inner_text()
    assert faults == []


def test_markup_in_the_address_stays_text(board):
    """It is searched for, and found nowhere."""
    page, faults = board("?find=%3Cimg%20src%3Dx%20onerror%3Dalert(1)%3E")
    expect(page.locator(STATUS)).to_contain_text("0 of")
    assert page.locator("article img").count() == 0
    assert faults == []


def test_filters_hide_rows_and_leave_ranks_as_they_are(board):
    """Track, search and overlap with pretraining."""
    page, _ = board()
    everyone = {row[0]: row[1] for row in page.evaluate(ROWS)}
    open_panel(page)
    page.locator("#view-unseen").check()
    expect(page.locator(STATUS)).to_contain_text("7 of 8")
    left = {row[0]: row[1] for row in page.evaluate(ROWS)}
    assert left == {name: rank for name, rank in everyone.items() if name != "model_005"}
    page.locator("#view-unseen").uncheck()
    page.locator("#view-tissue").select_option("gut")
    address_is(page, "?d=gut")


def test_headers_sort_by_keyboard(board):
    """Enter on a header sorts, a second Enter turns the order; what is missing comes last both ways."""
    page, _ = board()
    header = page.locator("#ranking thead button").nth(4)
    header.focus()
    for state, falling in (("descending", True), ("ascending", False)):
        page.keyboard.press("Enter")
        page.wait_for_selector(f"#ranking th:nth-child(5)[aria-sort={state}]")
        values = [row[4] for row in page.evaluate(ROWS)]
        known = [float(value.replace("\N{MINUS SIGN}", "-")) for value in values if value[-1].isdigit()]
        assert known == sorted(known, reverse=falling)
        assert not any(value[-1].isdigit() for value in values[len(known) :])
    assert header.evaluate("button => button === document.activeElement")


def test_equals_stand_by_name(board):
    """Either way, and after each weight: most submissions have run everywhere."""
    for words in ("?sort=-runs", "?sort=runs", "?sort=-runs&w=3"):
        page, _ = board(words)
        rows = [row for row in page.evaluate(NAMED) if row[1] == "3"]
        assert len(rows) > 2
        assert rows == sorted(rows)


def test_the_slider_moves_by_keyboard_and_says_so(board):
    """Arrow keys change the weights; the status line, a live region, tells the new ones."""
    page, _ = board()
    page.locator("#view-share").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator(STATUS)).to_contain_text("biology 59 to batch 41")
    assert page.locator(STATUS).get_attribute("role") == "status"


def test_two_submissions_are_compared_in_words_and_bars(board):
    """One sentence, one mean with its interval, one bar per dataset that both have."""
    page, _ = board("?cmp=model_000,model_003")
    panel = page.locator("#compare")
    panel.locator("table").wait_for()
    assert panel.locator("h2").inner_text() == "PCA 0 is better than Harmony 3"
    assert "on 2 of 2 datasets" in panel.inner_text()
    assert panel.locator("tbody tr").count() == 3
    assert "not both evaluated" in panel.inner_text()


def test_every_metric_opens_on_demand(board):
    """One column per ranked metric, one row per submission that is shown; a gap says why."""
    page, _ = board("?metrics=1&track=fitted")
    table = page.locator("#every-metric table")
    table.wait_for()
    assert (
        table.locator("tbody tr").count() == page.locator("#ranking tbody:first-of-type tr:visible").count()
    )
    assert table.locator("abbr[title='undefined on one of these datasets']").count() > 0


def test_the_csv_is_the_view(board):
    """It parses, and holds the shown rows in their order with every digit."""
    page, _ = board("?sort=-batch")
    open_panel(page)
    with page.expect_download() as caught:
        page.locator("#view-csv").click()
    rows = list(csv.DictReader(io.StringIO(caught.value.path().read_text())))
    shown = page.evaluate(ROWS)
    assert [row["submission"] for row in rows] == [row[0] for row in shown]
    for row, (_, _, overall, *_) in zip(rows, shown, strict=True):
        assert not row["overall"] or figures.decimal(float(row["overall"])) == overall
    assert {row["name"] for row in rows} >= {LONG, MARKUP}


def test_no_name_in_the_csv_is_a_formula(board):
    """A program that opens the file would run it; a number stays a number, also below zero."""
    page, _ = board("")
    page.locator("#row-model_001 a").evaluate("link => { link.textContent = '=1+1'; }")
    text = page.evaluate(
        "board.csv([document.getElementById('row-model_001')],"
        " new Map([['model_001', {submission: 'model_001', difference: -0.5}]]))"
    )
    (row,) = csv.DictReader(io.StringIO(text))
    assert (row["name"], row["difference"]) == ("'=1+1", "-0.5")


def test_names_with_markup_are_shown_as_they_are(board):
    """In the table, the choices and the comparison."""
    page, faults = board("?cmp=model_001,model_002")
    page.locator("#compare h2").wait_for()
    assert page.locator("#row-model_002 a").inner_text() == MARKUP
    assert MARKUP in page.locator("#compare").inner_text()
    assert page.locator("article b").count() == 0
    assert faults == []


def test_without_its_tables_the_page_says_so_and_stays_readable(open_page, serve, varied):
    """A blocked Parquet leaves the static table and one sentence."""
    page, _ = open_page("about:blank")
    page.route("**/*.parquet", lambda route: route.abort())
    page.goto(f"{serve(varied)}/index.html")
    expect(page.locator(STATUS)).to_contain_text("could not be read")
    assert page.locator("#ranking tbody tr[id]").count() == 8 + 6
    assert page.locator("#view-share").is_disabled()


@pytest.mark.parametrize(
    ("table", "words"),
    [
        pytest.param("ranking", "", marks=pytest.mark.slow),
        ("draws", "?w=37"),
        pytest.param("scores", "?metrics=1", marks=pytest.mark.slow),
    ],
)
def test_a_table_that_is_no_parquet_changes_nothing(open_page, serve, varied, table, words):
    """A host that answers with a page of its own: the published ranking stays, and one sentence says so."""
    static, _ = open_page(f"{serve(varied)}/index.html", java_script_enabled=False)
    page, _ = open_page("about:blank")
    page.route(f"**/{table}.parquet", lambda route: route.fulfill(body="<html>Log in</html>"))
    page.goto(f"{serve(varied)}/index.html{words}")
    expect(page.locator(STATUS)).to_contain_text("could not be read")
    assert page.evaluate(SEEN) == static.evaluate(SEEN)


def test_the_leaderboard_is_live_in_a_folder(open_page, varied):
    """Opened as a file it reads the same tables from the scripts beside them."""
    page, faults = open_page(f"file://{varied}/index.html?w=37&cmp=model_000,model_002&metrics=1")
    page.wait_for_selector("#every-metric table")
    assert [row[:4] for row in page.evaluate(ROWS)] == expected(0.37)
    assert faults == []


@pytest.mark.parametrize(
    ("scheme", "width"),
    [
        ("light", 1366),
        ("dark", 390),
        pytest.param("dark", 1366, marks=pytest.mark.slow),
        pytest.param("light", 390, marks=pytest.mark.slow),
    ],
)
def test_axe_finds_nothing_with_everything_open(board, scheme, width):
    """Comparison, every metric and the filters."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page, _ = board("?cmp=model_000,model_003&metrics=1&w=50", scheme=scheme, width=width)
    page.wait_for_selector("#every-metric table")
    open_panel(page)
    found = axe.run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth") == width
