"""Macros refuse what they do not know, and the check names the page and the line."""

import inspect
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from jinja2 import TemplateSyntaxError, UndefinedError
from mkdocs.config import load_config

from macros.checks import data_links, front_matter, headings, pages
from macros.views.citations import UnknownNameError
from macros.views.comparison import comparison_table
from macros.views.registry import build_macros
from macros.views.render import Links, environment
from model.dataset import ROOT, load

DOCS = ROOT / "docs"
DATES = "reviewed: '2026-11-22'\nnext_review: '2027-05-22'\n"
PAGE = f"---\ntitle: x\ndescription: {'x' * 60}\n{DATES}---\n\n# A page\n"


@pytest.fixture(scope="module")
def macros():
    return build_macros(load(), Links())


@pytest.fixture(scope="module")
def config():
    return load_config(str(ROOT / "mkdocs.yml"))


@pytest.fixture
def problems(tmp_path: Path, macros, config):
    """Replace text in a copied page and return what the check says."""

    def spoil(file: str, old: str, new: str, *, deep: bool = False) -> list[str]:
        docs = tmp_path / "docs"
        if not docs.exists():
            shutil.copytree(DOCS, docs)
        path = docs / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{file} does not contain {old!r}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return [
            str(problem)
            for problem in pages.check_pages(docs, macros, tmp_path, config if deep else None)
        ]

    return spoil


def line_of(file: str, text: str) -> int:
    lines = (DOCS / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_the_real_pages_have_no_problem(macros, config):
    assert pages.check_pages(DOCS, macros, ROOT, config) == []


def test_the_check_knows_every_id_that_mkdocs_gives_a_heading(macros, config):
    text = "---\ntitle: x\n---\n# A b\n\n## A b\n\n## C { #d }\n\n{{ promises() }}\n"
    assert headings.rendered_ids(text, macros, config) >= {"a-b", "a-b_1", "d", "promise-free"}


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("## How to decide", "## How to decide {#decide}", "“{#” starts a comment"),
        ("## How to decide", "{# gone #}\n## How to decide", "“{#” starts a comment"),
        ("## How to decide", "    {{ promises() }}\n", "alone on its line, at the very left"),
        ("## How to decide", "See {{ promises() }}\n", "alone on its line, at the very left"),
        ("## How to decide", "# How to decide", "one heading with a single #, this one has 2"),
        ("](soc-1.md)", "](soc-1.md#nowhere)", "the page has no such anchor"),
        ("](soc-1.md)", "](soc-1)", "must lead to a .md file"),
        ("](soc-1.md)", "](/soc-1/)", "starts with a slash"),
        ("](soc-1.md)", "][soc-one]", "“[soc-one]” is not defined"),
        ("## How to decide", '<a href="soc-1.md">x</a>\n', "in HTML is not rewritten"),
        ("## How to decide", '<a href="gone.png">x</a>\n', "leads nowhere"),
        ("## How to decide", "![](assets/favicon.svg)\n", "has no text"),
        ("## How to decide", '<img src="assets/favicon.svg">\n', "an image has no alt text"),
        ("description: ", "description: short\nx: ", "has 5 characters; 50 to 160 are right"),
        ("## How to decide", "{{ 1 / 0 }}", "only calls such as"),
        ("## How to decide", '{{ site("name").foo }}', "only calls such as"),
        ("## How to decide", "{% if x %}a{% endif %}", "only calls such as"),
        ("## How to decide", '{% include "a.md" %}', "only calls such as"),
        ("## How to decide", '{{ site("name") | upper }}', "only calls such as"),
        ("## How to decide", "#### How to decide", "a heading with 4 # follows one with"),
        ("## How to decide", "## A { #x }\n\n## B { #x }", "the id “x” stands in line"),
        ("## How to decide", "[u]: gone.md\n", "link “gone.md” leads nowhere"),
        ("## How to decide", "![a](https://example.com/a.png)", "from another site"),
        ("## How to decide", "<img src=gone.png alt=x>", "leads nowhere"),
        ("## How to decide", '{ cite("S10") }', "a call has two braces: {{ cite(…) }}"),
        ("## How to decide", '{cite("S10")}', "a call has two braces: {{ cite(…) }}"),
        ("## How to decide", "<<<<<<< HEAD\n## How to decide", "a merge was not finished"),
        ("title: ", "title: About this site\nx: ", "title: is that of docs/about.md"),
    ],
)
def test_a_planted_mistake_in_a_page_names_page_and_line(problems, old, new, said):
    found = problems("index.md", old, new, deep="anchor" in said)
    assert any(said in row and row.startswith("docs/index.md:") for row in found), found
    assert len(found) <= 3, found


@pytest.mark.parametrize(
    ("planted", "said"),
    [
        ("[a](gone.md) and [b](lost.md) and ![](assets/favicon.svg)",
         ["“gone.md” leads nowhere", "“lost.md” leads nowhere", "has no text"]),
        ("Every firm has one. Some firms have two.", ["“Every firm", "“Some firms"]),
        ('We know. {{ cite("X1") }} {{ cite("X2") }}', ["source “X1”", "source “X2”"]),
        ("{{ term_of() }}, {{ promise() }}", ["name “term_of”", "name “promise”"]),
    ],
)  # fmt: skip
def test_each_of_several_mistakes_on_one_line_is_said(problems, planted, said):
    found = problems("index.md", "## How to decide", f"{planted}\n\n## How to decide")
    assert [sum(one in row for row in found) for one in said] == [1] * len(said), found


def test_an_address_in_the_data_that_leads_to_no_page_is_named():
    dataset = load()
    step = dataset.vocabulary.steps[0].model_copy(update={"page": "quoets/"})
    vocabulary = dataset.vocabulary.model_copy(
        update={"steps": [step, *dataset.vocabulary.steps[1:]]}
    )
    found = data_links.check_data_links(replace(dataset, vocabulary=vocabulary), DOCS, ROOT)
    assert [problem.what for problem in found] == [
        "“quoets/” leads to no page – did you mean “quotes/”?"
    ]


def test_an_anchor_in_the_data_that_the_page_lacks_is_named(macros, config):
    dataset = load()
    step = dataset.vocabulary.steps[0].model_copy(update={"page": "both/#nowhere"})
    vocabulary = dataset.vocabulary.model_copy(
        update={"steps": [step, *dataset.vocabulary.steps[1:]]}
    )
    checks = pages.PageChecks(DOCS, ROOT, macros, [], config)
    checks.check_all()
    assert data_links.check_data_links(dataset, DOCS, ROOT, checks.ids_of) == []
    found = data_links.check_data_links(
        replace(dataset, vocabulary=vocabulary), DOCS, ROOT, checks.ids_of
    )
    assert [problem.what for problem in found] == ["“both/#nowhere”: the page has no such anchor"]


def test_a_template_that_names_what_it_was_not_given_is_an_error(macros):
    with pytest.raises(UndefinedError):
        environment().from_string("{{ nothing }}").render()


def test_a_page_that_is_not_in_the_nav_is_named(tmp_path, problems):
    shutil.copytree(DOCS, tmp_path / "docs")
    (tmp_path / "docs" / "bridge.md").write_text(PAGE, encoding="utf-8")
    found = problems("both.md", "title:", "title:", deep=True)
    assert len(found) == 1, found
    assert found[0].endswith("nav: the page docs/bridge.md is not in the nav")
    assert "mkdocs.yml:" in found[0]


def test_a_renamed_page_is_said_in_three_lines_though_many_pages_link_to_it(tmp_path, problems):
    shutil.copytree(DOCS, tmp_path / "docs")
    (tmp_path / "docs" / "soc-1.md").rename(tmp_path / "docs" / "soc-one.md")
    found = problems("both.md", "title:", "title:", deep=True)
    links = [row for row in found if "link “soc-1.md” leads nowhere" in row]
    assert len(links) == 1
    assert re.search(r" – and in \d+ more places in docs/", links[0])
    assert len(found) <= 3, found


def test_a_term_that_is_gone_is_said_once(macros):
    def term(name: str, shown: str = "") -> str:
        if name == "CPA":
            raise UnknownNameError(f"unknown term “{name}”")
        return shown or name

    found = pages.check_pages(DOCS, {**macros, "term": term}, ROOT)
    assert len(found) == 1, found
    assert "unknown term “CPA” – and in " in str(found[0])


def test_a_broken_template_is_named_with_the_page_that_calls_it(tmp_path, macros):
    def broken() -> str:
        raise TemplateSyntaxError("unexpected end", 3, "cite.html.j2")

    (tmp_path / "a.md").write_text(PAGE + "\n{{ cite() }}\n", encoding="utf-8")
    found = pages.check_pages(tmp_path, {**macros, "cite": broken}, tmp_path)
    assert [str(problem) for problem in found] == [
        "a.md:10: cite: its template has a mistake: cite.html.j2:3: unexpected end"
    ]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("comparison_table(", "comparison_tabel(",
         "unknown name “comparison_tabel” – did you mean “comparison_table”?"),
        ('"soc-1", "soc-2"', '"soc-1", "soc-22"',
         "comparison_table: unknown report “soc-22” – did you mean “soc-2”?"),
        ('["soc-1", "soc-2"]', '["soc-1", "soc-2"], ["purpos"]',
         "comparison_table: unknown group “purpos” – did you mean “purpose”?"),
        ('["soc-1", "soc-2"]', "", "comparison_table: missing a required argument: 'reports'"),
        ('["soc-1", "soc-2"]', '"soc-1", "soc-2", "soc-3"',
         "comparison_table: too many positional arguments"),
        ('["soc-1", "soc-2"]', '"soc-1"', "comparison_table: expected a list of report ids"),
        ('["soc-1", "soc-2"]', '["soc-1", "soc-1"]', "comparison_table: a report is named twice"),
        ('["soc-1", "soc-2"]', "reprots=[]",
         "comparison_table: missing a required argument: 'reports'"),
        ('["soc-1", "soc-2"]) }}', '["soc-1", "soc-2"] }}', "unexpected '}'"),
        ('["soc-1", "soc-2"]', '[“soc-1”, "soc-2"]', "curly quotes cannot stand in a call"),
        ('["soc-1", "soc-2"]', "[§]", "“§” cannot stand in a call"),
        ('comparison_table(["soc-1", "soc-2"])', "comparison_table",
         "comparison_table: write it with brackets: comparison_table(…)"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_macro_call_names_page_and_line(tmp_path, macros, old, new, said):
    page = PAGE + '\n{{ comparison_table(["soc-1", "soc-2"]) }}\n'
    assert old in page
    (tmp_path / "a.md").write_text(page.replace(old, new, 1), encoding="utf-8")
    found = [str(problem) for problem in pages.check_pages(tmp_path, macros, tmp_path)]
    assert len(found) == 1, found
    assert found[0].startswith("a.md:10: ")
    assert said in found[0]


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('title: "SOC 1', 'title: SOC 1: "', 2, "a colon in plain text"),
        ("title:", "titel:", 2, "titel: unknown key – did you mean “title”?"),
        ("title:", "titel:", 1, "title: field required"),
        ("title:", "description: x\ntitle:", 4, "description: duplicate key (first on line 2)"),
        ("---\n", "", 1, "front matter is missing"),
        ("description:", "  description:", 3, "the indentation"),
        ("title:", "\ttitle:", 2, "a tab"),
        ("reviewed:", "reviewed: soon\nx:", 4, "“soon” is not a date"),
        ("reviewed:", "reviewed: '2099-01-01'\nx:", 4, "“2099-01-01” is in the future"),
        (
            "title:",
            "subject: this site\ntitle:",
            2,
            "subject: only for pages about the site itself",
        ),
        ("title:", "robots: index\ntitle:", 2, "“index” is not known"),
    ],
)
def test_a_mistake_in_front_matter_names_page_and_line(problems, old, new, line, said):
    found = problems("soc-1-vs-soc-2.md", old, new)
    place = f"docs/soc-1-vs-soc-2.md:{line}: "
    assert any(row.startswith(place) and said in row for row in found), found
    assert len(found) <= 3


def test_an_article_without_the_dates_of_its_trust_line_is_named(problems):
    dates = re.search(r"^reviewed: .*\nnext_review: .*\n", (DOCS / "both.md").read_text(), re.M)[0]
    (found,) = problems("both.md", dates, "")
    assert found.startswith("docs/both.md:1: reviewed and next_review are missing")


def test_a_broken_link_names_page_line_and_the_nearest_page(problems):
    found = problems("index.md", "](soc-1-vs-soc-2.md", "](soc-1-vs-soc2.md")
    line = line_of("index.md", "](soc-1-vs-soc-2.md")
    assert found == [
        f"docs/index.md:{line}: link “soc-1-vs-soc2.md” leads nowhere – "
        "did you mean “soc-1-vs-soc-2.md”?"
    ]


def test_a_link_to_a_built_address_is_refused(problems):
    found = problems("index.md", "](soc-1-vs-soc-2.md", "](soc-1-vs-soc-2/")
    assert len(found) == 1
    assert "must lead to a .md file" in found[0]


def test_code_blocks_are_not_searched_for_links(problems):
    found = problems(
        "index.md", "## How to decide", "```\n[x](nowhere.md)\n```\n\n## How to decide"
    )
    assert found == []


def test_a_merge_that_was_not_finished_is_named_at_each_of_its_lines(tmp_path, macros):
    sides = "<<<<<<< HEAD\nWe do.\n=======\nWe did.\n>>>>>>> theirs\n"
    (tmp_path / "a.md").write_text(f"{PAGE}\n{sides}\nWe know\n=======\n", "utf-8")
    found = [str(problem) for problem in pages.check_pages(tmp_path, macros, tmp_path)]
    assert [row.split(":")[1] for row in found][:3] == ["10", "12", "14"]
    assert all("a merge was not finished" in row for row in found)


def test_a_page_that_is_not_text_is_named(tmp_path, macros):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "a.md").write_bytes(b"\xff\xfe")
    found = pages.check_pages(tmp_path / "docs", macros, tmp_path)
    assert [str(problem) for problem in found] == [
        "docs/a.md:1: the file is not UTF-8 text (byte 0)"
    ]


@pytest.mark.parametrize("name", ["decision_table", "cite", "site"])
def test_an_unknown_name_is_refused(macros, name):
    with pytest.raises(UnknownNameError, match="unknown"):
        macros[name]("nonsense")


def test_markup_in_data_is_escaped(macros):
    dataset = load()
    report = dataset.reports["soc-1"]
    value = report.values["standard"].model_copy(update={"text": "<script>alert(1)</script>"})
    spoiled = report.model_copy(update={"values": {**report.values, "standard": value}})
    dataset = replace(dataset, reports={**dataset.reports, "soc-1": spoiled})
    markup = comparison_table(dataset, Links(), ["soc-1", "soc-2"])
    assert "<script>" not in markup
    assert "&lt;script&gt;alert(1)" in markup


def test_markup_has_no_blank_line_that_would_end_a_block_of_html(macros):
    for name, arguments in {
        "comparison_table": [["soc-1", "soc-2"]], "type_matrix": [["soc-1", "soc-2"]],
        "decision_table": ["report"], "decision_questions": [], "decision_outcomes": [],
        "quote_form": [], "promises": [], "source_list": [], "cite": ["S10"],
    }.items():  # fmt: skip
        assert "\n\n" not in macros[name](*arguments), name


def test_no_front_matter_key_or_setting_shadows_a_macro(macros):
    assert not set(macros) & {*front_matter.ALLOWED_KEYS, "generator", "scope"}


def test_every_macro_is_documented(macros):
    for name, macro in macros.items():
        assert inspect.getdoc(macro.func), name
