"""How long one keystroke in a comparison's filter takes, with the CPU slowed four times.

Run `.venv/bin/python -m benchmarks.filter`. It builds the site, puts tables of more rows into the
page of SOC 1 vs SOC 2, types into each in Chromium and prints what the browser measured, in
milliseconds: "script" is the time of the event handlers, "key" lasts from the key to the next paint
(the browser rounds it to 8 ms). "idle" is the same for keys that the table does not hear, in other
words what the page and the machine cost without us. Targets: one frame (16 ms) above idle on
the real table, less than 200 ms at 1,000 rows. Figures depend on the machine; nothing is asserted.
"""

import functools
import http.server
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from macros.views import Links, comparison_table
from model.dataset import DATA, ROOT, Dataset, load
from tools.testenv import browser as browser_tool

PAGE = Path("soc-1-vs-soc-2/index.html")
REPORTS = ["soc-1", "soc-2"]
SIZES = [24, 100, 1000]
SLOWED = 4
WORDS = "control auditor"
WATCH = """
window.keys = new Map();
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) {
    if (!entry.interactionId || entry.name === "keyup") continue;
    const [whole, script] = window.keys.get(entry.interactionId) ?? [0, 0];
    const handled = entry.processingEnd - entry.processingStart;
    window.keys.set(entry.interactionId, [Math.max(whole, entry.duration), script + handled]);
  }
}).observe({ type: "event", durationThreshold: 16, buffered: true });
"""


class Quiet(http.server.SimpleHTTPRequestHandler):
    """Serves files and prints nothing."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def grown(dataset: Dataset, size: int) -> Dataset:
    """Return the data with its rows repeated until there are `size`, each under its own id."""
    rows, values = {}, {name: dict(dataset.reports[name].values) for name in REPORTS}
    originals = list(dataset.attributes.values())
    for number in range(size):
        row = originals[number % len(originals)]
        name = row.id if number < len(originals) else f"{row.id}-{number}"
        rows[name] = row.model_copy(update={"id": name})
        for report in REPORTS:
            values[report][name] = dataset.reports[report].values[row.id]
    reports = {
        name: dataset.reports[name].model_copy(update={"values": values[name]}) for name in REPORTS
    }
    return replace(dataset, attributes=rows, reports=reports)


def write_pages(folder: Path) -> None:
    """Build the site and write one page for each size: its own table replaced by a grown one."""
    build = [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(folder)]
    done = subprocess.run(build, cwd=ROOT, check=False, capture_output=True, text=True)  # noqa: S603
    if done.returncode:
        raise SystemExit(done.stderr)
    dataset = load(DATA)
    page = (folder / PAGE).read_text(encoding="utf-8")
    own = comparison_table(dataset, Links("/"), REPORTS)
    if own not in page:
        raise SystemExit(f"{PAGE} no longer holds the table as the macro makes it")
    for size in SIZES:
        table = comparison_table(grown(dataset, size), Links("/"), REPORTS)
        path = folder / f"rows-{size}.html"
        path.write_text(page.replace(own, table).replace('"../', '"/'), encoding="utf-8")


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on a free port; gives the address, which ends in a slash."""
    handler = functools.partial(Quiet, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def type_into(page: Page, box: str) -> None:
    """Type the words and take them back, one key at a time, five a second at most."""
    page.locator(box).focus()
    for key in [*WORDS, *["Backspace"] * len(WORDS)]:
        page.keyboard.press("Space" if key == " " else key)
        page.evaluate("new Promise(done => requestAnimationFrame(() => setTimeout(done, 200)))")


def measure(browser: Browser, address: str, box: str) -> tuple[list[float], list[float]]:
    """Return how long each key took and how long its handlers did; under 16 ms counts as 16."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.add_init_script(WATCH)
    page.goto(address)
    page.locator("[data-module=comparison][data-ready]").wait_for()
    page.evaluate(
        "document.body.append(Object.assign(document.createElement('input'), {id: 'idle'}))"
    )
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    type_into(page, box)
    page.wait_for_timeout(500)
    keys: list[list[float]] = page.evaluate("[...window.keys.values()]")
    page.close()
    keys += [[16.0, 0.0]] * (2 * len(WORDS) - len(keys))
    return [whole for whole, _ in keys], [script for _, script in keys]


def rows(browser: Browser, address: str) -> Iterator[str]:
    """Yield the lines of the result, one for each size."""
    yield f"CPU slowed {SLOWED} times, milliseconds"
    yield f"{'rows':>5} {'idle':>6} {'key':>6} {'slow':>6} {'worst':>6} {'script':>7}"
    for size in SIZES:
        page = f"{address}rows-{size}.html"
        idle, _ = measure(browser, page, "#idle")
        keys, script = measure(browser, page, "[data-module=comparison] [name=words]")
        slow = statistics.quantiles(keys, n=10)[-1]
        yield (
            f"{size:>5} {statistics.median(idle):>6.0f} {statistics.median(keys):>6.0f}"
            f" {slow:>6.0f} {max(keys):>6.0f} {statistics.median(script):>7.1f}"
        )


def main() -> None:
    """Measure each size and print a table."""
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        write_pages(folder)
        browser = playwright.chromium.launch(
            executable_path=browser_tool.find(), args=["--no-sandbox"]
        )
        with served(folder) as address:
            for line in rows(browser, address):
                sys.stdout.write(line + "\n")
        browser.close()


if __name__ == "__main__":
    main()
