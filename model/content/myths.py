"""Things that are often said of SOC reports and are not so."""

from collections.abc import Iterator

from pydantic import Field

from model.core.problems import suggest
from model.core.record import Disputed, Id, Record, Text
from model.core.yaml_loader import KeyPath


class MythGroup(Record):
    """A section of the page."""

    id: Id = Field(description="Short name, used by the macro on the page.")
    label: Text = Field(description="What these myths are about.")


class Myth(Record):
    """A wrong statement and the right one."""

    id: Id = Field(description="Short name; the anchor on the page. Do not change it later.")
    group: Id = Field(description="The section it stands in.")
    myth: Text = Field(description="The wrong statement, as people say it.")
    fact: Disputed = Field(description="The correct statement, with what other sources say.")


class Myths(Record):
    """The file data/myths.yml."""

    groups: list[MythGroup] = Field(min_length=1, description="The sections, in the order shown.")
    myths: list[Myth] = Field(min_length=1, description="In the order shown.")

    def problems(self) -> Iterator[tuple[KeyPath, str]]:
        """Yield a problem for each myth in a section that does not exist."""
        known = [group.id for group in self.groups]
        for index, myth in enumerate(self.myths):
            if myth.group not in known:
                what = f"unknown group “{myth.group}”{suggest(myth.group, known)}"
                yield ("myths", index, "group"), what
