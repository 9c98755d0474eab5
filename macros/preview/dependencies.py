"""What each macro call reads of the data, so that a change concerns the pages that show it."""

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
# A field of Dataset and the key in it; no key means the field as a whole, or the order of its keys.
Read = tuple[str, str | None]
Key = tuple[str, str]
MISSING = object()


class TrackedMapping(Mapping[str, Any]):
    """One dictionary of the data, which notes what is read of it."""

    def __init__(self, name: str, entries: Mapping[str, Any], reads: set[Read]) -> None:
        self._name, self._entries, self._reads = name, entries, reads

    def __getitem__(self, key: str) -> Any:
        self._reads.add((self._name, key))
        return self._entries[key]

    def __iter__(self) -> Iterator[str]:
        self._reads.add((self._name, None))
        return iter(self._entries)

    def __len__(self) -> int:
        self._reads.add((self._name, None))
        return len(self._entries)


class DependencyTracker:
    """The data as macros see it, which notes what is read; newer data can take its place.

    Its own names have an underscore, since those of the data are not to be hidden.
    """

    def __init__(self, dataset: Dataset) -> None:
        self._dataset = dataset
        self._reads: set[Read] = set()

    def __getattr__(self, name: str) -> Any:
        value = getattr(self._dataset, name)
        if isinstance(value, dict):
            return TrackedMapping(name, value, self._reads)
        self._reads.add((name, None))
        return value

    def _start(self, dataset: Dataset) -> set[Read]:
        """Show this data from now on, and return the set that reads are noted in."""
        self._dataset, self._reads = dataset, set()
        return self._reads


@dataclass(frozen=True)
class CachedCall:
    """What a call returned, or what it raised, and what it read."""

    markup: str
    error: Exception | None
    reads: frozenset[Read]


@dataclass
class MacroCache:
    """The macro calls of a build with their results, and the pages that they stand in."""

    dataset: Dataset
    tracker: DependencyTracker
    results: dict[Key, CachedCall] = field(default_factory=dict)
    calls_by_page: dict[str, set[Key]] = field(default_factory=dict)
    current_page: str | None = None

    @classmethod
    def for_dataset(cls, dataset: Dataset) -> "MacroCache":
        """Return the empty cache of a build that has not begun."""
        return cls(dataset, DependencyTracker(dataset))

    @property
    def tracked_dataset(self) -> Dataset:
        """The data to give to macros."""
        return cast(Dataset, self.tracker)

    def start_page(self, page: str) -> None:
        """Note that the calls from here on stand in this page."""
        self.current_page = page
        self.calls_by_page[page] = set()

    def wrap(self, macros: Mapping[str, Macro]) -> dict[str, Macro]:
        """Return macros under the same names that work each call out once."""
        return {name: self._cached(name, macro) for name, macro in macros.items()}

    def _cached(self, name: str, macro: Macro) -> Macro:
        @wraps(macro)
        def call(*arguments: Any, **named: Any) -> str:
            key = (name, repr((arguments, sorted(named.items()))))
            if self.current_page is not None:
                self.calls_by_page[self.current_page].add(key)
            if key not in self.results:
                self.results[key] = self._run(macro, arguments, named)
            if error := self.results[key].error:
                raise error.with_traceback(None)
            return self.results[key].markup

        return call

    def _run(self, macro: Macro, arguments: tuple[Any, ...], named: dict[str, Any]) -> CachedCall:
        reads = self.tracker._start(self.dataset)
        try:
            markup, error = macro(*arguments, **named), None
        except Exception as raised:
            markup, error = "", raised
        return CachedCall(markup, error, frozenset(reads))

    def update_dataset(self, dataset: Dataset) -> set[str]:
        """Take newer data; return the pages with a call that read what is other now."""
        before, self.dataset = self.dataset, dataset
        reads = frozenset[Read]().union(*(call.reads for call in self.results.values()))
        changed = {read for read in reads if _differs(before, dataset, *read)}
        outdated = {key for key, call in self.results.items() if not call.reads.isdisjoint(changed)}
        for key in outdated:
            del self.results[key]
        return {page for page, keys in self.calls_by_page.items() if keys & outdated}


def _differs(before: Dataset, after: Dataset, name: str, key: str | None) -> bool:
    """Return whether one thing that was read is other in another state of the data."""
    one, other = getattr(before, name), getattr(after, name)
    if not isinstance(one, dict):
        return not deep_equal(one, other)
    if key is None:
        return list(one) != list(other)
    return not deep_equal(one.get(key, MISSING), other.get(key, MISSING))


def shared_data(dataset: Dataset) -> tuple[object, ...]:
    """Return what a full build shows of the data without a macro, and what checks look at.

    While serving, a change of it has everything rendered again.
    """
    words = [(term.id, term.short, term.name, term.names) for term in dataset.terms.values()]
    return dataset.settings, bool(dataset.listed_firms), words, dataset.phrases
