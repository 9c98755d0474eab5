"""Find a Chromium for the browser tests, or install one.

`python -m tools.browser` prints the path of one that starts. The order: the environment variable
CHROMIUM, a browser on PATH, Playwright's own; else Playwright's download, else apt-get.
"""

import os
import shutil
import signal
import subprocess
import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path

from playwright.sync_api import sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Seconds a step may take before it counts as failed: a cut connection must not hang the tests.
START, DOWNLOAD, INDEX, INSTALL = 30, 300, 180, 600


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
    return _run([sys.executable, "-m", "playwright", "install", "chromium"], DOWNLOAD)


def _install_by_apt() -> str | None:
    """The failed step, or None."""
    if not shutil.which("apt-get"):
        return "apt-get: not on this machine; install Chromium yourself or set CHROMIUM to its path"
    as_root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if as_root and (not shutil.which("sudo") or _run(["sudo", "-n", "true"], START)):
        return "apt-get: needs root or sudo without a password; run: apt-get install chromium"
    install = ["install", "-y", "--no-install-recommends", "chromium"]
    return _apt(as_root, INDEX, "update") or _apt(as_root, INSTALL, *install)


def _apt(as_root: Sequence[str], seconds: int, *words: str) -> str | None:
    """The failed step, or None. Only root may end what sudo started, hence the inner timeout."""
    limit = ["timeout", "--kill-after=10", str(seconds)]
    apt = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get"]
    return _run([*as_root, *limit, *apt, *words], seconds + 30)


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
        subprocess.run([path, "--version"], check=True, capture_output=True, timeout=START)
    except (OSError, subprocess.SubprocessError):
        return False
    return True


def _run(command: Sequence[str], seconds: float) -> str | None:
    """Run a step with its output on stderr; the sentence that says how it failed, or None."""
    line = " ".join(command)
    print(f"$ {line}", file=sys.stderr, flush=True)
    # A group of its own, so that a timeout ends the step's children as well.
    with subprocess.Popen(command, stdout=sys.stderr, start_new_session=True) as process:
        try:
            code = process.wait(seconds)
        except subprocess.TimeoutExpired:
            return f"{line}: not done after {seconds:g} seconds"
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
    return f"{line}: ended with exit status {code}" if code else None


def main() -> int:
    """Print the path; 1 where there is none."""
    ArgumentParser(prog="python -m tools.browser", description=__doc__).parse_args()
    try:
        print(find_or_install())
    except BrowserError as error:
        print(f"tools.browser: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
