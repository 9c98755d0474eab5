"""Trusted proxies: the networks whose X-Forwarded-For header is believed."""

from ipaddress import (
    IPv4Address,
    IPv4Network,
    IPv6Address,
    IPv6Network,
    ip_network,
)

Address = IPv4Address | IPv6Address

Network = IPv4Network | IPv6Network

ADVICE = "name your proxies, such as 127.0.0.1 or 10.0.0.0/8"


def parse_networks(text: str) -> tuple[Network, ...]:
    """Return the networks of a comma separated list; raises ValueError, also for "everybody"."""
    networks = []
    for item in filter(None, (part.strip() for part in text.split(","))):
        if item == "*":
            raise ValueError(f"'*' trusts everybody; {ADVICE}")
        try:
            network = ip_network(item, strict=False)
        except ValueError:
            raise ValueError(f"{item!r} is no address or network; {ADVICE}") from None
        if network.prefixlen == 0:
            raise ValueError(f"{item!r} trusts everybody; {ADVICE}")
        networks.append(network)
    return tuple(networks)
