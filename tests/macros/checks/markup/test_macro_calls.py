"""A mistake in a call names the page, the line and the nearest right name."""

import pytest
from jinja2 import TemplateSyntaxError

from macros.checks import pages
from macros.views.citations import UnknownNameError
from model.dataset import ROOT
from tests.macros.checks.conftest import DOCS, PAGE


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
