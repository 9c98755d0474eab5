"""Addresses of our own pages that stand in the data, such as "quotes/" or "both/#readers"."""

from collections.abc import Collection, Iterator
from functools import cache
from pathlib import Path

from macros.checks.markup import Anchors, no_anchors
from model.content import Redirects
from model.core import yaml_loader
from model.core.problems import Problem, suggest
from model.core.yaml_loader import KeyPath
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
    document = cache(lambda file: yaml_loader.read(root / "data" / file, root))
    for file, place, target in _targets(dataset):
        page, _, anchor = target.partition("#")
        if page not in pages:
            what = f"“{target}” leads to no page{suggest(page, pages)}"
        elif anchor and (ids := anchors(pages[page])) is not None and anchor not in ids:
            what = f"“{target}”: the page has no such anchor"
        else:
            continue
        found.append(Problem(f"data/{file}", document(file).line(place), "", what))
    for place, what in _broken_redirects(dataset.redirects, pages):
        found.append(Problem(f"data/{REDIRECTS}", document(REDIRECTS).line(place), "", what))
    return sorted(set(found))


def _broken_redirects(kept: Redirects, pages: Collection[str]) -> Iterator[tuple[KeyPath, str]]:
    """Yield (place, what) for each redirect that cannot work, or that is missing.

    Publishing finds the same, after minutes and without a line.
    """
    for at, item in enumerate(kept.redirects):
        if item.old in pages:
            what = f"“{item.old}” redirects, and there is a page at that address: take one out"
            yield ("redirects", at, "old"), what
        page = item.new.partition("#")[0]
        if page and page not in pages and not page.startswith(ADDED):
            what = f"“{item.old}” leads to “{item.new}”, which is no page{suggest(page, pages)}"
            yield ("redirects", at, "new"), what
    moved = {item.old for item in kept.redirects}
    for at, address in enumerate(kept.published):
        gone = address not in pages and address not in moved
        if gone and address.endswith("/") and not address.startswith(ADDED):
            what = f"there is no page at “{address}” any more: add a redirect"
            yield ("published", at), what


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


def _targets(dataset: Dataset) -> Iterator[tuple[str, KeyPath, str]]:
    """Yield (file, place in it, address) of each address of a page."""
    for at, step in enumerate(dataset.vocabulary.steps):
        if step.page:
            yield "vocabulary.yml", ("steps", at, "page"), step.page
    for at, decision in enumerate(dataset.vocabulary.decisions):
        for number, outcome in enumerate(decision.outcomes):
            if outcome.page:
                place = ("decisions", at, "outcomes", number, "page")
                yield "vocabulary.yml", place, outcome.page
    for at, moved in enumerate(dataset.redirects.moved_parts):
        for number, anchor in enumerate(moved.anchors):
            # Of a page, the part of the same name; or all in one part.
            place = ("moved_parts", at, *(("new",) if "#" in moved.new else ("anchors", number)))
            yield REDIRECTS, place, moved.target(anchor)
    yield "quote_form.yml", ("consent", "link_page"), dataset.quote_form.consent.link_page
