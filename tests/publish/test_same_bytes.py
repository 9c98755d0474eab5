"""The same input gives the same bytes, on any day and in any folder."""

from pathlib import Path

import pytest

from tests.conftest import publish_site, render_site

pytestmark = pytest.mark.nightly

# Python runs this before anything else: for it, every clock shows the year 2031.
LATER = """
import datetime, time
real, shift = time.time, 5 * 365 * 86400
time.time = lambda: real() + shift
class date(datetime.date):
    @classmethod
    def today(cls): return cls.fromtimestamp(time.time())
class moment(datetime.datetime):
    @classmethod
    def now(cls, tz=None): return cls.fromtimestamp(time.time(), tz)
    @classmethod
    def utcnow(cls): return cls.now(datetime.UTC).replace(tzinfo=None)
    @classmethod
    def today(cls): return cls.now()
datetime.date, datetime.datetime = date, moment
"""


def contents(site: Path) -> dict[str, bytes]:
    folders = (site, site.with_name(f"{site.name}.headers"))
    return {
        f"{folder.suffix}/{file.relative_to(folder)}": file.read_bytes()
        for folder in folders
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_two_builds_on_different_days_are_the_same(published, tmp_path):
    (tmp_path / "sitecustomize.py").write_text(LATER, encoding="utf-8")
    later = render_site(tmp_path / "elsewhere" / "site", PYTHONPATH=str(tmp_path))
    assert "<lastmod>203" in (later / "sitemap.xml").read_text()  # the renderer saw that year
    publish_site(later, PYTHONPATH=str(tmp_path))
    first, second = contents(published), contents(later)
    assert first.keys() == second.keys()
    assert not [name for name in first if first[name] != second[name]]
