"""What the data says is what the tables of the built pages show."""

import json
from collections.abc import Iterable
from dataclasses import replace
from itertools import groupby

import pytest
from bs4 import BeautifulSoup, Tag

from macros.views.render import Links, write_date
from macros.views.reports.comparison import comparison_table
from model.content.comparison import Report
from model.dataset import ROOT
from tests.data import load_data


def words(element: Tag) -> str:
    return " ".join(element.get_text(" ", strip=True).split())


def said_in(cell: Tag) -> list[str]:
    return [words(part) for part in cell.select(".soc-statement")]


def marks_in(cell: Tag) -> set[str]:
    return {mark.get_text() for mark in cell.select("a.src__mark")}


def caption_id(tag: Tag) -> str:
    return tag.find("table").caption["id"]


# Every table that a page shows follows from its columns and the data, whichever reports there are.
REPORTS = load_data().reports
PAIRS = [
    f"{path.stem}/"
    for path in sorted((ROOT / "docs").glob("*-vs-*.md"))
    if set(path.stem.split("-vs-")) <= set(REPORTS)
]


@pytest.fixture(scope="module", params=PAIRS)
def comparison(request, built) -> Tag:
    return built.page(request.param).select_one("[data-module=comparison] .soc-rows")


def columns_of(heads: Iterable[Tag]) -> list[str]:
    return [name for head in heads for name in head["data-columns"].split()]


def reports_of(site, table: Tag) -> list[Report]:
    named = [name.split(".")[0] for name in columns_of(table.thead.select("[data-columns]"))]
    return [site.reports[name] for name in dict.fromkeys(named)]


def _apart(markup: Tag, attribute: str) -> Tag:
    """What a template holds; selectors do not reach into one."""
    found = markup.find(attrs={attribute: True})
    assert isinstance(found, Tag)
    return found


def labels_of(markup: Tag) -> dict[str, str]:
    return json.loads(_apart(markup, "data-labels").get_text())


def test_every_report_is_compared_on_a_page(dataset, built):
    compared = {report.id for path in PAIRS
                for report in
                reports_of(dataset, built.page(path).select_one(".soc-rows"))}  # fmt: skip
    assert compared == set(dataset.reports)


def test_a_pair_page_compares_the_reports_of_its_name(dataset, built):
    for path in PAIRS:
        named = path.strip("/").split("-vs-")
        table = built.page(path).select_one("[data-module=comparison] .soc-rows")
        assert [report.id for report in reports_of(dataset, table)] == named


def test_the_comparison_has_a_column_for_each_report_and_type(dataset, comparison):
    expected = [
        f"{report.id}.{kind}" for report in reports_of(dataset, comparison) for kind in report.types
    ]
    assert list(labels_of(comparison.parent)) == expected
    for table in comparison.select("table"):
        assert columns_of(table.thead.select("[data-columns]")) == expected


def test_a_column_names_the_type_only_where_the_report_has_more_than_one(dataset, comparison):
    for column, label in labels_of(comparison.parent).items():
        report, kind = column.split(".")
        several = len(dataset.reports[report].types) > 1
        assert label == dataset.reports[report].name + (
            f" {dataset.types[kind].name}" if several else ""
        )


def test_the_comparison_has_a_row_for_each_attribute_in_the_order_of_the_data(dataset, comparison):
    rows = [row["id"] for row in comparison.select("tbody tr[id]")]
    by_group = [row.id for group in dataset.groups for row in dataset.attributes.values()
                if row.group == group]  # fmt: skip
    assert rows == by_group


def test_every_value_stands_in_its_cell_with_its_sources(dataset, comparison):
    for row in comparison.select("tbody tr[id]"):
        cells = {
            column: cell for cell in row.select("td") for column in cell["data-columns"].split()
        }
        for report in reports_of(dataset, comparison):
            for kind in report.types:
                cell = cells[f"{report.id}.{kind}"]
                value = report.values[row["id"]].statement(kind)
                assert said_in(cell) == [" ".join(value.text.split())]
                assert marks_in(cell) == set(value.sources)
                if value.disagreement:
                    line = row.find_next_sibling("tr")
                    [other] = [
                        part
                        for part in line.select("p[data-columns]")
                        if f"{report.id}.{kind}" in part["data-columns"].split()
                    ]
                    assert value.disagreement.text in words(other)
                    assert marks_in(other) == set(value.disagreement.sources)


def test_the_short_rows_show_the_short_texts_of_the_data(dataset, built):
    table = built.page("soc-1-vs-soc-2/").select_one(".soc-six")
    rows = table.select("tbody tr")
    for row, (name, short) in zip(rows, dataset.short_rows.items(), strict=True):
        assert words(row.th) == short.label
        for cell, report in zip(row.select("td"), ("soc-1", "soc-2"), strict=True):
            assert dataset.reports[report].values[name].short.text in words(cell)


def test_types_share_a_cell_exactly_where_they_say_the_same(dataset, comparison):
    for row in comparison.select("tbody tr[id]"):
        expected = []
        for report in reports_of(dataset, comparison):
            value = report.values[row["id"]]
            same = groupby(report.types, key=lambda kind, value=value: value.statement(kind).text)
            expected += [len(list(types)) for _, types in same]
        assert [int(cell.get("data-span", 1)) for cell in row.select("td")] == expected


def test_every_row_of_a_table_fills_its_width_and_no_column_is_empty(comparison):
    """A report has a column a type only where its types differ in some row of the group."""
    for table in comparison.select("table"):
        width, begun = 0, set()
        for row in table.select("tr"):
            at = 0
            for cell in row.find_all(["td", "th"], recursive=False):
                begun.add(at)
                at += int(cell.get("colspan", 1))
            width = width or at
            assert at == width, words(row)
        assert begun == set(range(width)), words(table.caption)


def test_the_controls_offer_every_column_and_group_and_every_view_that_narrows(dataset, comparison):
    controls = _apart(comparison.parent, "data-controls")
    offered = {name: [box["value"] for box in controls.select(f'[name="{name}"]')]
               for name in ("columns", "groups")}  # fmt: skip
    assert offered["columns"] == list(labels_of(comparison.parent))
    assert offered["groups"] == list(dataset.groups)
    views = controls.select("option[data-groups]")
    assert [view["value"] for view in views] == list(dataset.views)
    for option, view in zip(views, dataset.views.values(), strict=True):
        assert set(option["data-groups"].split()) == set(view.groups)
        assert option["data-says"] == view.says
        assert option.string == view.label


def test_a_report_made_up_here_gets_its_columns_without_code(dataset):
    """Only data is new: a report issued in both types under a name nobody knows."""
    made_up = dataset.reports["soc-1"].model_copy(update={"id": "soc-9", "name": "SOC 9"})
    more = replace(dataset, reports={**dataset.reports, "soc-9": made_up})
    markup = BeautifulSoup(comparison_table(more, Links(), ["soc-3", "soc-9"]), "html.parser")
    assert list(labels_of(markup).values()) == ["SOC 3", "SOC 9 Type 1", "SOC 9 Type 2"]


@pytest.mark.parametrize("table_id", list(load_data().decisions))
def test_a_decision_table_shows_every_rule_with_its_answers_outcome_and_reason(
    dataset, built, table_id
):
    table = dataset.decisions[table_id]
    markup = built.page("which-report/rules/").find(id=f"table-{table_id}").find_parent("table")
    assert markup["data-model-version"] == str(dataset.vocabulary.model_version)
    rows = markup.select("tbody tr")
    assert [row["id"] for row in rows] == [f"rule-{rule.id}" for rule in table.rules]
    for row, rule in zip(rows, table.rules, strict=True):
        outcome = dataset.vocabulary.outcome(table_id, rule.then)
        head = row.select_one("th[scope=row]")
        assert outcome.label in words(head)
        assert head.a["href"] == f"#outcome-{table_id}-{rule.then}"
        assert rule.because.text in words(row)
        assert marks_in(row) == set(rule.because.sources)
        answers = row.select("td")[: len(table.inputs)]
        for cell, name in zip(answers, table.inputs, strict=True):
            assert ("any answer" in words(cell)) == (name not in rule.when)


def test_every_question_answer_and_outcome_stands_on_the_page(dataset, built):
    page = built.page("which-report/rules/")
    for question in dataset.vocabulary.questions:
        markup = words(page.find(id=f"question-{question.id}"))
        for text in (question.ask, question.why, question.find_out):
            assert " ".join(text.split()) in markup
        for option in question.options:
            assert option.label in markup
            assert (option.example or "") in markup
    for decision in dataset.vocabulary.decisions:
        for outcome in decision.outcomes:
            heading = page.find(id=f"outcome-{decision.id}-{outcome.id}")
            assert words(heading).removesuffix(" #") == outcome.heading
            assert outcome.summary.text in words(heading.parent)


def test_every_table_has_a_caption_scopes_and_a_named_region(built):
    seen = 0
    for path, page in built.pages.items():
        for table in page.select("table"):
            seen += 1
            where = f"{path} {table.caption and table.caption.get('id')}"
            assert words(table.caption), where
            region = table.parent
            assert region["role"] == "region", where
            assert region["tabindex"] == "0", where
            assert region["aria-labelledby"] == table.caption["id"], where
            for head in table.select("th"):
                assert head.get("scope") in {"col", "colgroup", "row", "rowgroup"}, where
            # A second row of heads would have to be named at each cell: `headers`, and their ids.
            assert len(table.select("thead tr")) <= 1, where
            for cell in table.select("td"):
                assert words(cell), f"{where}: an empty cell"
    assert seen >= 7


def test_every_row_with_an_id_has_a_visible_link_to_itself(built):
    for path, page in built.pages.items():
        for row in page.select("table tr[id]"):
            link = row.select_one(f'a.soc-table__link[href="#{row["id"]}"]')
            assert link is not None, f"{path} {row['id']}"
            assert link.get_text() == "#"
            assert link["aria-label"]


def test_the_list_of_sources_shows_every_source(dataset, built):
    page = built.page("sources/")
    for source in dataset.sources.values():
        item = page.find(id=source.id.lower())
        text = words(item)
        assert source.title in text
        assert source.publisher in text
        assert write_date(source.read) in text
        if source.url:
            assert item.a["href"] == source.url


def test_a_reports_page_shows_its_name_question_and_summary(dataset, built):
    for report in dataset.reports.values():
        facts = built.page(f"{report.id}/").select_one(".soc-report-facts")
        text = words(facts)
        for said in (report.long_name, report.question.text, report.summary.text):
            assert " ".join(said.split()) in text
        assert marks_in(facts) >= {*report.question.sources, *report.summary.sources}


def test_a_row_says_what_it_tells_where_its_heading_does_not(dataset, built):
    page = built.page("soc-1-vs-soc-2/")
    rows = dataset.attributes.values()
    for row in rows:
        assert words(page.find(id=row.id).th).endswith(row.explains or f"{row.label} #")
    assert {row.explains is None for row in rows} == {True, False}
