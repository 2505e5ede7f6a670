"""Tables in which every text of a submitter tries to become something else."""

from dataclasses import fields, replace

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
KEPT = {"submission", "kind", "track", "dataset", "status", "group", "view", "metric"}


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
