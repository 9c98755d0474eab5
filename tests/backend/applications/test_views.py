"""The form for firms over HTTP, in process, on a real database."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest
from bs4 import BeautifulSoup
from sqlalchemy import select

from backend.app import create_app
from backend.applications import Application, iterate_applications
from backend.config.settings import Retention, Settings
from backend.privacy import delete_expired, erase_by_email, repeat_erasures
from backend.storage.connections import connect
from backend.storage.migrations import migrate
from backend.storage.tables import erasures, notifications
from model.form import SEPARATOR, ApplicationForm
from tests.backend.applications.conftest import TEXTS, without
from tests.backend.conftest import NOON, Client, Clock

Pairs = list[tuple[str, str]]
PATH = "/api/firms"
KEEP = Retention(open_days=10, quarantine_days=5, consent_months=1)


@pytest.fixture
def stored(settings: Settings) -> Any:
    def read() -> list[Application]:
        engine = connect(settings.database_url)
        migrate(engine)  # where nothing was stored
        with engine.connect() as connection:
            return list(iterate_applications(connection))

    return read


def apply(client: Client, pairs: Pairs, **options: Any) -> httpx.Response:
    return client.post(pairs, path=PATH, **options)


def page(response: httpx.Response) -> BeautifulSoup:
    return BeautifulSoup(response.text, "html.parser")


def test_an_application_is_stored_with_every_answer(
    client: Client, pairs: Pairs, stored: Any
) -> None:
    assert apply(client, pairs).status_code == 303
    [made] = stored()
    for name, value in TEXTS.items():
        assert made.answers[name] == value
    ticked = {name for name, _ in pairs} & made.answers.keys() - TEXTS.keys()
    for name in ticked:
        sent = [value for each, value in pairs if each == name]
        assert made.answers[name].split(SEPARATOR) == sent
    assert not made.signals


@pytest.mark.locks
def test_it_works_on_both_databases(settings: Settings, url: str, pairs: Pairs) -> None:
    client = Client(create_app(replace(settings, database_url=url)))
    assert apply(client, pairs).status_code == 303
    assert apply(client, pairs).status_code == 303
    with connect(url).connect() as connection:
        assert len(list(iterate_applications(connection))) == 1


def test_the_page_after_it_names_its_number(
    client: Client, pairs: Pairs, stored: Any, application_form: ApplicationForm
) -> None:
    shown = client.get(apply(client, pairs).headers["location"])
    assert shown.status_code == 200
    assert stored()[0].reference in shown.text
    heading = page(shown).select_one("h1")
    assert heading
    assert heading.get_text() == application_form.definition.received.heading


def test_a_number_that_is_none_is_not_repeated(client: Client) -> None:
    shown = client.get(f"{PATH}/received?reference=<b>F-0000-0000-0000")
    assert (shown.status_code, shown.headers["location"]) == (303, "/for-firms/")


def test_a_script_gets_the_number(client: Client, pairs: Pairs, stored: Any) -> None:
    response = apply(client, pairs, json=True)
    assert (response.status_code, response.json()) == (201, {"reference": stored()[0].reference})


def test_a_form_from_another_site_is_refused(client: Client, pairs: Pairs, stored: Any) -> None:
    assert apply(client, pairs, headers={"Origin": "https://other.test"}).status_code == 403
    assert not stored()


def test_who_fills_in_the_honeypot_is_set_aside_and_told_nothing_of_it(
    client: Client, pairs: Pairs, stored: Any, application_form: ApplicationForm
) -> None:
    trap = application_form.form.honeypot.name
    assert apply(client, without(pairs, trap, "x")).status_code == 303
    assert stored()[0].signals == ("honeypot",)


def test_a_token_is_good_for_one_application(settings: Settings, pairs: Pairs, stored: Any) -> None:
    clock = Clock(1_800_000_000.0)
    client = Client(create_app(settings, now=clock))
    token = client.get("/api/token").json()
    clock.now += token["min_age"]
    for notes in ("first", "second"):
        sent = [*without(pairs, "notes", notes), ("form_token", token["token"])]
        assert apply(client, sent).status_code == 303
    assert [made.signals for made in stored()] == [(), ("token-used",)]


def test_too_many_of_one_network_are_refused_with_the_time_to_wait(
    client: Client, pairs: Pairs
) -> None:
    answers = (apply(client, without(pairs, "notes", str(n)), json=True) for n in range(500))
    refused = next(answer for answer in answers if answer.status_code != 201)
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0


def test_a_body_over_the_limit_is_refused(
    client: Client, pairs: Pairs, stored: Any, application_form: ApplicationForm
) -> None:
    long = "x" * application_form.form.body_limit
    assert apply(client, without(pairs, "notes", long)).status_code == 413
    assert not stored()


def test_every_required_answer_that_is_missing_is_named_on_the_page_of_the_form(
    client: Client, application_form: ApplicationForm, stored: Any
) -> None:
    response = apply(client, [("notes", "kept")])
    assert response.status_code == 422
    soup = page(response)
    expected = application_form.find_mistakes({})
    links = soup.select("[data-error-summary]:not([hidden]) a")
    assert [link.get_text() for link in links] == [*expected.values()]
    assert all(soup.select_one(str(link["href"])) for link in links)
    notes = soup.select_one("[name=notes]")
    assert notes
    assert notes.get_text() == "kept"
    assert not stored()


def test_what_was_ticked_stays_ticked_beside_a_mistake(client: Client, pairs: Pairs) -> None:
    soup = page(apply(client, without(pairs, "site", "http://plain.test")))
    for name, value in pairs:
        if name not in TEXTS and value:
            box = soup.select_one(f'[name="{name}"][value="{value}"]')
            assert box
            assert box.has_attr("checked"), (name, value)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("site", "http://partners.test/"),
        ("licence_verify", "board.test"),
        ("review_accepted", "2025-02-30"),
        ("review_accepted", "2999-01-01"),
        ("weeks_to_start", "soon"),
        ("weeks_to_start", "105"),
        ("offers", "soc-9-type-1"),
    ],
)
def test_a_wrong_answer_is_named_and_nothing_else(
    client: Client, pairs: Pairs, name: str, wrong: str, stored: Any
) -> None:
    response = apply(client, without(pairs, name, wrong), json=True)
    assert response.status_code == 422
    assert [*response.json()["errors"]] == [name]
    assert not stored()


def test_nobody_gets_mail_because_of_an_application(
    client: Client, pairs: Pairs, settings: Settings
) -> None:
    apply(client, pairs)
    with connect(settings.database_url).connect() as connection:
        assert not connection.execute(select(notifications)).all()


def test_its_address_opened_as_a_page_shows_the_form(
    client: Client, application_form: ApplicationForm
) -> None:
    response = client.get(PATH)
    assert response.status_code == 405
    assert application_form.definition.method in response.text


def test_without_the_form_there_is_no_address(settings: Settings, pairs: Pairs) -> None:
    client = Client(create_app(replace(settings, applications=None)))
    assert apply(client, pairs, json=True).status_code == 404


def test_an_application_is_deleted_when_it_is_too_old(
    settings: Settings, pairs: Pairs, stored: Any
) -> None:
    apply(Client(create_app(settings, clock=Clock(NOON))), pairs)
    for days, left in ((KEEP.open_days - 1, 1), (KEEP.open_days + 1, 0)):
        with connect(settings.database_url).begin() as connection:
            delete_expired(connection, KEEP, NOON + timedelta(days=days))
        assert len(stored()) == left


def test_erasing_an_address_erases_its_applications(
    settings: Settings, client: Client, pairs: Pairs, stored: Any
) -> None:
    apply(client, pairs)
    apply(client, without(pairs, "email", "ben@partners.org"))
    with connect(settings.database_url).begin() as connection:
        erase_by_email(connection, TEXTS["email"].upper(), NOON)
    assert [made.answers["email"] for made in stored()] == ["ben@partners.org"]


def test_a_restored_backup_forgets_an_application_that_was_erased(
    settings: Settings, pairs: Pairs, stored: Any
) -> None:
    apply(Client(create_app(settings, clock=Clock(NOON))), pairs)
    engine = connect(settings.database_url)
    with engine.begin() as connection:
        erase_by_email(connection, TEXTS["email"], NOON + timedelta(days=1))
        entry = connection.execute(select(erasures)).mappings().one()
    assert not stored()
    apply(Client(create_app(settings, clock=Clock(NOON))), pairs)
    with engine.begin() as connection:
        assert entry["reference"] is None
        repeat_erasures(connection)
    assert not stored()
