"""Pictures of embeddings: a still for everyone, a canvas where the cells can be read."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]
PAGE = "submissions/model_000.html"
INK = """canvas => canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height)
  .data.filter((value, place) => place % 4 === 3 && value > 100).length"""


def test_a_name_of_the_legend_shows_its_cells_alone(open_page, serve, varied):
    """The canvas takes the still's place and its description; the rest of the cells fade."""
    page, faults = open_page(f"{serve(varied)}/{PAGE}")
    figure = page.locator(".fc-picture").first
    figure.scroll_into_view_if_needed()
    canvas = figure.locator("canvas")
    canvas.wait_for()
    assert "50 cells as points" in canvas.get_attribute("aria-label")
    page.wait_for_timeout(100)
    everything = canvas.evaluate(INK)
    button = figure.get_by_role("button", name="B cell")
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-pressed") == "true"
    assert 0 < canvas.evaluate(INK) < everything
    assert [fault for fault in faults if "getImageData" not in fault] == []  # that is this test's reading


@pytest.mark.parametrize("way", ["without scripts", "as a file", "without its cells"])
def test_the_still_stays_where_nothing_can_be_read(open_page, serve, varied, way):
    """It is loaded, and described."""
    if way == "as a file":
        page, _ = open_page(f"file://{varied}/{PAGE}")
    elif way == "without scripts":
        page, _ = open_page(f"{serve(varied)}/{PAGE}", java_script_enabled=False)
    else:
        page, _ = open_page("about:blank")
        page.route("**/layouts/**", lambda route: route.abort())
        page.goto(f"{serve(varied)}/{PAGE}")
    still = page.locator(".fc-picture img").first
    still.scroll_into_view_if_needed()
    page.wait_for_load_state("networkidle")
    assert still.bounding_box()["width"] > 100
    assert "by cell type" in still.get_attribute("alt")
    if way != "without scripts":
        assert still.evaluate("image => image.complete && image.naturalWidth === 640")
