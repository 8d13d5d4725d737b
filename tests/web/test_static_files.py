from __future__ import annotations

import gzip
import re
from pathlib import Path
from typing import TYPE_CHECKING

import brotli
import pytest
from flask import Flask, url_for

from app.web.static_files import register_assets

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")
FIRST_VISIT_MAX_BYTES = 60_000
NEXT_PAGE_MAX_BYTES = 15_000
SHEET = "/static/css/components.css"
DECODERS = {"br": brotli.decompress, "gzip": gzip.decompress, None: bytes}
every_encoding = pytest.mark.parametrize("encoding", ["br", "gzip"])


def decode(response: TestResponse) -> bytes:
    """Return the body as a browser understands it."""
    decoded: bytes = DECODERS[response.headers.get("Content-Encoding")](response.data)
    return decoded


def get(client: Client, url: str, encodings: str = "gzip, deflate, br, zstd") -> TestResponse:
    return client.get(url, headers={"Accept-Encoding": encodings})


def without_token(html: bytes) -> bytes:
    return re.sub(rb'name="(csrf_token|key)"[^>]* value="[^"]+"', b"", html)


def static_urls(html: str) -> set[str]:
    return set(re.findall(r'(?:href|src)="(/static/[^"#]+)', html))


def test_a_file_asked_for_by_its_version_is_kept_for_a_year(client: Client) -> None:
    urls = static_urls(client.get("/").text)
    assert {url.partition("?v=")[0] for url in urls} >= {SHEET, "/static/js/enhance.js", "/static/icons/pig.svg"}
    for url in urls:
        assert client.get(url).headers["Cache-Control"] == "public, max-age=31536000, immutable"


@pytest.mark.parametrize("query", ["", "?v=", "?v=000000000000"])
def test_a_file_without_its_version_is_asked_for_again_and_sent_once(client: Client, query: str) -> None:
    first = client.get(SHEET + query)
    assert (first.status_code, first.headers["Cache-Control"]) == (200, "no-cache")
    again = client.get(SHEET + query, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert client.get(SHEET + query, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_version_changes_with_the_content(tmp_path: Path) -> None:
    sheet = tmp_path / "static" / "a.css"
    sheet.parent.mkdir()
    urls = []
    for content in ("a { color: red }", "a { color: blue }", "a { color: red }"):
        sheet.write_text(content)
        application = Flask(__name__, root_path=str(tmp_path), static_folder=None)
        register_assets(application)
        with application.test_request_context():
            urls.append(url_for("static", filename="a.css"))
    assert urls[0] == urls[2] != urls[1]


def test_every_encoding_carries_the_same_file(client: Client, app: Flask) -> None:
    content = Path(app.root_path + SHEET).read_bytes()
    answers = [get(client, SHEET, encoding) for encoding in ("br", "gzip", "identity", "zstd")]
    assert [answer.headers.get("Content-Encoding") for answer in answers] == ["br", "gzip", None, None]
    assert {decode(answer) for answer in answers} == {content}
    assert len({answer.headers["ETag"] for answer in answers}) == 3
    assert all("Accept-Encoding" in answer.headers["Vary"] for answer in answers)


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br", "br"),
        ("br;q=0, gzip", "gzip"),
        ("br;q=0.1, gzip;q=0.9", "gzip"),
        ("deflate", None),
        ("", None),
    ],
)
def test_the_browser_chooses_the_encoding(client: Client, accepted: str, encoding: str | None) -> None:
    for url in (SHEET, "/"):
        assert get(client, url, accepted).headers.get("Content-Encoding") == encoding


def test_what_is_compressed_already_is_not_compressed_again(client: Client) -> None:
    for url in ("/static/icons/pig-192.png", "/healthz"):
        assert "Content-Encoding" not in get(client, url).headers


def test_a_file_for_head_has_headers_alone(client: Client) -> None:
    response = client.head(SHEET, headers={"Accept-Encoding": "br"})
    assert (response.status_code, response.data) == (200, b"")
    assert response.headers["Content-Length"] == str(len(get(client, SHEET, "br").data))


@every_encoding
@pytest.mark.parametrize("url", ["/", "/expenses/", "/expenses/new", "/auth/account", "/nowhere"])
def test_a_page_is_compressed_and_the_same(client: Client, encoding: str, url: str) -> None:
    plain, packed = get(client, url, "identity"), get(client, url, encoding)
    assert (packed.headers["Content-Encoding"], packed.status_code) == (encoding, plain.status_code)
    assert without_token(decode(packed)) == without_token(plain.data)
    assert packed.headers["Content-Length"] == str(len(packed.data))
    assert len(packed.data) < len(plain.data) / 2
    for response in (plain, packed):
        assert "Accept-Encoding" in response.headers["Vary"]
        assert response.headers["Cache-Control"] == "private, no-store"


def test_a_receipt_is_sent_as_it_is(client: Client, make: Factory, alice: User) -> None:
    receipt = make.receipt(make.expense(alice))
    assert "Content-Encoding" not in get(client, f"/receipts/{receipt.id}/image").headers


def test_a_first_visit_and_the_next_page_are_small(client: Client, make: Factory, alice: User) -> None:
    for number in range(6):
        make.expenses(
            alice, range(100, 120), category_id=make.category(alice, f"Category {number}").id, merchant="Konzum"
        )
    home = get(client, "/")
    files = {url: len(get(client, url).data) for url in static_urls(decode(home).decode())}
    assert len(home.data) + sum(files.values()) <= FIRST_VISIT_MAX_BYTES, files
    for url in ("/expenses/", "/expenses/new", "/months/2026-11"):
        page = get(client, url)
        new_files = static_urls(decode(page).decode()) - files.keys()
        assert len(page.data) + sum(len(get(client, file).data) for file in new_files) <= NEXT_PAGE_MAX_BYTES, url


@pytest.mark.parametrize(
    "path",
    ["nowhere.css", "css", "css/", "../config.py", "..%2f..%2fconfig.py", "css/../../access.py", "%2e%2e/access.py"],
)
def test_what_is_no_static_file_is_not_found(client: Client, path: str) -> None:
    response = client.get(f"/static/{path}")
    assert (response.status_code, b"import annotations" in response.data) == (404, False)


def test_no_cache_keeps_the_page_about_a_file_that_is_missing(client: Client) -> None:
    assert client.get("/static/nowhere.css").headers["Cache-Control"] == "private, no-store"


def test_browsers_find_the_icon_where_they_guess_it(guest: Client) -> None:
    response = guest.get("/favicon.ico")
    assert (response.status_code, response.mimetype) == (200, "image/png")
