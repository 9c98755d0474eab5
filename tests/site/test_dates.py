"""Dates that people read have one form: 22 November 2026."""

import re

from macros.views.render import write_date

NOT_READ = "script, template, style, code, pre"
MONTH = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
OTHER_FORMS = re.compile(
    rf"\b\d{{4}}-\d\d-\d\d\b|\b\d{{1,2}}[/.]\d{{1,2}}[/.](?:19|20)\d\d\b"
    rf"|\b{MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d\d\b"
    r"|\b(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.? \d{1,2},? (?:19|20)\d\d\b"
)


def test_the_one_form_is_no_other_form():
    assert OTHER_FORMS.search(write_date("2026-11-22")) is None
    for other in ("2026-11-22", "11/22/2026", "November 22, 2026", "Nov 22 2026"):
        assert OTHER_FORMS.search(f"Read {other}."), other


def test_no_page_shows_a_date_in_another_form(built):
    found = {}
    for path, page in built.pages.items():
        hidden = {id(text) for part in page.select(NOT_READ) for text in part.find_all(string=True)}
        shown = " ".join(str(x) for x in page.find_all(string=True) if id(x) not in hidden)
        if dates := OTHER_FORMS.findall(shown):
            found[path] = dates
    assert found == {}
