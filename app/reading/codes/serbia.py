"""The code of Serbian receipts: a signed binary invoice inside the address of the tax administration.

Bytes by "Verification URL" in the technical guide of the Serbian tax administration (tap.suf.purs.gov.rs): a version,
two serial numbers of 8, two counters of 4, the total in ten-thousandths at 25 (little-endian), milliseconds since 1970
at 33 (big-endian), the kind of invoice at 41, sale or refund at 42.
"""

from __future__ import annotations

import base64
import datetime as dt
import re
import struct
from urllib.parse import unquote
from zoneinfo import ZoneInfo

from app.reading.codes.facts import CodeFacts, bounded, likely_day

_ADDRESS = re.compile(r"https?://(?:tap\.)?suf\.purs\.gov\.rs/v/?\?vl=(?P<invoice>[^&#]+)", re.IGNORECASE)
_MIN_BYTES = 43
_REFUND = 1
_REAL_KINDS = frozenset({0, 2, 4})  # normal, copy and advance; not proforma and training
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)
_MAX_MILLISECONDS = 4_000_000_000_000  # in 2096
_TEN_THOUSANDTHS = 100  # in a hundredth


def read(payload: str) -> CodeFacts | None:
    """Return what a payload of this form says, None for another one."""
    address = _ADDRESS.match(payload)
    if address is None:
        return None
    text = unquote(address["invoice"])
    invoice = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    if len(invoice) < _MIN_BYTES or invoice[41] not in _REAL_KINDS:
        return None
    (total,) = struct.unpack_from("<Q", invoice, 25)
    cents = round(total / _TEN_THOUSANDTHS) * (-1 if invoice[42] == _REFUND else 1)
    return CodeFacts(country="RS", total_cents=bounded(cents), currency="RSD", spent_on=_read_day(invoice))


def _read_day(invoice: bytes) -> dt.date | None:
    (milliseconds,) = struct.unpack_from(">Q", invoice, 33)
    if milliseconds > _MAX_MILLISECONDS:
        return None
    moment = _EPOCH + dt.timedelta(milliseconds=milliseconds)
    return likely_day(moment.astimezone(ZoneInfo("Europe/Belgrade")).date())
