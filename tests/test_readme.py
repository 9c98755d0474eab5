"""What README, CONTRIBUTING, HACKING and docs-dev name exists, and what exists is named."""

import re
import runpy
import shutil
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet
from PIL import Image

from macros.checks.pages import check_pages
from macros.views.registry import build_macros
from macros.views.render import Links
from model.core.problems import InvalidDataError
from model.dataset import load
from tests.data import load_data

ROOT = Path(__file__).parent.parent
# Where somebody starts, and what these lead to: records of decisions included.
GUIDES = ("README.md", "CONTRIBUTING.md", "HACKING.md")
NOTES = tuple(sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("docs-dev/**/*.md")))
# Not in the repository: make, MkDocs or the backend write them.
MADE = {
    "site/",
    "site.headers/",
    "var/",
    "var/quotes.db",
    "var/quotes.key",
    "var/demonstration/",
    "var/demonstration/mail/",
    ".venv/",
    ".venv",
    "live/",
    "live/site",
    "releases/",
}

MAKE = re.compile(r"\bmake ([a-z][a-z-]*)")
MODULE = re.compile(r"python -m ([a-z][\w.]*)((?: [a-z]+(?![\w=|./-]))*)")
# A relative path: has a slash inside, or ends as our files do. Addresses start with a slash.
PATH = re.compile(r"\.?\w[\w.-]*(?:/[\w.-]*)+|[\w.-]+\.(?:py|yml|md|txt|toml)|Makefile|LICENSE")
VARIABLE = re.compile(r"\b(?:QUOTES_[A-Z_]+|SITE_ADDRESS|SITE_DEMONSTRATION)\b")


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def code(name: str) -> Iterator[str]:
    """Every inline code span, and every line of every fenced block."""
    fence = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
    for block in fence.findall(text(name)):
        yield from block.splitlines()[1:-1]
    yield from re.findall(r"`([^`\n]+)`", fence.sub("", text(name)))


def targets() -> set[str]:
    """The make targets that `make help` lists."""
    return set(re.findall(r"^([a-z-]+):.*##", text("Makefile"), re.MULTILINE))


def commands() -> set[tuple[str, ...]]:
    """Each `python -m module sub command` of the guides, as words."""
    return {
        (found[1], *found[2].split())
        for name in GUIDES + NOTES
        for line in code(name)
        for found in MODULE.finditer(line)
    }


def paths(name: str) -> set[Path]:
    """Files and folders that a guide names in code, from the root, or links to, from itself."""
    spans = {ROOT / span for span in code(name) if PATH.fullmatch(span) and span not in MADE}
    prose = re.sub(r"`[^`]*`", "", text(name))
    links = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", prose)
    return spans | {(ROOT / name).parent / link for link in links}


def test_the_guides_name_the_make_targets_that_exist_and_all_of_them() -> None:
    lines = (line for name in GUIDES + NOTES for line in code(name))
    named = {target for line in lines for target in MAKE.findall(line)}
    assert named == targets()


@pytest.mark.parametrize("command", sorted(commands()), ids=" ".join)
@pytest.mark.filterwarnings("ignore:.*found in sys.modules:RuntimeWarning")
def test_every_command_in_a_guide_answers_help(
    command: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """In this process, since they are many and each would import everything anew."""
    module, *words = command
    monkeypatch.setattr(sys, "argv", [module, *words, "--help"])
    with pytest.raises(SystemExit) as end:
        runpy.run_module(module, run_name="__main__", alter_sys=True)
    assert not end.value.code
    assert "usage" in capsys.readouterr().out.lower()


@pytest.mark.parametrize("name", GUIDES + NOTES)
def test_every_file_in_a_guide_exists(name: str) -> None:
    assert not [str(path) for path in paths(name) if not path.exists()]


def test_the_guides_name_files_at_all() -> None:
    assert all(paths(name) for name in GUIDES)


def numbered(message: str) -> str:
    """Lines move as pages and data grow; all else in a message must be as shown."""
    return re.sub(r":\d+:", ":N:", message)


def test_contributing_shows_what_a_mistake_in_data_says(tmp_path: Path) -> None:
    report = shutil.copytree(ROOT / "data", tmp_path / "data") / "reports" / "soc-1.yml"
    planted = report.read_text(encoding="utf-8").replace("sources:", "sorces:", 1)
    report.write_text(planted, encoding="utf-8")
    with pytest.raises(InvalidDataError) as caught:
        load(tmp_path / "data")
    assert numbered(str(caught.value)) in numbered(text("CONTRIBUTING.md"))


def test_contributing_shows_what_a_misspelled_picture_says(tmp_path: Path) -> None:
    docs = shutil.copytree(ROOT / "docs", tmp_path / "docs")
    Image.new("RGB", (8, 6)).save(docs / "assets" / "two-sheets.png")
    with (docs / "both.md").open("a", encoding="utf-8") as page:
        page.write("\n![Two sheets of paper side by side](assets/two-sheet.png)\n")
    found = check_pages(docs, build_macros(load_data(), Links()), tmp_path)
    assert found
    for problem in found:
        assert numbered(str(problem)) in numbered(text("CONTRIBUTING.md"))


def test_contributing_shows_what_a_mistake_in_a_page_says(tmp_path: Path) -> None:
    page = shutil.copytree(ROOT / "docs", tmp_path / "docs") / "type-1-vs-type-2.md"
    planted = page.read_text(encoding="utf-8").replace("type_matrix(", "type_martix(")
    page.write_text(planted, encoding="utf-8")
    found = check_pages(tmp_path / "docs", build_macros(load_data(), Links()), tmp_path)
    assert found
    for problem in found:
        assert numbered(str(problem)) in numbered(text("CONTRIBUTING.md"))


def test_the_readme_names_every_setting_that_the_code_reads() -> None:
    sources = [*ROOT.glob("backend/**/*.py"), *ROOT.glob("model/**/*.py"), ROOT / "mkdocs.yml"]
    read = {name for path in sources for name in VARIABLE.findall(path.read_text("utf-8"))}
    assert read == set(VARIABLE.findall(text("README.md")))


def test_the_continuous_integration_runs_the_readmes_test_command() -> None:
    assert any(line.split("#")[0].strip() == "make test" for line in code("README.md"))
    assert text(".ci/run").splitlines()[-2:] == ["make test", "make nightly"]
    assert "- run: make test\n" in text(".github/workflows/test.yml")


def test_the_floor_is_named_alike_and_every_package_runs_on_it() -> None:
    (floor,) = re.findall(r'requires-python = ">=([\d.]+)"', text("pyproject.toml"))
    assert f"Python {floor} or newer" in text("README.md")
    assert f"sys.version_info < ({floor.replace('.', ', ')})" in text("Makefile")
    locked = re.findall(r"^([\w-]+)==", text("constraints.txt"), re.MULTILINE)
    needs = {name: metadata(name).get("Requires-Python") or "" for name in installed(locked)}
    assert needs
    assert not [name for name, need in needs.items() if floor not in SpecifierSet(need)]


def installed(names: list[str]) -> Iterator[str]:
    """The packages that are here; others belong to other systems."""
    for name in names:
        try:
            metadata(name)
        except PackageNotFoundError:
            continue
        yield name


def test_pages_are_published_only_after_the_launch_checks() -> None:
    steps = text(".github/workflows/publish.yml")
    assert 0 < steps.index("python -m model launch --static-host") < steps.index("make build")


def test_actions_are_pinned_by_digest() -> None:
    used = [
        line.strip()
        for file in ROOT.glob(".github/workflows/*.yml")
        for line in file.read_text(encoding="utf-8").splitlines()
        if "uses:" in line
    ]
    assert used
    assert not [line for line in used if not re.search(r"@[0-9a-f]{40}  # v\d", line)]


@pytest.mark.parametrize("name", ["requirements.txt", "requirements-dev.txt"])
def test_every_requirement_is_pinned_and_has_a_reason(name: str) -> None:
    lines = [line for line in text(name).splitlines() if line and line[0] not in "#-"]
    assert lines
    assert not [line for line in lines if not re.match(r"[\w-]+(\[\w+\])?==\S+ +# \S", line)]


def test_the_lock_agrees_with_every_pin() -> None:
    pin = re.compile(r"^([\w-]+)(?:\[\w+\])?==(\S+)", re.MULTILINE)
    locked = {name.lower(): version for name, version in pin.findall(text("constraints.txt"))}
    asked = pin.findall(text("requirements.txt") + text("requirements-dev.txt"))
    assert not [(name, version) for name, version in asked if locked.get(name.lower()) != version]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_each_lock_has_the_versions_of_the_constraints_and_their_hashes(name: str) -> None:
    entry = re.compile(r"^([\w.-]+)==([^ ;\n]+)((?:.*\\\n)+.*)$", re.MULTILINE)
    found = {each[1].lower(): (each[2], each[3]) for each in entry.finditer(text(name))}
    pinned = re.findall(r"^([\w.-]+)==(\S+)", text("constraints.txt"), re.MULTILINE)
    versions = {each.lower().replace("_", "-"): version for each, version in pinned}
    assert found
    assert not [each for each, (version, _) in found.items() if versions.get(each) != version]
    assert not [each for each, (_, hashes) in found.items() if "--hash=sha256:" not in hashes]
    lines = [line for line in text(name).splitlines() if line and line[0] not in "# "]
    assert len(lines) == len(found)


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_each_requirement_is_in_its_lock(name: str) -> None:
    asked = re.findall(r"^([\w-]+)(?:\[\w+\])?==(\S+)", text(f"{name}.txt"), re.MULTILINE)
    locked = re.findall(r"^([\w.-]+)==([^ ;\n]+)", text(f"{name}.lock"), re.MULTILINE)
    known = {(each.lower(), version) for each, version in locked}
    assert asked
    assert not [each for each in asked if (each[0].lower().replace("_", "-"), each[1]) not in known]


def test_make_installs_nothing_without_its_hash() -> None:
    installs = [
        line for line in text("Makefile").splitlines() if "$(BIN)/python -m pip install" in line
    ]
    assert installs
    assert not [line for line in installs if "--require-hashes" not in line]
