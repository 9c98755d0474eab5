"""A theme that changes its markup is noticed before anything is written."""

import pytest

from publish.checks.theme_contract import REQUIRED, check_theme
from publish.site import PublishError


def test_the_pages_have_what_the_steps_need(fresh):
    check_theme(fresh())


@pytest.mark.parametrize("selector", REQUIRED)
def test_a_page_without_it_is_named(fresh, selector):
    site = fresh()
    page = site.pages["soc-1/"]
    for node in page.tree.css(selector):
        node.decompose()
    with pytest.raises(PublishError) as error:
        check_theme(site)
    said = f"soc-1/: has 0 of “{selector}” and needs one"
    assert any(problem.startswith(said) for problem in error.value.problems)
