"""A paragraph, list item or row names its source, or says why it has none."""

import re

import pytest

from macros.checks.prose.citations import check_citations, find_excuses
from macros.views.citations import EXCUSES, UnknownNameError
from macros.views.registry import build_macros
from macros.views.render import Links
from model.dataset import ROOT
from tests.data import finished_pages, load_data

FRONT = "---\ntitle: x\ndescription: y\n---\n\n"
PAGES = finished_pages()


def check(body: str, front: str = FRONT, page: str = "soc-1.md") -> list[str]:
    return [f"{line}: {what}" for line, _, what in check_citations(page, front + body)]


def test_a_statement_without_a_source_is_named_with_its_line():
    assert check('First. {{ cite("S10") }}\n\nEvery firm has one.\n') == [
        '8: no source for “Every firm has one.”: add {{ cite("…") }} or {{ own("…") }}'
    ]


def test_a_source_proves_its_paragraph_and_not_the_one_before():
    assert check('Every firm has one. Some have two. {{ cite("S10") }}') == []
    assert len(check('Every firm has one.\n\nSome have two. {{ cite("S10") }}')) == 1


def test_a_source_proves_its_item_and_not_the_next():
    assert len(check('- Every firm has one. {{ cite("S10") }}\n- Some have two.')) == 1


def test_of_a_paragraph_without_a_source_the_first_statement_is_named():
    (found,) = check("Who has one?\nEvery firm has one. Some have two.")
    assert found.startswith("7: no source for “Every firm has one.”")


@pytest.mark.parametrize(
    "body",
    [
        'Every firm has one. {{ cite("S10", "V16") }}',
        'Every firm has one. {{ own("advice") }}',
        "Does every firm have one?",
        "Ask every firm.",
        "If it has one, compare it.",
        "So [ask the firm](about.md) first.",
        "We found none.",
        "None of our sources names one.",
        "[All of them](sources.md)",
        "[A](both.md){ .md-button }\n[B](soc-1.md)",
        "More about [SOC 1](soc-1.md), [SOC 2](soc-2.md) and [both](both.md).",
        "Check the licence.",
        "See all of them in [a table](both.md).",
        "Plan for both: start at one date.",
        "If you can, use one period.",
        "**In short**",
        "<div class='lead' markdown>\n\nAsk them.\n\n</div>",
        "<!-- Every firm has one. -->",
        "| A firm | A year |\n|---|---|\n| Every firm | 2026 {{ cite('S10') }} |",
        "- **Who signs.**\n  Who is it?",
        'They have: {{ cite("S10") }}\n\n- one\n- two',
        "# Every firm has one",
        "```\nEvery firm has one.\n```",
        "{{ comparison_table([\n    'soc-1'\n]) }}",
        "Send a mail. Ask two things:\n\n- why it happened;\n- what has changed.",
    ],
)
def test_what_needs_no_source(body):
    assert check(body) == []


@pytest.mark.parametrize(
    "body",
    [
        "Plan sponsors must have a SOC 1 audited by a Big 4 firm.",
        "Start-ups need a SOC 2 before their first customer.",
        "Use of a SOC 1 is limited by federal law.",
        "Name recognition decides.",
        "So link farms are banned.",
        "[SOC 2](soc-2.md) reports must cover at least six months by law.",
        "[SOC 2](soc-2.md), which is required by law.",
        "Federal law requires the following:",
        "The AICPA requires six months, and we know it.",
        "Every firm is not yet reviewed.",
        "**SOC 2 must cover six months by law.**",
        "**Law asks for it.**",
        "| Firm | Rule |\n|---|---|\n| Every firm | must have one |",
        "<p>Every firm has one.</p>",
        '<a href="https://example.com/">Every firm has one.</a>',
        "<div markdown>Every firm has one.</div>",
        'They have: {{ cite("S10") }}\n\n- one of each. Every firm has two.',
        'They have: {{ cite("S10") }}\n\n- one\n\nEvery firm has one.',
        "Send a mail. Ask two things:\n\n- why it happened;\n- Every firm has one.",
        "Ask two things:\n\n- why it happened. Every firm has one.",
        "SSAE No. 18 stands as amended.",
        "[NASBA](https://nasba.org) licenses nobody.",
        "US firms have one.",
    ],
)
def test_what_needs_a_source(body):
    assert len(check(body)) == 1


def test_a_sentence_that_rests_on_tier_3_alone_must_name_who_says_it():
    assert check('Every firm has one. {{ cite("V16", "V43") }}') == [
        "6: only tier 3 sources for “Every firm has one.”: name who says it, or cite another"
    ]
    assert check('One vendor says that every firm has one. {{ cite("V16") }}') == []


@pytest.mark.parametrize(
    "body",
    [
        'Every firm has one. {{ cite("V16") }} {{ own("follows") }}',
        'Every firm has one. {{ own("follows") }} {{ cite("V16") }}',
        'A vendor of software cannot. {{ cite("V16") }}',
        '| A |\n|---|\n| Every firm {{ cite("V16") }} |',
    ],
)
def test_nothing_else_makes_up_for_the_name_of_a_tier_3_source(body):
    (found,) = check(body)
    assert "only tier 3 sources for" in found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT / "docs").as_posix())
def test_what_only_tier_3_says_is_said_by_the_name_of_its_publisher(page):
    sources = load_data().sources
    for paragraph in re.split(r"\n\s*\n|\n(?=\s*(?:[-*|]|\d+\.) )", page.read_text("utf-8")):
        calls = re.findall(r"\{\{ cite\(([^)]*)\) \}\}", paragraph)
        cited = [sources[name] for ids in calls for name in re.findall(r'"(\w+)"', ids)]
        if cited and all(source.tier == 3 for source in cited):
            names = [source.publisher.split(" (")[0].split(",")[0] for source in cited]
            assert any(name.casefold() in paragraph.casefold() for name in names), paragraph


@pytest.mark.parametrize(
    ("body", "needed"),
    [
        ('Every firm has one. {{ own("example") }}', True),
        ('Ask every firm. {{ own("advice") }}', False),
        ('Every firm has one. {{ own("example") }}\nSome have two. {{ cite("S10") }}', False),
    ],
)
def test_an_excuse_is_counted_with_whether_it_is_needed(body, needed):
    (excuse,) = find_excuses("soc-1.md", FRONT + body)
    assert (excuse.line, excuse.needed) == (6, needed)


def test_a_list_without_a_source_is_named_once_with_the_lead_in_whose_mark_proves_it():
    items = "\n\n- one of each\n- two of some"
    (found,) = check(f"They have:{items}")
    assert found.startswith("6: no source for “They have:” and the list below it: add ")
    assert check(f'They have: {{{{ cite("S10") }}}}{items}') == []


@pytest.mark.parametrize(
    ("body", "parts"),
    [
        ("- Every firm has one.\n- Some have two.", "items (on line 7)"),
        (
            "| Firm | Rule |\n|---|---|\n| Every firm | one |\n| Some firms | two |",
            "rows (on line 9)",
        ),
    ],
)
def test_items_of_a_list_and_rows_of_a_table_are_told_of_together(body, parts):
    (found,) = check(body)
    assert f"and more {parts}: add" in found


def test_a_paragraph_between_two_lists_keeps_them_apart():
    lists = 'First: {{ cite("S10") }}\n\n- Every. Firm has one.\n\nAsk.\n\n- Some have two.'
    assert [found.partition(":")[0] for found in check(lists)] == ["8", "12"]


@pytest.mark.parametrize("line", ["subject: this site", "robots: noindex"])
def test_only_a_page_about_this_site_needs_no_sources(line):
    front = FRONT.replace("---\n\n", f"{line}\n---\n\n")
    assert check("It is free.", front, "quotes/thanks.md") == []
    assert len(check("It is free.", front, "soc-1.md")) == 1


def test_lines_are_those_of_the_file_below_a_call_of_many_lines():
    assert check("{{ report_rows([\n    'soc-1'\n]) }}\n\nEvery firm has one.")[0].startswith(
        "10: "
    )


def test_a_reason_that_does_not_exist_is_refused_with_those_that_do():
    own = build_macros(load_data(), Links())["own"]
    assert own("advice") == ""
    with pytest.raises(UnknownNameError) as caught:
        own("adviec")
    assert "unknown reason “adviec” – did you mean “advice”?" in str(caught.value)
    assert all(EXCUSES.values())


@pytest.mark.parametrize(
    "body",
    [
        "![A firm at work](assets/a.png)\n",
        "![A firm at work](assets/a b.png){ width=300 }\n\n/// caption\nA firm at work.\n///\n",
        "Get three quotes for your report.\n",
        "[Get three quotes](quotes/index.md){ .md-button }\n",
        "[Watch how a report is read](https://video.example/x)\n",
        "Watch [how a report is read](https://video.example/x).\n",
    ],
)
def test_pictures_captions_and_calls_to_act_need_no_source(body):
    assert check(body) == []


def test_a_statement_below_a_caption_needs_one():
    assert len(check("![A](a.png)\n\n/// caption\nA firm.\n///\n\nEvery firm has one.\n")) == 1
