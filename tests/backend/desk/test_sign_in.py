"""Signing in: who is named gets in once by a link or a code, and nobody by looking at one."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network

import pytest
from sqlalchemy import func, select

from backend.app import create_app
from backend.config.settings import Settings
from backend.desk import sign_in
from backend.storage.database import Database
from backend.storage.secrets import get_or_create_secret
from backend.storage.tables import desk_links, desk_sessions, metadata
from tests.backend.conftest import Client
from tests.backend.deal import Deal
from tests.backend.desk.conftest import (
    CODE,
    LINK,
    OTHER,
    PERSON,
    Browser,
    acts_of,
    ask,
    signed_in,
    with_desk,
)


def is_in(browser: Browser) -> bool:
    return browser.get("/desk/").status_code == 200


def serve_as(deal: Deal, settings: Settings) -> None:
    """Have the deal's site started anew with other settings."""
    app = create_app(settings, None, database=Database(deal.engine), clock=deal.clock)
    deal.client = Client(app)


def sessions(deal: Deal) -> int:
    with deal.engine.connect() as connection:
        return connection.scalar(select(func.count()).select_from(desk_sessions)) or 0


# Links


def test_a_mailed_link_signs_in_once(desk_per_database: Deal) -> None:
    browser, mail = ask(desk_per_database)
    path = LINK.findall(mail)[0]
    assert not is_in(browser)
    browser.get(path)
    browser.press(f"Sign in as {PERSON}")
    assert is_in(browser)
    again = Browser(desk_per_database)
    assert again.get(path).status_code == 404
    assert again.post(path, {}).status_code == 404
    assert not is_in(again)
    assert acts_of(desk_per_database) == [("signed-in", PERSON)]


def test_looking_at_a_link_changes_nothing(desk: Deal) -> None:
    _, mail = ask(desk)
    path = LINK.findall(mail)[0]
    for method in ("GET", "HEAD"):
        scanner = Browser(desk, headers={})
        answer = scanner._ask(method, path, {})
        assert answer.status_code == 200
        assert "no-store" in answer.headers["cache-control"]
    assert sessions(desk) == 0
    browser = Browser(desk)
    browser.get(path.upper().replace("/DESK/IN/", "/desk/in/"))  # as some mail programs do
    assert "did not ask in this browser" in browser.text
    browser.press(f"Sign in as {PERSON}")
    assert is_in(browser)


def test_a_link_ends_after_a_quarter_of_an_hour(desk: Deal) -> None:
    browser, mail = ask(desk)
    desk.clock.now += sign_in.LINK_LIFE
    assert browser.get(LINK.findall(mail)[0]).status_code == 404


def test_a_link_that_would_arrive_too_late_is_not_mailed(desk: Deal) -> None:
    browser = Browser(desk)
    browser.get("/desk/sign-in")
    browser.press("Mail me a link", email=PERSON)
    desk.clock.now += sign_in.LINK_LIFE
    assert not [each for each in desk.work() if each.to == PERSON]


def test_who_is_not_named_sees_the_same_page_and_gets_no_mail(desk: Deal) -> None:
    known, _ = ask(desk)
    unknown, mail = ask(desk, "mallory@example.com")
    assert unknown.text == known.text
    assert not mail


def test_an_address_is_known_however_it_is_spelled(desk: Deal) -> None:
    browser = Browser(desk)
    browser.get("/desk/sign-in")
    browser.press("Mail me a link", email=f" {PERSON.upper()} ")
    assert [each for each in desk.work() if each.to == PERSON]


def test_only_a_few_links_are_good_at_once(desk: Deal) -> None:
    mails = [ask(desk)[1] for _ in range(sign_in.LIVE_LINKS + 1)]
    assert all(mails[:-1])
    assert not mails[-1]


def test_the_database_holds_neither_link_nor_code_nor_cookie(desk: Deal) -> None:
    browser, mail = ask(desk)
    path = LINK.findall(mail)[0]
    other, _ = ask(desk, OTHER)
    browser.get(path)
    browser.press(f"Sign in as {PERSON}")
    with desk.engine.connect() as connection:
        held = str([connection.execute(select(table)).all() for table in metadata.sorted_tables])
    found = [path.rpartition("/")[2], *CODE.findall(mail), *browser.cookies.values()]
    assert not [secret for secret in [*found, *other.cookies.values()] if secret in held]


@pytest.mark.locks
def test_two_presses_at_once_sign_in_one_browser(desk_per_database: Deal) -> None:
    _, mail = ask(desk_per_database)
    path = LINK.findall(mail)[0]
    browsers = [Browser(desk_per_database) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda browser: browser.post(path, {}).status_code, browsers))
    assert sorted(answers) == [303, 404, 404, 404]
    assert sessions(desk_per_database) == 1


# Codes


def test_the_code_signs_in_the_browser_that_asked(desk: Deal) -> None:
    browser, mail = ask(desk)
    code = CODE.findall(mail)[0]
    browser.press("Sign in", code=f"{code[:4]} {code[4:]}")
    assert is_in(browser)


def test_the_code_is_no_good_in_another_browser(desk: Deal) -> None:
    _, mail = ask(desk)
    other, _ = ask(desk, "mallory@example.com")
    other.press("Sign in", code=CODE.findall(mail)[0])
    assert "not good here" in other.text
    assert not is_in(other)


def test_a_code_can_be_guessed_a_few_times_only(desk: Deal) -> None:
    browser, mail = ask(desk)
    code = CODE.findall(mail)[0]
    wrong = str((int(code) + 1) % 10**8).zfill(8)
    for _ in range(sign_in.CODE_TRIES):
        browser.press("Sign in", code=wrong)
    browser.press("Sign in", code=code)
    assert not is_in(browser)


# Limits


def test_links_cannot_be_asked_for_without_end(desk: Deal) -> None:
    browser = Browser(desk)
    answers = []
    for _ in range(25):
        browser.get("/desk/sign-in")
        answers.append(browser.press("Mail me a link", email="mallory@example.com").status_code)
    assert answers[0] == 200
    assert answers[-1] == 429
    desk.clock.now += timedelta(hours=1, seconds=1)
    browser.get("/desk/sign-in")
    assert browser.press("Mail me a link", email="mallory@example.com").status_code == 200


def test_links_cannot_be_guessed_without_end(desk: Deal) -> None:
    browser = Browser(desk)
    answers = [browser.post(f"/desk/in/{number}", {}).status_code for number in range(40)]
    assert answers[0] == 404
    assert answers[-1] == 429


# Sessions


def test_a_session_ends_when_it_is_idle_and_in_any_case_after_days(desk: Deal) -> None:
    idle, busy = signed_in(desk), signed_in(desk)
    desk.clock.now += sign_in.IDLE
    assert not is_in(idle)
    busy = signed_in(desk)
    step = sign_in.IDLE - timedelta(hours=1)
    for _ in range(int(sign_in.SESSION_LIFE / step)):
        desk.clock.now += step
        assert is_in(busy)
    desk.clock.now += step
    assert not is_in(busy)


def test_signing_out_everywhere_ends_every_session_of_the_person(desk: Deal) -> None:
    here, there, other = signed_in(desk), signed_in(desk), signed_in(desk, OTHER)
    here.get("/desk/")
    here.press("Sign out everywhere")
    assert [is_in(here), is_in(there), is_in(other)] == [False, False, True]
    assert ("signed-out", PERSON) in acts_of(desk)


def test_who_is_no_longer_named_is_out(desk: Deal) -> None:
    browser = signed_in(desk)
    assert desk.settings.desk
    fewer = replace(desk.settings.desk, people=(OTHER,))
    changed = replace(desk.settings, desk=fewer)
    serve_as(desk, changed)
    assert not is_in(browser)


def test_the_cookie_is_for_this_host_and_no_script(desk: Deal) -> None:
    browser, mail = ask(desk)
    secure = with_desk(desk.settings, public_address="https://site/")
    serve_as(desk, secure)
    browser.get("/desk/sign-in")
    answer = browser.post(LINK.findall(mail)[0], {})
    (cookie,) = [each for each in answer.headers.get_list("set-cookie") if "Max-Age=0" not in each]
    assert cookie.startswith("__Host-desk=")
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= {*cookie.split("; ")}


def test_what_has_ended_is_forgotten(desk: Deal) -> None:
    signed_in(desk)
    desk.clock.now += sign_in.SESSION_LIFE + timedelta(days=1)
    with desk.engine.begin() as connection:
        sign_in.prune_desk(connection, desk.clock())
        left = [connection.execute(select(each)).all() for each in (desk_links, desk_sessions)]
        assert left == [[], []]
        notifications = metadata.tables["notifications"]
        kinds = set(connection.scalars(select(notifications.c.kind)))
    assert "sign-in" not in kinds


# Forms of other pages


def test_a_form_of_another_site_does_nothing(desk: Deal) -> None:
    buyer = desk.send(**{desk.settings.form.honeypot.name: "x"})
    browser = signed_in(desk)
    path, act = f"/desk/requests/{buyer.reference}", {"do": "release"}
    foreign = [
        {"Sec-Fetch-Site": "cross-site", "Origin": "http://site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Sec-Fetch-Site": "none"},
        {"Sec-Fetch-Site": "", "Origin": "http://evil.example"},
        {"Sec-Fetch-Site": "", "Origin": "null"},
        {"Sec-Fetch-Site": ""},
    ]
    for headers in foreign:
        assert browser.post(path, act, **headers).status_code == 403, headers
    assert acts_of(desk, buyer.reference) == []


def test_a_page_that_hides_its_origin_is_known_by_its_token(desk: Deal) -> None:
    buyer = desk.send(**{desk.settings.form.honeypot.name: "x"})
    browser = signed_in(desk)
    browser.headers = {"Origin": "null"}
    browser.get(f"/desk/requests/{buyer.reference}")
    browser.press("release")
    assert acts_of(desk, buyer.reference) == [("released", PERSON)]


def test_an_older_browser_is_known_by_its_origin(desk: Deal) -> None:
    buyer = desk.send(**{desk.settings.form.honeypot.name: "x"})
    browser = signed_in(desk)
    browser.headers = {"Origin": "http://site"}
    browser.post(f"/desk/requests/{buyer.reference}", {"do": "release"})
    assert acts_of(desk, buyer.reference) == [("released", PERSON)]


def test_the_token_of_one_session_is_none_of_another(desk: Deal) -> None:
    buyer = desk.send(**{desk.settings.form.honeypot.name: "x"})
    mine, theirs = signed_in(desk), signed_in(desk, OTHER)
    theirs.get("/desk/")
    token = theirs.page.select_one("input[name=token]")
    assert token is not None
    mine.headers = {"Origin": "null"}
    path = f"/desk/requests/{buyer.reference}"
    answer = mine.post(path, {"do": "release", "token": str(token["value"])})
    assert answer.status_code == 403


# A trusted proxy


def test_a_trusted_proxy_names_who_asks(proxied: Deal) -> None:
    buyer = proxied.send(**{proxied.settings.form.honeypot.name: "x"})
    browser = Browser(proxied)
    browser.headers["Remote-Email"] = PERSON
    browser.get(f"/desk/requests/{buyer.reference}")
    browser.press("release")
    assert acts_of(proxied, buyer.reference) == [("released", PERSON)]


@pytest.mark.parametrize("name", ["mallory@example.com", "", "olga@example.com, x@example.com"])
def test_a_proxy_lets_nobody_in_who_is_not_named(proxied: Deal, name: str) -> None:
    browser = Browser(proxied)
    browser.headers["Remote-Email"] = name
    assert browser.get("/desk/").status_code == 303


def test_the_header_of_anybody_else_says_nothing(proxied: Deal) -> None:
    elsewhere = replace(proxied.settings, trusted_proxies=(ip_network("10.0.0.0/8"),))
    serve_as(proxied, elsewhere)
    browser = Browser(proxied)
    browser.headers["Remote-Email"] = PERSON
    browser.headers["X-Forwarded-For"] = "10.0.0.1"
    assert browser.get("/desk/").status_code == 303


def test_a_twin_of_the_header_is_refused(proxied: Deal) -> None:
    browser = Browser(proxied)
    browser.headers |= {"Remote-Email": PERSON, "Remote_Email": OTHER}
    assert browser.get("/desk/").status_code == 403


def test_a_proxy_with_a_secret_must_send_it(proxied: Deal) -> None:
    assert proxied.settings.desk
    secret = "s" * 32
    asked = replace(proxied.settings, desk=replace(proxied.settings.desk, proxy_secret=secret))
    serve_as(proxied, asked)
    browser = Browser(proxied)
    browser.headers["Remote-Email"] = PERSON
    assert browser.get("/desk/").status_code == 303
    assert browser.get("/desk/", **{"X-Desk-Secret": secret}).status_code == 200


# A link that a command makes


def test_a_link_of_the_command_works_in_any_browser_without_mail(desk: Deal) -> None:
    desk.send()
    with desk.engine.begin() as connection:
        key = get_or_create_secret(connection, "token", 0)
        _, token = sign_in.create_link(connection, key, PERSON, desk.clock())
    browser = Browser(desk)
    browser.get(f"/desk/in/{token}")
    assert "did not ask" not in browser.text
    browser.press(f"Sign in as {PERSON}")
    assert is_in(browser)
