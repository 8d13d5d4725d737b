"""What holds for all programs: each knows its own files, also after a spreadsheet, and no file is an error."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.imports.files import Refusal, RefusedFileError
from app.imports.formats.registry import FORMATS, find, recognize
from tests.imports.formats.samples import EXPENSEOWL_JSON, SAMPLES, YNAB_4
from tests.imports.formats.test_actual_budget import budget
from tests.imports.formats.test_my_expenses import backup
from tests.support.imports import AS_GUESSED, EURO, brief, briefly, cells, joined, send, zipped
from tests.support.pictures import draw_halves, encode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from app.imports.files import SourceFile

    Send = Callable[..., SourceFile]

AMOUNT = re.compile(r"^(-?[$€]?)([\d,]+)\.(\d+)$")
SEPARATORS = {"my-expenses": ";"}
# A row of these is only to be understood with those around it.
SEQUENTIAL = {"my-expenses"}
CONTENTS = [
    *(text.encode() for text in SAMPLES.values()),
    *(YNAB_4.encode(), EXPENSEOWL_JSON.encode(), zipped(budget()), zipped({**backup()})),
    zipped({"transactions.csv": SAMPLES["sure"], "receipts.csv": SAMPLES["receipt-wrangler"]}),
]


def in_croatian(source: str) -> bytes:
    """Return the sample as a Croatian spreadsheet saves it."""
    table = cells(SAMPLES[source], SEPARATORS.get(source, ","))
    return joined([[AMOUNT.sub(with_comma, cell) for cell in row] for row in table], ";").encode("windows-1250")


def with_comma(amount: re.Match[str]) -> str:
    """Write 1234.56 as 1.234,56."""
    sign, whole, decimals = amount.groups()
    return f"{sign}{int(whole.replace(',', '')):,}".replace(",", ".") + f",{decimals}"


@pytest.mark.parametrize("source", SAMPLES)
def test_each_file_is_recognized_by_its_program_alone(sent: Send, source: str) -> None:
    file = sent(SAMPLES[source])
    assert [form.source for form in FORMATS if form.recognizes(file)] == [source]


def test_sources_are_unique_and_short() -> None:
    sources = [form.source for form in FORMATS]
    assert len(set(sources)) == len(sources)
    assert all(len(source) <= 40 and form.title for source, form in zip(sources, FORMATS, strict=True))


def test_a_format_is_found_by_its_source() -> None:
    assert find("cashew") is not None
    assert find("nobody") is None


@pytest.mark.parametrize("source", SAMPLES)
def test_each_file_is_read_after_a_croatian_spreadsheet(sent: Send, source: str) -> None:
    expected = [row for row in briefly(sent(SAMPLES[source])) if not row.startswith("line")]
    file = sent(in_croatian(source))
    form = recognize(file)
    assert form is not None
    facts = form.describe(file, AS_GUESSED)
    assert (form.source, facts.encoding, facts.separator, facts.decimal_mark) == (source, "windows-1250", ";", ",")
    assert [row for row in briefly(file) if not row.startswith("line")] == expected


@pytest.mark.parametrize("source", [source for source in SAMPLES if source not in SEQUENTIAL])
def test_the_order_of_rows_does_not_matter(sent: Send, source: str) -> None:
    header, *rows = SAMPLES[source].strip().splitlines()
    backwards = sent("\n".join([header, *reversed(rows)]))
    assert without_lines(briefly(backwards)) == without_lines(briefly(sent(SAMPLES[source])))


@pytest.mark.parametrize("source", SAMPLES)
def test_a_longer_file_has_the_same_rows_and_more(sent: Send, source: str) -> None:
    lines = SAMPLES[source].strip().splitlines()
    shorter, longer = (briefly(sent("\n".join(part))) for part in (lines[:3], lines))
    assert without_categories(shorter) <= without_categories(longer)


def without_categories(rows: list[str]) -> set[str]:
    """Leave out categories: with more rows, a name may turn out to stand below several groups."""
    return {row.partition(" | ")[0] for row in rows}


def without_lines(rows: list[str]) -> list[str]:
    return sorted(row.partition(":")[2] if row.startswith("line") else row for row in rows)


@pytest.mark.parametrize("source", SAMPLES)
def test_a_header_without_rows_is_refused(sent: Send, source: str) -> None:
    file = sent(SAMPLES[source].splitlines()[0])
    assert recognize(file) is None
    with pytest.raises(RefusedFileError) as caught:
        _ = file.table
    assert caught.value.refusal is Refusal.NO_ROWS


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        ("", Refusal.EMPTY),
        (encode(draw_halves(), "JPEG"), Refusal.NOT_TEXT),
        ("id,name,amount\0", Refusal.NOT_TEXT),
        ({"../x": "y"}, Refusal.BAD_ARCHIVE),
        ({"x": "y"}, Refusal.NOT_TEXT),
    ],
)
def test_a_wrong_kind_of_file_is_recognized_by_nobody(
    sent: Send, content: str | bytes | dict[str, str], refusal: Refusal
) -> None:
    file = sent(content)
    assert recognize(file) is None
    with pytest.raises(RefusedFileError) as caught:
        _ = file.table
    assert caught.value.refusal is refusal


def test_a_row_with_too_many_cells_is_told(sent: Send) -> None:
    rows = briefly(sent(SAMPLES["receipt-wrangler"] + "19,2026-03-09,2026-03-08,Tea, with milk,Ana,2,OPEN,a,b,,c\n"))
    assert rows[-1].startswith("line 4: bad_row '19,2026")


def test_a_formula_is_only_a_text(sent: Send) -> None:
    assert "| =cmd|' /C calc'!A0 |" in briefly(sent(SAMPLES["cashew"].replace("Konzum", "=cmd|' /C calc'!A0")))[0]


def read_all(file: SourceFile) -> Iterator[str]:
    """Do with a file what is done with it anywhere: recognize, describe, read; also with readers of other files."""
    recognize(file)
    for form in FORMATS:
        form.recognizes(file)
        try:
            form.describe(file, AS_GUESSED)
            yield from map(brief, form.read(file, AS_GUESSED, EURO))
        except RefusedFileError:
            continue


def mutated(content: bytes, edits: list[tuple[int, int, bytes]]) -> bytes:
    """Replace pieces: a place in thousandths of the file, a number of bytes, and what comes there."""
    for place, count, piece in edits:
        at = place * len(content) // 1000
        content = content[:at] + piece + content[at + count :]
    return content


pieces = st.one_of(
    st.binary(max_size=12),
    st.sampled_from(
        [b"", b",", b";", b'"', b"\n", b"-", b"0001-01-01", b"9999-12-31T23:59:59-12:00", b"9" * 80, b"\0"]
    ),
)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    content=st.sampled_from(CONTENTS),
    edits=st.lists(st.tuples(st.integers(0, 1000), st.integers(0, 40), pieces), max_size=4),
)
def test_no_file_is_an_error(tmp_path: Path, content: bytes, edits: list[tuple[int, int, bytes]]) -> None:
    assert all(read_all(send(tmp_path, mutated(content, edits))))


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(content=st.binary(max_size=300))
def test_no_bytes_are_an_error(tmp_path: Path, content: bytes) -> None:
    assert all(read_all(send(tmp_path, content)))
