from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.imports.files import Refusal, RefusedFileError
from app.imports.formats.camt import Camt
from app.imports.formats.registry import recognize
from app.imports.records import MAX_ROWS, Account
from tests.imports.formats.bank_samples import CAMT, CAMT_08
from tests.support.imports import AS_GUESSED, briefly

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.imports.files import SourceFile

    Send = Callable[..., SourceFile]


BOMB = """<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>"""
OUTSIDE = '<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


def in_statement(entries: str) -> str:
    return f"<Document><BkToCstmrStmt><Stmt>{entries}</Stmt></BkToCstmrStmt></Document>"


def entry(details: str = "", amount: str = '<Amt Ccy="EUR">30.00</Amt>', side: str = "DBIT") -> str:
    booked = "<Sts>BOOK</Sts><BookgDt><Dt>2026-03-09</Dt></BookgDt><AddtlNtryInf>Batch</AddtlNtryInf>"
    return f"<Ntry>{amount}<CdtDbtInd>{side}</CdtDbtInd>{booked}<NtryDtls>{details}</NtryDtls></Ntry>"


def part(amount: str, currency: str = "EUR", side: str = "DBIT") -> str:
    return f'<TxDtls><Amt Ccy="{currency}">{amount}</Amt><CdtDbtInd>{side}</CdtDbtInd></TxDtls>'


def test_version_02(sent: Send) -> None:
    assert briefly(sent(CAMT, name="izvadak.xml")) == [
        "2026-03-07 123456 expense | KONZUM PLUS D.O.O. | Kupnja čaj | R1:DBIT1234.56",
        "2026-03-09 150000 income | Employer | R2:CRDT1500.00",
        "2026-03-09 1000 expense | Ivo | R3/1:DBIT30.00",
        "2026-03-09 2000 expense | Ana | R3/2:DBIT30.00",
        "2026-03-10 300 pending | Open",
        "2026-03-11 -123456 expense | Storno | R1:CRDT1234.56",
        "2026-03-12 150000 pending | Storno",
    ]


def test_version_08_with_a_prefix(sent: Send) -> None:
    assert briefly(sent(CAMT_08)) == ["2026-03-07 2345 expense | Konzum | HR00 12-3 | R8:DBIT23.45"]


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "windows-1250", "iso-8859-2"])
def test_xml_names_its_encoding(sent: Send, codec: str) -> None:
    declared = CAMT.replace('encoding="UTF-8"', f'encoding="{codec.removesuffix("-sig")}"')
    assert briefly(sent(declared.encode(codec)))[0].startswith(
        "2026-03-07 123456 expense | KONZUM PLUS D.O.O. | Kupnja čaj"
    )


@pytest.mark.parametrize(
    "details",
    [
        part("10.00") + "<TxDtls/>",
        part("10.00") + part("10.00"),
        part("10.00") + part("20.00", currency="USD"),
        part("10.00") + part("20.00", side="CRDT"),
        part("10.00") + part("twenty"),
    ],
)
def test_a_batch_is_split_only_where_its_parts_add_up(sent: Send, details: str) -> None:
    assert briefly(sent(in_statement(entry(details)))) == ["2026-03-09 3000 expense | Batch"]


def test_parts_may_have_their_amounts_directly(sent: Send) -> None:
    rows = briefly(sent(in_statement(entry(part("10.00") + part("20.00")))))
    assert rows == ["2026-03-09 1000 expense | Batch", "2026-03-09 2000 expense | Batch"]


@pytest.mark.parametrize(
    ("entries", "shown"),
    [
        (entry(amount=""), "line 1: no_amount ''"),
        (entry(amount="<Amt>x</Amt>"), "line 1: bad_amount 'x'"),
        (entry(amount='<Amt Ccy="USD">5</Amt>'), "line 1: other_currency '5 USD'"),
        (
            entry(amount="<Amt>x</Amt>", side="CRDT").replace("<Sts>", "<RvslInd>true</RvslInd><Sts>"),
            "line 1: bad_amount 'x'",
        ),
        (entry().replace("2026-03-09", "today"), "line 1: bad_date 'today'"),
        (entry().replace("<Dt>2026-03-09</Dt>", ""), "line 1: no_date ''"),
    ],
)
def test_what_cannot_be_read_is_told(sent: Send, entries: str, shown: str) -> None:
    assert briefly(sent(in_statement(entries))) == [shown]


def test_an_instant_becomes_the_day_of_the_account(sent: Send) -> None:
    assert briefly(sent(CAMT), account=Account("EUR", 2, "America/New_York"))[1].startswith("2026-03-08 150000")


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (in_statement(""), Refusal.NO_ROWS),
        (in_statement(entry())[:-10], Refusal.DAMAGED),
        (in_statement(entry("</TxDtls>")), Refusal.DAMAGED),
        (BOMB + in_statement(entry("&c;")), Refusal.DAMAGED),
        (OUTSIDE + in_statement(entry("&a;")), Refusal.DAMAGED),
        (in_statement("<a>" * 10_000 + "</a>" * 10_000), Refusal.DAMAGED),
        (in_statement(entry("&unknown;")), Refusal.DAMAGED),
        ('<?xml version="1.0" encoding="nobody"?>' + in_statement(entry()), Refusal.DAMAGED),
        ('<?xml version="1.0" encoding="utf-7"?>' + in_statement(entry()), Refusal.DAMAGED),
        (in_statement("<Ntry/>" * (2 * MAX_ROWS + 1)), Refusal.TOO_MANY_ROWS),
    ],
    ids=lambda value: value if isinstance(value, Refusal) else "",
)
def test_xml_that_is_damaged_or_hostile_is_refused(sent: Send, content: str, refusal: Refusal) -> None:
    file = sent(content)
    assert isinstance(recognize(file), Camt)
    with pytest.raises(RefusedFileError) as caught:
        Camt().describe(file, AS_GUESSED)
    assert caught.value.refusal is refusal


def test_long_texts_are_cut(sent: Send) -> None:
    text = "<TxDtls><RmtInf><Ustrd>" + "čaj\n" * 1_000_000 + "</Ustrd></RmtInf></TxDtls>"
    assert len(briefly(sent(in_statement(entry(text))))[0]) < 3000
