"""A draft is in no build, whatever is missing in it; by day: tests/macros/build."""

from pathlib import Path

import pytest

from tests.conftest import run
from tests.site.served import copy_project

FRONT = "---\ntitle: Unfinished affair\ndraft: true\n---\n"
BODY = "\n# Unfinished affair\n\nEvery firm writes affairs.\n"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    project = copy_project(tmp_path_factory.mktemp("drafts") / "project")
    (project / "docs" / "unfinished-affair.md").write_text(FRONT + BODY, encoding="utf-8")
    config = project / "mkdocs.yml"
    text = config.read_text(encoding="utf-8")
    assert "\nnav:\n" in text
    line = "\nnav:\n  - Unfinished affair: unfinished-affair.md\n"
    config.write_text(text.replace("\nnav:\n", line), encoding="utf-8")
    run("mkdocs", "build", "--strict", cwd=project)
    return project / "site"


@pytest.mark.nightly
def test_a_build_has_no_page_of_a_draft(site: Path) -> None:
    assert (site / "index.html").is_file()
    assert not (site / "unfinished-affair").exists()


@pytest.mark.nightly
def test_nothing_in_a_build_speaks_of_a_draft(site: Path) -> None:
    texts = [path for kind in ("html", "json", "xml") for path in site.rglob(f"*.{kind}")]
    naming = [path for path in texts if "unfinished-affair" in path.read_text(encoding="utf-8")]
    assert naming == []
