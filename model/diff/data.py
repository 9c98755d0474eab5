"""What differs between two data folders, record by record.

Both are read as plain YAML, not as today's records: so a folder of last year, or one with mistakes,
can be compared too.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from model.core.yaml_loader import Document, read

# What names an item of a list; without one of them it goes by its place.
NAMES = ("id", "name", "value", "version", "legend", "old")


@dataclass(frozen=True)
class Difference:
    """A value that was added, removed or changed; None stands for nothing."""

    file: str  # below the data folder, as in reports/soc-1.yml
    path: tuple[str, ...]  # names from the file down to the value
    before: object
    after: object


def read_documents(folder: Path) -> dict[str, Document]:
    """Read every data file of a folder, by its path there."""
    return {
        path.relative_to(folder).as_posix(): read(path, folder)
        for path in sorted(folder.rglob("*.yml"))
    }


def find_unreadable(*folders: Mapping[str, Document]) -> list[str]:
    """Return the files that are no valid YAML in one of the folders."""
    return sorted({file for folder in folders for file in folder if folder[file].problems})


def find_differences(
    base: Mapping[str, Document], head: Mapping[str, Document]
) -> Iterator[Difference]:
    """Yield what `head` has changed since `base`, file by file; unreadable files are left out."""
    for file in sorted({*base, *head} - {*find_unreadable(base, head)}):
        before, after = (folder[file].data if file in folder else None for folder in (base, head))
        yield from _compare(file, (), before, after)


def _compare(
    file: str, path: tuple[str, ...], before: object, after: object
) -> Iterator[Difference]:
    if before == after:
        return
    old, new = _named(before), _named(after)
    # A record that is new or gone is told in one piece, unless it is the whole file.
    if old is None or new is None:
        if not path and (old or new):
            old, new = old or {}, new or {}
        else:
            yield Difference(file, path, before, after)
            return
    for name in [*old, *(name for name in new if name not in old)]:
        yield from _compare(file, (*path, name), old.get(name), new.get(name))
    yield from _moved(file, path, before, old, new)


def _moved(
    file: str, path: tuple[str, ...], before: object, old: Mapping[str, object],
    new: Mapping[str, object],
) -> Iterator[Difference]:  # fmt: skip
    """Yield a difference if the items of a list stand in another order."""
    if isinstance(before, list):
        was = [name for name in old if name in new]
        now = [name for name in new if name in old]
        if was != now:
            yield Difference(file, (*path, "order"), was, now)


def _named(value: object) -> dict[str, object] | None:
    """Return the parts of a record or of a list of records by name; None for anything else."""
    if isinstance(value, dict):
        return value
    if not isinstance(value, list) or not value or not all(isinstance(one, dict) for one in value):
        return None
    names = [_name(one) for one in value]
    if None in names or len(set(names)) < len(names):
        names = [str(number) for number in range(1, len(value) + 1)]
    return dict(zip(map(str, names), value, strict=True))


def _name(item: Mapping[str, object]) -> str | None:
    return next((str(item[key]) for key in NAMES if key in item), None)
