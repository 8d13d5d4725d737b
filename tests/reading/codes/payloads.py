"""Payloads of codes on receipts that never existed, and what each says."""

from __future__ import annotations

import base64
import datetime as dt
import struct

from app.reading.codes.facts import CodeFacts


def croatian(
    amount: str, *, moment: str = "20260307_1432", mark: str = "jir=0d5a3c1e-9f2b-4c67-8a1d-2b3c4d5e6f70"
) -> str:
    return f"https://porezna.gov.hr/rn?{mark}&datv={moment}&izn={amount}"


def serbian(cents: int, moment: dt.datetime, *, kind: int = 0, transaction: int = 0) -> str:
    head = b"\x03" + b"KXDWGJ5K" + b"EGSE6Ir7" + struct.pack("<II", 43824, 171)
    body = struct.pack("<Q", 100 * cents) + struct.pack(">Q", int(moment.timestamp() * 1000))
    invoice = head + body + bytes([kind, transaction, 0]) + bytes(80)
    return "https://suf.purs.gov.rs/v/?vl=" + base64.b64encode(invoice).decode()


def slovenian(digits: str = "0000000" + "1" * 32 + "10039856" + "260307143200") -> str:
    return digits + str(sum(map(int, digits)) % 10)


MONTENEGRIN = "https://mapr.tax.gov.me/ic/#/verify?iic=9A1C&tin=02365928&crtd=2026-08-29T23:59:22+02:00&ord=12&bu=ab&cr=cd&sw=ef&prc=12.40"
ALBANIAN = "https://efiskalizimi-app.tatime.gov.al/invoice-check/#/verify?iic=9A1C&tin=L91806031N&crtd=2026-08-29T14:59:22+02:00&prc=1240.00"
PORTUGUESE = (
    "A:123456789*B:999999990*C:PT*D:FS*E:N*F:20260307*G:FSAB2026/0035*H:CSDF7T5H-0035*I1:PT*N:64.02*O:513.58"
    "*Q:kLp0*R:9999"
)
GERMAN = (
    "V0;AMA-2642;Kassenbeleg-V1;Beleg^4.05_3.00_0.00_0.00_0.00^7.05:Bar;13;44131;2026-03-07T23:29:48.000Z;"
    "2026-03-07T23:29:49.000Z;ecdsa-plain-SHA384;unixTime;K8;BB"
)
AUSTRIAN = (
    "_R1-AT0_0003111_0003111001000202404157928_2026-03-07T16:28:54_1,20_13,80_0,00_0,00_0,00_4jJVnlBGlgw=_"
    "U:ATU59193205-001_xg2ik+BDjGE=_MRuODBr"
)
SPANISH = (
    "https://www2.agenciatributaria.gob.es/wlpl/TIKE-CONT/ValidarQR?nif=89890001K&numserie=12345678-G33"
    "&fecha=07-03-2026&importe=241.4"
)
PAYMENT_SLIP = (
    "HRVHUB30\nEUR\n000000000012355\nANA HORVAT\nULICA 125\n42000 VARAŽDIN\nVODOVOD d.o.o.\nPROLAZ 13B\n21230 SINJ\n"
    "HR1210010051863000160\nHR01\n7269\nCOST\nRačun za vodu\n"
)
TRANSFER = "BCD\n002\n1\nSCT\n\nVodovod d.o.o.\nHR1210010051863000160\nEUR12.3\n\n\nRačun"
DAY = dt.date(2026, 3, 7)

# Each family once, with all that it says.
KNOWN: dict[str, CodeFacts] = {
    croatian("12,50"): CodeFacts("HR", total_cents=1250, currency="EUR", spent_on=DAY),
    serbian(125_050, dt.datetime(2026, 3, 7, 23, 30, tzinfo=dt.UTC)): CodeFacts(
        "RS", total_cents=125_050, currency="RSD", spent_on=dt.date(2026, 3, 8)
    ),
    MONTENEGRIN: CodeFacts(
        "ME", total_cents=1240, currency="EUR", spent_on=dt.date(2026, 8, 29), tax_number="02365928"
    ),
    ALBANIAN: CodeFacts(
        "AL", total_cents=124_000, currency="ALL", spent_on=dt.date(2026, 8, 29), tax_number="L91806031N"
    ),
    PORTUGUESE: CodeFacts("PT", total_cents=51_358, currency="EUR", spent_on=DAY, tax_number="123456789"),
    GERMAN: CodeFacts("DE", total_cents=705, currency="EUR", spent_on=dt.date(2026, 3, 8)),
    AUSTRIAN: CodeFacts("AT", total_cents=1500, currency="EUR", spent_on=DAY),
    SPANISH: CodeFacts("ES", total_cents=24_140, currency="EUR", spent_on=DAY, tax_number="89890001K"),
    slovenian(): CodeFacts("SI", currency="EUR", spent_on=DAY, tax_number="10039856"),
    PAYMENT_SLIP: CodeFacts("HR", "payment", total_cents=12_355, currency="EUR", payee="VODOVOD d.o.o."),
    TRANSFER: CodeFacts("HR", "payment", total_cents=1230, currency="EUR", payee="Vodovod d.o.o."),
}
