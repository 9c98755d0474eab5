"""What the last run of the accessibility checks covered; `make accessibility` writes it."""

from pydantic import Field

from model.core.record import PastDate, Record, Text


class Versions(Record):
    """The programs that checked."""

    chromium: Text = Field(description="The browser that the pages were opened in.")
    axe_core: Text = Field(description="The checker of open pages.")
    nu: Text = Field(description="The checker of HTML and styles.")


class Accessibility(Record):
    """The file data/accessibility.yml."""

    date: PastDate = Field(description="Day of the run, as 'YYYY-MM-DD'.")
    versions: Versions
    pages: int = Field(ge=1, description="How many pages the published site had.")
    widths: list[int] = Field(min_length=1, description="Of the window, in CSS pixels.")
    schemes: list[Text] = Field(min_length=1, description="Colour schemes.")
    states: list[Text] = Field(min_length=1, description="What visitors bring pages into.")
    runs: int = Field(ge=1, description="How many tests ran, all of which passed.")
    checks: list[Text] = Field(min_length=1, description="What they checked, a sentence each.")
