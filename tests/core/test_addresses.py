from __future__ import annotations

import pytest

from app.core.addresses import network_of


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:DB8:1:2::", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("fe80::1%eth0", "fe80::/64"),
        ("::1", "::/64"),
        ("", ""),
        ("localhost", "localhost"),
        ("x" * 100, "x" * 45),
    ],
)
def test_a_client_is_an_ipv4_address_or_the_network_of_an_ipv6_one(address: str, network: str) -> None:
    assert network_of(address) == network


def test_the_longest_network_fits_into_its_column() -> None:
    assert len(network_of("2001:db80:1111:2222:3333:4444:5555:6666")) <= 45
