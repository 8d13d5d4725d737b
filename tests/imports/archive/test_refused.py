"""Archives that are damaged, foreign, newer or hostile: each is refused in words, and nothing of it is saved."""

from __future__ import annotations

import io
import json
import struct
import zipfile
from typing import TYPE_CHECKING, Any, TypeAlias

import pytest

from app.imports.archive.errors import ArchiveFault, RefusedArchiveError
from app.imports.archive.messages import refusal_text
from app.imports.archive.zip_file import MAX_FILES
from tests.support.archives import files_of, forged, zip_of
from tests.support.factories import files_in, picture

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask

    from app.models import User
    from tests.support.archives import Archives
    from tests.support.factories import Factory

Files: TypeAlias = dict[str, bytes]
Refusal: TypeAlias = "Callable[[bytes], ArchiveFault]"


@pytest.fixture
def good(make: Factory, archives: Archives, alice: User) -> Files:
    """The files of an archive with an expense and a receipt."""
    make.receipt(make.expense(alice, category_id=make.category(alice, "Food").id, merchant="Konzum"))
    return files_of(archives.of(alice))


@pytest.fixture
def refusal(app: Flask, archives: Archives, charlie: User, upload_folder: Path) -> Callable[[bytes], ArchiveFault]:
    """Tells why an archive is refused, by looking at it and by saving it."""

    def find(content: bytes) -> ArchiveFault:
        path, before, files = archives.keep(content), archives.holdings(charlie), files_in(upload_folder)
        with pytest.raises(RefusedArchiveError) as looked:
            archives.inspect(charlie, path)
        with pytest.raises(RefusedArchiveError):
            archives.take(charlie, path)
        assert (archives.holdings(charlie), files_in(upload_folder)) == (before, files)
        with app.test_request_context():
            assert refusal_text(looked.value).endswith(". Nothing was saved.")
        return looked.value.fault

    return find


def changed(files: Files, table: str, old: str, new: str) -> bytes:
    """Return an archive in which a text of a table is another one."""
    text = files[table].decode()
    assert old in text
    return forged({**files, table: text.replace(old, new).encode()})


def photo_of(files: Files) -> str:
    return next(name for name in files if name.startswith("receipts/"))


def test_what_is_no_zip(refusal: Refusal) -> None:
    for content in (b"", b"PK", picture(), b"PK\x05\x06" + bytes(10)):
        assert refusal(content) == ArchiveFault.DAMAGED


def test_a_zip_that_was_cut(good: Files, refusal: Refusal) -> None:
    content = forged(good)
    assert refusal(content[:-30]) == ArchiveFault.DAMAGED
    assert refusal(content[:200] + content[300:]) == ArchiveFault.DAMAGED


def test_bytes_that_flipped(good: Files, refusal: Refusal) -> None:
    content = bytearray(forged(good))
    content[content.index(b"expenses.csv") + 40] ^= 0xFF
    assert refusal(bytes(content)) == ArchiveFault.DAMAGED


@pytest.mark.parametrize(
    "manifest", [b"", b"{}", b"[]", b"null", b'{"app": "other", "format": 1}', b"[" * 100_000, b'{"app": "potrosnja"}']
)
def test_a_foreign_zip(refusal: Refusal, manifest: bytes) -> None:
    assert refusal(zip_of({"manifest.json": manifest})) == ArchiveFault.FOREIGN
    assert refusal(zip_of({"transactions.csv": b"date"})) == ArchiveFault.FOREIGN


@pytest.mark.parametrize(
    "account", [{"currency": "EUR", "first_name": "\ud800"}, {"currency": "\ud800"}], ids=["name", "currency"]
)
def test_a_manifest_with_half_a_letter(good: Files, refusal: Refusal, account: dict[str, str]) -> None:
    assert refusal(forged(good, account=account)) == ArchiveFault.FOREIGN


@pytest.mark.parametrize(
    ("number", "fault"),
    [(2, ArchiveFault.NEWER_FORMAT), (0, ArchiveFault.UNKNOWN_FORMAT), ("1", ArchiveFault.UNKNOWN_FORMAT)],
)
def test_another_format(good: Files, refusal: Refusal, number: Any, fault: ArchiveFault) -> None:
    assert refusal(forged(good, format=number)) == fault


@pytest.mark.parametrize(
    "name",
    [
        "../evil.txt",
        "/etc/evil",
        "receipts/../../evil",
        "a//b",
        "C:evil",
        "..\\evil",
        "receipts/\u202eevil",
        "./x",
        "..",
    ],
)
def test_a_name_that_leads_out(good: Files, refusal: Refusal, name: str) -> None:
    assert refusal(forged({**good, name: b"x"})) == ArchiveFault.UNSAFE_NAME


def test_a_bomb(good: Files, refusal: Refusal) -> None:
    assert refusal(forged({**good, "months/x.html": bytes(2_000_000)})) == ArchiveFault.BOMB


def test_a_file_that_says_it_is_smaller_than_it_is(good: Files, archives: Archives, charlie: User) -> None:
    size, less = struct.pack("<I", 2_000_000), struct.pack("<I", 2000)
    content = forged({**good, "months/x.html": bytes(2_000_000)})
    assert size in content
    with pytest.raises(RefusedArchiveError, match=ArchiveFault.DAMAGED):
        archives.inspect(charlie, archives.keep(content.replace(size, less)))


def test_a_list_of_files_that_would_fill_the_memory(good: Files, refusal: Refusal) -> None:
    content = forged(good)
    place = content.rindex(b"PK\x05\x06")
    too_many = content[:place] + struct.pack("<4s4xHHII2x", b"PK\x05\x06", 65535, 65535, 300_000_000, 0)
    assert refusal(too_many) in {ArchiveFault.TOO_MANY_FILES, ArchiveFault.DAMAGED}
    names = io.BytesIO()
    with zipfile.ZipFile(names, "w") as archive:
        for number in range(MAX_FILES + 1):
            archive.writestr(zipfile.ZipInfo(f"{number}"), b"")
    assert refusal(names.getvalue()) == ArchiveFault.TOO_MANY_FILES


def test_a_name_twice(good: Files, refusal: Refusal) -> None:
    target = io.BytesIO(forged(good))
    with zipfile.ZipFile(target, "a") as archive, pytest.warns(UserWarning, match="Duplicate"):
        archive.writestr("expenses.csv", b"x")
    assert refusal(target.getvalue()) == ArchiveFault.DAMAGED


def test_a_way_of_packing_that_is_not_ours(good: Files, refusal: Refusal) -> None:
    target = io.BytesIO(forged(good))
    with zipfile.ZipFile(target, "a") as archive:
        archive.writestr("more.txt", b"x", compress_type=zipfile.ZIP_LZMA)
    assert refusal(target.getvalue()) == ArchiveFault.DAMAGED


def test_a_missing_file(good: Files, refusal: Refusal) -> None:
    for name in ("expenses.csv", photo_of(good), "index.html"):
        assert (
            refusal(zip_of({key: content for key, content in good.items() if key != name})) == ArchiveFault.MISSING_FILE
        )


def test_a_photo_that_nobody_lists(good: Files, refusal: Refusal) -> None:
    files = {key: content for key, content in good.items() if key != photo_of(good)}
    assert refusal(forged(files)) == ArchiveFault.MISSING_FILE


def test_a_wrong_hash(good: Files, refusal: Refusal) -> None:
    for name in ("expenses.csv", photo_of(good)):
        assert refusal(zip_of({**good, name: good[name] + b"\n"})) == ArchiveFault.WRONG_HASH


def test_another_currency(good: Files, refusal: Refusal) -> None:
    account = json.loads(good["manifest.json"])["account"]
    assert refusal(forged(good, account={**account, "currency": "USD"})) == ArchiveFault.OTHER_CURRENCY
    assert refusal(changed(good, "expenses.csv", ",EUR,", ",USD,")) == ArchiveFault.OTHER_CURRENCY


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (",12.50,", ",0.00,"),
        (",12.50,", ",12.5,"),
        (",12.50,", ",12,"),
        (",12.50,", ",1e3,"),
        (",12.50,", ",99999999999.00,"),
        (",12.50,", ",nan,"),
        (",2026-11-22,", ",2026-02-30,"),
        (",2026-11-22,", ",0001-01-01,"),
        (",2026-11-22,", ",9999-12-31,"),
        (",Food,", ",,"),
        (",Food,", ",Nowhere,"),
        (",Food,", f",{'x' * 51},"),
        ("Konzum", "K" * 101),
        ("Konzum", "Kon\x00zum"),
        ("Konzum", "Kon\u202ezum"),
        ("Konzum", '"Konzum'),
        ("Konzum,", "Konzum,,"),
        ("potrosnja:", "other:"),
        ("+00:00", ""),
        ("+00:00,", "+25:00,"),
        ("id,date", "number,date"),
    ],
)
def test_a_row_that_cannot_be_read(good: Files, refusal: Refusal, old: str, new: str) -> None:
    assert refusal(changed(good, "expenses.csv", old, new)) == ArchiveFault.BAD_TABLE


def test_an_expense_twice(good: Files, refusal: Refusal) -> None:
    lines = good["expenses.csv"].decode().splitlines(keepends=True)
    content = forged({**good, "expenses.csv": "".join([*lines, lines[-1]]).encode()})
    assert refusal(content) == ArchiveFault.BAD_TABLE


def test_a_row_that_names_what_is_not_there(good: Files, refusal: Refusal) -> None:
    assert refusal(changed(good, "receipts.csv", "potrosnja:", "potrosnja:0")) == ArchiveFault.BAD_TABLE
    assert refusal(changed(good, "categories.csv", "Food", "X")) == ArchiveFault.BAD_TABLE


HOSTILE_PHOTOS = {
    "metadata": picture("JPEG", exif=b"Exif\x00\x00MM\x00*\x00\x00\x00\x08\x00\x00"),
    "comment": picture("JPEG", comment=b"<script>"),
    "behind a JPEG": picture("JPEG") + b"<script>",
    "behind a PNG": picture("PNG") + b"PK",
    "behind a WebP": picture("WEBP") + b"PK",
}


@pytest.mark.parametrize("photo", HOSTILE_PHOTOS.values(), ids=HOSTILE_PHOTOS)
def test_a_photo_with_more_than_a_picture_is_cleaned(
    good: Files, archives: Archives, charlie: User, upload_folder: Path, photo: bytes
) -> None:
    archives.take(charlie, archives.keep(forged({**good, photo_of(good): photo})))
    assert len(archives.holdings(charlie)["receipts"]) == 1
    stored = [path.read_bytes() for path in upload_folder.rglob("*.*") if path.is_file()]
    assert not [content for content in stored if content == photo or b"<script>" in content]


def test_a_photo_that_is_none_is_left_out(good: Files, archives: Archives, charlie: User) -> None:
    counts = archives.take(charlie, archives.keep(forged({**good, photo_of(good): b"<svg onload=alert(1)>"})))
    assert counts == {"expenses": 1, "categories": 1, "lost": 1}


def test_more_files_than_the_manifest_names_do_no_harm(good: Files, archives: Archives, charlie: User) -> None:
    content = io.BytesIO(zip_of(good))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("__MACOSX/._index.html", b"x")
        archive.mkdir("folder")
    assert archives.take(charlie, archives.keep(content.getvalue()))["expenses"] == 1
