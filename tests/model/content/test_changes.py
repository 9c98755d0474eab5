"""Dated changes stand newest first, and tell when a page changed."""

from model.content.changes import Change, Changes


def changes(*dates: str) -> Changes:
    return Changes(
        changes=[
            Change(id=f"c-{number}", date=date, title="x", text="x", pages=[f"p{number}/", "all/"])
            for number, date in enumerate(dates)
        ]
    )


def test_newest_first_is_right():
    assert not list(changes("2026-11-23", "2026-11-23", "2026-11-22").problems())


def test_a_later_change_below_an_earlier_one_is_named():
    assert list(changes("2026-11-22", "2026-11-23").problems()) == [
        (("changes", 1, "date"), "is later than the change before it: newest first")
    ]


def test_a_page_has_the_day_of_its_newest_change():
    found = changes("2026-11-23", "2026-11-22")
    assert (found.newest, found.of_page("all/")) == ("2026-11-23", "2026-11-23")
    assert (found.of_page("p1/"), found.of_page("other/")) == ("2026-11-22", None)
