"""The page of firms: there with firms to show, away without, and true to the data."""

import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from macros.views.quotes.firms import FACTS, MORE, firm_list, firms_note, request_steps
from macros.views.render import Links
from model.dataset import Dataset
from tests.data import load_data, menu_names


@pytest.fixture(scope="module")
def page(demonstration) -> BeautifulSoup:
    return read(demonstration, "firms")


@pytest.fixture(scope="module")
def shown() -> Dataset:
    """The data of a demonstration."""
    return replace(load_data(), demonstration=True)


def read(demonstration, path: str) -> BeautifulSoup:
    text = (demonstration[0] / path / "index.html").read_text(encoding="utf-8")
    return BeautifulSoup(text, "html.parser")


def words(element) -> str:
    return " ".join(element.get_text(" ", strip=True).split())


def cards(page):
    return {card["id"]: card for card in page.select(".soc-firms__one")}


def test_without_firms_there_is_no_page_and_no_link_to_one(built):
    assert "firms/" not in built.pages
    for path, page in built.pages.items():
        assert not [tag for tag in page.select("[href]") if tag["href"].endswith("/firms/")], path
    assert "/firms/" not in (built.folder / "sitemap.xml").read_text()
    assert '"firms/' not in (built.folder / "search" / "search_index.json").read_text()


def test_a_demonstration_is_built_without_a_warning(demonstration):
    assert not re.search(r"\b(WARNING|ERROR)\b", demonstration[1]), demonstration[1]


@pytest.mark.parametrize("path", ["quotes", "about"])
def test_other_pages_lead_to_it(demonstration, path):
    link = read(demonstration, path).select_one(".soc-firms__note a")
    assert link["href"] == "/firms/"


def test_it_stands_in_the_nav(page):
    here = page.select_one("nav.soc-menu a[aria-current=page]")
    assert here.get_text(strip=True) == menu_names()["firms.md"]


def test_it_says_at_once_that_all_firms_are_samples(page, shown):
    note = page.select_one(".soc-firms__samples")
    assert "Every firm below is a sample" in words(note)
    assert note.find_next(class_="soc-firms__one")
    tags = [card.select_one("h3 .soc-firms__tag") for card in cards(page).values()]
    assert len(tags) == len(shown.listed_firms)
    assert all(tags)


def test_the_firms_stand_in_the_order_of_the_alphabet(page, shown):
    named = {firm.id: firm.name for firm in shown.listed_firms}
    assert list(cards(page)) == sorted(named, key=named.__getitem__)


def test_each_card_has_what_the_data_says(page, shown):
    labels = shown.firm_tags
    for firm in shown.listed_firms:
        card = cards(page)[firm.id]
        found = {dt.get_text(): words(dt.find_next("dd")) for dt in card.select("dt")}
        for name, label in (FACTS | MORE).items():
            tags = getattr(firm, name)
            said = found.get(label, "")
            assert said == "all" or said == "; ".join(labels[name][tag] for tag in tags)
        assert f"in {firm.weeks_to_start} weeks" in words(card) or not firm.accepting
        assert ("Takes no new clients now" in words(card)) != firm.accepting


def test_all_stands_where_a_firm_has_every_answer_of_the_form(shown):
    sizes = list(shown.firm_tags["company_sizes"])
    second = shown.firm_tags["company_sizes"][sizes[1]]
    for size, said in ((sizes, "all"), (sizes[1:], f"{second}; ")):
        firm = shown.firms[0].model_copy(update={"company_sizes": size})
        page = BeautifulSoup(firm_list(replace(shown, firms=(firm,))), "html.parser")
        term = page.find("dt", string=FACTS["company_sizes"])
        assert words(term.find_next("dd")).startswith(said)


def test_each_card_says_where_to_verify_it_and_when_it_was_checked(page, shown):
    for firm in shown.listed_firms:
        card = cards(page)[firm.id]
        links = {link["href"] for link in card.select("a[href^=http]")}
        assert links == {
            firm.site,
            firm.peer_review.verify,
            *(licence.verify for licence in firm.licences),
        }
        days = {day["datetime"] for day in card.select("time")}
        assert days == {day for _, day in firm.dates}


def test_no_card_shows_the_address_for_introductions(page, shown):
    for firm in shown.listed_firms:
        assert firm.introductions not in str(page)


def test_the_rules_and_preferences_are_those_of_the_data(page, shown):
    for rule in shown.matching.rules:
        assert words(page.select_one(f"#rule-{rule.id}")) == rule.says
    for item in shown.matching.preferences:
        points = "point" if item.weight == 1 else "points"
        assert words(page.select_one(f"#rule-{item.id}")) == f"{item.says} {item.weight} {points}"
    assert len(page.select("[id^=rule-]")) == (
        len(shown.matching.rules) + len(shown.matching.preferences)
    )


def test_the_limit_of_each_answer_is_that_of_the_data(page, shown):
    [field] = [field for field in shown.quote_form.fields if field.name == "timeline"]
    rows = page.select(".soc-firms__limits tbody tr")
    assert [words(row.th) for row in rows] == [option.label for option in field.options]
    for row, option in zip(rows, field.options, strict=True):
        weeks = shown.matching.reading("timeline", option.value)
        assert words(row.td) == (f"{weeks[0]} weeks" if weeks else "not a rule then")


def test_it_says_that_the_order_rotates_and_how_the_site_is_paid(page, shown):
    text = words(page.select_one("article"))
    assert "Chance puts firms with the same points in order, anew for each request" in text
    assert f"A firm has {shown.matching.answer_days} days to answer" in text
    assert " ".join(shown.settings.funding.split()) in text


def test_promises_about_firms_stand_only_where_firms_are_listed(demonstration, built, shown):
    about_firms = {f"promise-{item.id}" for item in shown.settings.promises if item.needs_firms}
    every = {f"promise-{item.id}" for item in shown.settings.promises}
    with_firms = {
        item["id"] for item in read(demonstration, "privacy").select(".soc-promises__item")
    }
    without = {item["id"] for item in built.page("privacy/").select(".soc-promises__item")}
    assert about_firms
    assert with_firms == every
    assert without == every - about_firms


@pytest.mark.parametrize(
    ("backend", "said"),
    [
        ("embedded", "You see at once up to 3 firms"),
        ("netlify", "We send you a link to a page of your own"),
    ],
)
def test_the_steps_tell_how_the_firms_come_before_the_buyer(shown, backend, said):
    settings = shown.settings.model_copy(update={"form_backend": backend})
    text = words(
        BeautifulSoup(request_steps(replace(shown, settings=settings), Links()), "html.parser")
    )
    assert said in text
    assert f"A firm has {shown.matching.answer_days} days" in text


def test_without_firms_a_person_reads_each_request(built):
    assert "A person reads your request" in words(
        built.page("quotes/").select_one(".soc-firms__steps")
    )
    assert "There is no automatic matching" in words(built.page("about/").select_one("article"))


def test_with_firms_no_page_says_that_there_is_no_matching(demonstration):
    for path in ("quotes", "about"):
        text = words(read(demonstration, path).select_one("article"))
        assert "A person reads" not in text
        assert "no automatic matching" not in text


def test_firms_that_are_no_samples_are_not_called_samples(shown):
    firm = shown.firms[0].model_copy(update={"sample": False})
    real = replace(shown, demonstration=False, firms=(*shown.firms[1:], firm))
    page = BeautifulSoup(firm_list(real), "html.parser")
    assert list(cards(page)) == [firm.id]
    assert not page.select(".soc-firms__samples, .soc-firms__tag")
    assert "sample" not in firms_note(real, Links(), "quotes")
