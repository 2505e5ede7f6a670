"""The built site in a browser: readable by everyone, on any screen, without any help from elsewhere."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

PAGES = [
    "index.html",
    "submissions/model_002.html",
    "datasets/planted.html",
    "datasets/index.html",
    "metrics.html",
    "how.html",
    "use-the-data.html",
    "cite.html",
    "changes.html",
    "speed.html",
]
SIZES = {"desk": {"width": 1366, "height": 850}, "phone": {"width": 390, "height": 844}}


def search(page, word):
    """Type a word once the index is there, and wait for results."""
    page.wait_for_load_state("networkidle")
    page.locator(".md-search__input").press_sequentially(word)
    page.wait_for_selector(".md-search-result__link")


@pytest.mark.parametrize(
    ("scheme", "size"),
    [
        ("light", "desk"),
        ("dark", "phone"),
        pytest.param("dark", "desk", marks=pytest.mark.slow),
        pytest.param("light", "phone", marks=pytest.mark.slow),
    ],
)
def test_axe_finds_nothing(open_page, serve, built, scheme, size):
    """No violation of the accessibility rules on any kind of page."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    address = serve(built)
    for path in [*PAGES, "404.html"]:
        page, _ = open_page(f"{address}/{path}", scheme=scheme, **SIZES[size])
        for summary in page.query_selector_all("details > summary"):
            summary.click()
        found = axe.run(page)
        assert found.violations_count == 0, f"{path}\n{found.generate_report()}"


@pytest.mark.parametrize("size", SIZES)
def test_nothing_fails_and_nothing_comes_from_elsewhere(open_page, serve, built, size):
    """No error, no broken policy, no missing file, no request to another site: below a sub-path as well."""
    address = serve(built.parent)
    for path in PAGES:
        page, faults = open_page(f"{address}/{built.name}/{path}", **SIZES[size])
        page.wait_for_load_state("networkidle")
        assert faults == [], path


def test_the_site_works_from_a_folder(open_page, built):
    """Opened as files, without a server, it looks the same."""
    for path in PAGES:
        page, faults = open_page(f"file://{built}/{path}")
        assert faults == [], path
        assert page.evaluate("getComputedStyle(document.querySelector('.md-header')).position") == "sticky"


def test_no_page_is_wider_than_a_phone(open_page, serve, built):
    """Wide tables scroll inside their frame, the page does not."""
    address = serve(built)
    for path in PAGES:
        page, _ = open_page(f"{address}/{path}", **SIZES["phone"])
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide == 0, path


def test_the_ranking_is_on_the_first_screen(open_page, serve, built):
    """Verdict, head of the table and the first six rows need no scrolling."""
    page, _ = open_page(f"{serve(built)}/index.html", **SIZES["desk"])
    box = page.locator("#row-model_005").bounding_box()
    assert box["y"] + box["height"] < SIZES["desk"]["height"]


def test_a_phone_shows_everything_of_a_row(open_page, serve, built):
    """Rank, name, overall, difference, groups, cost and runs are all inside the screen."""
    page, _ = open_page(f"{serve(built)}/index.html", **SIZES["phone"])
    cells = page.locator("#row-model_001 > *")
    assert cells.count() == 8
    for number in range(8):
        box = cells.nth(number).bounding_box()
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= SIZES["phone"]["width"]


def test_the_ranking_begins_on_the_first_screen_of_a_phone(open_page, serve, built):
    """The verdict, and the first card whole; weights and filters wait folded until they are wanted."""
    page, _ = open_page(f"{serve(built)}/index.html", **SIZES["phone"])
    page.wait_for_selector("#view-fields:not([disabled])")
    box = page.locator("#row-model_000").bounding_box()
    assert box["y"] + box["height"] < SIZES["phone"]["height"]
    assert box["height"] < 120
    assert not page.locator("#view-share").is_visible()
    page.locator("#view summary").click()
    assert page.locator("#view-share").is_visible()


def test_a_button_copies_what_is_to_be_cited(open_page, serve, built):
    """It is there only with scripts, and takes the text as it stands."""
    address = f"{serve(built)}/submissions/model_000.html"
    page, faults = open_page(address, permissions=["clipboard-read", "clipboard-write"])
    page.locator("#cite ~ pre .fc-copy").first.click()
    page.wait_for_function("document.querySelector('.fc-copy').textContent === 'Copied'")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.startswith("@misc{frozen_cells_model_000,\n  title = ")
    assert faults == []
    assert open_page(address, java_script_enabled=False)[0].locator(".fc-copy").count() == 0


def test_everything_can_be_read_without_scripts(open_page, serve, built):
    """The table is in the page, not made by it."""
    page, _ = open_page(f"{serve(built)}/index.html", java_script_enabled=False)
    assert page.locator("#ranking tbody tr").count() == 6 + 1 + 6
    assert page.locator("#row-model_005").is_visible()


def test_a_wide_table_can_be_scrolled_by_keyboard(open_page, serve, built):
    """Its frame takes the focus, and the first column stays in sight."""
    page, _ = open_page(f"{serve(built)}/submissions/model_000.html", **SIZES["phone"])
    frame = page.locator(".fc-wide").first
    frame.focus()
    page.keyboard.press("ArrowRight")
    for _ in range(100):  # scrolling is smooth; the page's policy lets nothing wait inside it
        if frame.evaluate("element => element.scrollLeft") > 0:
            break
        page.wait_for_timeout(50)
    assert frame.evaluate("element => element.scrollLeft") > 0
    assert page.locator(".fc-wide tbody th").first.bounding_box()["x"] >= 0


def test_the_skip_link_leads_to_the_content(open_page, serve, built):
    """The first press of Tab offers to jump over the header."""
    for path in ("index.html", "how.html"):
        page, _ = open_page(f"{serve(built)}/{path}")
        page.keyboard.press("Tab")
        focused = page.evaluate("document.activeElement.getAttribute('href')")
        assert focused.startswith("#"), path
        assert page.locator(focused).count() == 1


def test_search_finds_a_submission(open_page, serve, built):
    """The index holds names; the policy lets the worker run."""
    page, faults = open_page(f"{serve(built)}/index.html")
    search(page, "Harmony")
    links = page.locator(".md-search-result__link").evaluate_all("all => all.map(one => one.href)")
    assert any("submissions/model_003.html" in link for link in links)
    assert faults == []


def test_no_name_makes_a_page_wider(open_page, serve, hostile):
    """Sixty characters without a space, markup and other scripts, on a desk and on a phone."""
    address = serve(hostile)
    for size in SIZES.values():
        for path in ("index.html", "submissions/model_34.html", "datasets/set_0.html", "datasets/index.html"):
            page, _ = open_page(f"{address}/{path}", **size)
            assert page.evaluate("document.documentElement.scrollWidth") == size["width"], path


def test_an_attack_runs_nothing(open_page, serve, hostile):
    """Hostile names on pages and among search results open no dialog and load nothing."""
    address = serve(hostile)
    for path in [
        "index.html",
        "submissions/model_0.html",
        "submissions/model_22.html",
        "datasets/set_0.html",
    ]:
        page, faults = open_page(f"{address}/{path}")
        search(page, "onerror")
        page.wait_for_load_state("networkidle")
        assert faults == [], path
