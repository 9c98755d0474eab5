"""What the doctor finds about firms, and about where links in mails lead."""

from dataclasses import replace

import pytest

from backend.cli.doctor import check_firms
from backend.config.settings import Settings, from_environment
from backend.matching.matcher import build_matcher
from tests.backend.deal import firms
from tests.data import load_data


def verdicts(settings: Settings, *, listed: bool = True) -> dict[str, tuple[str, str]]:
    """What the doctor says where one firm that is no sample is listed, or none is."""
    firm = firms().firms[0].model_copy(update={"sample": False, "checked": "2020-01-01"})
    shown = build_matcher(
        replace(load_data(), firms=(firm,) if listed else ()), demonstration=False
    )
    found = check_firms(settings, load_data(), shown)
    return {each.what: (each.verdict, each.text) for each in found}


def test_the_doctor_says_that_samples_are_not_shown() -> None:
    verdict, words = verdicts(from_environment({}), listed=False)["firms"]
    assert verdict == "look"
    assert "samples are not shown" in words


def test_the_doctor_wants_mail_an_address_and_fresh_entries(settings: Settings) -> None:
    found = verdicts(replace(settings, public_address="https://soc.example/"))
    assert found["links"][0] == found["introductions"][0] == "bad"
    assert "to be checked since" in found["firms"][1]


@pytest.mark.parametrize(
    ("address", "verdict"),
    [("https://soc.test/", "ok"), ("http://soc.test/", "bad"), ("http://localhost:1/", "bad")],
)
def test_the_doctor_looks_where_links_lead(settings: Settings, address: str, verdict: str) -> None:
    assert verdicts(replace(settings, public_address=address))["links"][0] == verdict


def test_without_an_address_for_its_links_the_doctor_calls_a_deployment_bad(
    settings: Settings,
) -> None:
    verdict, words = verdicts(replace(settings, public_address=""))["links"]
    assert verdict == "bad"
    assert "QUOTES_ADDRESS" in words


def test_the_doctor_looks_below_which_path_the_pages_are(settings: Settings) -> None:
    found = replace(settings, public_address="https://quotes.soc.test/", base_path="/soc/")
    assert verdicts(found)["links"][0] == "look"
    found = replace(found, public_address="https://quotes.soc.test/soc/")
    assert verdicts(found)["links"][0] == "ok"
