"""What the data says is what the tables of the built pages show."""

from itertools import groupby

import pytest
from bs4 import Tag


def words(element: Tag) -> str:
    return " ".join(element.get_text(" ", strip=True).split())


def said_in(cell: Tag) -> list[str]:
    return [words(part) for part in cell.select(".said")]


def marks_in(cell: Tag) -> set[str]:
    return {mark.get_text() for mark in cell.select("a.src__mark")}


def caption_id(tag: Tag) -> str:
    return tag.find("table").caption["id"]


@pytest.fixture(scope="module")
def comparison(built) -> Tag:
    return built.page("soc-1-vs-soc-2/").find(id="comparison-soc-1-soc-2").find_parent("table")


@pytest.fixture(scope="module")
def matrix(built) -> Tag:
    return built.page("type-1-vs-type-2/").find(id="matrix-soc-1-soc-2").find_parent("table")


def test_the_comparison_has_a_column_for_each_report_and_type(comparison):
    columns = [head["data-column"] for head in comparison.select("th[data-column]")]
    assert columns == ["soc-1.type-1", "soc-1.type-2", "soc-2.type-1", "soc-2.type-2"]


def test_the_comparison_has_a_row_for_each_attribute_in_the_order_of_the_data(site, comparison):
    rows = [row["id"] for row in comparison.select("tbody tr[id]")]
    by_group = [row.id for group in site.groups for row in site.attributes.values()
                if row.group == group]  # fmt: skip
    assert rows == by_group


def test_every_value_stands_in_its_cell_with_its_sources(site, comparison):
    for row in comparison.select("tbody tr[id]"):
        cells = {
            column: cell for cell in row.select("td") for column in cell["data-columns"].split()
        }
        for report in (site.reports["soc-1"], site.reports["soc-2"]):
            for kind in report.types:
                cell = cells[f"{report.id}.{kind}"]
                value = report.values[row["id"]].statement(kind)
                expected, sources = [value.text], set(value.sources)
                if value.disagreement:
                    expected.append(value.disagreement.text)
                    sources |= set(value.disagreement.sources)
                assert [text.removeprefix("Sources disagree. ").split(" S")[0][:40]
                        for text in said_in(cell)] == [text.split(" S")[0][:40]
                                                       for text in expected]  # fmt: skip
                for text in expected:
                    assert text in words(cell), row["id"]
                assert marks_in(cell) == sources


def test_types_share_a_cell_exactly_where_they_say_the_same(site, comparison):
    for row in comparison.select("tbody tr[id]"):
        expected = []
        for report in (site.reports["soc-1"], site.reports["soc-2"]):
            value = report.values[row["id"]]
            same = groupby(report.types, key=lambda kind, value=value: value.statement(kind).text)
            expected += [len(list(types)) for _, types in same]
        assert [int(cell.get("colspan", 1)) for cell in row.select("td")] == expected


def test_the_matrix_is_two_by_two_and_shows_every_value_it_should(site, matrix):
    assert [words(head) for head in matrix.select("thead th[scope=col]")][1:] == [
        "Type 1", "Type 2"]  # fmt: skip
    rows = matrix.select("tbody tr")
    assert [words(row.select_one("th[scope=row]")).split(" #")[0] for row in rows] == [
        "SOC 1", "SOC 2"]  # fmt: skip
    shown = [row for row in site.attributes.values() if row.in_matrix]
    assert shown
    for row, report in zip(rows, ("soc-1", "soc-2"), strict=True):
        for cell, kind in zip(row.select("td"), ("type-1", "type-2"), strict=True):
            assert cell["data-columns"] == f"{report}.{kind}"
            for attribute in shown:
                value = site.reports[report].values[attribute.id].statement(kind)
                assert value.text in words(cell)
                assert set(value.sources) <= marks_in(cell)


def test_the_matrix_says_different_things_for_each_type(matrix):
    for row in matrix.select("tbody tr"):
        first, second = row.select("td")
        assert words(first) != words(second)


@pytest.mark.parametrize("table_id", ["report", "type", "add-soc-3", "timing"])
def test_a_decision_table_shows_every_rule_with_its_answers_outcome_and_reason(
    site, built, table_id
):
    table = site.decisions[table_id]
    markup = built.page("which-report/").find(id=f"table-{table_id}").find_parent("table")
    assert markup["data-model-version"] == str(site.vocabulary.model_version)
    rows = markup.select("tbody tr")
    assert [row["id"] for row in rows] == [f"rule-{rule.id}" for rule in table.rules]
    for row, rule in zip(rows, table.rules, strict=True):
        outcome = site.vocabulary.outcome(table_id, rule.then)
        head = row.select_one("th[scope=row]")
        assert outcome.label in words(head)
        assert head.a["href"] == f"#outcome-{table_id}-{rule.then}"
        assert rule.because.text in words(row)
        assert marks_in(row) == set(rule.because.sources)
        answers = row.select("td")[: len(table.inputs)]
        for cell, name in zip(answers, table.inputs, strict=True):
            assert ("any answer" in words(cell)) == (name not in rule.when)


def test_every_question_answer_and_outcome_stands_on_the_page(site, built):
    page = built.page("which-report/")
    for question in site.vocabulary.questions:
        markup = words(page.find(id=f"question-{question.id}"))
        for text in (question.ask, question.why, question.find_out):
            assert " ".join(text.split()) in markup
        for option in question.options:
            assert option.label in markup
            assert option.example in markup
    for decision in site.vocabulary.decisions:
        for outcome in decision.outcomes:
            heading = page.find(id=f"outcome-{decision.id}-{outcome.id}")
            assert words(heading) == outcome.heading
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
                assert head.get("scope") in {"col", "row", "rowgroup"}, where
            assert not table.select("td[headers]"), where
            for cell in table.select("td"):
                assert words(cell), f"{where}: an empty cell"
    assert seen >= 7


def test_every_row_with_an_id_has_a_visible_link_to_itself(built):
    for path, page in built.pages.items():
        for row in page.select("table tr[id]"):
            link = row.select_one(f'a.cmp__link[href="#{row["id"]}"]')
            assert link is not None, f"{path} {row['id']}"
            assert link.get_text() == "#"
            assert link["aria-label"]


def test_the_list_of_sources_shows_every_source(site, built):
    page = built.page("sources/")
    for source in site.sources.values():
        item = page.find(id=source.id.lower())
        text = words(item)
        assert source.title in text
        assert source.publisher in text
        assert source.read in text
        if source.url:
            assert item.a["href"] == source.url
