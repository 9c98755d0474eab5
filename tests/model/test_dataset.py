"""Mistakes in data files are reported together, each with its file, line and record."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from model.core.problems import InvalidDataError, Problem
from model.core.record import is_ahead
from model.core.validation import explain_pattern
from model.core.yaml_loader import read_text
from model.dataset import DATA, data_folder
from model.exports.json_schema import build_schemas, modeline
from model.integrity.files import FILES
from tests.data import load_data
from tests.model.conftest import Spoil

FIRST_SOURCE = re.compile(r"sources: \[\w+")


def line_of(file: str, text: str) -> int:
    lines = (DATA / file).read_text(encoding="utf-8").splitlines()
    return next(number for number, line in enumerate(lines, 1) if text in line)


def test_the_real_data_loads_in_the_order_of_its_files(dataset):
    files = sorted(path.stem for path in (DATA / "reports").glob("*.yml"))
    assert list(dataset.reports) == files
    assert list(dataset.decisions) == [each.id for each in dataset.vocabulary.decisions]


def test_a_duplicate_key_names_both_lines(spoiled):
    problems = spoiled("reports/soc-1.yml", "\ntypes:", "\nname: again\ntypes:")
    line = line_of("reports/soc-1.yml", "types: [")
    assert problems == [
        f"data/reports/soc-1.yml:{line}: name: duplicate key "
        f"(first on line {line_of('reports/soc-1.yml', 'name: SOC 1')})"
    ]


def test_an_unknown_key_is_reported_with_the_nearest_known_one(spoiled):
    problems = spoiled("reports/soc-1.yml", "long_name:", "long_nam:")
    line = line_of("reports/soc-1.yml", "long_name:")
    assert f"data/reports/soc-1.yml:{line}: long_nam: unknown key – did you mean “long_name”?" in (
        problems
    )
    assert "data/reports/soc-1.yml:2: long_name: field required" in problems


def test_an_unknown_key_deep_in_a_record_is_reported_with_the_nearest_known_one(spoiled):
    problems = spoiled("sources.yml", "publisher:", "publsher:")
    assert any("publsher: unknown key – did you mean “publisher”?" in line for line in problems)
    assert any(re.search(r"S\d\d\.publisher: field required", line) for line in problems)


def test_a_missing_file_is_named(tmp_path: Path, spoiled: Spoil):
    spoiled("types.yml", "Type 1", "Type 1")
    (tmp_path / "data" / "types.yml").unlink()
    assert spoiled("site.yml", "name:", "name:") == ["data/types.yml:1: the file is missing"]


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("<b>SOC</b> 1", "“<b>” is HTML"),
        ("SOC<br>1", "“<br>” is HTML"),
        ("'[SOC 1](soc-1.md)'", "“[SOC 1](soc-1.md)” is a Markdown link"),
        ("'A {{ cite(\"S10\") }}'", "“{{” is a call"),
        ("A **SOC 1**", "“**S” is bold Markdown"),
        ("A `SOC 1`", "“`SOC 1`” is Markdown code"),
    ],
)
def test_markup_in_a_text_of_the_data_is_named(spoiled, written, said):
    (problem,) = spoiled("reports/soc-1.yml", "name: SOC 1\n", f"name: {written}\n")
    assert f"name: {said} and would be printed" in problem


@pytest.mark.parametrize("left", ["…", "...", "TODO"])
def test_what_an_example_leaves_in_place_of_a_text_is_still_to_be_written(spoiled, left):
    (problem,) = spoiled("reports/soc-1.yml", "name: SOC 1\n", f"name: {left}\n")
    assert problem.endswith("name: still to be written")


def test_signs_that_are_no_markup_can_stand_in_a_text(spoiled):
    assert (
        spoiled("reports/soc-1.yml", "name: SOC 1\n", "name: a < b > c, 5 * 6 * 7 [x] {y}\n") == []
    )


@pytest.mark.parametrize(
    ("file", "key"),
    [("sources.yml", "read"), ("changes.yml", "date"), ("prices.yml", "published")],
)
def test_a_day_in_the_future_is_named_where_something_was_done(spoiled, file, key):
    text = (DATA / file).read_text(encoding="utf-8")
    given = re.search(rf"^.* {key}: .*$", text, re.M)[0]
    found = spoiled(file, given, f"{given.partition(':')[0]}: '2099-01-01'")
    assert any(f"{key}: “2099-01-01” is in the future" in line for line in found), found


def test_tomorrow_is_no_future_since_it_is_today_somewhere():
    today = datetime.now(UTC).date()
    assert not is_ahead(today + timedelta(days=1))
    assert is_ahead(today + timedelta(days=2))


def test_a_file_nobody_reads_is_named(tmp_path: Path, spoiled: Spoil):
    spoiled("types.yml", "Type 1", "Type 1")
    (tmp_path / "data" / "reports" / "soc-9.yaml").write_text("id: soc-9", encoding="utf-8")
    problems = spoiled("site.yml", "name:", "name:")
    assert len(problems) == 1
    assert problems[0].startswith("data/reports/soc-9.yaml:1: no such data file is known")


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("name: SOC 1\n", "name: [SOC 1]\n", "name: must be text, not a list"),
        ("name: SOC 1\n", "name: 1\n", "name: must be text, not “1”"),
        ("name: SOC 1\n", "name: true\n", "name: must be text, not true"),
        ("name: SOC 1\n", "name:\n", "name: must be text, not nothing"),
        ("name: SOC 1\n", "name: ''\n", "name: must not be empty"),
        ("types: [type-1, type-2]", "types: type-1", "types: must be a list, not “type-1”"),
        ("types: [type-1, type-2]", "types: [type-1, typ-2]", "unknown type “typ-2”"),
        (FIRST_SOURCE, "sources: [S999", "unknown source “S999”"),
        (FIRST_SOURCE, "sources: [s3", "“s3” is not the id of a source, as in S10"),
        ("name: SOC 1\n", "name: 'SOC 1 '\n", "is not text without a space at its start or end"),
        ("  scope:\n", "  scoope:\n", "scoope: unknown attribute – did you mean “scope”?"),
        ("id: soc-1", "id: soc-3", "“soc-3” must be the file's name, “soc-1”"),
        ("name: SOC 1\n", "name: SOC: 1\n", "a colon in plain text: put the whole text in quotes"),
        ("name: SOC 1\n", "name:\tSOC 1\n\tx: y", "a tab: indent with spaces"),
        ("name: SOC 1\n", "name: 'SOC 1\n", "not valid YAML"),
        ("values:\n", "values: &a\n  <<: *a\n", "refers to itself"),
    ],
)
def test_a_planted_mistake_is_reported_with_file_and_line(spoiled, old, new, said):
    problems = spoiled("reports/soc-1.yml", old, new)
    assert any(said in line for line in problems), problems
    assert all(re.match(r"data/\S+\.yml:\d+: ", line) for line in problems)
    assert len(problems) <= 3


def test_a_value_needs_either_text_or_one_text_for_each_type(spoiled):
    problems = spoiled("reports/soc-1.yml", "  standard:\n", "  standard:\n    by_type: {}\n")
    assert any("give either text with sources, or by_type" in line for line in problems)


def test_a_type_without_a_statement_is_named(spoiled):
    problems = spoiled(
        "reports/soc-1.yml", "    by_type:\n      type-1:", "    by_type:\n      type-3:"
    )
    assert any("type-3: unknown type “type-3”" in line for line in problems)
    assert any("type-1: field required" in line for line in problems)


def test_a_statement_with_only_tier_3_sources_is_refused(spoiled):
    problems = spoiled("types.yml", "sources: [", "sources: [V16]  # [")
    assert any("only tier 3 sources" in line for line in problems)


def test_a_source_cannot_claim_another_tier_than_its_id_says(spoiled):
    problems = spoiled("sources.yml", "  tier: 1", "  tier: 2")
    assert any("is the id of tier 1" in line for line in problems)


def test_a_date_that_no_calendar_has_is_refused(spoiled):
    problems = spoiled("sources.yml", re.compile(r"read: '[\d-]+'"), "read: '2026-02-31'")
    assert any("“2026-02-31” is not a date such as '2026-11-22'" in line for line in problems)


def test_an_id_that_stands_twice_is_refused(spoiled):
    problems = spoiled("attributes.yml", "- id: scope\n", "- id: standard\n")
    assert any("“standard” stands twice" in line for line in problems)


def test_all_mistakes_in_all_files_are_reported_together(spoiled):
    spoiled("types.yml", "name: Type 1", "nam: Type 1")
    spoiled("site.yml", "funding:", "fundng:")
    problems = spoiled("reports/soc-2.yml", "name: SOC 2\n", "name: 2\n")
    files = {line.split(":")[0] for line in problems}
    assert files == {"data/types.yml", "data/site.yml", "data/reports/soc-2.yml"}


def test_yes_no_none_dates_and_leading_zeros_stay_text(tmp_path):
    document = read_text("a: no\nb: yes\nc: none\nd: 2024-01-01\ne: 0123\nf: 12\ng: true", "x.yml")
    assert document.data == {
        "a": "no", "b": "yes", "c": "none", "d": "2024-01-01", "e": "0123", "f": 12, "g": True,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("environ", "folder"), [({}, DATA), ({"SITE_DATA": "/other"}, Path("/other"))]
)
def test_the_environment_names_the_data_folder(environ, folder):
    assert data_folder(environ) == folder


def test_the_address_of_a_deployment_comes_from_the_environment(monkeypatch):
    monkeypatch.setenv("SITE_ADDRESS", "https://example.com/soc")
    assert load_data().settings.address == "https://example.com/soc/"


def test_a_wrong_address_in_the_environment_is_said_plainly(monkeypatch):
    monkeypatch.setenv("SITE_ADDRESS", "example.com")
    with pytest.raises(InvalidDataError, match=r"^SITE_ADDRESS: “example\.com” in the environment"):
        load_data()


@pytest.mark.parametrize("name", sorted(build_schemas()))
def test_each_schema_is_the_one_the_records_give(name):
    kept = (DATA / "schemas" / name).read_text(encoding="utf-8")
    assert kept == build_schemas()[name], "run `make schemas`"


@pytest.mark.parametrize("pattern", FILES)
def test_each_data_file_names_its_schema_in_the_first_line(pattern):
    paths = sorted(DATA.glob(pattern))
    assert paths
    for path in paths:
        first = path.read_text(encoding="utf-8").splitlines()[0]
        assert first == modeline(str(path.relative_to(DATA)), pattern)
        assert (path.parent / first.partition("$schema=")[2]).is_file()


def test_every_field_of_the_data_is_explained_in_its_schema():
    for name, text in build_schemas().items():
        schema = json.loads(text)
        records = schema.get("$defs", {})
        for record in [schema, *records.values()]:
            for field, explained in record.get("properties", {}).items():
                # pydantic leaves out a description that the record itself has
                kind = records.get(explained.get("$ref", "").rpartition("/")[2], {})
                assert explained.get("description", kind.get("description")), f"{name}: {field}"


def test_every_pattern_of_the_records_is_said_in_words():
    patterns = set(
        re.findall(r'"pattern": ("(?:[^"\\\\]|\\\\.)*")', "".join(build_schemas().values()))
    )
    assert len(patterns) > 15
    for pattern in map(json.loads, patterns):
        assert pattern not in explain_pattern(pattern, "x"), pattern


ONE_MISTAKE = {
    "a row is renamed": ("attributes.yml", "- id: scope\n", "- id: scoope\n"),
    "a row is new": ("attributes.yml", "- id: scope\n", "- {id: a-row, group: purpose, label: A, "
                     "explains: B.}\n- id: scope\n"),
    "a source is renamed": ("sources.yml", "- id: S12\n", "- id: S99\n"),
    "a group of rows is renamed": ("attributes.yml", "- id: purpose\n", "- id: purposs\n"),
    "a question is renamed": ("vocabulary.yml", "- id: asked_by\n", "- id: askedby\n"),
    "an answer is renamed": ("vocabulary.yml", "  - id: nobody\n", "  - id: noone\n"),
    "an outcome is renamed": ("vocabulary.yml", "  - id: soc-1\n", "  - id: soc1\n"),
    "a group of prices is renamed": ("prices.yml", "- id: type-1\n", "- id: type1\n"),
    "a report has a broken key": ("reports/soc-1.yml", "sources:", "sorces:"),
    "a report has a tab": ("reports/soc-1.yml", "name:", "\tname:"),
    "a line is indented": ("reports/soc-1.yml", "\nlong_name:", "\n  long_name:"),
    "a field is missing": ("sources.yml", "  extent: excerpt\n", ""),
    "a field is missing in a list": ("attributes.yml", "  label: ", "  labl: "),
    "a colon is bare": ("reports/soc-1.yml", "name: SOC 1\n", "name: SOC: 1\n"),
    "a quote is open": ("myths.yml", re.compile("myth: (?=[A-Z])"), "myth: '"),
    "a rule is broader": ("decisions/report.yml", "[nobody]", "[nobody, finance]"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", ONE_MISTAKE)
def test_one_mistake_is_said_in_three_lines_at_most(spoiled, mistake):
    assert 1 <= len(spoiled(*ONE_MISTAKE[mistake])) <= 3


def test_a_renamed_row_is_named_with_its_old_name(spoiled):
    assert spoiled("attributes.yml", "- id: scope\n", "- id: scoope\n") == [
        f"data/attributes.yml:{line_of('attributes.yml', '- id: scope')}: scoope.id: no report has "
        "a value for this row, but all have “scope”: was it renamed?"
    ]


def test_a_source_that_is_gone_is_named_once_with_the_number_of_its_places(spoiled):
    (problem,) = spoiled("sources.yml", "- id: S12\n", "- id: S99\n")
    places = sum(path.read_text("utf-8").count("S12") for path in DATA.rglob("*.yml")) - 1
    assert f"and in {places - 1} more places: data/decisions/likely-report.yml:" in problem


def test_different_mistakes_are_all_told_though_they_are_alike():
    problems = [Problem("a.yml", line, "x", f"unknown source “S{line}”") for line in range(10, 20)]
    assert InvalidDataError(problems).problems == problems
    todo = [Problem("a.yml", line, "x", "still to be written") for line in range(10, 20)]
    assert InvalidDataError(todo).problems == todo
