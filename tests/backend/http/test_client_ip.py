"""Who is believed about whose request it is."""

from ipaddress import ip_address

import pytest

from backend.config.networks import parse_networks
from backend.http.client_ip import client_address, networks_of

PROXIES = parse_networks("127.0.0.1, ::1, 10.0.0.0/8")


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.9", [], "203.0.113.9"),
        ("127.0.0.1", [], "127.0.0.1"),
        ("127.0.0.1", ["203.0.113.9"], "203.0.113.9"),
        ("::1", ["2001:db8::9"], "2001:db8::9"),
        # Two proxies of ours, in one header or in two.
        ("127.0.0.1", ["203.0.113.9, 10.1.2.3"], "203.0.113.9"),
        ("127.0.0.1", ["203.0.113.9", "10.1.2.3"], "203.0.113.9"),
        # What a client has made up stands left of what our proxy saw.
        ("127.0.0.1", ["198.51.100.1, 203.0.113.9"], "203.0.113.9"),
        ("127.0.0.1", ["198.51.100.1", "203.0.113.9, 10.1.2.3"], "203.0.113.9"),
        ("127.0.0.1", ["10.9.9.9, 203.0.113.9"], "203.0.113.9"),
        # Nobody vouches for a stranger's header.
        ("203.0.113.9", ["198.51.100.1"], "203.0.113.9"),
        ("203.0.113.9", ["127.0.0.1"], "203.0.113.9"),
        # Nonsense is never a client; the hop that passed it on is.
        ("127.0.0.1", ["nonsense"], "127.0.0.1"),
        ("127.0.0.1", ["203.0.113.9, unknown, 10.1.2.3"], "10.1.2.3"),
        ("127.0.0.1", [""], "127.0.0.1"),
        ("127.0.0.1", ["10.1.2.3"], "10.1.2.3"),
        # Ports, brackets, zones and IPv4 within IPv6.
        ("127.0.0.1", ["203.0.113.9:4711"], "203.0.113.9"),
        ("127.0.0.1", ["[2001:db8::9]:4711"], "2001:db8::9"),
        ("::ffff:127.0.0.1", ["::ffff:203.0.113.9"], "203.0.113.9"),
        (None, ["203.0.113.9"], None),
        ("", ["203.0.113.9"], None),
    ],
)
def test_the_client_is_the_right_most_hop_that_is_no_proxy_of_ours(
    peer: str | None, forwarded: list[str], client: str | None
) -> None:
    found = client_address(peer, forwarded, PROXIES)
    assert found == (None if client is None else ip_address(client))


def test_without_named_proxies_nobody_is_believed() -> None:
    assert str(client_address("127.0.0.1", ["203.0.113.9"], ())) == "127.0.0.1"


@pytest.mark.parametrize("text", ["*", "0.0.0.0/0", "::/0", "10.0.0.0/8, *", "proxy.example", "1"])
def test_everybody_and_nonsense_cannot_be_trusted(text: str) -> None:
    with pytest.raises(ValueError, match="name your proxies"):
        parse_networks(text)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("203.0.113.9", "203.0.113.200", True),
        ("203.0.113.9", "203.0.114.9", False),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
    ],
)
def test_a_network_is_what_one_customer_has(one: str, other: str, same: bool) -> None:
    assert (networks_of(ip_address(one))[0] == networks_of(ip_address(other))[0]) is same


def test_a_site_that_holds_many_networks_of_ipv6_is_named_by_its_48() -> None:
    one, other = (networks_of(ip_address(f"2001:db8:7:{number}::1")) for number in (1, 2))
    assert one[0] != other[0]
    assert one[1:] == other[1:] == ("2001:db8:7::/48",)
