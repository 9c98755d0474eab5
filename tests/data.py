"""The data of this project, loaded once for all tests of a process."""

from pathlib import Path

from model.dataset import DATA, Dataset, load
from model.integrity.files import FileCache

CACHE = FileCache()


def load_data(folder: Path = DATA) -> Dataset:
    """Load a data folder; files with the same content as before are not checked again."""
    return load(folder, cache=CACHE)
