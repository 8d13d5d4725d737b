from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.imports.files import Refusal, RefusedFileError
from app.imports.formats import expenseowl
from app.imports.formats.registry import recognize
from app.imports.records import Answers, Facts, Question, Sign
from tests.imports.formats.samples import EXPENSEOWL_JSON
from tests.support.imports import AS_GUESSED, EURO, briefly

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.imports.files import SourceFile

    Send = Callable[..., SourceFile]

ROWS = [
    "2026-03-08 2345 expense | Konzum | Groceries | #weekly #eating-out | 0b1c2f6e-0001",
    "2026-03-01 150000 income | Salary | Income | 0b1c2f6e-0002",
]
HEAD = '[{"name":"a","category":"b","amount":"1","date":"2026-03-07"}'


def refusal_of(file: SourceFile) -> Refusal:
    form = recognize(file)
    assert form is not None
    with pytest.raises(RefusedFileError) as caught:
        list(form.read(file, AS_GUESSED, EURO))
    return caught.value.refusal


def test_the_file_of_the_folder_is_read_alone_and_in_a_zip(sent: Send) -> None:
    assert briefly(sent(EXPENSEOWL_JSON, name="expenses.json")) == ROWS
    assert briefly(sent({"data/expenses.json": EXPENSEOWL_JSON, "data/config.json": "{}"})) == ROWS


def test_a_row_has_the_key_that_it_has_in_the_csv(sent: Send) -> None:
    form = recognize(sent(EXPENSEOWL_JSON))
    assert form is not None
    assert (form.source, form.title) == ("expenseowl", "ExpenseOwl")


def test_the_sign_is_asked_about_where_no_amount_is_negative(sent: Send) -> None:
    file = sent(EXPENSEOWL_JSON.replace("-23.45", "23.45"))
    form = recognize(file)
    assert form is not None
    facts = Facts("utf-8", sign=Sign.POSITIVE, questions=(Question("sign", ("positive", "negative")),))
    assert form.describe(file, AS_GUESSED) == facts
    assert briefly(file) == ROWS
    assert briefly(file, Answers(sign=Sign.NEGATIVE))[0].startswith("2026-03-08 2345 income")


def test_entries_of_other_kinds_are_told(sent: Send) -> None:
    text = '[{"id":[1],"name":7,"category":null,"amount":-5,"date":"2026-03-07","tags":"x"},"what",{"amount":true}]'
    assert briefly(sent(text)) == ["2026-03-07 500 expense | 7", "line 2: bad_row ''", "line 3: no_date ''"]


@pytest.mark.parametrize(
    ("text", "refusal"),
    [
        (HEAD, Refusal.DAMAGED),
        (HEAD + "," + "[" * 100_000, Refusal.DAMAGED),
        (f"{HEAD},{'9' * 5000}]", Refusal.DAMAGED),
    ],
)
def test_a_damaged_file_is_refused(sent: Send, text: str, refusal: Refusal) -> None:
    assert refusal_of(sent(text)) is refusal


def test_too_many_entries_are_refused(sent: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(expenseowl, "MAX_ROWS", 1)
    assert refusal_of(sent(EXPENSEOWL_JSON)) is Refusal.TOO_MANY_ROWS


def test_other_json_is_not_recognized(sent: Send) -> None:
    assert recognize(sent('[{"name": 1}]')) is None
    assert recognize(sent('{"name":1,"category":1,"amount":1,"date":1}')) is None
