"""What other editors do to a file is named before it is published."""

import shutil

import pytest

from macros.checks import check_damage, find_lost_schemas
from model.dataset import ROOT


@pytest.mark.parametrize(
    "line",
    [
        r'* Email: \[{{ site("operator_email") }}](mailto:{{ site("operator_email") }})',
        r'A report. \{{ cite("S10") }}',
        r'A report. {\{ cite("S10") }}',
        r'{{ site("operator\_email") }}',
        r'[{{ site("operator_email") }}\](mailto:a@b.example)',
    ],
)
def test_an_escaped_bracket_beside_a_call_is_named_with_its_line(line):
    assert [number for number, *_ in check_damage(f"# Title\n\n{line}\n")] == [3]


@pytest.mark.parametrize(
    "text",
    [
        '[{{ site("operator_email") }}](mailto:{{ site("operator_email") }})\n',
        r"An \[ordinary\] bracket, and no call.",
        '```text\n\\[{{ cite("S10") }}\n```\n',
    ],
)
def test_a_sound_page_has_no_damage(text):
    assert list(check_damage(text)) == []


def test_no_data_file_of_ours_has_lost_its_schema():
    assert list(find_lost_schemas(ROOT / "data", ROOT)) == []


@pytest.mark.parametrize("name", ["site.yml", "reports/soc-1.yml"])
def test_a_file_without_its_schema_line_is_named(tmp_path, name):
    data = tmp_path / "data"
    shutil.copytree(ROOT / "data", data)
    path = data / name
    path.write_text(path.read_text("utf-8").partition("\n")[2], "utf-8")
    (problem,) = find_lost_schemas(data, tmp_path)
    assert str(problem).startswith(f"data/{name}:1: ")
