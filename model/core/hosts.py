"""Hosts of addresses: which of them are this machine."""

from ipaddress import ip_address


def is_loopback(host: str | None) -> bool:
    """Tell whether a host, as `urlsplit` gives it, is the machine that asks."""
    try:
        return ip_address(host or "").is_loopback
    except ValueError:
        return host == "localhost"
