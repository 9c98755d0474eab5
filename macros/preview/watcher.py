"""Which files have changed: the system says when to look, and a look at all of them says which."""

import logging
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from watchdog.events import (
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
    FileSystemEvent,
    FileSystemEventHandler,
)
from watchdog.observers import Observer
from watchdog.observers.polling import PollingObserver

CHANGES: list[type[FileSystemEvent]] = [
    FileCreatedEvent,
    FileDeletedEvent,
    FileModifiedEvent,
    FileMovedEvent,
]
log = logging.getLogger("mkdocs.plugins.preview")


class FileState(NamedTuple):
    """What tells one state of a file from another."""

    changed: int
    size: int
    inode: int


FileStates = dict[str, FileState]


def scan(paths: Iterable[str]) -> FileStates:
    """Return the state of every file at or below these paths."""
    found: FileStates = {}
    for path in paths:
        if Path(path).is_file():
            found[path] = _stamp(os.stat(path))  # noqa: PTH116 - as os.scandir gives it below
        else:
            found.update(_below(path))
    return found


def _below(folder: str) -> Iterator[tuple[str, FileState]]:
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:
        return
    for entry in entries:
        if is_ignored(entry.name):
            continue
        if entry.is_dir():
            yield from _below(entry.path)
            continue
        try:
            yield entry.path, _stamp(entry.stat())
        except FileNotFoundError:  # an editor's own file, gone by now
            continue


def _stamp(status: os.stat_result) -> FileState:
    return FileState(status.st_mtime_ns, status.st_size, status.st_ino)


def is_ignored(name: str) -> bool:
    """Return whether a file or folder of this name is none of the site's.

    Editors keep swap files under hidden names; a hidden YAML file would count as data, though, and
    the theme takes our icons from a hidden folder.
    """
    hidden = name.startswith(".") and not name.endswith((".yml", ".yaml", ".icons"))
    return hidden or name == "__pycache__"


class FilteredHandler(FileSystemEventHandler):
    """Passes on the events of files that matter."""

    def __init__(self, handler: Any, folder: str, only: str | None) -> None:
        self.handler, self.folder, self.only = handler, folder, only

    def on_any_event(self, event: FileSystemEvent) -> None:
        """Pass an event on, unless all its paths are passed over."""
        paths = [os.fsdecode(path) for path in (event.src_path, event.dest_path) if path]
        if any(self._matters(path) for path in paths):
            self.handler.on_any_event(event)

    def _matters(self, path: str) -> bool:
        if self.only is not None:
            return path == self.only
        return not any(is_ignored(part) for part in Path(os.path.relpath(path, self.folder)).parts)


class FileWatcher:
    """In place of MkDocs' own observer, which reads every file's state twice a second.

    Where the system reports nothing, as on network drives, PREVIEW_POLLING=1 goes back to that.
    """

    def __init__(self) -> None:
        self.paths: dict[str, tuple[Any, bool]] = {}
        self.observer: Any = None

    def schedule(self, handler: Any, path: str, *, recursive: bool = False) -> str:
        """Watch a file or folder, from `start` on; return its name for `unschedule`."""
        self.paths[path] = (handler, recursive)
        if self.observer is not None:
            self._watch(path)
        return path

    def unschedule(self, path: str) -> None:
        """Forget a path that is not watched yet."""
        del self.paths[path]

    def start(self) -> None:
        """Begin; where the system cannot watch so many files, poll."""
        try:
            self._begin(Observer() if not os.environ.get("PREVIEW_POLLING") else PollingObserver())
        except OSError as error:
            log.warning("The system cannot report changes (%s); looking twice a second", error)
            self._begin(PollingObserver(timeout=0.5))

    def _begin(self, observer: Any) -> None:
        self.observer = observer
        for path in self.paths:
            self._watch(path)
        observer.start()

    def _watch(self, path: str) -> None:
        handler, recursive = self.paths[path]
        # A file that an editor replaces is another file to the system, so its folder is watched.
        file = Path(path).is_file()
        folder = str(Path(path).parent) if file else path
        watch = FilteredHandler(handler, folder, path if file else None)
        self.observer.schedule(
            watch, folder, recursive=recursive and not file, event_filter=CHANGES
        )

    def stop(self) -> None:
        """End; harmless before the start."""
        if self.observer is not None:
            self.observer.stop()

    def join(self) -> None:
        """Wait for the end."""
        if self.observer is not None:
            self.observer.join()
