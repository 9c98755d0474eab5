"""The content pages: figures, myths, glossary and planner as the data has them, in plain words."""

import copy
import re

import pytest
from bs4 import Tag

from macros.checks.markup import is_foreign
from macros.checks.prose.glossary_links import abbreviations, check_first_uses, check_repeated_links
from macros.checks.prose.readability import MAX_AVERAGE, check_readability, sentences
from macros.views.planning.planner import stage_labels
from macros.views.planning.prices import (
    AXIS,
    duration_words,
    price_words,
    short_duration,
    short_price,
)
from macros.views.render import write_date
from model.dataset import ROOT, Dataset
from model.timeline import count_weeks
from tests.data import finished_pages, load_data

DOCS = ROOT / "docs"
# Words and sentences are looked at in the language of the site.
PAGES = [page for page in finished_pages() if not is_foreign(page.read_text("utf-8"))]
PLANNER = "can-i-make-the-date/"
TERMS = list(load_data().terms.values())


def words(element: Tag) -> str:
    return " ".join(element.get_text(" ", strip=True).split())


def test_sentences_are_short_on_average() -> None:
    found = [
        f"{page}:{line}: {what}"
        for page in PAGES
        for line, _, what in check_readability(page.read_text("utf-8"))
    ]
    assert not found, "\n".join(found)


def test_a_page_links_each_term_where_it_comes_first_and_only_there() -> None:
    found = [
        f"{page}: {problem}"
        for page in PAGES
        for check in (check_repeated_links, check_first_uses)
        for problem in check(page.read_text("utf-8"), TERMS)
    ]
    assert not found, "\n".join(found)


def test_long_sentences_are_named_with_their_lines() -> None:
    long = "word " * 40
    text = f"---\ntitle: x\n---\n\n# A heading\n\nShort one.\nLonger {long}end. And.\n\n- {long}\n"
    assert [(line, what.split(":")[0]) for line, _, what in check_readability(text)] == [
        (8, "42 words"), (10, "40 words"), (7, "2 words"), (8, "1 words"),
    ]  # fmt: skip
    assert not list(check_readability(f"Short. {'So is this. ' * 9}"))
    assert MAX_AVERAGE == 20


def test_calls_and_addresses_are_no_words_and_links_are() -> None:
    text = 'See [the page](x.md#y) on {{ term("CUEC", "CUECs now") }}. {{ cite("S") }}\n{{ f() }}\n'
    assert [one.words for one in sentences(text)] == [6]


def spreads(dataset: Dataset) -> list[tuple[str, list, object]]:
    found = []
    for kind, data, printed in (("price", dataset.prices, price_words),
                                ("time", dataset.durations, duration_words)):  # fmt: skip
        for group in data.groups:
            figures = [figure for figure in data.figures if figure.group == group.id]
            found.append((f"{kind}-{group.id}", figures, printed))
    return found


@pytest.mark.of_page("cost-and-time/")
def test_each_published_figure_stands_in_a_table_with_its_source_and_kind(built, dataset) -> None:
    page = built.page("cost-and-time/")
    for name, figures, printed in spreads(dataset):
        rows = page.find(id=name).find_parent("table").select("tbody tr")
        assert len(rows) == len(figures)
        for row, figure in zip(rows, figures, strict=True):
            marks = {mark.get_text() for mark in row.select("a.src__mark")}
            assert marks == set(figure.sources)
            who = words(row.th)
            for source in figure.sources:
                assert dataset.sources[source].publisher in who
            vendor = min(dataset.sources[source].tier for source in figure.sources) == 3
            assert ("Vendor, directory or blog" in who) == vendor
            cells = [words(cell) for cell in row.select("td")]
            assert cells[0] == f"Figure {printed(figure)}"
            assert cells[1] == f"What it covers {figure.covers}"
            assert cells[2] == f"Date shown {write_date(figure.published or 'none')}"


@pytest.mark.of_page("cost-and-time/")
def test_each_chart_draws_the_same_figures_within_its_axis_and_names_them(built, dataset) -> None:
    page = built.page("cost-and-time/")
    for name, figures, _ in spreads(dataset):
        chart = page.find(id=f"{name}-chart")
        for row, figure in zip(chart.select("li.soc-strip__row"), figures, strict=True):
            who = words(row.select_one(".soc-strip__name"))
            assert all(dataset.sources[source].publisher in who for source in figure.sources)
            short = short_price if name.startswith("price") else short_duration
            assert words(row.select_one(".soc-strip__value")) == short(figure)
            for end in row.select("circle"):
                assert AXIS[0] <= float(end["cx"].rstrip("%")) <= AXIS[1]
            assert len(row.select(".soc-strip__range--more")) == figure.open_ended
            tiers = [dataset.sources[source].tier for source in figure.sources]
            assert ("soc-strip__bar--solid" in row.svg["class"]) == (min(tiers) < 3)
        assert words(chart.find("h3"))


@pytest.mark.of_page("cost-and-time/")
def test_price_charts_say_that_their_scale_is_logarithmic_and_time_charts_do_not(built, dataset):
    page = built.page("cost-and-time/")
    for name, _, _ in spreads(dataset):
        text = words(page.find(id=f"{name}-text"))
        assert ("logarithmic" in text) == name.startswith("price")


@pytest.mark.of_page("cost-and-time/")
def test_a_longer_bar_means_more_on_both_scales(built, dataset) -> None:
    page = built.page("cost-and-time/")
    for name, figures, _ in spreads(dataset):
        ends = {}
        rows = page.find(id=f"{name}-chart").select("li.soc-strip__row")
        for row, figure in zip(rows, figures, strict=True):
            value = figure.days[0] if name.startswith("time") else figure.low
            ends[value] = float(row.select("circle")[-1]["cx"].rstrip("%"))
        places = [ends[value] for value in sorted(ends)]
        assert places == sorted(places)
        assert len(set(places)) == len(places)


@pytest.mark.of_page("myths/")
def test_each_myth_has_its_anchor_its_fact_and_its_sources(built, dataset) -> None:
    page = built.page("myths/")
    shown = [section["id"] for section in page.select(".soc-myths__one")]
    assert sorted(shown) == sorted(dataset.myths)
    for name, myth in dataset.myths.items():
        section = page.find(id=name)
        assert myth.myth in words(section.h3)
        other = myth.fact.disagreement
        for said in [myth.fact, *([other] if other else [])]:
            assert " ".join(said.text.split()) in words(section)
        marks = {mark.get_text() for mark in section.select("a.src__mark")}
        assert marks == {*myth.fact.sources, *(other.sources if other else [])}
        assert ("Sources disagree." in words(section)) == bool(other)


def test_the_glossary_has_every_term_in_order_with_an_anchor(built, dataset) -> None:
    items = built.page("glossary/").select(".soc-glossary__item")
    assert {item["id"] for item in items} == set(dataset.terms)
    headings = [words(item.dt).removesuffix(" #").casefold() for item in items]
    assert headings == sorted(headings)
    for item in items:
        assert " ".join(dataset.terms[item["id"]].definition.text.split()) in words(item.dd)


def test_pages_link_terms_to_the_glossary(built, dataset) -> None:
    links = [link["href"] for page in built.pages.values() for link in page.select("a.soc-term")]
    assert len(links) > 40
    assert {link.removeprefix("/glossary/#") for link in links} <= set(dataset.terms)


@pytest.mark.of_page("can-i-make-the-date/")
def test_the_planner_shows_the_weeks_of_every_plan_without_a_script(built, dataset) -> None:
    page, timeline = built.page(PLANNER), dataset.timeline
    assert page.select_one("[data-module=planner] [data-controls]").has_attr("hidden")
    labels = stage_labels(dataset)
    for plan in timeline.planner.plans:
        kind = "type-2" if plan.months else "type-1"
        weeks = [
            (labels[stage.id], count_weeks(timeline, kind, stage.id, plan.months or None))
            for stage in timeline.stages
        ]
        cells = page.select_one(f'tr[data-plan="{plan.id}"]').select("td")
        assert [words(cell) for cell in cells] == [
            f"{label} {count.quickest} to {count.cautious} weeks" for label, count in weeks
        ]


@pytest.mark.of_page("can-i-make-the-date/")
def test_the_planner_answers_before_a_script_runs(built, dataset) -> None:
    answer = words(built.page(PLANNER).select_one("[data-answer]"))
    for kind in ("type-1", "type-2"):
        weeks = count_weeks(dataset.timeline, kind, "ready")
        assert f"{weeks.quickest} to {weeks.cautious} weeks" in answer
    assert len(answer.split()) <= 60


@pytest.mark.of_page("can-i-make-the-date/")
def test_the_planner_says_what_each_number_rests_on(built, dataset) -> None:
    table = built.page(PLANNER).find(id="plan-assumptions").find_parent("table")
    timeline = dataset.timeline
    parts = [*timeline.stages, timeline.work.type_1, timeline.work.type_2, timeline.periods]
    for row, part in zip(table.select("tbody tr"), parts, strict=True):
        for cell, length in zip(row.select("td"), (part.quickest, part.cautious), strict=True):
            assert length.why in words(cell)
            marks = {mark.get_text() for mark in cell.select("a.src__mark")}
            assert marks == set(length.basis.sources if length.basis else [])


@pytest.mark.of_page("can-i-make-the-date/")
def test_only_the_page_with_the_planner_loads_its_script(built) -> None:
    loading = [path for path, page in built.pages.items()
               if page.select('script[src$="planner.mjs"]')]  # fmt: skip
    assert loading == [PLANNER]


@pytest.mark.of_page("cost-and-time/")
@pytest.mark.of_page("can-i-make-the-date/")
def test_the_page_of_costs_leads_to_the_planner_where_it_was(built) -> None:
    page = built.page("cost-and-time/")
    heading = page.find(id="count-back-from-your-date")
    assert heading.find_next("a", href=re.compile("can-i-make-the-date/$"))
    for old in ("plan-weeks", "plan-assumptions"):
        assert page.find(id=old)["href"].endswith(f"can-i-make-the-date/#{old}")
        assert built.page(PLANNER).find(id=old)


def test_no_page_states_an_unproven_allegation_about_a_company(built) -> None:
    assert not [path for path, page in built.pages.items() if "Delve" in page.get_text()]


# Steps of the form, and pages that print the titles of others or are the explanation.
NOT_EXPLAINING = {"quotes/thanks/", "sources/", "glossary/", "404.html"}
# Every reader knows these, or they are names.
EVERYDAY = {"US", "IT", "IP", "HTML", "JSON", "CSV", "AA", "AS", "BY", "II", "LICENSE", "SAP"}


def spoken(page: Tag) -> tuple[str, set[str]]:
    """What an article says, without marks and samples, and the ids of terms that it links."""
    article = copy.copy(page.select_one("article"))
    linked = {link["href"].split("#")[-1] for link in article.select("a[href*='glossary/#']")}
    for other in article.select(".src, .soc-checked, .soc-trust, script, textarea, code"):
        other.extract()
    return words(article), linked


def explaining(built) -> dict[str, Tag]:
    return {
        path: page
        for path, page in built.pages.items()
        if path not in NOT_EXPLAINING
        and page.select_one("article")
        and page.html["lang"] == built.page("").html["lang"]
    }


def test_an_abbreviation_of_the_glossary_is_explained_on_each_page_that_has_it(built) -> None:
    found = []
    for path, page in explaining(built).items():
        text, linked = spoken(page)
        for short, term in abbreviations(TERMS).items():
            used = re.search(rf"(?<![\w-]){re.escape(short)}s?(?![\w-])", text)
            full = f"({short}" in text or term.name.casefold() in text.casefold()
            if used and term.id not in linked and not full:
                found.append(f"{path}: {short}: …{text[used.start() - 40 : used.end() + 20]}…")
    assert not found, "\n".join(found)


def test_each_other_abbreviation_is_written_out_or_belongs_to_a_name(built, dataset) -> None:
    glossary = " ".join(name for term in TERMS for name in term.names)
    names = " ".join(source.publisher for source in dataset.sources.values())
    known = EVERYDAY | set(re.findall(r"[A-Z]{2,}", f"{glossary} {names}"))
    found = []
    for path, page in explaining(built).items():
        text, _ = spoken(page)
        for short in set(re.findall(r"(?<![\w-])[A-Z]{2,}(?![\w-])", text)) - known:
            if f"({short}" not in text:
                found.append(f"{path}: {short}")
    assert not found, "\n".join(found)
