"""Answers in the words of the form."""

from tests.data import load_data

FORM = load_data().quote_form


def test_a_day_is_written_as_people_write_it() -> None:
    days = [field for field in FORM.fields if field.kind == "date"]
    assert days
    for field in days:
        assert field.words("2027-06-03") == "3 June 2027"
        assert field.words("soon") == "soon"
        assert field.words("") == ""


def test_what_was_picked_is_its_label() -> None:
    for field in FORM.fields:
        for option in field.options:
            assert field.words(option.value) == option.label
