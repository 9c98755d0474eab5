"""The open data says what the pages say, fits its schemas, and can be followed."""

import csv
import json
from xml.etree import ElementTree

import pytest
from jsonschema import Draft202012Validator

from model.exports.open_data import OPEN_DATA_FILES
from publish.pages.open_data import write_feed
from publish.pages.typography import bind_numbers, set_text
from publish.site import PublishError
from tests.conftest import ADDRESS
from tests.publish.notes import sources_of

ATOM = {"a": "http://www.w3.org/2005/Atom"}


def read(published, name):
    return json.loads((published / "data" / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", ["comparison", "decisions"])
def test_the_data_fits_its_schema(published, name):
    schema = read(published, f"{name}.schema")
    Draft202012Validator.check_schema(schema)
    assert not list(Draft202012Validator(schema).iter_errors(read(published, name)))


def test_the_schema_refuses_what_is_wrong(published):
    validator = Draft202012Validator(read(published, "comparison.schema"))
    document = read(published, "comparison")
    document["rows"][0]["values"]["soc-1.type-1"]["text"] = 7
    assert len(list(validator.iter_errors(document))) == 1


@pytest.mark.of_page("data/")
def test_every_listed_file_is_there_and_linked(published, pages):
    links = {link["href"] for link in pages["data/"].select(".soc-open-data a")}
    for file in OPEN_DATA_FILES:
        assert (published / file.path).is_file()
        assert f"/{file.path}" in links


def test_every_cell_of_the_page_stands_in_the_data(published, pages, notes):
    document = read(published, "comparison")
    rows = {row["id"]: row["values"] for row in document["rows"]}
    seen, page_of_notes = 0, notes["soc-1-vs-soc-2/"]
    for row in pages["soc-1-vs-soc-2/"].select(".soc-table__table tr[id]"):
        for cell in row.select("td[data-columns]"):
            for column in cell["data-columns"].split():
                seen += 1
                said = rows[row["id"]][column]
                assert cell.select_one(".soc-statement").get_text() == bind_numbers(
                    set_text(said["text"])
                )
                mark = cell.select_one(":scope > .src .src__mark")
                note = page_of_notes.find(id=mark["href"].partition("#")[2])
                assert set(sources_of(note)) == set(said["sources"])
    assert seen > 80


def cited(value) -> set[str]:
    """Every source that a document names beside a text, at any depth."""
    if isinstance(value, list):
        return set().union(*map(cited, value))
    if not isinstance(value, dict):
        return set()
    own = set(value["sources"]) if "text" in value else set()
    return own.union(*map(cited, value.values()))


@pytest.mark.parametrize("name", ["comparison", "decisions"])
def test_every_cited_source_is_described(published, name):
    document = read(published, name)
    assert cited(document) == {source["id"] for source in document["sources"]}


def test_the_csv_has_a_line_for_each_cell(published):
    document = read(published, "comparison")
    with (published / "data/comparison.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))
    assert [(line["row"], line["column"], line["text"]) for line in lines] == [
        (row["id"], column, said["text"])
        for row in document["rows"]
        for column, said in row["values"].items()
    ]


def test_links_of_the_csv_lead_to_rows(published, pages):
    with (published / "data/comparison.csv").open(encoding="utf-8", newline="") as file:
        links = {line["link"] for line in csv.DictReader(file)}
    for link in links:
        path, _, row = link.removeprefix(ADDRESS).partition("#")
        assert pages[path].find(id=row), link


def test_every_rule_stands_in_the_data(published, dataset):
    tables = {table["id"]: table for table in read(published, "decisions")["tables"]}
    for name, table in dataset.decisions.items():
        assert [rule["id"] for rule in tables[name]["rules"]] == [rule.id for rule in table.rules]


def test_the_feed_has_an_entry_for_each_change(published, dataset):
    feed = ElementTree.parse(published / "changes.atom").getroot()
    entries = feed.findall("a:entry", ATOM)
    assert [entry.findtext("a:title", "", ATOM) for entry in entries] == [
        change.title for change in dataset.changes.changes
    ]
    ids = [entry.findtext("a:id", "", ATOM) for entry in entries]
    assert len(set(ids)) == len(ids)
    assert feed.findtext("a:updated", "", ATOM) == f"{dataset.changes.newest}T00:00:00Z"
    for name in ("a:id", "a:title", "a:updated", "a:author/a:name", "a:link[@rel='self']"):
        assert feed.find(name, ATOM) is not None, name


def test_links_of_the_feed_lead_to_pages(published, pages):
    feed = ElementTree.parse(published / "changes.atom").getroot()
    links = [link.attrib["href"] for link in feed.iterfind("a:entry/a:link", ATOM)]
    assert links
    for link in links:
        assert link.removeprefix(ADDRESS) in pages


def test_a_change_of_a_page_that_is_not_there_is_named(fresh, dataset):
    first = dataset.changes.changes[0].model_copy(update={"pages": ["gone/"]})
    changes = dataset.changes.model_copy(update={"changes": [first]})
    with pytest.raises(PublishError, match=f"changes.yml: {first.id}: there is no page “gone/”"):
        write_feed(fresh(), changes, "x")


def test_the_licence_is_named_in_data_and_file(published):
    assert read(published, "comparison")["licence"] == "CC-BY-4.0"
    assert "CC-BY-4.0" in (published / "data/LICENSE.txt").read_text()


def test_the_embedded_page_is_light_and_leads_out_of_its_frame(published, pages):
    page = pages["embed/comparison/"]
    assert page.select_one("base")["target"] == "_top"
    assert page.select_one('meta[name="robots"]')["content"] == "noindex"
    assert not [link for link in page.select("a") if link["href"].startswith("#")]
    assert [row["id"] for row in page.select("tr[id]")] == [
        row["id"] for row in pages["soc-1-vs-soc-2/"].select(".soc-table__table tr[id]")
    ]
    assert not page.select("script:not([src], [type='application/json']), style, nav")
