"""A page without anything to show is in no build and in no nav."""

from mkdocs.config import load_config

from macros.build.hidden_pages import hide_page, remove_from_nav
from model.dataset import ROOT


def config():
    return load_config(str(ROOT / "mkdocs.yml"))


def test_a_page_leaves_the_nav_and_the_others_stay():
    nav = [{"Home": "index.md"}, {"Plan": [{"Cost": "cost.md"}, {"Firms": "firms.md"}]}]
    kept = [{"Home": "index.md"}, {"Plan": [{"Cost": "cost.md"}]}]
    assert remove_from_nav(nav, "firms.md") == kept


def test_a_section_without_pages_leaves_the_nav_too():
    assert remove_from_nav([{"Home": "index.md"}, {"Plan": ["firms.md"]}], "firms.md") == [
        {"Home": "index.md"}
    ]


def test_the_page_is_kept_out_of_the_build_and_no_other_one_is():
    found = config()
    hide_page(found, "firms.md")
    hidden = found["exclude_docs"].match_file
    assert hidden("firms.md")
    assert not hidden("quotes/firms.md")
    assert not hidden("index.md")


def test_what_was_excluded_before_stays_excluded():
    found = config()
    hide_page(found, "drafts.md")
    hide_page(found, "firms.md")
    assert found["exclude_docs"].match_file("drafts.md")
    assert found["exclude_docs"].match_file("firms.md")
