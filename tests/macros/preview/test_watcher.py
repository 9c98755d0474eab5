"""Which files have changed while a site is served."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from watchdog.events import FileSystemEvent

from macros.preview.watcher import FileWatcher, scan


class Heard:
    """Stands where MkDocs' own handler stands."""

    def __init__(self) -> None:
        self.event = threading.Event()

    def on_any_event(self, event: FileSystemEvent) -> None:
        self.event.set()


@contextmanager
def watching(path: Path) -> Iterator[Heard]:
    watcher, heard = FileWatcher(), Heard()
    watcher.schedule(heard, str(path), recursive=True)
    watcher.start()
    try:
        yield heard
    finally:
        watcher.stop()
        watcher.join()


@pytest.fixture(params=["", "1"], ids=["the system reports", "polling"])
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Path:
    monkeypatch.setenv("PREVIEW_POLLING", request.param)
    (tmp_path / "page.md").write_text("first", encoding="utf-8")
    return tmp_path


def test_a_saved_file_is_heard(folder: Path) -> None:
    with watching(folder) as heard:
        (folder / "page.md").write_text("second", encoding="utf-8")
        assert heard.event.wait(10)


def test_a_file_that_an_editor_replaces_again_and_again_is_heard_every_time(folder: Path) -> None:
    with watching(folder / "page.md") as heard:
        for number in range(3):
            heard.event.clear()
            (folder / "new").write_text(str(number) * (number + 1), encoding="utf-8")
            (folder / "new").replace(folder / "page.md")
            assert heard.event.wait(10)


def test_reading_a_file_is_not_heard(folder: Path) -> None:
    with watching(folder) as heard:
        (folder / "page.md").read_text(encoding="utf-8")
        assert not heard.event.wait(0.5)


def test_an_icon_in_the_hidden_folder_of_the_theme_is_heard(folder: Path) -> None:
    icon = folder / ".icons" / "site" / "menu.svg"
    icon.parent.mkdir(parents=True)
    before = scan([str(folder)])
    with watching(folder) as heard:
        icon.write_text("<svg/>", encoding="utf-8")
        assert heard.event.wait(10)
    assert scan([str(folder)]) != before


@pytest.mark.parametrize("name", [".page.md.swp", "__pycache__/module.pyc"])
def test_files_of_editors_and_of_python_are_passed_over(folder: Path, name: str) -> None:
    (folder / name).parent.mkdir(exist_ok=True)
    before = scan([str(folder)])
    with watching(folder) as heard:
        (folder / name).write_text("mine", encoding="utf-8")
        assert not heard.event.wait(0.5)
    assert scan([str(folder)]) == before


@pytest.mark.parametrize("text", ["other", "first"])
def test_a_look_tells_a_file_that_was_saved_with_the_same_length(tmp_path: Path, text: str) -> None:
    path = tmp_path / "page.md"
    path.write_text("first", encoding="utf-8")
    before = scan([str(tmp_path)])
    path.write_text(text, encoding="utf-8")
    os.utime(path, ns=(1, 1))
    assert scan([str(tmp_path)]) != before
