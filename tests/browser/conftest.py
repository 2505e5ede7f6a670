"""A browser, and the built site served as a host would serve it."""

import functools
import http.server
import threading
from pathlib import Path

import pytest
from hostile_tables import hostile_tables
from made_site import Workplace
from made_tables import made_tables
from varied_tables import varied_tables

CHROMIUM = Path("/usr/bin/chromium")
# No sandbox: in a container the tests are root. The rest keeps the browser from calling home.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


class Silent(http.server.SimpleHTTPRequestHandler):
    """A file server that prints nothing."""

    def log_message(self, *_):
        """Print nothing."""


def failure_of(request):
    """Return what failed, for a list; nothing where the page was left before the answer came."""
    return [] if request.failure == "net::ERR_ABORTED" else [f"failed: {request.url}"]


@pytest.fixture(scope="session")
def browser():
    """Return Chromium; without it these tests are skipped."""
    if not CHROMIUM.exists():
        pytest.skip(f"{CHROMIUM} is not installed (apt-get install chromium)")
    api = pytest.importorskip("playwright.sync_api")
    with api.sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def built(browser, tmp_path_factory):  # noqa: ARG001 - without a browser nothing is built
    """Return the folder of a built site."""
    workplace = Workplace(tmp_path_factory.mktemp("site"))
    workplace.publish(made_tables())
    return workplace.site


@pytest.fixture(scope="session")
def varied(browser, tmp_path_factory):  # noqa: ARG001 - the same
    """Return the folder of a site with failures, gaps, ties and odd names."""
    workplace = Workplace(tmp_path_factory.mktemp("varied"))
    workplace.publish(varied_tables())
    return workplace.site


@pytest.fixture(scope="session")
def hostile(browser, tmp_path_factory):  # noqa: ARG001 - the same
    """Return the folder of a site whose every submitted text is an attack."""
    workplace = Workplace(tmp_path_factory.mktemp("hostile"))
    workplace.publish(hostile_tables())
    return workplace.site


@pytest.fixture
def serve():
    """Return a function that serves a folder and returns its address."""
    servers = []

    def start(folder):
        handler = functools.partial(Silent, directory=str(folder))
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        servers.append(server)
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server in servers:
        server.shutdown()
        server.server_close()


@pytest.fixture
def open_page(browser):
    """Return a function that opens an address and returns the page and what went wrong on it."""
    contexts = []

    def start(address, *, width=1366, height=850, scheme="light", **options):
        context = browser.new_context(
            viewport={"width": width, "height": height}, color_scheme=scheme, **options
        )
        contexts.append(context)
        page, faults = context.new_page(), []
        page.on(
            "console", lambda line: faults.append(line.text) if line.type in {"error", "warning"} else None
        )
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("dialog", lambda dialog: (faults.append("a dialog opened"), dialog.dismiss()))
        page.on("requestfailed", lambda request: faults.extend(failure_of(request)))
        page.on("response", lambda answer: faults.append(answer.url) if answer.status >= 400 else None)
        root = address.split("/", 3)[:3]
        page.on(
            "request",
            lambda request: (
                None
                if request.url.split("/", 3)[:3] == root or request.url.startswith("data:")
                else faults.append(f"elsewhere: {request.url}")
            ),
        )
        page.goto(address)
        return page, faults

    yield start
    for context in contexts:
        context.close()
