"""What a built site costs a browser: CPU milliseconds of the page, whatever else the machine does."""

import functools
import http.server
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from benchmarks.site_weight import compressed

_TIMES = 10
_FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
_DESK, _PHONE = {"width": 1366, "height": 850}, {"width": 390, "height": 844}
_SHIFT = """() => {
  window.shift = 0;
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput) window.shift += one.value;
  }).observe({ type: "layout-shift", buffered: true });
}"""
_DECODE = """async () => {
  const columns = {
    "ranking.parquet": ["submission", "overall", "biology", "batch", "difference", "rank"],
    "evaluations.parquet": ["submission", "dataset", "biology", "batch", "reason"],
    "draws.parquet": ["submission", "dataset", "biology", "batch"],
  };
  const files = await Promise.all(Object.entries(columns).map(
    async ([name, names]) => [await (await fetch(`data/${name}`)).arrayBuffer(), names]));
  for (const [bytes, names] of files) await Parquet.readColumns(bytes, names);
}"""
_SLIDER = """async (share) => {
  const slider = document.getElementById("view-share"), status = document.getElementById("view-status");
  slider.value = share;
  slider.dispatchEvent(new Event("input", { bubbles: true }));
  while (!status.textContent.includes(`biology ${share} to`)) await new Promise((go) => setTimeout(go));
  await new Promise(requestAnimationFrame);
}"""


class _Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:  # noqa: ANN401 - whatever there is to say
        """Print nothing."""


def browsed(site: Path, browser: Path) -> dict[str, float]:
    """Return the times, sizes and shifts that have a budget, in the units of their names."""
    from playwright.sync_api import sync_playwright  # noqa: PLC0415 - only here is a browser needed

    with _served(site) as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(browser), args=_FLAGS)
        desk, phone = _opened(chromium, address, _DESK), _opened(chromium, address, _PHONE)
        slow = {f"slow_{name}": value for name, value in _timed(desk["page"], slow=4).items()}
        found = {
            "nodes": desk["page"].evaluate("document.querySelectorAll('*').length"),
            "total_gzip_kb": desk["bytes"] / 1e3,
            "ready_ms": desk["ready"],
            "shift": desk["shift"],
            "phone_shift": phone["shift"],
            "phone_overflow_px": phone["page"].evaluate("document.documentElement.scrollWidth") - 390,
        } | _timed(desk["page"], slow=1)
        chromium.close()
    return {name: round(float(value), 4) for name, value in (found | slow).items()}


@contextmanager
def _served(site: Path) -> Iterator[str]:
    handler = functools.partial(_Silent, directory=str(site))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def _opened(chromium: Any, address: str, size: dict[str, int]) -> dict[str, Any]:  # noqa: ANN401 - playwright's
    """Open the leaderboard as a first visitor; return the page and what its loading came to."""
    page = chromium.new_context(viewport=size).new_page()
    spent = _clock(page)
    answers: list[Any] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - it marks what it is given
    page.add_init_script(f"({_SHIFT})()")
    page.goto(f"{address}/index.html")
    page.wait_for_selector("#view-fields:not([disabled])")
    page.wait_for_load_state("networkidle")
    sizes = [compressed(answer.body()) for answer in answers if answer.status < 300]  # noqa: PLR2004 - it came
    shift = page.evaluate("window.shift")
    return {"page": page, "bytes": sum(sizes), "ready": spent(), "shift": shift}


def _clock(page: Any) -> Callable[[], float]:  # noqa: ANN401 - the same
    """Return a function that returns the CPU milliseconds of the page's thread so far."""
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def spent() -> float:
        metrics = session.send("Performance.getMetrics")["metrics"]
        return 1000 * next(one["value"] for one in metrics if one["name"] == "TaskDuration")

    return spent


def _timed(page: Any, slow: int) -> dict[str, float]:  # noqa: ANN401 - the same
    """Return the least times of reading and of ranking anew, on a processor so many times slower."""
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slow})
    page.evaluate(_SLIDER, 59)  # the first move fetches the draws
    spent = _clock(page)
    times: dict[str, list[float]] = {"decode_ms": [], "slider_ms": []}
    for move in range(_TIMES):
        for name, script, value in (("decode_ms", _DECODE, None), ("slider_ms", _SLIDER, 20 + move)):
            before = spent()
            page.evaluate(script, value)
            times[name].append(spent() - before)
    return {name: min(found) for name, found in times.items()}
