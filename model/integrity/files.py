"""The data files as they were read: each with its record, or with the mistakes that prevent one."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path, PurePath
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from model.content import (
    Accessibility,
    Attributes,
    Changes,
    Durations,
    Glossary,
    Myths,
    OtherEvidence,
    Prices,
    QuoteSheet,
    Redirects,
    Replies,
    Report,
    Scenarios,
    SiteSettings,
    Sources,
    Types,
    Views,
)
from model.core.problems import InvalidDataError, Problem
from model.core.record import Record
from model.core.validation import validate
from model.core.yaml_loader import Document, KeyPath, read
from model.decision import DecisionTable, Vocabulary
from model.form import FirmForm, Providers, QuoteForm
from model.integrity.record_checks import Citation, check_record, find_citations
from model.matching import Firms, Matching
from model.request_text import Phrases
from model.timeline import Timeline

R = TypeVar("R", bound=Record)


@dataclass(frozen=True, eq=False)
class DataFile(Generic[R]):
    """One file: what it says, and its record unless it has `mistakes` of YAML or of its fields.

    What is found in it is kept with it: while pages are edited, most files stay what they are.
    """

    document: Document
    record: R | None
    mistakes: list[Problem]

    def problem(self, path: KeyPath, what: str) -> Problem:
        """Return a problem that points at `path` in this file."""
        return self.document.problem(path, what)

    def require(self) -> R:
        """Return the record; raises InvalidDataError if there is none."""
        if self.record is None:
            raise InvalidDataError(self.mistakes)
        return self.record

    @property
    def stem(self) -> str:
        """The file's name without its folder and ending."""
        return PurePath(self.document.file).stem

    @cached_property
    def own_problems(self) -> list[Problem]:
        """What is wrong with the record, whatever the other files say."""
        found = check_record(self.record) if self.record else ()
        return [self.problem(path, what) for path, what in found]

    @cached_property
    def citations(self) -> list[Citation]:
        """Every statement of the record with the sources it cites."""
        return list(find_citations(self.record)) if self.record else []


@dataclass(frozen=True, eq=False)
class DataFiles:
    """Every file of a data folder. The field `types` is types.yml, a tuple `reports` reports/*.yml.

    Pages show things in the order of the files.
    """

    attributes: DataFile[Attributes]
    types: DataFile[Types]
    views: DataFile[Views]
    sources: DataFile[Sources]
    vocabulary: DataFile[Vocabulary]
    scenarios: DataFile[Scenarios]
    prices: DataFile[Prices]
    durations: DataFile[Durations]
    timeline: DataFile[Timeline]
    myths: DataFile[Myths]
    glossary: DataFile[Glossary]
    other_evidence: DataFile[OtherEvidence]
    replies: DataFile[Replies]
    quote_form: DataFile[QuoteForm]
    quote_sheet: DataFile[QuoteSheet]
    providers: DataFile[Providers]
    firms: DataFile[Firms]
    firm_form: DataFile[FirmForm]
    matching: DataFile[Matching]
    phrases: DataFile[Phrases]
    changes: DataFile[Changes]
    redirects: DataFile[Redirects]
    accessibility: DataFile[Accessibility]
    site: DataFile[SiteSettings]
    reports: tuple[DataFile[Report], ...]
    decisions: tuple[DataFile[DecisionTable], ...]

    def __iter__(self) -> Iterator[DataFile[Any]]:
        for field in fields(self):
            value = getattr(self, field.name)
            yield from value if isinstance(value, tuple) else (value,)


def _patterns() -> dict[str, tuple[str, type[Record]]]:
    """Return the file names and the record of each field of DataFiles."""
    found = {}
    for name, hint in get_type_hints(DataFiles).items():
        many = get_origin(hint) is tuple
        [kind] = get_args(get_args(hint)[0] if many else hint)
        found[name] = (f"{name}/*.yml" if many else f"{name}.yml", kind)
    return found


PATTERNS = _patterns()
# The record that each file holds. `*` stands for one file a record.
FILES: dict[str, type[Record]] = dict(PATTERNS.values())


class FileCache:
    """The files as they were read last; one with the same content is not read and checked again."""

    def __init__(self) -> None:
        self._files: dict[str, tuple[bytes | None, DataFile[Any]]] = {}

    def read(self, path: Path, root: Path, kind: type[R]) -> DataFile[R]:
        """Return a file with its record; its name is told relative to `root`."""
        name = str(path.relative_to(root))
        content = path.read_bytes() if path.is_file() else None
        kept = self._files.get(name)
        if kept is None or kept[0] != content:
            kept = self._files[name] = content, _read_file(path, root, kind)
        return kept[1]


def _read_file(path: Path, root: Path, kind: type[R]) -> DataFile[R]:
    document = read(path, root)
    if document.problems:
        return DataFile(document, None, document.problems)
    return DataFile(document, *validate(kind, document))


def read_files(folder: Path, cache: FileCache) -> DataFiles:
    """Read every data file of a folder; nothing is checked beyond each record's own fields."""
    found: dict[str, Any] = {}
    for name, (pattern, kind) in PATTERNS.items():
        if "*" in pattern:
            paths = sorted(folder.glob(pattern))
            found[name] = tuple(cache.read(path, folder.parent, kind) for path in paths)
        else:
            found[name] = cache.read(folder / pattern, folder.parent, kind)
    return DataFiles(**found)


def find_stray_files(folder: Path) -> Iterator[Problem]:
    """Yield a problem for each file nobody reads: its name has a slip, such as `source.yml`."""
    for path in sorted([*folder.rglob("*.yml"), *folder.rglob("*.yaml")]):
        name = path.relative_to(folder)
        if not any(
            name.match(pattern) and len(name.parts) == pattern.count("/") + 1 for pattern in FILES
        ):
            where = str(path.relative_to(folder.parent))
            yield Problem(where, 1, "", f"no such data file is known (known: {', '.join(FILES)})")
