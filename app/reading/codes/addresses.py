"""The parameters of addresses in codes. Pure."""

from __future__ import annotations

from urllib.parse import parse_qsl

_MAX_PARAMETERS = 30


def parse_parameters(query: str) -> dict[str, str]:
    """Return the parameters of an address by name, the first of each; a plus is a plus, not a blank.

    Raises:
        ValueError: there are too many.
    """
    pairs = parse_qsl(query.replace("+", "%2B"), max_num_fields=_MAX_PARAMETERS)
    return dict(reversed(pairs))
