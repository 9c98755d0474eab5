"""`make check` tells every mistake in one run, at a terminal and in GitHub."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from macros.__main__ import main
from macros.checks.files import mkdocs_config, spelling
from macros.checks.files.mkdocs_config import read_config
from model.dataset import ROOT
from tests.data import load_data

SETTINGS = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")


def line_of(text: str) -> int:
    """The line of mkdocs.yml on which a text stands, from 1."""
    return SETTINGS[: SETTINGS.index(text)].count("\n") + 1


# The line of the nav that names the first page.
(HOME,) = re.findall(r"^  - .*\bindex\.md\n", SETTINGS, re.M)[:1]
SLIP = "teh"  # a word that codespell knows as a mistake


Check = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def check(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Check:
    """Run the command over a copy of pages and data, without a process of its own."""

    def run(project: Path, **environment: str) -> subprocess.CompletedProcess[str]:
        data = {"SITE_DATA": str(project / "data")} if (project / "data").exists() else {}
        for name, value in {"GITHUB_ACTIONS": "", **data, **environment}.items():
            monkeypatch.setenv(name, value)
        docs = project / "docs" if (project / "docs").exists() else project
        code = main(["check", "--docs", str(docs)])
        return subprocess.CompletedProcess(["check"], code, *capsys.readouterr())

    return run


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy with one mistake of each kind."""
    project = tmp_path_factory.mktemp("broken")
    for name in ("docs", "data"):
        shutil.copytree(ROOT / name, project / name)
    types, page = project / "data" / "types.yml", project / "docs" / "soc-2.md"
    types.write_text(types.read_text("utf-8").replace("name: Type 1", "names: Type 1"), "utf-8")
    text = page.read_text("utf-8").replace("](soc-1.md)", "](soc-one.md)", 1)
    planted = f'We read {SLIP} report. {{{{ comparison_tabel() }}}} {{{{ cite("S10") }}}}\n'
    page.write_text(f"{text}\n{planted}", "utf-8")
    return project


def test_mistakes_in_data_pages_and_spelling_are_told_in_one_run(broken):
    done = subprocess.run(
        [sys.executable, "-m", "macros", "check", "--docs", str(broken / "docs")],
        cwd=ROOT, env={**os.environ, "GITHUB_ACTIONS": "", "SITE_DATA": str(broken / "data")},
        capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == 1
    lines = done.stderr.splitlines()
    for said in (
        r"data/types.yml:4: type-1.names: unknown key – did you mean “name”\?",
        r"soc-2.md:\d+: link “soc-one.md” leads nowhere",
        r"soc-2.md:\d+: unknown name “comparison_tabel” – did you mean “comparison_table”\?",
        rf"soc-2.md:\d+: “{SLIP}” may be misspelt – did you mean “the”\?",
    ):
        assert sum(bool(re.search(said, line)) for line in lines) == 1, (said, lines)
    assert sum("soc-2.md" in line or "types.yml" in line for line in lines) == 5, lines


def test_github_is_told_each_of_them_at_its_place(broken, check):
    told, seen = check(broken, GITHUB_ACTIONS="true"), check(broken).stderr.splitlines()
    notes = [re.fullmatch(r"::error file=(.+),line=(\d+)::(.+)", row)
             for row in told.stdout.splitlines()]  # fmt: skip
    # Drafts are counted below what has a place.
    placed = [row for row in seen if re.match(r"\S+:\d+: ", row)]
    assert [f"{note[1]}:{note[2]}: {note[3]}" for note in notes if note] == placed != []


def test_a_due_review_is_a_warning_in_github(tmp_path, check):
    front = "---\ntitle: x\nreviewed: '2026-01-01'\nnext_review: '2026-02-01'\n---\n"
    (tmp_path / "a.md").write_text(front, "utf-8")
    done = check(tmp_path, GITHUB_ACTIONS="true")
    assert re.search(r"^::warning file=.*a\.md,line=4::next_review: .* overdue", done.stdout, re.M)


def test_github_runs_the_check_before_the_tests():
    workflow = (ROOT / ".github/workflows/test.yml").read_text("utf-8")
    assert workflow.index("- run: make check\n") < workflow.index("- run: make test\n")
    (recipe,) = re.findall(
        r"^check:.*\n((?:\t.*\n)+)", (ROOT / "Makefile").read_text("utf-8"), re.M
    )
    assert "-m macros check" in recipe


def test_a_misspelt_word_names_file_line_and_the_right_word(tmp_path):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "a.md").write_text(f"# A page\n\nRead {SLIP} report, sorces and all.\n", "utf-8")
    (problem,) = spelling.check_spelling([tmp_path / "a.md"], tmp_path)
    assert str(problem).startswith(f"a.md:3: “{SLIP}” may be misspelt – did you mean “the”? ")


def test_spelling_that_cannot_be_checked_is_no_success(tmp_path):
    (tmp_path / "pyproject.toml").write_text("[tool.codespell]\nno-such-option = 1\n", "utf-8")
    assert spelling.check_spelling([tmp_path], tmp_path)


def settings(folder: Path, old: str, new: str) -> tuple[bool, list[str]]:
    """Whether mkdocs.yml can be used with a text replaced in it, and what is said."""
    assert old in SETTINGS
    (folder / "mkdocs.yml").write_text(SETTINGS.replace(old, new, 1), "utf-8")
    for name in ("backend", "data", "macros", "model", "overrides"):
        (folder / name).symlink_to(ROOT / name)
    config, found = read_config(folder / "mkdocs.yml", ROOT / "docs")
    return config is not None, [str(problem) for problem in found]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (HOME, f"\t{HOME.lstrip()}", f":{line_of(HOME)}: not valid YAML: a tab"),
        (HOME, "  - Home: what: index.md\n", f":{line_of(HOME)}: not valid YAML: a colon"),
        ("site_dir:", "docs_dir: x\nsite_dir:", ":5: docs_dir: duplicate key (first on line 4)"),
        ("site_dir:", "sit_dir:", ":5: sit_dir: unknown key – did you mean “site_dir”?"),
        (HOME, "  - 5\n", f":{line_of('nav:')}: nav: Expected nav item to be a string"),
        ("  - search", "  - serach", ": plugins: The \"serach\" plugin is not installed"),
    ],
)  # fmt: skip
def test_a_mistake_in_mkdocs_yml_is_one_line_with_its_place(tmp_path, old, new, said):
    _, found = settings(tmp_path, old, new)
    assert len(found) == 1, found
    assert re.fullmatch(r"mkdocs\.yml:\d+: .*", found[0])
    assert said in found[0]


def test_mkdocs_yml_may_have_a_tag_of_mkdocs(tmp_path):
    assert settings(tmp_path, "site_dir: site", "site_dir: !ENV [SITE_DIR, site]") == (True, [])


def test_a_mistake_in_a_template_of_the_theme_is_named(tmp_path):
    (tmp_path / "a.html").write_text("{% block x %}\n{{ page. }}\n{% endblock %}", "utf-8")
    (problem,) = mkdocs_config.check_theme_templates(tmp_path, tmp_path)
    assert str(problem).startswith("a.html:2: ")


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    for name in ("docs", "data"):
        shutil.copytree(ROOT / name, tmp_path / name)
    return tmp_path


def rewrite(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


UNPROVED = [f"Every firm has number {number} of them." for number in range(25)]


def test_the_first_mistakes_of_a_page_are_said_in_full_and_the_rest_is_counted(desk, check):
    rewrite(desk / "docs" / "soc-2.md", "\n## ", "\n" + "\n\n".join(UNPROVED) + "\n\n## ")
    lines = [line for line in check(desk).stderr.splitlines() if "soc-2.md" in line]
    numbers = [int(line.split(":")[1]) for line in lines]
    assert numbers == sorted(numbers)
    full = [line for line in lines if "no source for" in line]
    (rest,) = set(lines) - set(full)
    assert f"and {len(UNPROVED) - len(full)} more in this file from here on" in rest
    assert lines[-1] == rest


def test_what_is_missing_in_a_draft_stops_nothing_and_is_counted(desk, check):
    address = "- soc-2/\n"
    rewrite(desk / "docs" / "soc-2.md", "\n## ", "\n" + "\n\n".join(UNPROVED) + "\n\n## ")
    rewrite(desk / "docs" / "soc-2.md", "title:", "draft: true\ntitle:")
    done = check(desk)
    assert f"soc-2.md: a draft, not published; {len(UNPROVED)} things are missing" in done.stderr
    assert "no source for" not in done.stderr
    assert "soc-2/ is on record as published" in done.stderr
    rewrite(desk / "data" / "redirects.yml", address, "")
    assert "on record" not in check(desk).stderr


def test_a_source_that_nothing_cites_is_a_warning_with_its_line(desk, check):
    sources = desk / "data" / "sources.yml"
    lines = sources.read_text(encoding="utf-8").splitlines()
    starts = [number for number, line in enumerate(lines) if line.startswith("- id: ")]
    added = [
        line.replace("url: https://", "url: https://www.") for line in lines[slice(*starts[:2])]
    ]
    added[0] = "- id: S999"
    sources.write_text("\n".join([*lines, *added, ""]), encoding="utf-8")
    done = check(desk)
    assert f"data/sources.yml:{len(lines) + 1}: S999 is cited nowhere" in done.stderr
    assert done.returncode == 0


def test_a_page_whose_address_is_on_no_record_is_named_unless_it_is_a_draft(desk, check):
    rewrite(desk / "data" / "redirects.yml", "- soc-2/\n", "")
    missing = "docs/soc-2.md:1: add its address to published in data/redirects.yml, as “- soc-2/”"
    assert missing in check(desk).stderr
    rewrite(desk / "docs" / "soc-2.md", "title:", "draft: true\ntitle:")
    assert "add its address" not in check(desk).stderr


def test_a_link_to_a_draft_is_named_with_file_and_line(desk, check):
    rewrite(desk / "docs" / "soc-2.md", "title:", "draft: true\ntitle:")
    assert re.search(
        r"index\.md:\d+: leads to docs/soc-2\.md, which is a draft", check(desk).stderr
    )


def test_each_paragraph_that_is_let_off_is_listed(desk, capsys):
    planted = 'Every firm has one. {{ own("advice") }}'
    rewrite(desk / "docs" / "soc-2.md", "\n## ", f"\n{planted}\n\n## ")
    assert main(["check", "--excused", "--docs", str(desk / "docs")]) == 0
    said = capsys.readouterr().out
    assert re.search(r"docs/soc-2\.md:\d+: advice: “Every firm has one\.”", said)


def test_what_breaks_a_promise_is_named_in_the_same_run(desk, check):
    (label,) = [field.label for field in load_data().quote_form.fields if field.name == "company"]
    rewrite(desk / "data/quote_form.yml", f"    label: {label}\n", "    label: Mobile phone\n")
    found = check(desk).stderr
    assert re.search(r"data/quote_form\.yml:\d+: .*the field “company” contradicts ", found)
