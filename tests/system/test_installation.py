from __future__ import annotations

import io
import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image

from tests.support.factories import upload
from tests.support.page_lint import find_faults

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.client import Client

SHEETS = ["tokens", "base", "components"]


def read_manifest(client: Client, **options: Any) -> dict[str, Any]:
    response = client.get("/manifest.webmanifest", **options)
    assert (response.status_code, response.mimetype) == (200, "application/manifest+json")
    manifest: dict[str, Any] = json.loads(response.data)
    return manifest


def kept_urls(client: Client) -> list[str]:
    """Return what the service worker stores."""
    found = re.search(r"const urls = (\[.*\]);", client.get("/service-worker.js").text)
    assert found
    urls: list[str] = json.loads(found[1])
    return urls


def test_every_page_names_the_manifest_and_the_service_worker(guest: Client, alice: User) -> None:
    for page in (guest.page("/auth/login"), guest.signed_in(alice).page("/")):
        assert page.attributes("link[rel=manifest]", "href") == ["/manifest.webmanifest"]
        assert page.attributes("html", "data-service-worker") == ["/service-worker.js"]


def test_the_icons_of_the_manifest_have_their_size(guest: Client) -> None:
    icons = read_manifest(guest)["icons"]
    assert {(icon["sizes"], icon["purpose"]) for icon in icons} >= {
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    }
    for icon in icons:
        image = Image.open(io.BytesIO(guest.get(icon["src"]).data))
        assert (f"{image.width}x{image.height}", Image.MIME[str(image.format)]) == (icon["sizes"], icon["type"])


def test_the_addresses_of_the_manifest_answer(client: Client) -> None:
    manifest = read_manifest(client)
    for url in (manifest["start_url"], manifest["scope"], *(shortcut["url"] for shortcut in manifest["shortcuts"])):
        assert client.page(url).status == 200
        assert url.startswith(manifest["scope"])
    target = manifest["share_target"]
    file = target["params"]["files"][0]
    answer = client.open(
        target["action"],
        method=target["method"],
        data={file["name"]: upload()},
        content_type=target["enctype"],
        headers={"Sec-Fetch-Site": "none"},
    )
    assert (answer.status_code, "waiting=" in answer.location) == (303, True)
    assert client.page(answer.location).attributes("#receipts", "accept") == [",".join(file["accept"])]


@pytest.mark.parametrize(("language", "shortcut"), [("en", "Add expense"), ("hr", "Dodaj trošak")])
def test_the_manifest_speaks_the_language_of_the_reader(
    guest: Client, alice: User, session: Session, language: str, shortcut: str
) -> None:
    as_guest = read_manifest(guest, headers={"Accept-Language": language})
    alice.language = language
    session.flush()
    as_alice = read_manifest(guest.signed_in(alice))
    for manifest in (as_guest, as_alice):
        assert (manifest["lang"], manifest["shortcuts"][0]["name"]) == (language, shortcut)


def test_the_service_worker_is_a_script_from_the_top_that_browsers_keep_and_ask_about(guest: Client) -> None:
    response = guest.get("/service-worker.js")
    assert (response.status_code, response.mimetype) == (200, "text/javascript")
    assert response.headers["Cache-Control"] == "no-cache"


def test_the_service_worker_keeps_the_offline_page_and_its_style_sheets_and_nothing_else(guest: Client) -> None:
    sheets = guest.page("/offline").attributes("link[rel=stylesheet]", "href")
    assert [sheet.partition("?v=")[0] for sheet in sheets] == [f"/static/css/{name}.css" for name in SHEETS]
    assert kept_urls(guest) == ["/offline", *sheets]
    assert {guest.get(url).status_code for url in kept_urls(guest)} == {200}
    script = guest.get("/service-worker.js").text
    assert (script.count(".addAll(urls)"), re.findall(r"\.put\(|\.add\(", script)) == (1, [])


def test_the_service_worker_is_the_same_for_everybody(client: Client, guest: Client, charlie: User) -> None:
    own = client.get("/service-worker.js").data
    assert guest.signed_in(charlie).get("/service-worker.js").data == own


@pytest.mark.parametrize(("language", "heading"), [("en", "No connection"), ("hr", "Nema veze")])
def test_a_guest_reads_the_offline_page(guest: Client, language: str, heading: str) -> None:
    page = guest.page("/offline", headers={"Accept-Language": language})
    assert (page.status, page.heading, page.attributes("html", "lang")) == (200, heading, [language])
    assert page.attributes("a", "href") == ["/"]


def test_the_offline_page_needs_nothing_that_is_not_kept_and_names_nobody(client: Client) -> None:
    html = client.get("/offline").text
    assert find_faults(html) == []
    assert set(re.findall(r'(?:src|<link[^>]* href)="([^"]+)"', html)) <= set(kept_urls(client))
    assert ("Alice" in html, "csrf" in html) == (False, False)
