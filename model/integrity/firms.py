"""What ties the firms to the form and its words: tags that exist, dates that have been."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from model.content.comparison import Report, Types
from model.content.site import SiteSettings
from model.core.problems import Problem, did_you_mean
from model.core.record import Record
from model.core.yaml_loader import Document, KeyPath
from model.form.definition import QuoteForm
from model.matching.firms import Firm, Firms
from model.matching.rule_checks import matching_problems
from model.matching.rules import Matching
from model.matching.tags import ANY, Words, firm_words

# Local dates run up to this much ahead of UTC, so “today” is the latest date anywhere.
AHEAD = timedelta(hours=14)


def firm_problems(records: dict[str, Record], documents: dict[str, Document]) -> Iterator[Problem]:
    """Yield every problem in data/firms.yml and data/matching.yml, and what firms need else."""
    firms, form = records.get("firms.yml"), records.get("quote_form.yml")
    types, matching = records.get("types.yml"), records.get("matching.yml")
    if not isinstance(firms, Firms) or not isinstance(form, QuoteForm):
        return
    if not isinstance(types, Types):
        return
    reports = [record for record in records.values() if isinstance(record, Report)]
    yield from _funding(records.get("site.yml"), firms.firms, documents)
    words = firm_words(reports, types.types, form, firms.terms)
    for index, firm in enumerate(firms.firms):
        for path, what in [*_tags(firm, words), *_dates(firm)]:
            yield documents["firms.yml"].problem(("firms", index, *path), what)
    for path, what in _twice(firms.firms):
        yield documents["firms.yml"].problem(path, what)
    if isinstance(matching, Matching):
        for path, what in matching_problems(matching, form, words):
            yield documents["matching.yml"].problem(path, what)


def _funding(
    site: Record | None, firms: list[Firm], documents: dict[str, Document]
) -> Iterator[Problem]:
    """Buyers are told how the site is paid before they meet a firm."""
    real = [firm.id for firm in firms if not firm.sample]
    if real and isinstance(site, SiteSettings) and site.funding_placeholder:
        what = f"{real[0]} is listed, so `funding` must say how the site is paid"
        yield documents["site.yml"].problem(("funding_placeholder",), what)


def _tags(firm: Firm, words: Words) -> Iterator[tuple[KeyPath, str]]:
    for name, known in words.items():
        given: list[str] = getattr(firm, name)
        tags = [tag for tag in known if ANY not in tag]
        for index, tag in enumerate(given):
            if tag not in tags:
                yield (name, index), f"unknown word “{tag}”{did_you_mean(tag, tags)}"
        for tag, times in Counter(given).items():
            if times > 1:
                yield (name,), f"“{tag}” stands twice"


def _dates(firm: Firm) -> Iterator[tuple[KeyPath, str]]:
    today = (datetime.now(UTC) + AHEAD).date()
    for path, text in firm.dates:
        if date.fromisoformat(text) > today:
            yield path, f"“{text}” is in the future"


def _twice(firms: list[Firm]) -> Iterator[tuple[KeyPath, str]]:
    """A firm that is listed twice would be offered twice as often as its equals."""
    for name in ("name", "site", "introductions"):
        seen: dict[str, str] = {}
        for index, firm in enumerate(firms):
            value = str(getattr(firm, name)).lower()
            if (first := seen.setdefault(value, firm.id)) != firm.id:
                yield ("firms", index, name), f"“{value}” is that of {first} already"
