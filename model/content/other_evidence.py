"""What customers ask for in place of a SOC report: other standards, other reports, own answers."""

from collections.abc import Iterator

from pydantic import Field

from model.core.problems import suggest
from model.core.record import Id, Record, Statement, Text
from model.core.yaml_loader import KeyPath


class EvidenceGroup(Record):
    """A table of the page."""

    id: Id = Field(description="Short name, used by the macro on the page.")
    label: Text = Field(description="What these have in common; the table's caption.")


class EvidenceItem(Record):
    """One thing that a customer may name instead of a SOC report."""

    id: Id = Field(description="Short name; the anchor on the page. Do not change it later.")
    group: Id = Field(description="The table it stands in.")
    name: Text = Field(description="Its name, as a customer writes it.")
    what: Statement = Field(description="What it is, in one or two short sentences.")
    who_accepts: Statement = Field(description="Who asks for it and takes it.")
    soc_helps: Statement = Field(description="Whether a SOC report will do, or helps.")
    ask: Text = Field(description="The question to the customer that settles it.")


class OtherEvidence(Record):
    """The file data/other_evidence.yml."""

    groups: list[EvidenceGroup] = Field(min_length=1, description="The tables, in order.")
    items: list[EvidenceItem] = Field(min_length=1, description="In the order shown.")

    def problems(self) -> Iterator[tuple[KeyPath, str]]:
        """Yield a problem for each item in a table that does not exist."""
        known = [group.id for group in self.groups]
        for index, item in enumerate(self.items):
            if item.group not in known:
                what = f"unknown group “{item.group}”{suggest(item.group, known)}"
                yield ("items", index, "group"), what
            if not item.ask.endswith("?"):
                yield ("items", index, "ask"), "must be a question: it goes into a mail as it is"
