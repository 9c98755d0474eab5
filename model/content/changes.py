"""Dated changes of what the site says, for readers who follow it."""

from collections.abc import Iterator

from pydantic import Field

from model.core.record import Id, PastDate, Record, Text
from model.core.yaml_loader import KeyPath


class Change(Record):
    """One change of facts or outcomes."""

    id: Id = Field(description="Short name; feed readers know the change by it. Never changed.")
    date: PastDate = Field(description="Day of the change, as 'YYYY-MM-DD'.")
    title: Text = Field(description="What changed, in a few words.")
    text: Text = Field(description="What a reader who knew the old state should know now.")
    pages: list[str] = Field(
        min_length=1,
        description="Pages that changed, as in soc-1/; the first one is the change's link. "
        "An empty text is the home page.",
    )


class Changes(Record):
    """The file data/changes.yml."""

    changes: list[Change] = Field(min_length=1, description="Newest first.")

    @property
    def newest(self) -> str:
        """The day of the newest change."""
        return self.changes[0].date

    def of_page(self, page: str) -> str | None:
        """Return the day of the newest change of a page such as "soc-1/", or None."""
        return next((change.date for change in self.changes if page in change.pages), None)

    def problems(self) -> Iterator[tuple[KeyPath, str]]:
        """Yield a problem where the newest change is not the first."""
        dates = [change.date for change in self.changes]
        for index in range(1, len(dates)):
            if dates[index] > dates[index - 1]:
                yield ("changes", index, "date"), "is later than the change before it: newest first"
