"""A folder that was published, in full or in part, is not published again."""

import pytest
from mkdocs.utils import clean_directory

from publish.__main__ import main
from publish.site import UNFINISHED_MARK, BuiltSite


def publish(capsys: pytest.CaptureFixture[str], site: BuiltSite) -> str:
    """Publish in vain and return what is said."""
    assert main(["--site", str(site.folder)]) == 1
    return capsys.readouterr().err


def broken(site: BuiltSite, old: str, new: str) -> None:
    page = site.pages["soc-1/"]
    assert old in page.html
    page.write(page.html.replace(old, new, 1))


def test_after_a_step_has_failed_the_folder_is_said_to_be_half_published(fresh, capsys):
    site = fresh()
    (site.folder / "assets/js/dom.mjs").write_text("const a = (", encoding="utf-8")
    assert "assets/js/dom.mjs: " in publish(capsys, site)
    again = f"{site.folder}: is half published: `make build` writes it anew\n"
    assert publish(capsys, site) == again


def test_a_site_that_no_step_has_changed_can_be_mended_and_published(fresh, capsys):
    site = fresh()
    broken(site, "<main", "<main></main><main")
    first = publish(capsys, site)
    assert "soc-1/: has 2 of “main”" in first
    assert publish(capsys, site) == first


def test_a_published_site_has_no_mark(published):
    assert not (published / UNFINISHED_MARK).exists()


def test_the_renderer_takes_the_mark_away(tmp_path):
    (tmp_path / UNFINISHED_MARK).touch()
    clean_directory(str(tmp_path))
    assert not (tmp_path / UNFINISHED_MARK).exists()
