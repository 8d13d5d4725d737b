from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.imports.formats.mapped import Mapped
from app.imports.formats.registry import ANY_TABLE, find, recognize
from app.imports.records import Account, Answers, Column, DateOrder, Question, Role, Sign
from tests.support.imports import AS_GUESSED, EURO, brief

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.imports.files import SourceFile
    from app.imports.records import Facts

    Send = Callable[..., SourceFile]


BANK = """\
Izvadak po računu
Datum;Datum valute;Opis transakcije;Primatelj;Isplata;Uplata;Stanje;Kategorija;Referenca
07.03.2026;06.03.2026;Kupnja;KONZUM čaj;1.234,56;0,00;100,00;Hrana;R1
;08.03.2026;Plaća;;;1.500,00;1.600,00;;R2
09.03.2026;09.03.2026;Storno;DM;-5,00;;1.605,00;;R3
10.03.2026;10.03.2026;Oboje;DM;5,00;5,00;1.605,00;;R4
11.03.2026;11.03.2026;Ništa;DM;;;1.605,00;;R5
12.03.2026;12.03.2026;Previše;DM;x;;1.605,00;;R6
13.03.2026;13.03.2026;Uplata;DM;;y;1.605,00;;R7
"""
CARD = "Date,Payee,Amount,Fee\n2026-03-07,Konzum,23.45,\n2026-03-08,DM,5.00,-0.10\n2026-03-09,Payment,-50.00,0.10\n"


def rows_in(file: SourceFile, answers: Answers = AS_GUESSED, account: Account = EURO) -> list[str]:
    assert recognize(file) is None
    assert ANY_TABLE.recognizes(file)
    return [brief(row) for row in ANY_TABLE.read(file, answers, account)]


def facts_in(file: SourceFile, answers: Answers = AS_GUESSED) -> Facts:
    return ANY_TABLE.describe(file, answers)


def test_a_croatian_bank_without_a_format_of_its_own(sent: Send) -> None:
    file = sent(BANK.encode("windows-1250"))
    assert rows_in(file) == [
        "2026-03-07 123456 expense | KONZUM čaj | Hrana | Kupnja | R1",
        "2026-03-08 150000 income | Plaća | R2",
        "2026-03-09 500 income | DM | Storno | R3",
        "line 6: bad_row '10.03.2026 10.03.2026 Oboje DM 5,00 5,00 1.605,00 R4'",
        "line 7: no_amount ''",
        "line 8: bad_amount 'x'",
        "line 9: bad_amount 'y'",
    ]
    facts = facts_in(file)
    assert (facts.encoding, facts.separator, facts.date_order) == ("windows-1250", ";", DateOrder.DMY)
    assert (facts.decimal_mark, facts.sign, facts.questions) == (",", "", ())


def test_columns_are_shown_with_their_roles_and_cells(sent: Send) -> None:
    assert facts_in(sent("Date,Amount,X\n2026-03-07,-5.00,\n2026-03-08,-6.00,\n")).columns == (
        Column("Date", Role.DATE, ("2026-03-07", "2026-03-08")),
        Column("Amount", Role.AMOUNT, ("-5.00", "-6.00")),
        Column("X", Role.NONE),
    )
    assert [column.name for column in facts_in(sent("2026-03-07,Tea,5.00\n2026-03-08,Tea,5.00")).columns] == [
        "1",
        "2",
        "3",
    ]


def test_a_person_says_what_columns_mean(sent: Send) -> None:
    file = sent("Date,Amount,One,Two,Three\n2026-03-07,-5.00,Tea,Bar,7\n")
    roles = (Role.DATE, Role.AMOUNT, Role.NOTE, Role.MERCHANT, Role.NOTE)
    assert rows_in(file, Answers(roles=roles)) == ["2026-03-07 500 expense | Bar | Tea\n7"]
    assert [column.role for column in facts_in(file, Answers(roles=roles)).columns] == list(roles)


def test_roles_of_another_table_are_not_taken(sent: Send) -> None:
    assert rows_in(sent("Date,Amount\n2026-03-07,-5.00\n"), Answers(roles=(Role.AMOUNT,))) == ["2026-03-07 500 expense"]


def test_a_table_without_the_roles_it_needs_has_no_rows_that_can_be_read(sent: Send) -> None:
    file = sent("Date,Amount\n2026-03-07,-5.00\n")
    assert rows_in(file, Answers(roles=(Role.NONE, Role.AMOUNT))) == ["line 2: no_date ''"]
    assert rows_in(file, Answers(roles=(Role.DATE, Role.NONE))) == ["line 2: no_amount ''"]


def test_positive_amounts_may_be_money_spent_and_fees_come_on_top(sent: Send) -> None:
    positive = ["2026-03-07 2345 expense | Konzum", "2026-03-08 510 expense | DM", "2026-03-09 5000 income | Payment"]
    assert rows_in(sent(CARD), Answers(sign=Sign.POSITIVE)) == positive
    negative = ["2026-03-07 2345 income | Konzum", "2026-03-08 500 income | DM", "2026-03-09 5010 expense | Payment"]
    assert rows_in(sent(CARD), Answers(sign=Sign.NEGATIVE)) == negative


@pytest.mark.parametrize(
    ("amounts", "choices"),
    [
        (("5.00", "6.00"), ("positive", "negative")),
        (("-5.00", "6.00", "7.00"), ("negative", "positive")),
        (("-5.00", "6.00", "(7.00)"), ()),
        (("5.00-", "\u22126.00"), ()),
    ],
)
def test_the_sign_of_money_spent_is_asked_where_it_is_not_plain(
    sent: Send, amounts: tuple[str, ...], choices: tuple[str, ...]
) -> None:
    file = sent("Date,Amount\n" + "".join(f"2026-03-07,{amount}\n" for amount in amounts))
    questions = {question.name: question.choices for question in facts_in(file).questions}
    assert questions == ({"sign": choices} if choices else {})
    assert facts_in(file).sign == (choices or ("negative",))[0]
    assert facts_in(file, Answers(sign=Sign.POSITIVE)).sign == "positive"


def test_what_dates_and_amounts_leave_open_is_asked(sent: Send) -> None:
    file = sent("Date;Amount\n03/07/2026;-1.234\n")
    assert facts_in(file).questions == (
        Question("date_order", ("dmy", "mdy")),
        Question("decimal_mark", (",", ".")),
    )
    assert rows_in(file) == ["2026-07-03 123400 expense"]
    assert rows_in(file, Answers(date_order=DateOrder.MDY, decimal_mark=".")) == ["2026-03-07 123 expense"]


def test_debits_may_be_negative(sent: Send) -> None:
    file = sent("Date,Debit,Credit\n2026-03-07,-5.00,\n2026-03-08,-6.00,\n2026-03-09,,7.00\n")
    assert rows_in(file) == ["2026-03-07 500 expense", "2026-03-08 600 expense", "2026-03-09 700 income"]


@pytest.mark.parametrize(
    ("cell", "account", "shown"),
    [
        ("-5.00 EUR", EURO, "2026-03-07 500 expense"),
        ("-5.00 USD", EURO, "line 2: other_currency '-5.00 USD USD'"),
        ("-$5.00", EURO, "line 2: other_currency '-$5.00 USD'"),
        ("-$5.00", Account("CAD", 2, "America/Toronto"), "2026-03-07 500 expense"),
    ],
)
def test_a_currency_may_stand_beside_the_amount(sent: Send, cell: str, account: Account, shown: str) -> None:
    assert rows_in(sent(f"Date,Amount\n2026-03-07,{cell}\n"), account=account) == [shown]


def test_a_currency_may_stand_in_a_column_or_in_the_header(sent: Send) -> None:
    rows = rows_in(sent("Date,Amount,Currency\n2026-03-07,-5.00,\u20ac\n2026-03-08,-6.00,usd\n"))
    assert rows == ["2026-03-07 500 expense", "line 3: other_currency '-6.00 USD'"]
    assert rows_in(sent("Date,Amount (USD)\n2026-03-07,-5.00\n")) == ["line 2: other_currency '-5.00 USD'"]


def test_a_key_that_comes_twice_is_made_longer(sent: Send) -> None:
    file = sent("Date,Amount,Card\n2026-03-07,-5.00,A\n2026-03-08,-6.00,A\n2026-03-08,-7.00,\n")
    answers = Answers(roles=(Role.DATE, Role.AMOUNT, Role.ID))
    assert rows_in(file, answers) == [
        "2026-03-07 500 expense | A:2026-03-07:-5.00",
        "2026-03-08 600 expense | A:2026-03-08:-6.00",
        "2026-03-08 700 expense",
    ]


def test_a_row_with_too_many_cells_is_told(sent: Send) -> None:
    assert rows_in(sent("Date,Amount\n2026-03-07,-5.00\n2026-03-08,-5.00,tea\n"))[1].startswith("line 3: bad_row")


def test_a_fee_that_cannot_be_read_is_not_passed_over(sent: Send) -> None:
    answers = Answers(roles=(Role.DATE, Role.AMOUNT, Role.FEE))
    assert rows_in(sent("Date,Amount,Fee\n2026-03-07,-5.00,x\n"), answers) == ["line 2: bad_amount 'x'"]


@pytest.mark.parametrize("content", ["", "tea", "Date,Amount\n", "\0"])
def test_what_is_no_table_is_not_taken(sent: Send, content: str) -> None:
    assert not Mapped().recognizes(sent(content))


def test_the_reader_of_any_table_is_found_by_its_source() -> None:
    assert find("table") is ANY_TABLE
