"""Each page has a way to report a mistake, or to review it, that says which page it is."""

import shutil
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from bs4 import BeautifulSoup

from model.dataset import DATA
from tests.site.conftest import build

TRACKER = "https://tracker.example/new?title={title}&body={body}"


def link_of(page) -> str:
    (link,) = page.select("footer [data-report] a")
    return link["href"]


def headline_of(page) -> str:
    meta = page.select_one('meta[property="og:title"]')
    return meta["content"] if meta else page.select_one("h1").get_text()


def test_every_page_has_one(built):
    assert [path for path, page in built.pages.items() if not page.select("[data-report]")] == []


def test_it_carries_the_address_and_the_headline_of_its_page(built, dataset):
    for path, page in built.pages.items():
        given = parse_qs(urlsplit(link_of(page)).query)
        address = dataset.settings.address + ("" if path == "404.html" else path)
        assert given["body"][0].splitlines()[0] == address, path
        assert given["subject"][0] == headline_of(page), path


def test_it_leads_to_the_operator_and_asks_nobody_else(built, dataset):
    for page in built.pages.values():
        place = urlsplit(link_of(page))
        assert (place.scheme, unquote(place.path)) == ("mailto", dataset.settings.operator_email)


def test_it_has_a_place_for_the_license_of_a_cpa(built):
    assert "CPA" in parse_qs(urlsplit(link_of(built.page("soc-1/"))).query)["body"][0]


@pytest.mark.nightly
def test_it_can_lead_to_an_issue_tracker(tmp_path: Path):
    data, target = tmp_path / "data", tmp_path / "site"
    shutil.copytree(DATA, data)
    file = data / "site.yml"
    lines = file.read_text(encoding="utf-8").splitlines()
    changed = [f"corrections: {TRACKER}" if x.startswith("corrections:") else x for x in lines]
    file.write_text("\n".join(changed) + "\n", encoding="utf-8")
    done = build(target, SITE_DATA=str(data))
    assert done.returncode == 0, done.stderr
    text = (target / "soc-1" / "index.html").read_text(encoding="utf-8")
    link = urlsplit(link_of(BeautifulSoup(text, "html.parser")))
    assert link.netloc == "tracker.example"
    assert parse_qs(link.query)["title"]
