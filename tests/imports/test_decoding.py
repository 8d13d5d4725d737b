from __future__ import annotations

import pytest

from app.imports.decoding import decode
from app.imports.files import Refusal, RefusedFileError
from tests.support.imports import zipped
from tests.support.pictures import draw_halves, encode

TEXT = "Datum;Iznos\nčćžšđ;1\n"


def refusal_of(raw: bytes) -> Refusal:
    with pytest.raises(RefusedFileError) as caught:
        decode(raw)
    return caught.value.refusal


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16", "windows-1250"])
def test_text_is_read_in_its_encoding(codec: str) -> None:
    text, encoding = decode(TEXT.encode(codec))
    assert text == TEXT
    assert encoding == codec.removesuffix("-sig")


def test_bytes_that_windows_1250_lacks_are_read_as_latin_1() -> None:
    assert decode(b"caf\xe9 \x81") == ("café \x81", "latin-1")


def test_a_file_from_two_sources_is_read_in_both_encodings() -> None:
    mixed = "Čaj;1\nŽarulje čičak;2\n".encode() + "Šibica;3\n".encode("windows-1250") + b"caf\xe9 \x81"
    assert decode(mixed) == ("Čaj;1\nŽarulje čičak;2\nŠibica;3\ncafé \N{REPLACEMENT CHARACTER}", "utf-8")


def test_lines_end_as_on_unix() -> None:
    assert decode(b"a\r\nb\rc\n")[0] == "a\nb\nc\n"


@pytest.mark.parametrize("raw", [b"", b" \r\n\t", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_nothing_visible_is_empty(raw: bytes) -> None:
    assert refusal_of(raw) is Refusal.EMPTY


@pytest.mark.parametrize(
    "raw",
    [
        b"date,amount\n2026-03-07,\0",
        b"%PDF-1.7 text without any zero",
        b"\x01\x02\x03 controls",
        b"\xff\xfe\x00",
        b"\xff\xfe\x00\x00a\x00\x00\x00",
        zipped({"a.csv": "a"}),
        encode(draw_halves(), "PNG"),
        encode(draw_halves(), "JPEG"),
    ],
)
def test_binaries_are_no_text(raw: bytes) -> None:
    assert refusal_of(raw) is Refusal.NOT_TEXT


def test_a_stray_control_character_passes() -> None:
    assert decode(b"a" * 200 + b"\x07")[1] == "utf-8"
