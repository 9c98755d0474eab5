"""The way into the code: package docstrings, the short guide, and the records of decisions."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "HACKING.md"
RECORDS = ROOT / "docs-dev" / "decisions"
INDEX = RECORDS / "README.md"
CODE = ("backend", "model", "macros", "publish", "tools")
# Revisions of the database are numbered, and nobody looks for one by what it is about.
REVISION = re.compile(r"v?\d")
PACKAGES = sorted(
    path
    for top in CODE
    for path in (ROOT / top).rglob("__init__.py")
    if path.parent.name != "versions"
)
FOLDERS = sorted(
    folder
    for top in (*CODE, "tests", "benchmarks", "docs/assets/js")
    for folder in (ROOT / top, *(ROOT / top).rglob("*/"))
    if folder.name != "versions"
)
AT_A_GLANCE = 15  # modules of a folder, as decision 1 has it
# Modules of a package in its docstring, as `name`, or as `name/` for a package below it: anywhere,
# and at the head of a line of the list.
NAMED = re.compile(r"`(\w+/?)")
LISTED = re.compile(r"^- `(\w+/?)`", re.MULTILINE)


def name_of(package: Path) -> str:
    return str(package.parent.relative_to(ROOT))


def docstring(package: Path) -> str:
    return ast.get_docstring(ast.parse(package.read_text(encoding="utf-8"))) or ""


def modules(package: Path) -> set[str]:
    """The names of the modules beside a package's docstring, and of the packages below it."""
    folder = package.parent
    files = {path.stem for path in folder.glob("*.py") if not REVISION.match(path.stem)}
    return files - {"__init__"} | {f"{path.parent.name}/" for path in folder.glob("*/__init__.py")}


def sentences(text: str) -> list[str]:
    return [each for each in re.split(r"(?<=[.:])\s+", text.replace("\n", " ")) if " " in each]


def numbered_records() -> list[str]:
    return sorted(path.name for path in RECORDS.glob("*.md") if path != INDEX)


def test_a_package_says_what_it_is_for_in_more_than_a_sentence() -> None:
    assert [name_of(each) for each in PACKAGES if len(sentences(docstring(each))) < 2] == []


def test_a_package_names_every_module_that_it_has() -> None:
    missing = {
        name_of(each): modules(each) - set(NAMED.findall(docstring(each))) for each in PACKAGES
    }
    assert {name: left for name, left in missing.items() if left} == {}


def test_a_package_lists_no_module_that_it_does_not_have() -> None:
    gone = {
        name_of(each): set(LISTED.findall(docstring(each))) - modules(each) for each in PACKAGES
    }
    assert {name: listed for name, listed in gone.items() if listed} == {}


def test_no_folder_has_more_modules_than_one_takes_in_at_a_glance() -> None:
    modules_of = {
        str(folder.relative_to(ROOT)): {
            file.name for pattern in ("*.py", "*.*js") for file in folder.glob(pattern)
        }
        - {"__init__.py", "conftest.py"}
        for folder in FOLDERS
    }
    crowded = [name for name, files in modules_of.items() if len(files) > AT_A_GLANCE]
    assert crowded == []


def test_the_guide_has_at_most_a_hundred_lines() -> None:
    assert len(GUIDE.read_text(encoding="utf-8").splitlines()) <= 100


def test_the_tree_of_the_guide_has_every_package() -> None:
    tree = GUIDE.read_text(encoding="utf-8").split("## The tree")[1].split("\n## ")[0]
    named = re.findall(r"\w+/", tree)
    assert [name_of(each) for each in PACKAGES if f"{each.parent.name}/" not in named] == []


def test_the_index_lists_every_record_once_and_in_order() -> None:
    assert re.findall(r"\]\(([^)]+)\)", INDEX.read_text(encoding="utf-8")) == numbered_records()


def test_no_number_is_given_twice() -> None:
    numbers = [int(name.split("-")[0]) for name in numbered_records()]
    assert numbers == sorted(set(numbers))


@pytest.mark.parametrize("name", numbered_records())
def test_a_record_has_its_number_date_and_four_parts(name: str) -> None:
    text = (RECORDS / name).read_text(encoding="utf-8")
    assert text.startswith(f"# {int(name[:4])}. ")
    assert re.search(r"^(Accepted|Superseded by .+), \d{4}-\d\d-\d\d\.$", text, re.MULTILINE)
    parts = re.findall(r"^## (.+)$", text, re.MULTILINE)
    assert parts == ["Context", "Options", "Decision", "Consequences"]


@pytest.mark.parametrize("name", numbered_records())
def test_the_index_has_the_title_and_the_date_of_a_record(name: str) -> None:
    text = (RECORDS / name).read_text(encoding="utf-8")
    title = text.splitlines()[0].split(". ", 1)[1]
    date = re.search(r"\d{4}-\d\d-\d\d", text)
    assert date
    assert f"[{title}]({name}) | {date[0]} |" in INDEX.read_text(encoding="utf-8")
