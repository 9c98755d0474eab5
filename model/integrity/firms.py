"""What ties the firms to the form and its words: tags that exist, dates that have been."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

from model.content import SiteSettings
from model.core.problems import Problem, suggest
from model.core.yaml_loader import KeyPath
from model.form import FirmForm
from model.integrity.files import DataFile, DataFiles
from model.matching import ANY, Firm, TagLabels, build_tag_labels, check_matching

# Local dates run up to this much ahead of UTC, so “today” is the latest date anywhere.
AHEAD = timedelta(hours=14)


def check_firms(files: DataFiles) -> Iterator[Problem]:
    """Yield every problem in data/firms.yml and data/matching.yml, and what firms need else."""
    firms, form, types = files.firms.record, files.quote_form.record, files.types.record
    if firms is None or form is None or types is None:
        return
    reports = [file.record for file in files.reports if file.record]
    yield from _check_funding(files.site, firms.firms)
    words = build_tag_labels(reports, types.types, form, firms.terms)
    for index, firm in enumerate(firms.firms):
        for path, what in find_firm_mistakes(firm, words):
            yield files.firms.problem(("firms", index, *path), what)
    for path, what in _find_repeated_firms(firms.firms):
        yield files.firms.problem(path, what)
    if applying := files.firm_form.record:
        for path, what in _check_questions(applying, words):
            yield files.firm_form.problem(path, what)
    if matching := files.matching.record:
        for path, what in check_matching(matching, form, words):
            yield files.matching.problem(path, what)


def _check_questions(form: FirmForm, words: TagLabels) -> Iterator[tuple[KeyPath, str]]:
    """What firms may tick are tags that records of firms have."""
    for number, fieldset in enumerate(form.fieldsets):
        for index, question in enumerate(fieldset.fields):
            path: KeyPath = ("fieldsets", number, "fields", index)
            if question.tags is None:
                continue
            if question.tags not in words:
                what = f"unknown field of a firm “{question.tags}”{suggest(question.tags, words)}"
                yield (*path, "tags"), what
                continue
            known = words[question.tags]
            for tag in question.leave_out:
                if tag not in known:
                    yield (*path, "leave_out"), f"unknown tag “{tag}”{suggest(tag, known)}"


def _check_funding(site: DataFile[SiteSettings], firms: list[Firm]) -> Iterator[Problem]:
    """Buyers are told how the site is paid before they meet a firm."""
    real = [firm.id for firm in firms if not firm.sample]
    if real and site.record and site.record.funding_placeholder:
        what = f"{real[0]} is listed, so `funding` must say how the site is paid"
        yield site.problem(("funding_placeholder",), what)


def find_firm_mistakes(firm: Firm, words: TagLabels) -> list[tuple[KeyPath, str]]:
    """Return what is wrong with one record beside others: unknown tags, and days to come."""
    return [*_check_tags(firm, words), *_check_dates(firm)]


def _check_tags(firm: Firm, words: TagLabels) -> Iterator[tuple[KeyPath, str]]:
    for name, known in words.items():
        given: list[str] = getattr(firm, name)
        tags = [tag for tag in known if ANY not in tag]
        for index, tag in enumerate(given):
            if tag not in tags:
                yield (name, index), f"unknown word “{tag}”{suggest(tag, tags)}"
        for tag, times in Counter(given).items():
            if times > 1:
                yield (name,), f"“{tag}” stands twice"


def _check_dates(firm: Firm) -> Iterator[tuple[KeyPath, str]]:
    today = (datetime.now(UTC) + AHEAD).date()
    for path, text in firm.dates:
        if date.fromisoformat(text) > today:
            yield path, f"“{text}” is in the future"


def _find_repeated_firms(firms: list[Firm]) -> Iterator[tuple[KeyPath, str]]:
    """A firm that is listed twice would be offered twice as often as its equals."""
    for name in ("name", "site", "introductions"):
        seen: dict[str, str] = {}
        for index, firm in enumerate(firms):
            value = str(getattr(firm, name)).lower()
            if (first := seen.setdefault(value, firm.id)) != firm.id:
                yield ("firms", index, name), f"“{value}” is that of {first} already"
