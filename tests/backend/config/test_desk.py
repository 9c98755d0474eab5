"""How the desk is set up, and what stops the start."""

from ipaddress import ip_network

import pytest

from backend.config.desk import parse_desk

ON = {"QUOTES_DESK": "on", "QUOTES_DESK_PEOPLE": "Olga@example.com, otto@example.com"}
ADDRESS = "https://soc.example.com/"
PROXIES = (ip_network("10.0.0.0/8"),)


def test_without_its_setting_there_is_no_desk() -> None:
    assert parse_desk({"QUOTES_DESK_PEOPLE": "olga@example.com"}, (), ADDRESS) is None


def test_people_are_named_in_the_settings() -> None:
    made = parse_desk(ON, (), ADDRESS)
    assert made
    assert made.people == ("olga@example.com", "otto@example.com")


@pytest.mark.parametrize("people", ["", " , ", "olga", "olga@example.com,@example.com"])
def test_a_desk_for_nobody_does_not_start(people: str) -> None:
    with pytest.raises(ValueError, match="QUOTES_DESK_PEOPLE"):
        parse_desk({**ON, "QUOTES_DESK_PEOPLE": people}, (), ADDRESS)


def test_a_header_that_anybody_can_send_does_not_start() -> None:
    with pytest.raises(ValueError, match="QUOTES_TRUSTED_PROXIES"):
        parse_desk({**ON, "QUOTES_DESK_HEADER": "Remote-Email"}, (), ADDRESS)
    made = parse_desk({**ON, "QUOTES_DESK_HEADER": "Remote-Email"}, PROXIES, ADDRESS)
    assert made
    assert made.proxy_header == "Remote-Email"


@pytest.mark.parametrize("header", ["Remote_Email", "Remote Email", "X:"])
def test_a_header_that_servers_read_in_two_ways_does_not_start(header: str) -> None:
    with pytest.raises(ValueError, match="QUOTES_DESK_HEADER"):
        parse_desk({**ON, "QUOTES_DESK_HEADER": header}, PROXIES, ADDRESS)


def test_a_short_secret_does_not_start_and_is_not_shown() -> None:
    environ = {**ON, "QUOTES_DESK_HEADER": "Remote-Email", "QUOTES_DESK_SECRET": "abc-123"}
    with pytest.raises(ValueError, match="QUOTES_DESK_SECRET") as raised:
        parse_desk(environ, PROXIES, ADDRESS)
    assert "abc-123" not in str(raised.value)


@pytest.mark.parametrize("address", ["", "http://soc.example.com/"])
def test_a_desk_without_a_safe_address_does_not_start(address: str) -> None:
    with pytest.raises(ValueError, match="QUOTES_DESK"):
        parse_desk(ON, (), address)


def test_on_this_machine_it_may_be_in_the_clear() -> None:
    assert parse_desk(ON, (), "http://127.0.0.1:8000/")


@pytest.mark.parametrize("name", ["QUOTES_DESK", "QUOTES_DESK_PEOPLE", "QUOTES_DESK_HEADER"])
def test_what_was_given_in_the_wrong_place_is_not_shown(name: str) -> None:
    with pytest.raises(ValueError, match=name) as raised:
        parse_desk({**ON, name: "a secret_"}, PROXIES, ADDRESS)
    assert "a secret_" not in str(raised.value)
