"""What ties each of the content files together: figures and groups, terms and their names."""

from collections.abc import Iterator

from model.glossary import Glossary, glossary_problems
from model.myths import Myths, myth_problems
from model.prices import Durations, Prices, group_problems
from model.problems import Problem
from model.record import Record
from model.yaml_lines import Document, KeyPath


def content_problems(
    records: dict[str, Record], documents: dict[str, Document]
) -> Iterator[Problem]:
    """Yield every problem within prices, durations, myths and the glossary."""
    for name, record in records.items():
        for path, what in _problems(record):
            yield documents[name].problem(path, what)


def _problems(record: Record) -> Iterator[tuple[KeyPath, str]]:
    if isinstance(record, Prices | Durations):
        yield from group_problems([group.id for group in record.groups], record.figures)
    elif isinstance(record, Myths):
        yield from myth_problems(record)
    elif isinstance(record, Glossary):
        yield from glossary_problems(record)
