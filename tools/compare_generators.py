"""What Zensical makes of the site today: a report, for the day on which MkDocs is left.

`python -m tools.compare_generators` installs Zensical beside the project's own tools, below
.venv/, builds with MkDocs and with Zensical, and lists where the pages differ in what a reader
reads. Differences are told and are no failure; docs-dev/leaving-material.md says what they come
from.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from bs4 import BeautifulSoup

from model.core.command_line import HELP, run_command
from model.dataset import ROOT

ZENSICAL = "zensical==0.0.73"
ZENSICAL_VENV = ROOT / ".venv" / "zensical"
ENVIRONMENT = {"NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
# Parts of a page that only templates of ours make.
PARTS = {
    "the trust line": ".soc-trust",
    "the menu": ".soc-menu",
    "the description for search engines": 'script[type="application/ld+json"]',
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Build with both and print the report; 1 if Zensical builds nothing."""
    return run_command(_command, arguments, "python -m tools.compare_generators")


@click.command(help=__doc__, context_settings=HELP)
def _command() -> int:
    with tempfile.TemporaryDirectory() as name:
        expected, copy = Path(name, "mkdocs"), Path(name, "project")
        _run([sys.executable, "-m", "mkdocs", "build", "--site-dir", str(expected)], ROOT)
        _copy(copy)
        done = _run([_zensical(), "build", "--clean"], copy, PYTHONPATH=str(copy))
        if done.returncode or not (copy / "site").is_dir():
            print(f"Zensical does not build the site:\n{done.stdout}{done.stderr}")
            return 1
        found = list(differences(expected, copy / "site"))
    print(f"{ZENSICAL} builds the site; {len(found)} differences:")
    print("".join(f"- {line}\n" for line in found), end="")
    return 0


def differences(expected: Path, found: Path) -> Iterator[str]:
    """Yield what differs between the pages of two built sites, one line for each kind."""
    pages = {path.relative_to(expected).as_posix() for path in expected.rglob("*.html")}
    others = {path.relative_to(found).as_posix() for path in found.rglob("*.html")}
    yield from (f"{page} is missing" for page in sorted(pages - others))
    yield from (f"{page} should not be there" for page in sorted(others - pages))
    unlike: dict[str, list[str]] = {}
    for page in sorted(pages & others):
        for what in _unlike(_parsed(expected / page), _parsed(found / page)):
            unlike.setdefault(what, []).append(page)
    yield from (f"{what}: {len(some)} of {len(pages)} pages" for what, some in unlike.items())


def _unlike(expected: BeautifulSoup, found: BeautifulSoup) -> Iterator[str]:
    if _text(expected) != _text(found):
        yield "other text"
    if _title(expected) != _title(found):
        yield "another title"
    for what, selector in PARTS.items():
        if bool(expected.select(selector)) != bool(found.select(selector)):
            yield f"without {what}" if expected.select(selector) else f"with {what}"


def _parsed(path: Path) -> BeautifulSoup:
    return BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")


def _text(page: BeautifulSoup) -> list[str]:
    return (page.find("article") or page).get_text(" ").split()


def _title(page: BeautifulSoup) -> str:
    return page.title.get_text() if page.title else ""


def _copy(folder: Path) -> None:
    """Copy what the site is built from: Zensical keeps a cache and a site beside its mkdocs.yml."""
    folder.mkdir()
    parts = ("docs", "data", "macros", "model", "overrides", "mkdocs.yml")
    subprocess.run(["cp", "-r", *parts, str(folder)], cwd=ROOT, check=True)


def _zensical() -> str:
    """Return the path of the command, installed with what our macros need."""
    command = ZENSICAL_VENV / "bin" / "zensical"
    if not command.exists():
        subprocess.run([sys.executable, "-m", "venv", str(ZENSICAL_VENV)], check=True)
        requirements = ROOT / "requirements.txt"
        pip = [
            str(ZENSICAL_VENV / "bin" / "pip"),
            "install",
            "--quiet",
            "-r",
            str(requirements),
            ZENSICAL,
        ]
        subprocess.run(pip, check=True)
    return str(command)


def _run(command: list[str], folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        cwd=folder,
        env={**os.environ, **ENVIRONMENT, **environment},
        check=False,
        capture_output=True,
        text=True,
    )


if __name__ == "__main__":
    sys.exit(main())
