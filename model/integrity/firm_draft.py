"""A record that is not in data/firms.yml yet, checked as if it were."""

from collections.abc import Iterable, Mapping

import yaml

from model.core.validation import validate
from model.core.yaml_loader import read_text
from model.integrity.firms import find_firm_mistakes
from model.matching import Firm, TagLabels

FILE = "draft"


def write_record(record: Mapping[str, object]) -> str:
    """Return a record as one item of the list in data/firms.yml."""
    return str(
        yaml.safe_dump(
            [dict(record)], sort_keys=False, allow_unicode=True, default_flow_style=None, width=100
        )
    )


def check_draft(record: Mapping[str, object], firms: Iterable[Firm], words: TagLabels) -> list[str]:
    """Return what keeps a record from standing beside `firms`, a line each: nothing if it may."""
    text = yaml.safe_dump(dict(record), allow_unicode=True)
    firm, problems = validate(Firm, read_text(text, FILE))
    if firm is None:
        return [f"{problem.where}: {problem.what}" for problem in problems]
    found = [
        f"{'.'.join(map(str, path))}: {what}" for path, what in find_firm_mistakes(firm, words)
    ]
    for other in firms:
        for name in ("id", "name", "site", "introductions"):
            if str(getattr(firm, name)).lower() == str(getattr(other, name)).lower():
                found.append(f"{name}: “{getattr(firm, name)}” is that of {other.id} already")
    return found
