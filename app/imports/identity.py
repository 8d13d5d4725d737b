"""What tells a row of a foreign file from all others, so that it comes in once. Pure."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

from app.core.text import search_key
from app.imports.records import Kind

if TYPE_CHECKING:
    from app.imports.records import ForeignRow

_MAX_LENGTH = 200  # of a key, as its column
_MONEY_IN = frozenset({Kind.INCOME})


class Identity:
    """Gives the rows of one file their keys.

    The key is that of the source, where the row has one. Otherwise it is a fingerprint of day, amount, currency and
    text, with the number of the equal row: two equal coffees of a day stay two, and a longer file that overlaps gives
    the same rows the same keys, whatever their order.
    """

    def __init__(self, source: str, currency: str) -> None:
        self._source = source
        self._currency = currency  # of rows that name none
        self._seen: Counter[bytes] = Counter()

    def key_of(self, row: ForeignRow) -> str:
        if row.external_id:
            key = f"{self._source}:{row.external_id}"
            return key if len(key) <= _MAX_LENGTH else self._hashed(row.external_id.encode())
        looks = self._looks_of(row)
        digest = hashlib.sha256(looks).digest()
        self._seen[digest] += 1
        return self._hashed(looks + b"\0%d" % self._seen[digest])

    def _looks_of(self, row: ForeignRow) -> bytes:
        """Return what equal rows have in common; money in and out of the same amount are different."""
        cents = -row.amount_cents if row.kind in _MONEY_IN else row.amount_cents
        text = search_key(f"{row.merchant} {row.note}")
        parts = (row.spent_on.isoformat(), str(cents), row.currency or self._currency, text)
        return "\0".join(parts).encode()

    def _hashed(self, content: bytes) -> str:
        return f"{self._source}:{hashlib.sha256(content).hexdigest()}"
