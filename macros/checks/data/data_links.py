"""Addresses of our own pages that stand in the data, such as "quotes/" or "both/#readers"."""

from collections.abc import Iterator
from pathlib import Path

from macros.checks.markup import Anchors, no_anchors
from model.core.problems import Problem, suggest
from model.dataset import Dataset
from model.decision import DecisionModel, walk


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
    return sorted(set(found))


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
