"""Picture every page at every size, light and dark, and in the states that matter.

`python -m tools.screenshots` builds the site into a folder of its own and writes screenshots/;
`--readme` refreshes the picture in README.md instead.
"""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, sync_playwright

from model.core.command_line import HELP, run_command
from tools.browser_states import SCHEMES, SIZES, STATES, list_paths, serve_folder, settle
from tools.testenv.browser import find_or_install

ROOT = Path(__file__).resolve().parent.parent
README_PICTURE = ROOT / "docs-dev" / "screenshot.png"
COLOURS = 128  # enough for a page without photographs


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start a Chromium."""
    flags = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find_or_install(), args=flags)
        yield browser
        browser.close()


def capture_pages(context: BrowserContext, address: str, pages: list[str], folder: Path) -> int:
    """Picture every page and state in one size and scheme; return how many."""
    page, count = context.new_page(), 0
    width = (page.viewport_size or {"width": 0})["width"]
    for path in pages:
        page.goto(address + path)
        settle(page)
        name = path.removesuffix(".html").strip("/").replace("/", "-") or "home"
        page.screenshot(path=folder / f"{name}.png", full_page=True)
        count += 1
    for state in STATES:
        if state.exists_at(width):
            page.goto(address + state.path)
            settle(page)
            state.enter(page)
            whole = state.name in {"form-errors", "result"}
            page.screenshot(path=folder / f"state-{state.name}.png", full_page=whole)
            count += 1
    return count


def capture_all(browser: Browser, address: str, pages: list[str], folder: Path) -> int:
    """Write folder/<width>-<scheme>/<page>.png for all of them; return how many."""
    count = 0
    for width, height in SIZES.items():
        for scheme in SCHEMES:
            target = folder / f"{width}-{scheme}"
            target.mkdir(parents=True, exist_ok=True)
            context = browser.new_context(
                viewport={"width": width, "height": height},
                color_scheme="dark" if scheme == "dark" else "light",
                reduced_motion="reduce",
            )
            count += capture_pages(context, address, pages, target)
            context.close()
    return count


def capture_readme_picture(browser: Browser, address: str) -> None:
    """Write the picture that README.md shows."""
    page = browser.new_page(viewport={"width": 1280, "height": 850}, color_scheme="light")
    page.goto(address + "soc-1-vs-soc-2/")
    page.locator("[data-module=comparison][data-ready]").wait_for()
    page.locator(".soc-table__caption").first.evaluate("caption => caption.scrollIntoView()")
    page.screenshot(path=README_PICTURE)
    Image.open(README_PICTURE).convert("RGB").quantize(COLOURS).save(README_PICTURE, optimize=True)


def build(site: Path) -> None:
    """Build the site into a folder; exits with what the build says where it fails."""
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--site-dir", str(site)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(done.stderr)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line."""
    return run_command(_command, arguments, "python -m tools.screenshots")


@click.command(help=__doc__, context_settings=HELP)
@click.option("--readme", is_flag=True, help="Only refresh README's picture.")
@click.option(
    "--folder",
    "target",
    type=click.Path(path_type=Path),
    default=ROOT / "screenshots",
    metavar="FOLDER",
    help="Where the pictures go.",
)
@click.argument("pages", nargs=-1, metavar="[PATH]...")
def _command(readme: bool, target: Path, pages: tuple[str, ...]) -> None:
    with TemporaryDirectory() as folder, chromium() as browser:
        site = Path(folder) / "site"
        build(site)
        with serve_folder(site) as address:
            if readme:
                capture_readme_picture(browser, address)
                return
            count = capture_all(browser, address, [*pages] or list_paths(site), target)
    print(f"{count} pictures are in {target}")


if __name__ == "__main__":
    sys.exit(main())
