"""Find a Chromium for the browser tests, or install one.

`python -m tools.testenv.browser` prints the path of one that starts. The order: the environment
variable CHROMIUM, a browser on PATH, Playwright's own; else Playwright's download, else apt-get.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from playwright.sync_api import sync_playwright

from model.core.command_line import HELP, run_command
from tools.testenv import apt

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Seconds a download may take before it counts as failed.
DOWNLOAD_TIMEOUT = 300


class BrowserError(Exception):
    """No Chromium; the message names the step that failed."""


def find() -> Path | None:
    """Path of a Chromium that starts, or None; BrowserError where CHROMIUM names a bad one."""
    named = os.environ.get("CHROMIUM")
    if named:
        if not _starts(Path(named)):
            raise BrowserError(f"CHROMIUM={named} does not start")
        return Path(named)
    return next((path for path in _candidates() if _starts(path)), None)


def find_or_install() -> Path:
    """Path of a Chromium that starts. Raises BrowserError with every failed step named."""
    failures: list[str] = []
    if found := find():
        return found
    for name, install in (("Playwright", _install_by_playwright), ("apt-get", _install_by_apt)):
        failure = install()
        if found := find():
            return found
        failures.append(failure or f"{name}: installed it, yet no Chromium starts")
    raise BrowserError("no Chromium could be installed:\n  " + "\n  ".join(failures))


def _install_by_playwright() -> str | None:
    """The failed step, or None."""
    return apt.run([sys.executable, "-m", "playwright", "install", "chromium"], DOWNLOAD_TIMEOUT)


def _install_by_apt() -> str | None:
    """The failed step, or None."""
    return apt.install("chromium", "install Chromium yourself or set CHROMIUM to its path")


def _candidates() -> Iterator[Path]:
    """Where a Chromium may be, one by one: Playwright is asked only where PATH has none."""
    for name in NAMES:
        if found := shutil.which(name):
            yield Path(found)
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    yield own


def _starts(path: Path) -> bool:
    """Asks for its version: Ubuntu's chromium-browser may be a mere pointer to a snap."""
    if not path.is_file():
        return False
    try:
        subprocess.run(
            [path, "--version"], check=True, capture_output=True, timeout=apt.START_TIMEOUT
        )
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def main(arguments: Sequence[str] | None = None) -> int:
    """Print what was found; 1 where there is none."""
    return run_command(_command, arguments, "python -m tools.testenv.browser")


@click.command(help=__doc__, context_settings=HELP)
def _command() -> int:
    try:
        print(find_or_install())
    except BrowserError as error:
        print(f"tools.testenv.browser: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
