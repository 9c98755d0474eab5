"""The data of this project, loaded once for all tests of a process."""

import os
from functools import cache
from pathlib import Path

from model.dataset import DATA, Dataset, load
from model.integrity.files import FileCache

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
