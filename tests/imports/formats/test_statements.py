from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.imports.files import RefusedFileError
from app.imports.formats.registry import ANY_TABLE, FORMATS, recognize
from app.imports.identity import Identity
from app.imports.records import ForeignRow
from tests.imports.formats.bank_samples import N26, OFX_1, OFX_2, REVOLUT, STATEMENTS
from tests.imports.formats.test_mapped import BANK, CARD
from tests.support.imports import AS_GUESSED, EURO, brief, read_rows, send

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.imports.files import SourceFile

    Send = Callable[..., SourceFile]


TABLES = ("revolut", "n26", "wise statement", "wise history", "erste")
HEADS = {"erste": 2}  # lines with the header
CONTENTS = [*(text.encode() for _, text in STATEMENTS.values()), BANK.encode("windows-1250"), CARD.encode()]


def keys_in(file: SourceFile) -> list[str]:
    identity = Identity("source", "EUR")
    return [identity.key_of(row) for row in read_rows(file) if isinstance(row, ForeignRow)]


@pytest.mark.parametrize("name", STATEMENTS)
def test_each_file_is_recognized_by_its_format_alone(sent: Send, name: str) -> None:
    source, text = STATEMENTS[name]
    assert [form.source for form in FORMATS if form.recognizes(sent(text))] == [source]


@pytest.mark.parametrize("name", STATEMENTS)
def test_each_row_has_a_key_of_its_own(sent: Send, name: str) -> None:
    keys = keys_in(sent(STATEMENTS[name][1]))
    assert len(set(keys)) == len(keys) > 0


@pytest.mark.parametrize("name", TABLES)
def test_the_order_of_rows_does_not_matter(sent: Send, name: str) -> None:
    lines, head = STATEMENTS[name][1].strip().splitlines(), HEADS.get(name, 1)
    backwards = sent("\n".join([*lines[:head], *reversed(lines[head:])]))
    assert sorted(keys_in(backwards)) == sorted(keys_in(sent(STATEMENTS[name][1])))


@pytest.mark.parametrize("name", TABLES)
def test_a_longer_statement_that_overlaps_adds_only_what_is_new(sent: Send, name: str) -> None:
    lines, head = STATEMENTS[name][1].strip().splitlines(), HEADS.get(name, 1)
    shorter = keys_in(sent("\n".join(lines[: head + 2])))
    assert set(shorter) < set(keys_in(sent("\n".join(lines))))


def test_two_equal_coffees_stay_two(sent: Send) -> None:
    coffees = [row for row in read_rows(sent(N26)) if isinstance(row, ForeignRow) and row.merchant == "Kava"]
    identity = Identity("n26", "EUR")
    assert len({identity.key_of(row) for row in coffees}) == len(coffees) == 2


def test_the_same_account_has_the_same_keys_in_both_versions_of_ofx(sent: Send) -> None:
    assert keys_in(sent(OFX_2))[0] == keys_in(sent(OFX_1))[0] == "source:111:A1"


@pytest.mark.parametrize(
    ("text", "names"),
    [(REVOLUT, "Amount,Fee,Balance"), (N26, "Amount (EUR)")],
    ids=["revolut", "n26"],
)
def test_each_table_is_read_after_a_croatian_spreadsheet(sent: Send, text: str, names: str) -> None:
    header = text.splitlines()[0].replace('"', "").split(",")
    indexes = [header.index(name) for name in names.split(",")]
    rows = [line.split(",") for line in text.splitlines()[1:]]
    saved = [[cell.replace(".", ",") if at in indexes else cell for at, cell in enumerate(row)] for row in rows]
    content = "\n".join(";".join(row) for row in [header, *saved]).replace("1234,56", "1.234,56")
    file = sent(content.encode("windows-1250"))
    assert [brief(row) for row in read_rows(file)][:2] == [brief(row) for row in read_rows(sent(text))][:2]


@pytest.mark.parametrize("name", TABLES)
def test_a_header_without_rows_is_nobodys(sent: Send, name: str) -> None:
    lines = STATEMENTS[name][1].splitlines()[: HEADS.get(name, 1)]
    file = sent("\n".join(lines))
    assert recognize(file) is None
    assert not ANY_TABLE.recognizes(file)


@pytest.mark.parametrize("content", [b"", b"\xff\xd8\xff\xe0 OFX", b"%PDF-1.7 camt.053", b"<html>OFX</html>"])
def test_a_wrong_kind_of_file_is_nobodys(sent: Send, content: bytes) -> None:
    file = sent(content)
    assert recognize(file) is None
    with pytest.raises(RefusedFileError):
        _ = file.table


def test_a_formula_is_only_a_text(sent: Send) -> None:
    assert brief(read_rows(sent(REVOLUT.replace("Konzum", "=cmd|x")))[0]) == "2026-03-07 123456 expense | =cmd|x"


def read_all(file: SourceFile) -> None:
    """Do with a file what is done with it anywhere, also with readers of other files."""
    for form in (*FORMATS, ANY_TABLE):
        form.recognizes(file)
        try:
            form.describe(file, AS_GUESSED)
            assert all(map(brief, form.read(file, AS_GUESSED, EURO)))
        except RefusedFileError:
            continue


pieces = st.one_of(
    st.binary(max_size=12),
    st.sampled_from(
        [b"", b";", b'"', b"\n", b"-", b"<", b"</", b"&", b"^", b"<!DOCTYPE a>", b"99999999", b"9" * 80, b"\0"]
    ),
)


@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    content=st.sampled_from(CONTENTS),
    edits=st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 40), pieces), max_size=4),
)
def test_no_file_is_an_error(tmp_path: Path, content: bytes, edits: list[tuple[int, int, bytes]]) -> None:
    for place, count, piece in edits:
        at = place * len(content) // 1000
        content = content[:at] + piece + content[at + count :]
    read_all(send(tmp_path, content))
