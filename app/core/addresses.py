"""Addresses of clients. Pure."""

from __future__ import annotations

import ipaddress

ADDRESS_MAX_LENGTH = 45  # of an IPv6 address as text, and of a network of it
_NETWORK_BITS = 64  # what a provider gives one customer at least (RFC 6177), who may use any address in it


def is_address(text: str) -> bool:
    """Tell whether this is a number instead of a name."""
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def network_of(address: str) -> str:
    """Return what counts as one client: an IPv4 address, or the /64 of an IPv6 one. Other texts stay as they are."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address[:ADDRESS_MAX_LENGTH]
    if isinstance(parsed, ipaddress.IPv4Address):
        return str(parsed)
    if parsed.ipv4_mapped is not None:
        return str(parsed.ipv4_mapped)
    return str(ipaddress.ip_network((parsed.packed, _NETWORK_BITS), strict=False))
