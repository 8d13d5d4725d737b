from __future__ import annotations

import datetime as dt
import hashlib
import json
import zipfile
from typing import TYPE_CHECKING

import pytest

from app.exports import routes
from tests.support.archives import ARCHIVE_URL, files_of, table_of
from tests.support.factories import picture

if TYPE_CHECKING:
    from pathlib import Path

    from app.models import User
    from tests.support.archives import Archives
    from tests.support.client import Client
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")


def test_an_archive_has_every_expense_with_its_receipts(make: Factory, archives: Archives, alice: User) -> None:
    food = make.category(alice, "Food")
    expense = make.expense(alice, 2345, merchant="Konzum", note="milk", category_id=food.id)
    receipt = make.receipt(expense)
    path = archives.of(alice)
    rows = table_of(path, "expenses.csv")
    name = f"receipts/2026/11/2026-11-22_Konzum_23,45-EUR_{receipt.id:04}.jpg"
    assert [(row["date"], row["amount"], row["currency"], row["category"], row["receipts"]) for row in rows] == [
        ("2026-11-22", "23.45", "EUR", "Food", name)
    ]
    assert hashlib.sha256(files_of(path)[name]).hexdigest() == receipt.sha256


def test_only_what_is_ones_own_goes_out(make: Factory, archives: Archives, alice: User, charlie: User) -> None:
    make.receipt(make.expense(charlie, merchant="Secret"))
    make.waiting(charlie)
    make.limit(charlie)
    make.savings_goal(charlie, name="Secret")
    make.decision(charlie, "secret")
    make.imported(make.expense(charlie), "mint:secret")
    files = files_of(archives.of(alice))
    assert not [name for name, content in files.items() if b"ecret" in content]
    assert not [name for name in files if name.startswith(("receipts/", "thumbnails/", "months/"))]


def test_the_manifest_names_every_other_file_with_its_hash(make: Factory, archives: Archives, alice: User) -> None:
    make.receipt(make.expense(alice))
    files = files_of(archives.of(alice))
    manifest = json.loads(files.pop("manifest.json"))
    assert manifest["files"] == {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    assert (manifest["format"], manifest["app"], manifest["lost"]) == (1, "potrosnja", [])
    assert manifest["account"]["currency"] == "EUR"


def test_no_password_goes_out(archives: Archives, alice: User) -> None:
    assert not [
        name for name, content in files_of(archives.of(alice)).items() if alice.password_hash.encode() in content
    ]


def test_what_is_deleted_lies_in_the_trash(make: Factory, archives: Archives, alice: User) -> None:
    deleted_at = dt.datetime(2026, 11, 20, tzinfo=dt.UTC)
    make.receipt(make.expense(alice, merchant="Gone", deleted_at=deleted_at))
    make.receipt(make.expense(alice, merchant="Kept"), deleted_at=deleted_at)
    path = archives.of(alice)
    assert [row["merchant"] for row in table_of(path, "trash.csv")] == ["Gone"]
    assert [(row["merchant"], row["receipts"]) for row in table_of(path, "expenses.csv")] == [("Kept", "")]
    assert len([name for name in files_of(path) if name.startswith("receipts/trash/")]) == 2


def test_receipts_that_wait_go_out_too(make: Factory, archives: Archives, alice: User) -> None:
    receipt = make.waiting(alice)
    path = archives.of(alice)
    assert [row["expense"] for row in table_of(path, "receipts.csv")] == [""]
    name = next(name for name in files_of(path) if name.startswith("receipts/waiting/"))
    assert name.endswith(f"_{receipt.id:04}.jpg")


@pytest.mark.parametrize(
    "merchant",
    ["../../etc/passwd", "/root", "a\\b", "C:", "..", "x" * 100, "한" * 100, "👩‍👧", "=cmd|' /C calc'!A0", "a;b"],
)
def test_the_name_of_a_file_is_safe_everywhere(make: Factory, archives: Archives, alice: User, merchant: str) -> None:
    make.receipt(make.expense(alice, merchant=merchant))
    name = next(name for name in files_of(archives.of(alice)) if name.startswith("receipts/"))
    folder, _, file = name.rpartition("/")
    assert folder == "receipts/2026/11"
    assert len(file.encode()) <= 200
    assert not set(file) & set('/\\:*?"<>|;\n\r\t\0')


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "'=1", "=cmd|' /C calc'!A0"])
def test_a_cell_that_a_spreadsheet_would_run_is_harmless(
    make: Factory, archives: Archives, alice: User, text: str
) -> None:
    make.expense(alice, -500, merchant=text, note=text, category_id=make.category(alice, text).id)
    path = archives.of(alice)
    row = table_of(path, "expenses.csv")[0]
    assert [row[name] for name in ("merchant", "note", "category")] == [f"'{text}"] * 3
    assert table_of(path, "categories.csv")[0]["name"] == f"'{text}"
    assert row["amount"] == "-5.00"


def test_a_lost_photo_keeps_nobody_from_leaving(
    make: Factory, archives: Archives, alice: User, charlie: User, upload_folder: Path
) -> None:
    make.receipt(make.expense(alice), picture("PNG"))
    next(upload_folder.rglob("*.png")).unlink()
    path = archives.of(alice)
    assert [name.rpartition(".")[2] for name in json.loads(files_of(path)["manifest.json"])["lost"]] == ["png"]
    assert archives.inspect(charlie, path).counts["lost"] == 1
    assert archives.take(charlie, path)["lost"] == 1


def test_an_archive_has_what_was_there_when_it_began(
    client: Client, make: Factory, archives: Archives, alice: User
) -> None:
    category = make.category(alice)
    make.expenses(alice, range(1, 3000), category_id=category.id)
    response = client.get(ARCHIVE_URL, buffered=False)
    pieces = iter(response.iter_encoded())
    first = next(pieces)
    make.expenses(alice, range(1, 500), category_id=category.id)  # is written while it is sent
    path = archives.keep(b"".join([first, *pieces]))
    response.close()
    assert len(table_of(path, "expenses.csv")) == 2999
    assert archives.inspect(alice, path).cents == sum(range(1, 3000))


def test_who_stops_reading_an_archive_leaves_nothing_open(client: Client, make: Factory, alice: User) -> None:
    make.expenses(alice, range(1, 3000))
    for _ in range(routes.MOST_ARCHIVES + 1):
        response = client.get(ARCHIVE_URL, buffered=False)
        next(iter(response.iter_encoded()))
        response.close()
    make.expense(alice)
    assert client.get(ARCHIVE_URL).status_code == 200


def test_every_program_can_read_the_zip(make: Factory, archives: Archives, alice: User) -> None:
    make.receipt(make.expense(alice, merchant="Čćžšđ"))
    with zipfile.ZipFile(archives.of(alice)) as archive:
        assert archive.testzip() is None
        # Only DEFLATE says by itself where a file ends, for programs that do not wait for the end of the ZIP.
        assert {info.compress_type for info in archive.infolist()} == {zipfile.ZIP_DEFLATED}
        assert archive.infolist()[-1].filename == "manifest.json"


def test_the_server_makes_few_archives_at_a_time(client: Client) -> None:
    places = routes.MOST_ARCHIVES
    for _ in range(places):
        assert routes.archive_places.acquire(blocking=False)
    try:
        assert "The server is making other archives" in client.page(ARCHIVE_URL, follow_redirects=True).text
    finally:
        routes.archive_places.release(places)
    for _ in range(places + 1):
        assert client.get(ARCHIVE_URL).status_code == 200


def test_the_page_of_your_data_leads_to_the_archive(client: Client) -> None:
    assert "/exports/" in client.page("/more/").attributes("main a", "href")
    assert ARCHIVE_URL in client.page("/exports/").attributes("main a", "href")
