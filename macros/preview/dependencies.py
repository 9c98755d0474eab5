"""Whether two states of the data give the same pages."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, cast

from pydantic import BaseModel

from model.dataset import Dataset


def deep_equal(one: Any, other: Any) -> bool:
    """Return whether two values are equal, and the keys of their dictionaries in the same order.

    To Python two dictionaries are equal in any order; a page shows them in theirs.
    """
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, BaseModel):
        return deep_equal(vars(one), vars(other))
    if isinstance(one, dict):
        return list(one) == list(other) and all(deep_equal(one[key], other[key]) for key in one)
    if isinstance(one, list | tuple):
        return len(one) == len(other) and all(map(deep_equal, one, other))
    return bool(one == other)


Macro = Callable[..., str]
# A field of Site and the key in it; no key means the field as a whole, or the order of its keys.
Read = tuple[str, str | None]
Key = tuple[str, str]
MISSING = object()


class TrackedMapping(Mapping[str, Any]):
    """One dictionary of the data, which notes what is read of it."""

    def __init__(self, name: str, entries: Mapping[str, Any], read: set[Read]) -> None:
        self._name, self._entries, self._read = name, entries, read

    def __getitem__(self, key: str) -> Any:
        self._read.add((self._name, key))
        return self._entries[key]

    def __iter__(self) -> Iterator[str]:
        self._read.add((self._name, None))
        return iter(self._entries)

    def __len__(self) -> int:
        self._read.add((self._name, None))
        return len(self._entries)


class DependencyTracker:
    """The data as macros see it, which notes what is read; newer data can take its place.

    Its own names have an underscore, since those of the data are not to be hidden.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._data = dataset
        self._read: set[Read] = set()

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._data, name)
        if isinstance(value, dict):
            return TrackedMapping(name, value, self._read)
        self._read.add((name, None))
        return value

    def _begin(self, dataset: Dataset) -> set[Read]:
        """Show this data from now on, and return the set that reads are noted in."""
        self._data, self._read = dataset, set()
        return self._read


@dataclass(frozen=True)
class CachedCall:
    """What a call gave, or what it raised, and what it read."""

    markup: str
    mistake: Exception | None
    read: frozenset[Read]


@dataclass
class MacroCache:
    """The calls of a build, and the pages that they stand in."""

    data: Dataset
    watched: DependencyTracker
    kept: dict[Key, CachedCall] = field(default_factory=dict)
    pages: dict[str, set[Key]] = field(default_factory=dict)
    page: str | None = None

    @classmethod
    def of(cls, dataset: Dataset) -> "MacroCache":
        """Return the calls of a build that has not begun."""
        return cls(dataset, DependencyTracker(dataset))

    @property
    def site(self) -> Dataset:
        """The data to give to macros."""
        return cast(Dataset, self.watched)

    def begin(self, page: str) -> None:
        """Note that the calls from here on stand in this page."""
        self.page = page
        self.pages[page] = set()

    def wrap(self, macros: Mapping[str, Macro]) -> dict[str, Macro]:
        """Return macros under the same names that work each call out once."""
        return {name: self._wrapped(name, macro) for name, macro in macros.items()}

    def _wrapped(self, name: str, macro: Macro) -> Macro:
        @wraps(macro)
        def call(*arguments: Any, **named: Any) -> str:
            key = (name, repr((arguments, sorted(named.items()))))
            if self.page is not None:
                self.pages[self.page].add(key)
            if key not in self.kept:
                self.kept[key] = self._work_out(macro, arguments, named)
            if mistake := self.kept[key].mistake:
                raise mistake.with_traceback(None)
            return self.kept[key].markup

        return call

    def _work_out(
        self, macro: Macro, arguments: tuple[Any, ...], named: dict[str, Any]
    ) -> CachedCall:
        read = self.watched._begin(self.data)
        try:
            markup, mistake = macro(*arguments, **named), None
        except Exception as error:
            markup, mistake = "", error
        return CachedCall(markup, mistake, frozenset(read))

    def renew(self, dataset: Dataset) -> set[str]:
        """Take newer data; return the pages with a call that read what is other now."""
        before, self.data = self.data, dataset
        read = frozenset[Read]().union(*(call.read for call in self.kept.values()))
        other = {one for one in read if _differs(before, dataset, *one)}
        outdated = {key for key, call in self.kept.items() if not call.read.isdisjoint(other)}
        for key in outdated:
            del self.kept[key]
        return {page for page, keys in self.pages.items() if keys & outdated}


def _differs(before: Dataset, after: Dataset, name: str, key: str | None) -> bool:
    """Return whether one thing that was read is other in another state of the data."""
    one, other = getattr(before, name), getattr(after, name)
    if not isinstance(one, dict):
        return not deep_equal(one, other)
    if key is None:
        return list(one) != list(other)
    return not deep_equal(one.get(key, MISSING), other.get(key, MISSING))


def shared_data(dataset: Dataset) -> tuple[object, ...]:
    """Return what pages show of the data without a macro, and what checks of pages look at.

    While serving, a change of it has everything rendered again.
    """
    words = [(term.id, term.short, term.name, term.names) for term in dataset.terms.values()]
    return dataset.settings, bool(dataset.listed_firms), words
