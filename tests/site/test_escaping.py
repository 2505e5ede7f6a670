"""What submitters write is text, wherever it is shown: nothing of it becomes markup, a script or a link."""

import json
from dataclasses import fields, replace
from html.parser import HTMLParser

import pytest
from made_site import Workplace
from made_tables import dataset, evaluation, made_tables, ranking, scores, submission

PAYLOADS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<a href='javascript:alert(1)'>x</a>",
    "</div></article><script>alert(1)</script>",
    "</title><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "<style>body{display:none}</style>",
    "<base href='https://example.net/'>",
    "<meta http-equiv=refresh content=0;url=https://example.net>",
    "<form action=https://example.net><input name=q></form>",
    "<details open ontoggle=alert(1)>",
    '" onmouseover="alert(1)',
    "' onfocus='alert(1)' autofocus='",
    "[x](javascript:alert(1))",
    "[x](https://example.net/ 'x')",
    "![x](https://example.net/x.png)",
    "[x]: javascript:alert(1)",
    "[x]{ onclick=alert(1) }",
    "<https://example.net>",
    "x\n\n# Heading\n\nx",
    "x\n\n```\n</code></pre><script>alert(1)</script>\n```\n",
    "x\n\n    indented\n\n- list",
    "x\n---\ntitle: y\n---\n",
    "\n\n<script>alert(1)</script>\n\n",
    "{{ 7 * 7 }}{% raw %}",
    "<!-- columns -->",
    "\x02wzxhzdk:0\x03",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#106;avascript:alert(1)",
    "*bold* **bold** _it_ `code`",
    "| a | b |\n|---|---|\n| c | d |",
    "\N{RIGHT-TO-LEFT OVERRIDE}evil\N{LINE SEPARATOR}# Heading",
    "x" * 60,
]
URLS = [
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    'https://example.net/"onclick="alert(1)',
    "https://user@example.net/",
    "//example.net/x",
    "vbscript:x",
]
OURS = ("https://doi.org/10.1038/", "https://orcid.org/0000-", "https://example.org/cells.h5ad")
KEPT = {"submission", "kind", "track", "dataset", "status", "group", "view", "metric"}
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


def poisoned(row, text):
    """Return the row with every free text replaced."""
    changes = {}
    for leaf in fields(row):
        value = getattr(row, leaf.name)
        if leaf.name in KEPT or value == "":
            continue
        if isinstance(value, str):
            changes[leaf.name] = text
        elif isinstance(value, tuple) and all(isinstance(part, str) for part in value):
            changes[leaf.name] = (text,) * max(1, len(value))
    return replace(row, **changes)


def hostile_tables():
    """Return tables in which every text of every submission and dataset is a payload."""
    tables = made_tables(0)
    for number, text in enumerate(PAYLOADS):
        name, place, url = f"model_{number}", f"set_{number}", URLS[number % len(URLS)]
        kept = poisoned(submission(name, text, superseded_by=name), text)
        tables["submissions"].append(replace(kept, superseded_by=name, paper=url, code=url))
        failed = {"overall": None, "biology": None, "batch": None, "reason": text}
        tables["ranking"].append(ranking(name, text, provisional=True, **failed))
        row = poisoned(dataset(place, doi="10.1000/<b>", caveats=("x",), warnings=("x",)), text)
        tables["datasets"].append(replace(row, labels=(text, "y"), batches=(text, "y"), source=url))
        if number % 7:
            tables["datasets"][-1] = replace(tables["datasets"][-1], active=False)
            place = "set_0"
        tables["evaluations"].append(poisoned(evaluation(name, place, status="failed", **failed), text))
        tables["scores"] += scores(name, place, value=0.5, counts=False, counts_reason=text)[:3]
        undefined = {"status": "undefined", "reason": text}
        tables["scores"] += [
            replace(row, value=None, low=None, high=None, scaled=None, **undefined)
            for row in scores(name, place)[3:6]
        ]
    return tables


class Article(HTMLParser):
    """The tags, attributes and text inside the article of a page."""

    def __init__(self, html):
        super().__init__()
        self.inside, self.tags, self.attributes, self.text = False, set(), [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        """Collect what the article consists of."""
        if self.inside:
            self.tags.add(tag)
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
    """Return the built site of the hostile tables."""
    workplace = Workplace(tmp_path_factory.mktemp("hostile"))
    workplace.publish(hostile_tables())
    return workplace.site


@pytest.fixture(scope="module")
def articles(hostile_site):
    """Return page -> its article, of the pages that show text of submitters."""
    paths = [*hostile_site.glob("submissions/*.html"), *hostile_site.glob("datasets/*.html")]
    return {path: Article(path.read_text()) for path in [hostile_site / "index.html", *paths]}


def test_no_text_becomes_a_tag(articles):
    """An article consists of the templates' own tags."""
    for path, article in articles.items():
        assert article.tags <= TAGS, path


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


def test_scripts_are_those_of_the_theme(hostile_site):
    """A page with hostile text has as many scripts as one without."""
    counts = {
        path.read_text().count("<script") for path in hostile_site.rglob("*.html") if path.name != "404.html"
    }
    assert len(counts) == 1


def test_the_search_index_holds_no_markup_of_submitters(hostile_site):
    """Search results are written into the page as HTML, so the index must be escaped as well."""
    index = json.loads((hostile_site / "search/search_index.json").read_text())
    for entry in index["docs"]:
        for text in (entry["title"], entry["text"]):
            assert "<script" not in text
            assert "<img" not in text
