"""New pages, sources and reports: files where they belong, and a list of what is to be written."""

import os
import pty
import shutil
import subprocess
import sys
from contextlib import suppress
from datetime import date

import pytest
from mkdocs.config import load_config

from macros.checks import abbreviations
from macros.checks.markup.front_matter import parse_front_matter
from macros.checks.pages import check_pages
from macros.views.registry import build_macros
from macros.views.render import Links
from model.core.problems import InvalidDataError
from model.core.yaml_loader import read
from model.dataset import ROOT, load
from tests.data import load_data
from tools.scaffold import half_a_year_after, new_page, new_report, new_source

pytestmark = pytest.mark.nightly


@pytest.fixture
def project(tmp_path):
    for name in ("docs", "data"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    for name in ("backend", "macros", "model", "overrides"):  # which mkdocs.yml names
        (tmp_path / name).symlink_to(ROOT / name)
    return tmp_path


def scaffold(project, kind, *answers, typed=""):
    return subprocess.run(
        [sys.executable, "-m", "tools.scaffold", kind, "--root", str(project), *answers],
        cwd=ROOT,
        env=os.environ,
        input=typed,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_new_source_gets_the_next_id_and_can_be_cited(project):
    done = scaffold(
        project, "source", "tier=2", "title=A “title”: with a colon", "publisher=A firm",
        "url=https://example.com/a", "extent=whole",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    before, after = load_data(ROOT / "data").sources, load_data(project / "data").sources
    (added,) = set(after) - set(before)
    assert added.startswith("F")
    assert after[added].title == "A “title”: with a colon"
    assert f"Cite it as {added}." in done.stdout


def test_the_hundredth_source_of_a_tier_has_three_digits(project):
    path, known = project / "data" / "sources.yml", load_data(project / "data").sources
    with path.open("a", encoding="utf-8") as file:
        for number in range(1, 100):
            if f"F{number:02}" not in known:
                file.write(
                    f"- {{id: F{number:02}, title: x, publisher: x, tier: 2, read: '2026-11-22', "
                    "extent: whole}\n"
                )
    answers = ["tier=2", "title=A", "publisher=B", "url=https://example.com/a", "extent=whole"]
    done = scaffold(project, "source", *answers)
    assert done.stdout.splitlines() == ["Cite it as F100.", "wrote data/sources.yml"]
    page = project / "docs" / "soc-2.md"
    page.write_text(f'{page.read_text("utf-8")}\nAll do. {{{{ cite("F100") }}}}\n', "utf-8")
    macros = build_macros(load(project / "data"), Links())
    assert check_pages(project / "docs", macros, project) == []


def test_a_new_page_is_in_the_nav_and_says_what_is_to_be_written(project):
    done = scaffold(
        project, "page", "name=bridge-letters", "title=Bridge letters", f"description={'x' * 60}"
    )
    assert done.returncode == 0, done.stderr
    assert '  - "Bridge letters": bridge-letters.md\n' in (project / "mkdocs.yml").read_text(
        "utf-8"
    )
    page = (project / "docs" / "bridge-letters.md").read_text("utf-8")
    assert "# Bridge letters" in page
    assert "TODO" in page


@pytest.mark.parametrize(
    "title",
    ['"Certified" – and why not', "*Bridge* letters", "[Bridge] letters", "- Bridge", "Bridge: a",
     "'Bridge' & #1", "{ Bridge }", "Yes", "5", "a \\ b"],
)  # fmt: skip
def test_any_title_can_stand_in_the_nav_and_the_front_matter(tmp_path, title):
    shutil.copy(ROOT / "mkdocs.yml", tmp_path)
    (tmp_path / "docs").mkdir()
    (tmp_path / "data").mkdir()
    shutil.copy(ROOT / "data" / "redirects.yml", tmp_path / "data")
    answers = {"name": "bridge", "title": title, "description": "x" * 60}
    new_page(tmp_path, lambda name, *_: answers[name])
    nav = read(tmp_path / "mkdocs.yml", tmp_path)
    assert not nav.problems
    assert nav.data["nav"][-1] == {title: "bridge.md"}
    assert (
        parse_front_matter((tmp_path / "docs" / "bridge.md").read_text("utf-8")).data["title"]
        == title
    )


def test_a_new_page_says_when_it_was_reviewed_and_is_to_be_again(project):
    scaffold(project, "page", "name=bridge", "title=Bridge letters", f"description={'x' * 60}")
    front = parse_front_matter((project / "docs" / "bridge.md").read_text("utf-8")).data
    assert date.fromisoformat(front["reviewed"]) == date.today()
    assert date.fromisoformat(front["next_review"]) == half_a_year_after(date.today())


@pytest.mark.parametrize(
    ("day", "later"),
    [("2026-11-25", "2027-05-25"), ("2026-08-31", "2027-02-28"), ("2026-06-30", "2026-12-30"),
     ("2027-01-31", "2027-07-31")],
)  # fmt: skip
def test_half_a_year_is_six_months(day, later):
    assert half_a_year_after(date.fromisoformat(day)) == date.fromisoformat(later)


def test_the_address_of_a_new_page_is_kept_for_good(project):
    scaffold(
        project, "page", "name=bridge-letters", "title=Bridge letters", f"description={'x' * 60}"
    )
    kept = load_data(project / "data").redirects.published
    assert kept == [*load_data(ROOT / "data").redirects.published, "bridge-letters/"]


def test_of_a_new_page_the_check_names_only_what_is_to_be_written(project):
    scaffold(
        project, "page", "name=bridge-letters", "title=Bridge: letters", f"description={'x' * 60}"
    )
    config = load_config(str(project / "mkdocs.yml"), docs_dir=str(project / "docs"))
    macros = build_macros(load(project / "data"), Links())
    found = [str(one) for one in check_pages(project / "docs", macros, project, config)]
    assert found == ["docs/bridge-letters.md:10: still to be written"]


def test_what_was_written_is_checked_at_once(project):
    done = scaffold(
        project, "page", "name=bridge-letters", "title=Bridge letters", f"description={'x' * 60}"
    )
    assert done.stdout.splitlines()[-1] == "docs/bridge-letters.md:10: still to be written"
    done = scaffold(
        project, "source", "tier=2", "title=A title", "publisher=A firm",
        "url=https://example.com/a", "extent=whole",
    )  # fmt: skip
    assert done.stdout.splitlines()[-1] == "wrote data/sources.yml"


def test_a_page_that_is_there_already_is_not_overwritten(project):
    before = (project / "docs" / "soc-2.md").read_text("utf-8")
    done = scaffold(project, "page", "name=soc-2", "title=SOC 2", f"description={'x' * 60}")
    assert done.returncode == 1
    assert "is there already" in done.stderr
    assert (project / "docs" / "soc-2.md").read_text("utf-8") == before


REPORT = {"name": "soc-9", "title": "SOC 9", "long_name": "A report", "types": "type-2",
          "source": "S10", "compare": "soc-2"}  # fmt: skip


@pytest.fixture
def report(project):
    """Start a report of one type, to be compared with one that is there; returns what changed."""
    return new_report(project, lambda name, *_: REPORT[name])


def test_a_new_report_has_a_place_for_every_row_and_the_check_names_each(project, report):
    with pytest.raises(InvalidDataError) as error:
        load_data(project / "data")
    said = [str(problem) for problem in error.value.problems]
    assert all("data/reports/soc-9.yml:" in line for line in said), said
    assert all(line.endswith("still to be written") for line in said), said
    for row in load_data(ROOT / "data").attributes:
        assert any(f"values.{row}.text: " in line for line in said), row
    for row in load_data(ROOT / "data").short_rows:
        assert any(f"values.{row}.short.text: " in line for line in said), row


def test_a_new_report_gets_its_page_and_one_that_compares_it(project, report):
    assert [path.relative_to(project).as_posix() for path in report] == [
        "data/reports/soc-9.yml", "docs/soc-9.md", "mkdocs.yml", "data/redirects.yml",
        "docs/soc-2-vs-soc-9.md",
    ]  # fmt: skip
    assert 'report_facts("soc-9")' in (project / "docs/soc-9.md").read_text("utf-8")
    compared = (project / "docs/soc-2-vs-soc-9.md").read_text("utf-8")
    assert 'comparison_table(["soc-2", "soc-9"])' in compared


def test_the_page_that_compares_links_each_short_name_that_its_table_will_have(project, report):
    page = (project / "docs" / "soc-2-vs-soc-9.md").read_text("utf-8")
    table = build_macros(load_data(), Links())["comparison_table"](["soc-2", "soc-1"])
    known = abbreviations(load_data().terms.values())
    linked = {short for short in known if f'term("{short}")' in page}
    assert linked
    assert all(short in table or short == "SOC" for short in linked)
    assert "CPA" in linked


def test_pages_of_a_new_report_stand_below_the_one_it_is_compared_with(project, report):
    lines = (project / "mkdocs.yml").read_text("utf-8").splitlines()
    above = next(number for number, line in enumerate(lines) if line.endswith(": soc-2.md"))
    indent = lines[above].partition("-")[0]
    assert lines[above + 1 : above + 3] == [
        f'{indent}- "SOC 9": soc-9.md', f'{indent}- "SOC 2 vs SOC 9": soc-2-vs-soc-9.md',
    ]  # fmt: skip


def test_what_a_new_report_needs_can_be_added_while_it_is_half_written(project, report):
    source = {"tier": "2", "title": "A", "publisher": "B", "url": "https://example.com/a",
              "extent": "whole"}  # fmt: skip
    assert new_source(project, lambda name, *_: source[name])
    other = REPORT | {"name": "soc-8", "title": "SOC 8", "compare": "soc-9"}
    assert new_report(project, lambda name, *_: other[name])


def dialogue(project, kind, *lines: str) -> str:
    """Type answers at a terminal and return everything that is seen there."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        [sys.executable, "-m", "tools.scaffold", kind, "--root", str(project)],
        cwd=ROOT, stdin=theirs, stdout=theirs, stderr=theirs,
    ) as process:  # fmt: skip
        os.close(theirs)
        seen = b""
        for line in (*lines, None):
            with suppress(OSError):  # the other side has closed
                while line is None or not seen.endswith(b": "):
                    seen += os.read(ours, 4096) or b""
            if line is not None:
                os.write(ours, f"{line}\n".encode())
                seen += b"\n"
        process.wait(timeout=60)
    os.close(ours)
    return seen.decode().replace("\r", "")


def test_an_answer_that_does_not_fit_is_asked_for_again(project):
    seen = dialogue(project, "page", "Bridge Letters", "bridge-letters", "Bridge letters", "Short",
                    "What a bridge letter is, who signs it and when it is accepted.")  # fmt: skip
    assert "“Bridge Letters” is not small letters and digits, with a hyphen" in seen
    assert "“Short” is not 50 to 160 characters long. Try again" in seen
    assert "wrote docs/bridge-letters.md\nwrote mkdocs.yml\nwrote data/redirects.yml\n" in seen
    assert seen.count("Short name for the address") == 2


def test_a_source_can_be_added_in_a_dialogue(project):
    seen = dialogue(project, "source", "4", "1", "A title", "A publisher", "example.com",
                    "https://example.com/", "all", "whole")  # fmt: skip
    assert "“4” is not 1, 2 or 3." in seen
    assert "“example.com” is not an address such as https://example.com/page." in seen
    assert "“all” is not excerpt or whole." in seen
    (added,) = set(load_data(project / "data").sources) - set(load_data(ROOT / "data").sources)
    assert f"Cite it as {added}." in seen


def test_answers_can_be_typed(project):
    done = scaffold(project, "page", typed=f"typed-page\nTyped page\n{'y' * 60}\n")
    assert done.returncode == 0, done.stderr
    assert (project / "docs" / "typed-page.md").is_file()


@pytest.mark.parametrize(
    ("answers", "said"),
    [(["name=Not A Name"], "name: “Not A Name” is not small letters"), ([], "missing")],
)
def test_an_unusable_answer_is_one_line(project, answers, said):
    done = scaffold(project, "page", *answers)
    assert done.returncode == 1
    assert said in done.stderr
    assert done.stderr.count("\n") == 1


def test_signs_are_written_as_they_were_typed(project):
    title = "R&D's <plan> for “quotes”"
    answers = ("tier=3", f"title={title}", "publisher=A & B", "url=https://example.com/",
               "extent=whole")  # fmt: skip
    scaffold(project, "source", *answers)
    assert title in (project / "data/sources.yml").read_text("utf-8")
