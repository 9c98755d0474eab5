"""The finished folder holds only files of known kinds, and no link of a preview."""

import pytest

from publish.checks import check_files
from publish.site import BuiltSite, PublishError


@pytest.fixture
def site(tmp_path):
    (tmp_path / "index.html").write_text("<main>A page</main>", encoding="utf-8")
    return BuiltSite(tmp_path, "https://site.example/")


def find_problems(site):
    with pytest.raises(PublishError) as caught:
        check_files(site)
    return caught.value.problems


def test_a_file_of_another_kind_is_named(site):
    site.write("leads.sql", "x")
    (found,) = find_problems(site)
    assert found.startswith("leads.sql: this kind of file is not published")


def test_a_file_that_is_too_large_is_named(site):
    site.write("assets/a.png", b"x" * 3_000_000)
    assert find_problems(site) == ["assets/a.png: has 3.0 MB; 2 MB are the most"]


def test_a_link_of_a_preview_is_named_with_its_page(site):
    page = site.pages[""]
    page.write(page.html.replace("</main>", '<a href="http://127.0.0.1:8000/x/">x</a></main>'))
    (found,) = find_problems(site)
    assert found.startswith("home: <a>: “http://127.0.0.1:8000/x/” is the address of a preview")


def test_the_sites_own_address_may_be_that_of_a_preview(site):
    site.address = "http://127.0.0.1:8000/"
    page = site.pages[""]
    page.write(page.html.replace("</main>", '<a href="http://127.0.0.1:8000/x/">x</a></main>'))
    check_files(site)
