from __future__ import annotations

import io
import zipfile
from typing import TYPE_CHECKING

import pytest

from app.imports import archives
from app.imports.files import MAX_TEXT_BYTES, Refusal, RefusedFileError
from tests.support.imports import zipped

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.imports.files import SourceFile

    Send = Callable[..., SourceFile]

TABLE = "Date,Amount\n2026-03-07,1\n"


def refusal_of(file: SourceFile) -> Refusal:
    with pytest.raises(RefusedFileError) as caught:
        _ = file.members or file.table
    return caught.value.refusal


def archive(**details: int) -> bytes:
    """Return a ZIP with one member whose record in the directory has other details than it should."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        info = zipfile.ZipInfo("a.csv")
        target.writestr(info, TABLE)
        for name, value in details.items():
            setattr(info, name, value)
    return buffer.getvalue()


def test_a_text_has_a_table(sent: Send) -> None:
    file = sent(TABLE)
    assert (file.text, file.encoding) == (TABLE, "utf-8")
    assert file.names == ("date", "amount")
    assert file.members == {}
    assert file.find("a.csv") is None


def test_a_text_without_columns_has_no_names(sent: Send) -> None:
    assert sent("just a word").names == ()


def test_a_text_of_more_than_ten_megabytes_is_refused(sent: Send) -> None:
    assert refusal_of(sent(b"a" * (MAX_TEXT_BYTES + 1))) is Refusal.TOO_LARGE


def test_a_zip_has_members_and_no_text(sent: Send) -> None:
    file = sent({"data/": "", "data/a.csv": TABLE, "b.txt": "b"})
    assert list(file.members) == ["data/a.csv", "b.txt"]
    member = file.find("a.csv")
    assert member is not None
    assert member.names == ("date", "amount")
    assert member.size == len(TABLE)
    assert file.find("c.csv") is None
    assert file.names == ()
    with pytest.raises(RefusedFileError, match="not_text"):
        _ = file.text


def test_an_empty_zip_is_no_text(sent: Send) -> None:
    assert refusal_of(sent({})) is Refusal.NOT_TEXT


def test_a_member_is_read_up_to_a_limit(sent: Send) -> None:
    member = sent({"a.csv": TABLE}).members["a.csv"]
    assert member.read_bytes(len(TABLE)) == TABLE.encode()
    with pytest.raises(RefusedFileError, match="too_large"):
        member.read_bytes(len(TABLE) - 1)


@pytest.mark.parametrize(
    "content",
    [
        {"../a.csv": TABLE},
        {"a/../../b.csv": TABLE},
        {"/etc/passwd": TABLE},
        {"C:a.csv": TABLE},
        {"a\\b.csv": TABLE},
        {"bomb.csv": b"0" * 1_000_000},
        archive(flag_bits=1),
        archive(compress_type=zipfile.ZIP_LZMA),
        zipped({"a.csv": TABLE}).replace(b"PK\x01\x02", b"PK\x01\x03"),
    ],
)
def test_a_hostile_or_damaged_zip_is_refused(sent: Send, content: bytes | dict[str, str]) -> None:
    file = sent(content)
    assert refusal_of(file) is Refusal.BAD_ARCHIVE
    assert file.find("a.csv") is None
    assert file.names == ()


def test_a_name_that_comes_twice_is_refused(sent: Send) -> None:
    content = zipped({"a.csv": TABLE, "b.csv": TABLE}).replace(b"b.csv", b"a.csv")
    assert refusal_of(sent(content)) is Refusal.BAD_ARCHIVE


def test_a_zip_with_too_many_members_is_refused(sent: Send, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archives, "MAX_MEMBERS", 1)
    assert refusal_of(sent({"a.csv": TABLE, "b.csv": TABLE})) is Refusal.BAD_ARCHIVE


def test_a_damaged_member_is_refused(sent: Send) -> None:
    content = zipped({"a.csv": TABLE * 50})
    member = sent(content.replace(content[60:70], b"x" * 10)).members["a.csv"]
    with pytest.raises(RefusedFileError, match="bad_archive"):
        member.read_bytes()
