"""Markdown of other programs is named with its line, and what the site itself writes is not."""

import pytest

from macros.checks.markup.flavours import check_flavours
from macros.checks.markup.headings import markdown_converter

FRONT = "---\ntitle: x\n---\n"


@pytest.fixture(scope="module")
def convert(config):
    return markdown_converter(config)


@pytest.mark.parametrize(
    ("planted", "line", "said"),
    [
        ("Firms ask for\n- one\n- two", 2, "a list inside a paragraph"),
        ("Firms ask for\n1. one\n2. two", 2, "a list inside a paragraph"),
        ("Text\n| a | b |\n|---|---|\n| c | d |", 2, "a table that is none"),
        ("- one\n  - two", 2, "write four spaces"),
        ("● one\n● two", 1, "write “- ”"),
        ("1) one\n2) two", 1, "write “1. ”"),
        ('!!! note "Title"\n    text', 1, "/// note | Title"),
        ('??? note "Title"\n    text', 1, "/// note | Title"),
        ('=== "Tab"\n\n    text', 1, "no tabs"),
        ("> [!NOTE]\n> text", 1, "/// note | Title"),
        ("- [ ] one", 1, "no tick boxes"),
        ("A ~~wrong~~ word", 1, "no striking out"),
        ("Text\n\n```\ncode", 3, "never ends"),
        ("Text\n\n<!-- legal says no", 3, "a comment begins here and never ends"),
        ("Text\n\n<div>\n\nmore", 3, "“<div>” begins here and never ends"),
        ("more\n\n</div>", 3, "ends what has not begun"),
        ("/// note | Title\n\ntext", 1, "a box begins here and never ends"),
        ("/// figure\ntext\n///", 1, "a box that is not known"),
        ("A **word is open", 1, "“**” that is not closed"),
        ("A ** word ** apart", 1, "“**” that is not closed"),
        ("| a | b |\n|---|---|\n| c | d | e |", 3, "what is too much would vanish"),
        ("| a | b |\n|---|---|\n| c |", 3, "has 1 cells and the head of the table 2"),
        ("| a | b |\n|---|\n| c | d |", 2, "has 1 cells and the head of the table 2"),
        ("A fact.[^1]\n\n[^1]: Source", 1, "no footnotes"),
        ("A fact.[^1]\n\n[^1]: Source", 3, "no footnotes"),
        ("Table: prices of firms", 1, "/// caption"),
        ("Term\n:   what it means", 2, "no definition lists"),
        ("Write to <your firm> today", 1, "“<your firm>” would vanish"),
        ("A paragraph\n---\nmore", 2, "makes a heading of the line above"),
        ('\\[{{ site("name") }}](mailto:a@b.example)', 1, "a link that is none"),
        ("Read [[soc-1]]", 1, "a link of another kind"),
        ("One line\\\nand the next", 1, "a backslash ends no line"),
        ("An ==important== word", 1, "“==” stays"),
        ("Firms ask for\n1)\tone\n2)\ttwo", 2, "write “1. ”"),
        ("\u00b7\u00a0\u00a0\u00a0 one", 1, "write “- ”"),
        ("o   one\no   two", 1, "write “- ”"),
        ("Who\tSigns\nFirm\tyes", 1, "a table that is none"),
        ("See https://a.example/b for more", 1, "an address that is no link"),
        ("See www.a.example for more", 1, "an address that is no link"),
        ("It says so.[1]", 1, "a number of a footnote"),
        ("It says so.1 And more.", 1, "a number of a footnote"),
        ("It says so.\u00b9 And more.", 1, "a number of a footnote"),
        ("A *word is open", 1, "“*” that is not closed"),
        ("A word* with a star", 1, "“*” that is not closed"),
        ("A _word is open", 1, "“_” that is not closed"),
        ("A `word is open", 1, "“`” that is not closed"),
        ("See [the page] (soc-1.md) there", 1, "a space inside a link"),
        ("A paragraph.\n\n/// caption\nOf what?\n///", 3, "there is none above"),
        ("It says so [JD1] there", 1, "the mark of a comment"),
        ("Firms ask for\n\n–\tone\n–\ttwo", 3, "write “- ”"),
        ("Firms ask for\n\n-one\n-two", 3, "leave a space after it"),
        ("H~2~O, and so on^1^", 1, "nothing is raised or lowered"),
        ("Text\n\n\tA paragraph with an indent", 3, "makes a code sample"),
        ("- one\n\nText\n\n    A paragraph with an indent", 5, "makes a code sample"),
    ],
)
def test_markdown_of_another_kind_is_named_with_its_line(convert, planted, line, said):
    found = list(check_flavours(f"{FRONT}# A page\n\n{planted}\n", convert))
    assert [row for row, _, what in found if said in what and row == line + 5], found


@pytest.mark.parametrize(
    "written",
    [
        "Text\n\n- one\n    - two\n- three",
        "1. one\n2. two",
        "/// note | Title\nText with **bold**.\n///",
        "![What it shows](a.png)\n\n/// caption\nWhat it shows.\n///",
        "| a | b |\n|---|---|\n| c \\| d | e |",
        "| a | b |\n|---|---|\n| `c | d` | e |",
        "1.\tone\n2.\ttwo",
        "[a](https://a.example/b), `https://a.example/`, a@www.a.example.",
        "```\n- [ ] ~~x~~ **\n| a | b |\n```",
        "Write `**`, `<div>` and `[^1]`.",
        '<div class="x" markdown>\n\nText.\n\n</div>',
        "- An item that goes on\n  in its next line\n- and another",
        "From 2026\nto 2027, at 10:30 and 11:45.",
        "Text\n\n---\n\nmore",
        'Text\n\n{{ site("name") }} says so.',
        "- one\n\n    More of it.\n\n    And more.",
        "A *word* and _another_, 2 * 3, AT-C 105.1, No.1, p.5 and [a note] (in brackets).",
        "| a | b |\n|---|---|\n| c | d |\n\n/// caption\nA table.\n///",
        "{{ period_figure() }}\n\n/// caption\nWhat it shows.\n///",
        "A Type 1 – or 2 – costs about ~5,000, or less than that~.",
    ],
)
def test_markdown_of_this_site_is_let_pass(convert, written):
    assert list(check_flavours(f"{FRONT}# A page\n\n{written}\n", convert)) == []


def test_two_stars_that_are_not_closed_are_said_once(convert):
    assert len(list(check_flavours("# A\n\nA **word is open.\n", convert))) == 1


def test_the_same_sign_is_named_on_each_of_its_lines(convert):
    found = check_flavours("# A\n\n- [ ] one\n- fine\n- [x] one\n", convert)
    assert [line for line, _, _ in found] == [3, 5]


def test_the_check_of_all_pages_names_it_with_file_and_line(problems):
    found = problems("soc-2.md", "\n## ", "\nA ~~wrong~~ word? \n\n## ", deep=True)
    assert any(row.startswith("docs/soc-2.md:") and "striking out" in row for row in found), found
