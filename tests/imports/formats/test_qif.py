from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.imports.files import Refusal, RefusedFileError
from app.imports.formats.qif import Qif
from app.imports.records import MAX_ROWS, Answers, DateOrder, Facts, Question
from tests.imports.formats.bank_samples import QIF
from tests.support.imports import AS_GUESSED, briefly

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.imports.files import SourceFile

    Send = Callable[..., SourceFile]


def test_splits_become_rows_and_brackets_are_accounts(sent: Send) -> None:
    assert briefly(sent(QIF, name="money.qif")) == [
        "2026-03-13 123456 expense | Konzum | Food: Groceries | weekly",
        "2026-03-14 150000 income | Employer | Salary",
        "2026-03-15 2000 expense | DM | Household | bulbs\nboth",
        "2026-03-15 500 expense | DM | Car: Groceries | both",
        "2026-03-15 500 transfer | DM | both",
        "2006-03-16 10000 transfer",
        "2026-03-18 200 expense | Čaj",
    ]


def test_what_was_recognized_is_told(sent: Send) -> None:
    assert Qif().describe(sent(QIF), AS_GUESSED) == Facts("utf-8", date_order=DateOrder.DMY, decimal_mark=".")


def test_the_order_of_dates_is_asked_where_both_are_possible(sent: Send) -> None:
    file = sent("!Type:Bank\nD03/07/2026\nT-1.234,56\nPČaj\n^\n".encode("windows-1250"))
    facts = Qif().describe(file, AS_GUESSED)
    assert facts.questions == (Question("date_order", ("dmy", "mdy")),)
    assert (facts.encoding, facts.decimal_mark) == ("windows-1250", ",")
    assert briefly(file) == ["2026-07-03 123456 expense | Čaj"]
    assert briefly(file, Answers(date_order=DateOrder.MDY)) == ["2026-03-07 123456 expense | Čaj"]
    assert Qif().describe(file, Answers(decimal_mark=".")).decimal_mark == "."


def test_the_last_payment_may_lack_its_end(sent: Send) -> None:
    assert briefly(sent("!type:cash\nD13.03.2026\nCX\nN17\nT-5")) == ["2026-03-13 500 expense"]


def test_splits_without_amounts_are_none(sent: Send) -> None:
    assert briefly(sent("!Type:Bank\nD13.03.2026\nT-5\nLFun\nSFun\n^")) == ["2026-03-13 500 expense | Fun"]


def test_what_cannot_be_read_is_told(sent: Send) -> None:
    text = "!Type:Bank\nDtoday\nT-5\n^\nD13.03.2026\nTfive\n^\nD14.03.2026\n^\n"
    assert briefly(sent(text)) == ["line 2: bad_date 'today'", "line 5: bad_amount 'five'", "line 8: no_amount ''"]


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        ("!Type:Bank\n", Refusal.NO_ROWS),
        ("!Type:Cat\nNFood\n^\n", Refusal.NO_ROWS),
        ("!Type:Bank\n" + "T1\n^\n" * (MAX_ROWS + 1), Refusal.TOO_MANY_ROWS),
        ("!Type:Bank\0", Refusal.NOT_TEXT),
    ],
    ids=lambda value: value if isinstance(value, Refusal) else "",
)
def test_a_file_without_readable_payments_is_refused(sent: Send, content: str, refusal: Refusal) -> None:
    with pytest.raises(RefusedFileError) as caught:
        Qif().describe(sent(content), AS_GUESSED)
    assert caught.value.refusal is refusal
