"""Files are read and checked by themselves once, as long as they stay what they are."""

import shutil
from pathlib import Path

import pytest

from model.core.record import Record
from model.dataset import DATA
from model.integrity.files import FILES, FileCache, read_files
from model.integrity.record_checks import walk


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return shutil.copytree(DATA, tmp_path / "data")


def test_a_file_that_stays_is_kept_with_what_was_found_in_it(folder: Path) -> None:
    cache = FileCache()
    before = read_files(folder, cache)
    with (folder / "types.yml").open("a", encoding="utf-8") as file:
        file.write("# a comment\n")
    after = read_files(folder, cache)
    read_again = [new.document.file for old, new in zip(before, after, strict=True) if old != new]
    assert read_again == ["data/types.yml"]


def test_a_file_that_came_back_is_read(folder: Path) -> None:
    cache = FileCache()
    text = (folder / "types.yml").read_bytes()
    (folder / "types.yml").unlink()
    assert read_files(folder, cache).types.record is None
    (folder / "types.yml").write_bytes(text)
    assert read_files(folder, cache).types.record is not None


def test_without_mistakes_every_file_has_its_record(folder: Path) -> None:
    files = list(read_files(folder, FileCache()))
    assert {type(file.require()) for file in files} == set(FILES.values())


def test_each_record_with_sources_cites_them(folder: Path) -> None:
    cited: list[list[str]] = []
    for file in read_files(folder, FileCache()):
        for _, value in walk(file.record):
            sources = getattr(value, "sources", None)
            ids = isinstance(sources, list) and isinstance(next(iter(sources), None), str)
            if isinstance(value, Record) and ids:
                assert value.cites() == sources, f"{type(value).__name__} in {file.document.file}"
                cited.append(sources)
    assert cited
