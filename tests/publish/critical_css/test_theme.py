"""Every page of the renderer has the theme; pages that a step adds go without."""

import pytest

from publish.critical_css.theme import read_theme
from publish.site import PublishError


@pytest.mark.parametrize("path", ["", "soc-1/", "quotes/thanks/", "404.html"])
def test_a_page_of_the_renderer_without_the_theme_is_named(fresh, path):
    site = fresh()
    page = site.pages[path]
    assert 'id="__config"' in page.html
    page.write(page.html.replace('id="__config"', 'id="__settings"'))
    with pytest.raises(PublishError) as error:
        read_theme(site)
    name = path or "home"
    assert f"{name}: has no “script#__config”; has the theme changed?" in error.value.problems


def test_pages_that_steps_add_need_no_theme(fresh):
    site = fresh()
    site.write("old/index.html", "<!doctype html><title>Moved</title>")
    themed = [page.path for page in read_theme(site).pages]
    assert "old/" in site.pages
    assert themed == [path for path in site.pages if path != "old/"]
