"""`make tidy`: what was pasted from a word processor becomes Markdown of this site."""

import pytest

from macros.checks.markup.pasted import find_pasted
from tests.data import finished_pages, load_data
from tools.tidy import main, make_markdown

FRONT = "---\ntitle: Letters\n---\n"
LONG = "This letter is written by management, and it says what has changed since the report ended."
PASTED = f"""{FRONT}
# Letters

Letters
{LONG} {LONG}
1.\tWhat it says
{LONG}
•\tthe name\u00a0of the report;
•\tits pe\u00adriod.
{LONG}
Who signs
{LONG} {LONG} {LONG}
2.\tWhat to do
1)\tRead it.
2)\tKeep it.
Who\tSigns
Management\tYes
"""
CLEAN = f"""{FRONT}
# Letters

{LONG} {LONG}

## What it says

{LONG}

- the name of the report;
- its period.

{LONG}

## Who signs

{LONG} {LONG} {LONG}

## What to do

1. Read it.
2. Keep it.

| Who | Signs |
|---|---|
| Management | Yes |
"""


def test_paragraphs_headings_lists_and_tables_get_their_signs():
    assert make_markdown(PASTED, ())[0] == CLEAN


def test_what_it_has_made_looks_pasted_no_more_and_a_second_run_changes_nothing():
    assert find_pasted(CLEAN) is None
    assert make_markdown(CLEAN, ())[0] == CLEAN


def test_a_page_of_this_site_stays_as_it_is():
    pages = [page.read_text("utf-8") for page in finished_pages()]
    assert pages
    assert [text for text in pages if make_markdown(text, ())[0] != text] == []


def test_a_term_is_linked_where_it_comes_first():
    term = next(one for one in load_data().terms.values() if " " in one.name and not one.short)
    text, changes = make_markdown(f"{FRONT}\n# One\n\nA {term.name}.\n\nA {term.name}.\n", [term])
    assert text.endswith(f'A {{{{ term("{term.name}") }}}}.\n\nA {term.name}.\n')
    assert changes["term"] == 1


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ('The vendor\\\'s \\"report\\"\\...', 'The vendor\'s "report"…'),
        ("[]{#_Toc1 .anchor}See [this]{.underline}", "See this"),
        ("## Scope {#scope}", "## Scope"),
        ("It says so.[](#X1)", "It says so."),
        ('<span id="x" class="anchor"></span>\\[1\\] A book', "[1] A book"),
    ],
)
def test_what_pandoc_leaves_goes(written, meant):
    assert make_markdown(f"{FRONT}\n{written}\n", ())[0] == f"{FRONT}\n{meant}\n"


def test_the_title_of_what_was_pasted_goes_and_its_other_headings_stand_below_that_of_the_page():
    text, changes = make_markdown(f"{FRONT}\n# Page\n\n# Title\n\nText\n\n# One\n\n## Two\n", ())
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        "# Page", "## One", "### Two",
    ]  # fmt: skip
    assert changes["second title"] == 1


@pytest.mark.parametrize("below", ["1)\tRead it.\n2)\tKeep it.", "•\tone", "There are four kinds:"])
def test_a_short_line_right_above_a_list_or_a_text_is_a_heading(below):
    pasted = f"{FRONT}\n# Page\n\n{LONG} {LONG} {LONG}\n•\tone\n\nWhat to do\n{below}\n"
    assert "\n\n## What to do\n\n" in make_markdown(pasted, ())[0]


def test_lines_of_a_mail_that_is_cut_into_lines_are_no_headings():
    mail = "This letter is written by management, and it says what\nhas changed since.\n• one\n"
    assert "##" not in make_markdown(f"{FRONT}\n# Page\n\n{mail}", ())[0]


def test_the_empty_corner_of_a_table_stays():
    table = "\tType 1\tType 2\nSpeaks of\tone date\ta period"
    text, _ = make_markdown(f"{FRONT}\n{LONG} {LONG} {LONG}\n{table}\n", ())
    assert text.endswith(
        "|  | Type 1 | Type 2 |\n|---|---|---|\n| Speaks of | one date | a period |\n"
    )


def test_a_table_that_is_indented_as_a_whole_gets_no_empty_column():
    table = "\tWho\tSigns\n\tManagement\tYes"
    text, _ = make_markdown(f"{FRONT}\n• one\n\n{table}\n", ())
    assert text.endswith("| Who | Signs |\n|---|---|\n| Management | Yes |\n")


def test_a_code_sample_stays_as_it_is():
    sample = "```\n•\ta  b\n```"
    assert sample in make_markdown(f"{FRONT}\n•\tone\n\n{sample}\n", ())[0]


def test_a_page_that_is_not_there_is_one_line(capsys):
    assert main(["no-such-page"]) == 1
    assert capsys.readouterr().err.count("\n") == 1
