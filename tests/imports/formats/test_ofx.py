from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.imports.files import Refusal, RefusedFileError
from app.imports.formats.ofx import Ofx
from app.imports.formats.registry import recognize
from app.imports.records import MAX_ROWS
from tests.imports.formats.bank_samples import OFX_1, OFX_2
from tests.support.imports import AS_GUESSED, briefly, read_rows

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.imports.files import SourceFile

    Send = Callable[..., SourceFile]


def in_file(payment: str) -> str:
    return f"OFXHEADER:100\n<OFX><STMTTRN>{payment}</STMTTRN></OFX>"


def test_version_1_is_sgml(sent: Send) -> None:
    assert briefly(sent(OFX_1)) == [
        "2026-03-07 123456 expense | Café & Co | weekly | 111:A1",
        "2026-03-08 150000 income | Salary | 111:A2",
        "2026-03-09 500 expense | Ivo",
        "2026-03-10 700 expense | Bar | 222:A1",
        "line 22: other_currency '-8.00 USD'",
    ]


def test_version_2_is_xml(sent: Send) -> None:
    assert briefly(sent(OFX_2, name="web.qfx")) == [
        "2026-03-07 2345 expense | Čarobna šuma | Tea & cake | 111:A1",
        "2026-03-08 100 pending | Open",
    ]


@pytest.mark.parametrize(
    ("declared", "codec", "name"),
    [
        ("CHARSET:1252", "cp1252", "Café"),
        ("CHARSET:1250", "cp1250", "Čaj"),
        ("CHARSET:ISO-8859-1", "latin-1", "Café"),
        ("CHARSET:NONE", "cp1250", "Čaj"),
        ("CHARSET:1252", "utf-8", "Čaj"),
    ],
)
def test_the_header_names_the_encoding_unless_it_is_utf_8(sent: Send, declared: str, codec: str, name: str) -> None:
    text = f"OFXHEADER:100\n{declared}\n" + in_file(f"<DTPOSTED>20260307\n<TRNAMT>-5\n<NAME>{name}\n")
    assert briefly(sent(text.encode(codec))) == [f"2026-03-07 500 expense | {name}"]


def test_version_2_names_its_encoding_in_the_first_line(sent: Send) -> None:
    text = OFX_2.replace("UTF-8", "ISO-8859-2").encode("iso8859-2")
    file = sent(text)
    assert briefly(file)[0] == "2026-03-07 2345 expense | Čarobna šuma | Tea & cake | 111:A1"
    assert Ofx().describe(file, AS_GUESSED).encoding == "iso8859-2"


@pytest.mark.parametrize(
    ("payment", "shown"),
    [
        ("<DTPOSTED>20261307<TRNAMT>-5", "line 2: bad_date '20261307'"),
        ("<TRNAMT>-5", "line 2: no_date ''"),
        ("<DTPOSTED>20260307<TRNAMT>five", "line 2: bad_amount 'five'"),
        ("<DTPOSTED>20260307<TRNAMT>0.00", "line 2: zero_amount '0.00'"),
        ("<DTPOSTED>20260307", "line 2: no_amount ''"),
        ("<DTPOSTED>00010101<TRNAMT>-5", "line 2: day_out_of_range '00010101'"),
        ("<DTPOSTED>20260307<TRNAMT>-99999999999999999999", "line 2: amount_too_large '-99999999999999999999'"),
    ],
)
def test_what_cannot_be_read_is_told(sent: Send, payment: str, shown: str) -> None:
    assert briefly(sent(in_file(payment))) == [shown]


def test_payments_may_lack_their_end(sent: Send) -> None:
    payments = "<DTPOSTED>20260307<TRNAMT>-5<STMTTRN><DTPOSTED>20260308<TRNAMT>-6"
    assert len(briefly(sent(f"OFXHEADER:100\n<OFX><STMTTRN>{payments}"))) == 2


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        ("OFXHEADER:100\n<OFX></OFX>", Refusal.NO_ROWS),
        ("<OFX>\0<STMTTRN>", Refusal.NOT_TEXT),
        ("<OFX>" + "<STMTTRN>" * (MAX_ROWS + 1), Refusal.TOO_MANY_ROWS),
        ("<OFX>" + " " * 10_000_000, Refusal.TOO_LARGE),
    ],
    ids=lambda value: value if isinstance(value, Refusal) else "",
)
def test_a_file_without_readable_payments_is_refused(sent: Send, content: str, refusal: Refusal) -> None:
    file = sent(content)
    assert isinstance(recognize(file), Ofx)
    with pytest.raises(RefusedFileError) as caught:
        Ofx().describe(file, AS_GUESSED)
    assert caught.value.refusal is refusal


@pytest.mark.parametrize(
    "hostile",
    [
        "<A>" * 100_000,
        "&#" + "9" * 10_000 + ";",
        "<![CDATA[" * 100_000,
        "<" * 1_000_000,
        "<NAME>" + "x" * 1_000_000,
    ],
    ids=["depth", "number", "data", "tags", "length"],
)
def test_hostile_text_stays_text(sent: Send, hostile: str) -> None:
    assert len(read_rows(sent(in_file(f"<DTPOSTED>20260307<TRNAMT>-5<NAME>a{hostile}")))) == 1


def test_an_entity_is_not_looked_up(sent: Send) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE OFX [<!ENTITY a "aaaa"><!ENTITY b SYSTEM "file:///etc/passwd">]>'
    text = bomb + "<OFX><STMTTRN><DTPOSTED>20260307<TRNAMT>-5<NAME>&a;&b;&amp;</STMTTRN></OFX>"
    assert briefly(sent(text)) == ["2026-03-07 500 expense | &a;&b;&"]
