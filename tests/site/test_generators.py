"""Another generator gives the same site, so that MkDocs can be left."""

import re
from pathlib import Path

import pytest

from model.dataset import ROOT
from tests.conftest import run
from tests.site.served import copy_project

pytestmark = pytest.mark.nightly

NAME = re.compile(rb'<meta name="generator" content="[^"]*">')
DAY = "1000000000"


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("properdocs") / "site"
    config = str(ROOT / "mkdocs.yml")
    run("properdocs", "build", "--strict", "-f", config, "--site-dir", str(folder),
        SOURCE_DATE_EPOCH=DAY)  # fmt: skip
    return folder


def files(site: Path) -> dict[str, bytes]:
    """Return the files of a site, without the line that names the generator."""
    paths = [path for path in sorted(site.rglob("*")) if path.is_file()]
    return {path.relative_to(site).as_posix(): NAME.sub(b"", path.read_bytes()) for path in paths}


def test_properdocs_gives_the_same_files(other: Path, rendered: Path) -> None:
    assert sorted(files(other)) == sorted(files(rendered))


def test_properdocs_gives_the_same_bytes_but_for_its_own_name(other: Path, rendered: Path) -> None:
    expected = files(rendered)
    assert [name for name, text in files(other).items() if text != expected[name]] == []


def test_a_build_without_the_hooks_gives_the_same_bytes(tmp_path: Path, rendered: Path) -> None:
    project = copy_project(tmp_path / "project")
    config = project / "mkdocs.yml"
    text = re.sub(r"^hooks:\n(  - .+\n)+", "", config.read_text(encoding="utf-8"), flags=re.M)
    assert "preview" not in text
    assert "build_search" not in text
    config.write_text(text, encoding="utf-8")
    run("mkdocs", "build", "--strict", cwd=project, SOURCE_DATE_EPOCH=DAY)
    found, expected = files(project / "site"), files(rendered)
    assert [name for name, text in found.items() if text != expected[name]] == []
