"""What submitters write is text, wherever it is shown: nothing of it becomes markup, a script or a link."""

import json
import re
from html.parser import HTMLParser

import pytest
from hostile_tables import PAYLOADS, hostile_tables
from made_runs import record
from made_site import Workplace
from made_tables import write_tables

from stages.files import write_json

OURS = ("https://doi.org/10.1038/", "https://orcid.org/0000-", "https://example.org/cells.h5ad")
TAGS = frozenset(
    [
        "div",
        "h1",
        "h2",
        "h3",
        "p",
        "strong",
        "em",
        "a",
        "span",
        "small",
        "table",
        "caption",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "dl",
        "dt",
        "dd",
        "ul",
        "li",
        "abbr",
        "svg",
        "rect",
        "line",
        "details",
        "summary",
        "pre",
        "code",
        "section",
    ]
)
# The picture of the front page, and its one form.
FRONT = TAGS | {"ol", "circle", "polyline", "text", "title"}
FRONT |= {"form", "fieldset", "legend", "label", "input", "select", "option", "button", "output"}


class Article(HTMLParser):
    """The tags, attributes and text inside the article of a page."""

    def __init__(self, html):
        super().__init__()
        self.inside, self.tags, self.attributes, self.text = False, [], [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        """Collect what the article consists of."""
        if self.inside:
            self.tags.append(tag)
            self.attributes += attrs
        self.inside = self.inside or tag == "article"

    def handle_endtag(self, tag):
        """Leave the article at its end."""
        self.inside = self.inside and tag != "article"

    def handle_data(self, data):
        """Collect the text."""
        if self.inside:
            self.text.append(data)


@pytest.fixture(scope="module")
def hostile_site(tmp_path_factory):
    """Return the built site of the hostile tables, and of records of runs with hostile names of libraries."""
    workplace = Workplace(tmp_path_factory.mktemp("hostile"))
    leaderboard = workplace.root / "leaderboard"
    write_tables(hostile_tables(), leaderboard)
    for number, text in enumerate(PAYLOADS):
        for place in {"set_0", f"set_{number}"}:
            run = record(place, submission=f"model_{number}", versions={text: text}, environment_sha256=text)
            write_json(run.as_json() | {"log": [text]}, leaderboard / f"runs/model_{number}/{place}.json")
    workplace.publish_again()
    return workplace.site


@pytest.fixture(scope="module")
def articles(hostile_site):
    """Return page -> its article, of the pages that show text of submitters."""
    paths = [*hostile_site.glob("submissions/*.html"), *hostile_site.glob("datasets/*.html")]
    return {path: Article(path.read_text()) for path in [hostile_site / "index.html", *paths]}


def test_no_text_becomes_a_tag(articles):
    """An article consists of the templates' own tags."""
    for path, article in articles.items():
        front = path.parent.name not in {"submissions", "datasets"}
        assert set(article.tags) <= (FRONT if front else TAGS), path
        assert article.tags.count("form") == front


def test_no_text_becomes_an_attribute(articles):
    """No handler, no style, and no link but to pages of the site or over https to a plain host."""
    for path, article in articles.items():
        for name, value in article.attributes:
            assert not name.startswith("on"), path
            assert name not in {"style", "src", "srcdoc", "action"}, path
            if name == "href" and ":" in value:
                assert value.startswith(OURS), (path, value)


def test_every_text_is_shown_as_it_was_written(articles):
    """Escaping loses nothing but line breaks and the marks that Markdown keeps for itself."""
    for number, text in enumerate(PAYLOADS):
        (article,) = [leaf for path, leaf in articles.items() if path.name == f"model_{number}.html"]
        seen = "".join("".join(article.text).split())
        assert "".join(text.replace("\x02", "").replace("\x03", "").split()) in seen


def test_the_attack_reaches_the_page_in_every_place(articles):
    """A text is on its page many times: in what is said of the model, of its runs and of their libraries."""
    for number, text in enumerate(PAYLOADS):
        (article,) = [leaf for path, leaf in articles.items() if path.name == f"model_{number}.html"]
        seen, word = "".join("".join(article.text).split()), "".join(re.sub("[\x02\x03]", "", text).split())
        assert seen.count(word) >= 8, text
        assert "Versionsofthelibraries" in seen


def test_no_other_page_shows_what_submitters_write(hostile_site, articles):
    """Nothing of it has come into a page whose tags are not looked at above."""
    others = {path for path in hostile_site.rglob("*.html") if path not in articles}
    assert others
    for path in others:
        assert not re.search(r"alert\(1\)|example\.net", path.read_text()), path


def test_scripts_are_those_of_the_theme(hostile_site):
    """Inline there are as many on every page, and what is loaded is a file of the theme or of ours."""
    pages = {path: path.read_text() for path in hostile_site.rglob("*.html") if path.name != "404.html"}
    assert len({page.count("<script>") for page in pages.values()}) == 1
    for path, page in pages.items():
        for source in re.findall(r"<script[^>]+src=\"?([^\" >]+)", page):
            assert (path.parent / source).resolve().is_relative_to(hostile_site / "assets"), path


def test_the_search_index_holds_no_markup_of_submitters(hostile_site):
    """Search results are written into the page as HTML, so the index must be escaped as well."""
    index = json.loads((hostile_site / "search/search_index.json").read_text())
    for entry in index["docs"]:
        for text in (entry["title"], entry["text"]):
            assert "<script" not in text
            assert "<img" not in text
