"""An application becomes a record that the model takes, or every reason why it does not."""

from datetime import UTC, datetime, timedelta

import pytest
import yaml

from model.dataset import Dataset
from model.form import SEPARATOR, normalise_answers
from model.integrity import check_draft, write_record
from model.matching import Firm, draft_firm
from tests.data import load_data

TODAY = datetime.now(UTC).date().isoformat()


@pytest.fixture
def data() -> Dataset:
    return load_data()


@pytest.fixture
def answers(data: Dataset) -> dict[str, str]:
    """Everything that may be ticked, and texts that fit."""
    form = data.application_form.form
    given = {
        field.name: SEPARATOR.join(option.value for option in field.options)
        for field in form.fields
    }
    given |= {
        "name": "Żółć & Partners, LLP",
        "site": "https://partners.test/",
        "licence_where": "Board of Accountancy",
        "licence_verify": "https://board.test/look-up",
        "review_accepted": "2025-06-30",
        "review_verify": "https://reviews.test/partners",
        "readiness": "no",
        "weeks_to_start": "3",
        "introductions": "introductions@partners.test",
        "email": "ada@partners.org",
    }
    return normalise_answers(form, given)


def test_a_whole_application_is_a_record_that_may_stand_in_the_file(
    data: Dataset, answers: dict[str, str]
) -> None:
    record = draft_firm(answers, data.firm_tags, TODAY)
    assert check_draft(record, data.firms, data.firm_tags) == []
    [written] = yaml.safe_load(write_record(record))
    assert Firm.model_validate(written).model_dump()["offers"] == record["offers"]
    assert not written["readiness"]


def test_every_tag_of_a_record_was_ticked(data: Dataset, answers: dict[str, str]) -> None:
    record = draft_firm(answers | {"regions": "canada"}, data.firm_tags, TODAY)
    assert record["regions"] == ["canada"]
    assert record["offers"] == [tag for tag in data.firm_tags["offers"] if "*" not in tag]


def test_nothing_was_checked_before_somebody_says_when(
    data: Dataset, answers: dict[str, str]
) -> None:
    found = check_draft(draft_firm(answers, data.firm_tags, ""), data.firms, data.firm_tags)
    assert {line.partition(":")[0].rpartition(".")[2] for line in found} == {"checked"}


def test_a_day_to_come_is_no_day_on_which_it_was_checked(
    data: Dataset, answers: dict[str, str]
) -> None:
    ahead = (datetime.now(UTC) + timedelta(days=3)).date().isoformat()
    assert check_draft(draft_firm(answers, data.firm_tags, ahead), data.firms, data.firm_tags)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", "A Sample of a firm"),
        ("site", "https://partners.example/"),
        ("company_sizes", "1-10"),
        ("offers", "soc-9-type-1"),
        ("offers", ""),
        ("weeks_to_start", "soon"),
    ],
)
def test_what_the_model_refuses_is_named(
    data: Dataset, answers: dict[str, str], name: str, value: str
) -> None:
    record = draft_firm(answers | {name: value}, data.firm_tags, TODAY)
    assert check_draft(record, data.firms, data.firm_tags)


@pytest.mark.parametrize("name", ["id", "name", "site", "introductions"])
def test_a_firm_that_is_listed_already_is_not_listed_twice(
    data: Dataset, answers: dict[str, str], name: str
) -> None:
    record = draft_firm(answers, data.firm_tags, TODAY)
    listed = data.firms[0].model_copy(update={name: str(record[name]).upper()})
    [found] = check_draft(record, [listed], data.firm_tags)
    assert found.startswith(f"{name}:")
