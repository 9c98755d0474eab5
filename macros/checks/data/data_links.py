"""Addresses of our own pages that stand in the data, such as "quotes/" or "both/#readers"."""

from collections.abc import Collection, Iterator
from pathlib import Path

from macros.checks.markup import Anchors, no_anchors
from model.content import Redirects
from model.core.problems import Problem, suggest
from model.dataset import Dataset
from model.decision import DecisionModel, walk

REDIRECTS = "redirects.yml"
ADDED = "embed/"  # publishing makes the pages below it


def check_data_links(
    dataset: Dataset, docs: Path, root: Path, anchors: Anchors = no_anchors
) -> list[Problem]:
    """Return a problem for each address in the data that leads to no page.

    With the ids of pages, by the file below docs/, `anchors` are checked too.
    """
    pages = {page_address(path.relative_to(docs)): path.relative_to(docs).as_posix()
             for path in docs.rglob("*.md")}  # fmt: skip
    pages |= dict(_decision_pages(dataset))
    found = []
    for file, target in _targets(dataset):
        page, _, anchor = target.partition("#")
        if page not in pages:
            what = f"“{target}” leads to no page{suggest(page, pages)}"
        elif anchor and (ids := anchors(pages[page])) is not None and anchor not in ids:
            what = f"“{target}”: the page has no such anchor"
        else:
            continue
        found.append(Problem(f"data/{file}", _line(root / "data" / file, target), "", what))
    for text, what in _broken_redirects(dataset.redirects, pages):
        line = _line(root / "data" / REDIRECTS, text)
        found.append(Problem(f"data/{REDIRECTS}", line, "", what))
    return sorted(set(found))


def _broken_redirects(kept: Redirects, pages: Collection[str]) -> Iterator[tuple[str, str]]:
    """Yield (text of the line, what) for each redirect that cannot work, or that is missing.

    Publishing finds the same, after minutes and without a line.
    """
    for item in kept.redirects:
        if item.old in pages:
            what = f"“{item.old}” redirects, and there is a page at that address: take one out"
            yield f"old: {item.old}", what
        page = item.new.partition("#")[0]
        if page and page not in pages and not page.startswith(ADDED):
            what = f"“{item.old}” leads to “{item.new}”, which is no page{suggest(page, pages)}"
            yield f"old: {item.old}", what
    moved = {item.old for item in kept.redirects}
    for address in kept.published:
        gone = address not in pages and address not in moved
        if gone and address.endswith("/") and not address.startswith(ADDED):
            yield f"- {address}", f"there is no page at “{address}” any more: add a redirect"


def _decision_pages(dataset: Dataset) -> Iterator[tuple[str, str]]:
    """Yield (address, file of its shell) of each page of the tool without a script."""
    made = walk(DecisionModel(dataset.vocabulary, dataset.decisions, dataset.timeline))
    yield from ((f"which-report/{name}/", "which-report/question.md") for name in made.questions)
    yield from ((f"which-report/{name}/", "which-report/result.md") for name in made.outcomes)


def page_address(page: Path) -> str:
    """Return the address of a page: both.md -> both/, quotes/index.md -> quotes/."""
    parts = page.with_suffix("").parts
    parts = parts[:-1] if parts[-1] == "index" else parts
    return "".join(f"{part}/" for part in parts)


def _targets(dataset: Dataset) -> Iterator[tuple[str, str]]:
    for step in dataset.vocabulary.steps:
        if step.page:
            yield "vocabulary.yml", step.page
    for decision in dataset.vocabulary.decisions:
        for outcome in decision.outcomes:
            if outcome.page:
                yield "vocabulary.yml", outcome.page
    for moved in dataset.redirects.moved_parts:
        for anchor in moved.anchors:
            yield "redirects.yml", moved.target(anchor)
    yield "quote_form.yml", dataset.quote_form.consent.link_page


def _line(path: Path, text: str) -> int:
    lines = path.read_text(encoding="utf-8").splitlines()
    return next((number for number, line in enumerate(lines, 1) if text in line), 1)
