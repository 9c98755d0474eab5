"""The data of this project, loaded once for all tests of a process."""

import os
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from model.dataset import DATA, Dataset, load
from model.integrity.files import FileCache
from publish.pages.typography import set_text

CACHE = FileCache()


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
