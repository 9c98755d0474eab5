"""The words of the field, each with a plain definition."""

from collections.abc import Iterator

from pydantic import Field

from model.core.problems import suggest
from model.core.record import Disputed, Id, Record, Text
from model.core.yaml_loader import KeyPath


class Term(Record):
    """A word or a phrase, and what it means."""

    id: Id = Field(description="Short name; the anchor on the page. Do not change it later.")
    name: Text = Field(description="The term in full, in the singular.")
    short: Text | None = Field(default=None, description="Its abbreviation, such as CUEC.")
    also: list[Text] = Field(default=[], description="Other names for the same thing.")
    definition: Disputed = Field(description="What it means, in plain words.")
    see: list[Id] = Field(default=[], description="Ids of related terms.")

    @property
    def names(self) -> list[str]:
        """Every name by which a page may ask for the term."""
        return [self.name, *([self.short] if self.short else []), *self.also]


class Glossary(Record):
    """The file data/glossary.yml."""

    terms: list[Term] = Field(min_length=1, description="In any order; the page sorts them.")

    def problems(self) -> Iterator[tuple[KeyPath, str]]:
        """Yield a problem for each name used twice and each reference to nothing."""
        known = [term.id for term in self.terms]
        owners: dict[str, str] = {}
        for index, term in enumerate(self.terms):
            for name in term.names:
                if owners.setdefault(name.casefold(), term.id) != term.id:
                    what = f"“{name}” is a name of “{owners[name.casefold()]}” already"
                    yield ("terms", index), what
            for place, other in enumerate(term.see):
                if other not in known:
                    what = f"unknown term “{other}”{suggest(other, known)}"
                    yield ("terms", index, "see", place), what
                elif other == term.id:
                    yield ("terms", index, "see", place), "a term does not refer to itself"
