"""The data of this project, loaded once for all tests of a process."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, cast

from pydantic import BaseModel

from macros.checks.markup import is_draft
from model.core import yaml_loader
from model.dataset import DATA, ROOT, Dataset, load
from model.integrity.files import FileCache
from publish.pages.typography import set_text

CACHE = FileCache()
# Pages that no other page or program can do without: an editor may remove the others.
PROMISED = {
    "", "which-report/", "which-report/rules/", "soc-1-vs-soc-2/", "quotes/", "quotes/thanks/",
    "sources/", "glossary/", "about/", "privacy/",
}  # fmt: skip


def load_data(folder: Path = DATA) -> Dataset:
    """Load a data folder; files with the same content as before are not checked again.

    The project's own data are loaded once: no test changes them.
    """
    if folder != DATA:
        return load(folder, cache=CACHE)
    return _project_data(*(os.environ.get(name) for name in ("SITE_ADDRESS", "SITE_DEMONSTRATION")))


@cache
def _project_data(*_: str | None) -> Dataset:
    """The project's data, for what these settings say."""
    return load(DATA, cache=CACHE)


@cache
def load_shown() -> Dataset:
    """The project's data as visitors read them on the published site: with typographic marks."""
    shown: Dataset = _set_marks(load_data())
    return shown


def _set_marks(value: Any) -> Any:
    if isinstance(value, str):
        return set_text(value)
    if isinstance(value, BaseModel):
        return value.model_copy(update={name: _set_marks(it) for name, it in value})
    if is_dataclass(value) and not isinstance(value, type):
        return replace(
            value,
            **{it.name: _set_marks(getattr(value, it.name)) for it in fields(value) if it.init},
        )
    if isinstance(value, Mapping):
        return {name: _set_marks(it) for name, it in value.items()}
    if type(value) in {list, tuple, set, frozenset}:
        return type(value)(_set_marks(it) for it in value)
    return value


def is_removed(path: str) -> bool:
    """Whether an editor has taken a page away as CONTRIBUTING says: its address leads elsewhere.

    One that only lacks is no such page: what is said of it fails.
    """
    page = path.partition("?")[0].partition("#")[0]
    moved = {item.old for item in load_data().redirects.redirects}
    return page in moved and page not in PROMISED


def standing(paths: Iterable[str]) -> list[str]:
    """Those of some pages that no editor has taken away."""
    return [path for path in paths if not is_removed(path)]


@cache
def finished_pages() -> list[Path]:
    """The files of docs/ that are published; what is missing in a draft stops nothing."""
    pages = sorted((ROOT / "docs").rglob("*.md"))
    return [page for page in pages if not is_draft(page.read_text("utf-8"))]


@cache
def settings_of_site() -> Mapping[str, Any]:
    """What mkdocs.yml says."""
    return cast("Mapping[str, Any]", yaml_loader.read(ROOT / "mkdocs.yml", ROOT).data)


def menu_names() -> dict[str, str]:
    """What the menu calls each page, by its file; the first of a way in bears the way's name."""
    ways, found = settings_of_site()["extra"]["ways"], dict[str, str]()
    for entry in settings_of_site()["nav"]:
        ((title, below),) = entry.items()
        for number, child in enumerate([{title: below}] if isinstance(below, str) else below):
            ((name, page),) = child.items()
            found[page] = title if title in ways and not number else name
    return found
