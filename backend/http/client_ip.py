"""The client's IP address behind trusted proxies (X-Forwarded-For), and the network it is in."""

from collections.abc import Iterable
from ipaddress import (
    IPv6Address,
    ip_address,
    ip_network,
)

from backend.config.networks import Address, Network

# What one customer of a provider usually has: a rate limit for less would be walked around.
PREFIX_LENGTHS = {4: (24,), 6: (64, 48)}


def client_address(
    peer: str | None, forwarded: Iterable[str], trusted: tuple[Network, ...]
) -> Address | None:
    """Return the right-most hop that is no trusted proxy; None where nothing is known.

    `peer` is who is connected, `forwarded` every X-Forwarded-For header in its order. What stands
    left of the first hop that nobody vouches for could have been made up by it.
    """
    client = _parse_hop(peer or "")
    hops = [hop for header in forwarded for hop in header.split(",")]
    while client is not None and hops and _is_trusted(client, trusted):
        hop = _parse_hop(hops.pop())
        if hop is None:  # a proxy that writes nonsense is the last that can be named
            break
        client = hop
    return client


def networks_of(address: Address) -> tuple[str, ...]:
    """Return the networks that rate limits count: /24 of IPv4, /64 and /48 of IPv6."""
    lengths = PREFIX_LENGTHS[address.version]
    return tuple(str(ip_network((address, length), strict=False)) for length in lengths)


def _is_trusted(address: Address, networks: tuple[Network, ...]) -> bool:
    return any(address in network for network in networks)


def _parse_hop(text: str) -> Address | None:
    """Read 192.0.2.1, 192.0.2.1:8080, 2001:db8::1 or [2001:db8::1]:8080."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return mapped or address
