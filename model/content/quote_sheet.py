"""The sheet that every firm fills in, and the rules by which quotes are compared.

Python checks these records; what is counted is counted in docs/assets/js/quote-sheet/ alone.
"""

import re
from collections.abc import Iterator
from typing import Literal

from pydantic import Field

from model.core.problems import suggest
from model.core.record import Id, Record, Statement, Text
from model.core.yaml_loader import KeyPath

NOT_STATED, INCLUDED, DOES_NOT_APPLY = "not-stated", "included", "does-not-apply"
# Names of reports and types are no figures.
FIGURE = re.compile(r"(?<!SOC )(?<!Type )\d|[$€£%]")


class SheetGroup(Record):
    """A part of the sheet."""

    id: Id = Field(description="Short name, used by the rows.")
    label: Text = Field(description="The heading above its rows.")


class SheetOption(Record):
    """An answer to choose."""

    id: Id = Field(description="Short name, used by the signs.")
    label: Text = Field(description="The answer, on the sheet and in files.")
    vague: bool = Field(
        default=False, description="Whether two quotes with this answer may still differ."
    )
    estimate: bool = Field(
        default=False, description="Whether it makes the total of its quote an estimate."
    )


class SheetRow(Record):
    """A row that every quote has a cell in."""

    id: Id = Field(description="Short name; the key in files that readers kept. Never change it.")
    group: Id = Field(description="The part of the sheet it stands in.")
    label: Text = Field(description="What is to be filled in.")
    short: Text | None = Field(default=None, description="Its name in a narrow table.")
    kind: Literal["text", "list", "choice", "amount"] = Field(
        description="`list` is a text whose parts, between commas, may stand in any order."
    )
    options: list[SheetOption] = Field(default=[], description="The answers of a choice.")
    must_match: bool = Field(
        default=False,
        description="Whether quotes that differ here are for different jobs.",
    )
    payee: Literal["firm", "other"] | None = Field(
        default=None, description="Who is paid an amount; only `firm` is in the total."
    )
    ask: Text | None = Field(
        default=None,
        description="The question to the firm where the cell is open. Without it only the reader "
        "can tell, and the row is not on the blank sheet.",
    )
    basis: Statement | None = Field(
        default=None, description="What a source says of it; without one the row is our advice."
    )

    @property
    def name(self) -> str:
        """Its name in a narrow table."""
        return self.short or self.label

    def problems(self) -> Iterator[tuple[KeyPath, str]]:
        """Yield a problem for what does not fit the kind, and for figures without a source."""
        if (self.kind == "choice") != bool(self.options):
            yield ("options",), "a choice has options, and no other kind has"
        if (self.kind == "amount") != bool(self.payee):
            yield ("payee",), "an amount has a payee, and no other kind has"
        labels = [option.label.casefold() for option in self.options]
        if len({*labels}) < len(labels):
            yield ("options",), "two options have the same label, so a file could not tell them"
        if self.basis is None:
            for key in "label", "ask":
                if FIGURE.search(getattr(self, key) or ""):
                    yield (key,), "a figure needs a `basis`: without one the row is our advice"


class WarningSign(Record):
    """What the page on choosing a firm calls a warning sign, as a rule about one cell."""

    id: Id = Field(description="Short name.")
    row: Id = Field(description="The row it looks at.")
    when: list[Id] = Field(
        min_length=1, description="Options of the row, or not-stated, included, does-not-apply."
    )
    says: Text = Field(description="The sign in words, without a full stop.")
    ours: bool = Field(
        default=False, description="Whether the page does not list it: it is the sheet's advice."
    )


class CellStates(Record):
    """What a cell says where it holds neither an amount nor a text of its own."""

    not_stated: Text = Field(description="Where the firm has said nothing yet.")
    included: Text = Field(description="Where the fee covers it.")
    does_not_apply: Text = Field(description="Where the job has no such part.")


class SheetWords(Record):
    """All that sheet and worksheet say; braces are filled in."""

    states: CellStates = Field(description="In tables and files; files are read back by them.")
    read_as_not_applying: list[Text] = Field(description="Other words for “does not apply”.")
    stated: Text = Field(description="A choice of a cell: it holds what the firm wrote.")
    amount: Text = Field(description="A choice of a cell: it holds an amount.")
    sheet: Text = Field(description="Heading of the blank sheet on paper.")
    sheet_use: Text = Field(description="To the firm: how it is filled in.")
    sheet_firm: Text = Field(description="Head of the row for the name of the firm.")
    answer: Text = Field(description="Head of the column that the firm fills in.")
    row: Text = Field(description="Head of the column of rows.")
    worksheet: Text = Field(description="Heading of the worksheet.")
    no_script: Text = Field(description="In place of the worksheet, without JavaScript.")
    failed: Text = Field(description="Where the script could not load its rows.")
    caption: Text = Field(description="Caption of the table of quotes.")
    print_sheet: Text = Field(description="Button: print the blank sheet.")
    save_sheet: Text = Field(description="Button: save the blank sheet.")
    copy_sheet: Text = Field(description="Button: copy the blank sheet.")
    quote: Text = Field(description="A quote whose firm has no name yet: {number}.")
    firm: Text = Field(description="Label of the field for a name.")
    add: Text = Field(description="Button: another quote.")
    remove: Text = Field(description="Button: one quote fewer.")
    unreadable: Text = Field(description="At an amount that cannot be read.")
    total_row: Text = Field(description="Head of the row of what the firm gets.")
    others_row: Text = Field(description="Head of the row of what others get.")
    difference_row: Text = Field(description="Head of the row of differences: {firm}.")
    exactly: Text = Field(description="A total with nothing open: {amount}.")
    at_least: Text = Field(description="A total with open rows: {amount}, {rows}.")
    estimate: Text = Field(description="Around a total by the hour: {amount}.")
    nothing_stated: Text = Field(description="No amount, and open rows: {rows}.")
    one_row: Text = Field(description="One open row, inside a total.")
    more_rows: Text = Field(description="{count}.")
    range: Text = Field(description="{low}, {high}.")
    same: Text = Field(description="No difference between two totals.")
    more: Text = Field(description="{amount}.")
    less: Text = Field(description="{amount}.")
    between: Text = Field(description="A difference of ranges: {low}, {high}.")
    amount_less: Text = Field(description="An end of such a difference: {amount}.")
    amount_more: Text = Field(description="An end of such a difference: {amount}.")
    no_difference: Text = Field(description="Where the jobs differ or are not known.")
    first: Text = Field(description="At the quote that others are held against.")
    joined: Text = Field(description="Two names: {left}, {right}.")
    begin: Text = Field(description="While fewer than two quotes are filled in.")
    same_job: Text = Field(description="{rows}.")
    other_job: Text = Field(description="{rows}.")
    unknown_job: Text = Field(description="{rows}.")
    signs: Text = Field(description="Heading of the warning signs.")
    signs_none: Text = Field(description="Where no quote shows one.")
    signs_link: Text = Field(description="Link to what the signs mean.")
    sign_of: Text = Field(description="{firm}, {signs}.")
    signs_joined: Text = Field(description="Two signs: {left}, {right}.")
    ours: Text = Field(description="A sign that is the sheet's advice: {sign}.")
    questions_count: Text = Field(description="{firm}, {rows}.")
    questions_body: Text = Field(description="First line of the questions to a firm.")
    copy_questions: Text = Field(description="Button: copy the questions.")
    copied: Text = Field(description="After copying.")
    not_copied: Text = Field(description="Where the browser does not let a page copy.")
    copy_table: Text = Field(description="Button: copy the table.")
    save: Text = Field(description="Button: save as a file.")
    saved: Text = Field(description="After saving.")
    open: Text = Field(description="Button: open a saved file.")
    opened: Text = Field(description="{count}.")
    not_opened: Text = Field(description="Where a file is no sheet.")
    ignored: Text = Field(description="{parts}.")
    print: Text = Field(description="Button: print the comparison.")
    keep: Text = Field(description="Button: keep the quotes in the address.")
    too_long: Text = Field(description="Where they are too long for an address.")
    clear: Text = Field(description="Button: empty the worksheet.")
    cleared: Text = Field(description="After that.")
    origin: Text = Field(description="Below a copied table: {link}.")


class QuoteSheet(Record):
    """The file data/quote_sheet.yml."""

    fewest: int = Field(ge=2, description="Quotes that are compared at least.")
    most: int = Field(le=5, description="Quotes that are compared at most.")
    groups: list[SheetGroup] = Field(min_length=1, description="In the order shown.")
    rows: list[SheetRow] = Field(min_length=1, description="In the order shown, group by group.")
    signs: list[WarningSign] = Field(min_length=1, description="In the order shown.")
    words: SheetWords

    def problems(self) -> Iterator[tuple[KeyPath, str]]:
        """Yield a problem for each name that does not exist and each group torn apart."""
        if self.fewest > self.most:
            yield ("fewest",), f"more than `most`, {self.most}"
        groups = [group.id for group in self.groups]
        last = 0
        for index, row in enumerate(self.rows):
            for path, what in row.problems():
                yield ("rows", index, *path), what
            if row.group not in groups:
                what = f"unknown group “{row.group}”{suggest(row.group, groups)}"
                yield ("rows", index, "group"), what
                continue
            if groups.index(row.group) < last:
                yield ("rows", index, "group"), "rows stand in the order of their groups"
            last = groups.index(row.group)
        rows = {row.id: row for row in self.rows}
        for index, sign in enumerate(self.signs):
            if sign.row not in rows:
                what = f"unknown row “{sign.row}”{suggest(sign.row, rows)}"
                yield ("signs", index, "row"), what
                continue
            allowed = _answers(rows[sign.row])
            for place, name in enumerate(sign.when):
                if name not in allowed:
                    what = f"“{name}” is no answer of {sign.row}{suggest(name, allowed)}"
                    yield ("signs", index, "when", place), what


def _answers(row: SheetRow) -> list[str]:
    """Return what a sign can look for in a row: its options and the states of its cells."""
    states = [NOT_STATED, DOES_NOT_APPLY, *([INCLUDED] if row.kind == "amount" else [])]
    return [*(option.id for option in row.options), *states]
