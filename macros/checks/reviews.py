"""Which pages are due for a review, by their front matter."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from macros.checks.markup import parse_front_matter
from model.core.problems import Problem

NOTICE = timedelta(days=30)


@dataclass(frozen=True, order=True)
class Review:
    """A page whose review is due on a day."""

    due: date
    page: str  # as in docs/soc-1.md
    line: int

    def to_problem(self, today: date) -> Problem:
        """Return what to tell the editor."""
        days = (self.due - today).days
        when = f"overdue since {self.due}" if days < 0 else f"due on {self.due}, in {days} days"
        return Problem(self.page, self.line, "next_review", f"the review is {when}")


def due_reviews(docs: Path, today: date) -> list[Review]:
    """Return the reviews that are overdue or due within 30 days, the oldest first."""
    return sorted(review for review in _reviews(docs) if review.due <= today + NOTICE)


def _reviews(docs: Path) -> Iterator[Review]:
    """Yield the review of each page that has one; the check of pages names broken front matter."""
    for path in sorted(docs.rglob("*.md")):
        document = parse_front_matter(path.read_text(encoding="utf-8", errors="replace"))
        if document is None or not isinstance(document.data, dict):
            continue
        try:
            due = date.fromisoformat(str(document.data.get("next_review")))
        except ValueError:
            continue
        page = f"{docs.name}/{path.relative_to(docs).as_posix()}"
        yield Review(due, page, document.line(("next_review",)))
