"""A mistake in front matter names the page, the line and the key."""

import re

import pytest

from macros.checks.markup import front_matter
from tests.macros.checks.conftest import DOCS


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
        ("title:", "language: deutsch\ntitle:", 2, "“deutsch” is not known"),
    ],
)
def test_a_mistake_in_front_matter_names_page_and_line(problems, old, new, line, said):
    found = problems("soc-1-vs-soc-2.md", old, new)
    place = f"docs/soc-1-vs-soc-2.md:{line}: "
    assert any(row.startswith(place) and said in row for row in found), found
    assert len(found) <= 3


def test_an_article_without_the_dates_of_its_trust_line_is_named(problems):
    dates = re.search(r"^reviewed: .*\nnext_review: .*\n", (DOCS / "soc-2.md").read_text(), re.M)[0]
    (found,) = problems("soc-2.md", dates, "")
    assert found.startswith("docs/soc-2.md:1: reviewed and next_review are missing")


def test_no_front_matter_key_or_setting_shadows_a_macro(macros):
    assert not set(macros) & {*front_matter.ALLOWED_KEYS, "generator", "scope"}
