"""The ids of a page are known before it is built."""

import pytest

from macros.checks.markup import headings


def test_the_check_knows_every_id_that_mkdocs_gives_a_heading(macros, config):
    text = "---\ntitle: x\n---\n# A b\n\n## A b\n\n## C { #d }\n\n{{ promises() }}\n"
    ids = headings.rendered_ids(text, macros, headings.markdown_converter(config))
    assert ids >= {"a-b", "a-b_1", "d", "promise-free"}


def test_a_page_that_stands_twice_in_the_nav_is_named_with_its_line():
    text = "nav:\n  - A: a.md\n  - B: a.md\n"
    found = headings.check_nav_entries(
        [{"A": "a.md"}, {"B": "a.md"}], {"a.md"}, lambda page: False, text
    )
    assert list(found) == [(3, "nav", "“a.md” stands twice")]


def test_a_page_that_other_settings_name_too_is_named_at_its_place_in_the_nav():
    text = "nav:\n  - A: a.md\n  - B: a.md\nextra:\n  weights:\n    a.md: 0.5\n"
    (found,) = headings.check_nav_entries(
        [{"A": "a.md"}, {"B": "a.md"}], {"a.md"}, lambda page: False, text
    )
    assert found[0] == 3


@pytest.mark.parametrize("line", ["#Heading", "##Heading", "#1 of all firms"])
def test_a_sign_without_its_space_becomes_a_heading_and_is_named(line):
    (found,) = headings.check_headings(f"# A\n\n{line}\n")
    assert found[0] == 3
    assert "leave a space" in found[2]
