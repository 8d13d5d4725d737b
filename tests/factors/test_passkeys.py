from __future__ import annotations

import datetime as dt
import json
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from app.factors.challenges import has_place_for_passkeys
from app.models import Passkey, RecoveryCode
from tests.support.authenticator import Authenticator
from tests.support.client import Page
from tests.support.factories import PASSWORD, RECOVERY_CODE

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session
    from time_machine import TimeMachineFixture

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")
NEW, SAVE = "/auth/factors/passkeys/new", "/auth/factors/passkeys"
REFUSED = "This passkey was not accepted."
# What a browser could be made to send instead of a passkey.
HOSTILE = [
    "",
    "{}",
    "[]",
    "null",
    "[" * 15_000,
    "[" * 1_000_000,
    '{"id": 1, "rawId": 1, "response": 1}',
    '{"id": "a", "rawId": "a", "type": "public-key", "response": {}}',
    '{"id": "č", "rawId": "č", "type": "public-key", "response": {"clientDataJSON": "č", "authenticatorData": "x"}}',
    '{"id": "\\u0000", "rawId": "=", "response": {"attestationObject": "oA", "clientDataJSON": "e30"}}',
]


@pytest.fixture
def phone() -> Authenticator:
    return Authenticator()


def options_to_make(client: Client, name: str = "Phone", password: str = PASSWORD) -> dict[str, Any]:
    page = client.submit(NEW, name=name, password=password)
    return dict(json.loads(page.attributes("[data-options]", "data-options")[0]))


def add(client: Client, phone: Authenticator, name: str = "Phone") -> Page:
    return client.submit(SAVE, name=name, credential=phone.make(options_to_make(client, name)))


def options_to_log_in(client: Client, url: str = "/auth/passkey/options") -> dict[str, Any]:
    return dict(client.get(url).get_json())


def log_in(client: Client, phone: Authenticator) -> Page:
    return client.submit("/auth/passkey", credential=phone.use(options_to_log_in(client)))


def give_password(client: Client) -> None:
    assert client.submit("/auth/login", username="alice", password=PASSWORD).location == "/auth/second-factor"


def give(client: Client, phone: Authenticator) -> Page:
    options = options_to_log_in(client, "/auth/second-factor/options")
    return client.submit("/auth/second-factor/passkey", credential=phone.use(options))


def test_at_a_number_the_page_says_what_is_missing_before_anything_is_typed(client: Client) -> None:
    cookie = client.get_cookie("session")
    assert cookie is not None
    client.set_cookie("session", cookie.value, domain="127.0.0.1")
    page = Page(client.get(NEW, base_url="http://127.0.0.1:5000"))
    assert "https://money.example.org. You are at http://127.0.0.1:5000." in page.text
    assert page.attributes("main input", "name") == []


@pytest.mark.parametrize(
    ("server", "is_one"),
    [
        *(("https://money.example.org", True), ("http://localhost:5000", True), ("http://potrosnja.localhost", True)),
        *(("http://127.0.0.1:5000", False), ("https://192.168.1.5", False), ("https://[::1]", False)),
        ("http://money.example.org", False),
    ],
)
def test_passkeys_have_a_place_at_names_over_https_and_at_this_machine(app: Flask, server: str, is_one: bool) -> None:  # noqa: FBT001
    with app.test_request_context(base_url=server):
        assert has_place_for_passkeys() is is_one


def test_the_second_step_says_where_the_passkeys_work(guest: Client, make: Factory, alice: User) -> None:
    make.passkey(alice, rp_id="money.example.org")
    give_password(guest)
    page = guest.page("/auth/second-factor")
    assert "Your passkeys do not work at this address, but at money.example.org." in page.text
    make.passkey(alice)
    assert "money.example.org" not in guest.page("/auth/second-factor").text


def count_passkeys(session: Session) -> int:
    return session.scalar(select(func.count(Passkey.id))) or 0


def test_a_passkey_is_added_and_recovery_codes_are_shown(client: Client, phone: Authenticator) -> None:
    page = add(client, phone, "Blue key")
    assert "The passkey “Blue key” is added." in page.text
    assert len(page.texts(".recovery-codes code")) == 10
    assert "Blue key added on Nov 22, 2026 · not used yet · localhost" in client.page("/auth/factors/").text


def test_the_second_passkey_leaves_the_recovery_codes(client: Client, phone: Authenticator, session: Session) -> None:
    add(client, phone)
    assert add(client, Authenticator(), "Laptop").location == "/auth/factors/"
    assert session.scalar(select(func.count(RecoveryCode.id))) == 10


def test_the_browser_is_asked_for_a_passkey_under_a_random_key(client: Client, alice: User) -> None:
    options = options_to_make(client)
    assert options["rp"] == {"id": "localhost", "name": "Potrošnja"}
    assert options["user"]["name"] == "alice"
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["attestation"] == "none"
    assert alice.archive_key not in json.dumps(options)


def test_a_passkey_logs_in_without_a_password(
    client: Client, new_client: Callable[[], Client], phone: Authenticator
) -> None:
    add(client, phone)
    other = new_client()
    assert log_in(other, phone).location == "/"
    assert other.page("/").status == 200
    assert "last used on Nov 22, 2026" in other.page("/auth/factors/").text


def test_the_log_in_offers_passkeys_where_somebody_has_one(
    client: Client, new_client: Callable[[], Client], phone: Authenticator
) -> None:
    assert "Log in with a passkey" not in new_client().page("/auth/login").text
    add(client, phone)
    assert "Log in with a passkey" in new_client().page("/auth/login").text


def test_a_passkey_leads_to_the_page_that_was_asked_for(
    client: Client, new_client: Callable[[], Client], phone: Authenticator
) -> None:
    add(client, phone)
    other = new_client()
    action = other.page("/auth/login?next=/months/").attributes("[data-passkey]", "action")[0]
    credential = phone.use(options_to_log_in(other))
    assert other.submit(action, credential=credential, remember="y").location == "/months/"
    other.delete_cookie("session")
    assert other.page("/").status == 200


def test_a_passkey_is_a_second_factor(client: Client, new_client: Callable[[], Client], phone: Authenticator) -> None:
    phone.is_owner_seen = False
    add(client, phone)
    other = new_client()
    give_password(other)
    assert "Use a passkey" in other.page("/auth/second-factor").text
    assert give(other, phone).location == "/"


def test_a_recovery_code_helps_whoever_has_lost_the_passkey(guest: Client, make: Factory, alice: User) -> None:
    make.passkey(alice)
    make.recovery_code(alice)
    give_password(guest)
    assert "One of your recovery codes." in guest.page("/auth/second-factor").text
    assert guest.submit("/auth/second-factor", code=RECOVERY_CODE).location == "/"


def test_without_a_password_the_device_must_have_seen_its_owner(
    client: Client, new_client: Callable[[], Client], phone: Authenticator
) -> None:
    add(client, phone)
    phone.is_owner_seen = False
    page = log_in(new_client(), phone)
    assert page.status == 400
    assert REFUSED in page.text


@pytest.mark.parametrize("origin", ["https://evil.example", "http://localhost:1", "https://localhost", ""])
def test_a_passkey_used_at_another_site_is_refused(
    client: Client, new_client: Callable[[], Client], phone: Authenticator, origin: str
) -> None:
    add(client, phone)
    other = new_client()
    credential = phone.use(options_to_log_in(other), origin=origin)
    page = other.submit("/auth/passkey", credential=credential)
    assert (page.status, REFUSED in page.text) == (400, True)
    assert other.page("/").status == 302


def test_a_passkey_for_another_host_name_is_refused(
    client: Client, new_client: Callable[[], Client], phone: Authenticator
) -> None:
    add(client, phone)
    phone.rp_id = "evil.example"
    assert log_in(new_client(), phone).status == 400


def test_a_passkey_works_at_no_other_address_of_this_server(
    client: Client, new_client: Callable[[], Client], phone: Authenticator
) -> None:
    add(client, phone)
    other, elsewhere = new_client(), {"base_url": "http://other.example"}
    page = other.page("/auth/login", **elsewhere)
    assert "Log in with a passkey" not in page.text
    phone.origin, phone.rp_id = "http://other.example", "other.example"
    credential = phone.use(dict(other.get("/auth/passkey/options", **elsewhere).get_json()))
    token = page.attributes("main [name=csrf_token]", "value")[0]
    data = {"credential": credential, "csrf_token": token}
    assert other.post("/auth/passkey", data=data, **elsewhere).status_code == 400


def test_an_unknown_passkey_is_refused(guest: Client, phone: Authenticator) -> None:
    assert log_in(guest, phone).status == 400


def test_a_signature_by_another_key_is_refused(
    client: Client, new_client: Callable[[], Client], phone: Authenticator
) -> None:
    add(client, phone)
    assert log_in(new_client(), Authenticator(credential_id=phone.credential_id)).status == 400


@pytest.mark.parametrize("count", [0, -1], ids=["counts", "does not count"])  # `use` makes it one more; 0 is no count
def test_an_answer_works_once_even_with_the_cookie_that_it_was_for(
    client: Client, new_client: Callable[[], Client], phone: Authenticator, count: int
) -> None:
    add(client, phone)
    thief, victim = new_client(), new_client()
    phone.count = count
    credential = phone.use(options_to_log_in(victim))
    token, cookie = victim.csrf_token(), victim.get_cookie("session")
    assert cookie is not None
    thief.set_cookie("session", cookie.value)
    data = {"credential": credential, "csrf_token": token}
    assert victim.post("/auth/passkey", data=data).location == "/"
    assert thief.post("/auth/passkey", data=data).status_code == 400


def test_a_copied_passkey_that_counts_is_refused(
    client: Client, new_client: Callable[[], Client], phone: Authenticator
) -> None:
    add(client, phone)
    phone.count = 5
    log_in(new_client(), phone)
    phone.count = 3
    assert log_in(new_client(), phone).status == 400


def test_a_challenge_ends_after_ten_minutes(
    client: Client, new_client: Callable[[], Client], phone: Authenticator, clock: TimeMachineFixture
) -> None:
    add(client, phone)
    other = new_client()
    credential = phone.use(options_to_log_in(other))
    clock.shift(dt.timedelta(minutes=10, seconds=1))
    assert other.submit("/auth/passkey", credential=credential).status == 400


def test_the_passkey_of_somebody_else_is_no_second_factor(
    client: Client, new_client: Callable[[], Client], charlie: User, phone: Authenticator
) -> None:
    other_phone = Authenticator()
    add(client, phone)
    add(new_client().signed_in(charlie), other_phone)
    guest = new_client()
    give_password(guest)
    page = give(guest, other_phone)
    assert (page.status, REFUSED in page.text) == (400, True)
    assert guest.page("/").status == 302


def test_the_password_comes_before_a_new_passkey(client: Client, phone: Authenticator, session: Session) -> None:
    page = client.submit(NEW, name="Phone", password="wrong")
    assert (page.status, page.error_of("password")) == (400, "This is not your password.")
    credential = phone.make(options_to_log_in(client))  # a challenge that everybody gets
    page = client.submit(SAVE, name="Phone", credential=credential)
    assert (page.status, REFUSED in page.text) == (400, True)
    assert page.attributes("[name=name]", "value") == ["Phone"]
    assert count_passkeys(session) == 0


def test_a_passkey_made_at_another_site_is_not_saved(client: Client, phone: Authenticator, session: Session) -> None:
    phone.origin = "https://evil.example"
    assert add(client, phone).status == 400
    assert count_passkeys(session) == 0


def test_the_same_passkey_is_added_once(client: Client, phone: Authenticator, session: Session) -> None:
    add(client, phone)
    assert add(client, phone).status == 400
    assert count_passkeys(session) == 1


@pytest.mark.parametrize("name", ["", " ", "x" * 51, "a\x00b"])
def test_a_passkey_needs_a_name_that_can_be_kept(client: Client, name: str) -> None:
    page = client.submit(NEW, name=name, password=PASSWORD)
    assert page.status == 400
    assert page.error_of("name")


@pytest.mark.parametrize("credential", HOSTILE)
def test_what_is_no_passkey_is_refused(
    client: Client, new_client: Callable[[], Client], session: Session, credential: str
) -> None:
    options_to_make(client)
    assert client.submit(SAVE, name="Phone", credential=credential).status == 400
    guest = new_client()
    options_to_log_in(guest)
    assert guest.submit("/auth/passkey", credential=credential).status == 400
    assert count_passkeys(session) == 0


def test_without_a_challenge_no_passkey_is_taken(guest: Client, phone: Authenticator) -> None:
    credential = phone.use({"challenge": ""})
    assert guest.submit("/auth/passkey", credential=credential).status == 400


def test_a_passkey_is_removed_with_the_password(client: Client, session: Session, phone: Authenticator) -> None:
    add(client, phone)
    url = f"{SAVE}/{session.scalars(select(Passkey.id)).one()}/remove"
    assert client.submit(url, password="wrong").error_of("password")
    page = client.submit(url, password=PASSWORD, follow=True)
    assert "The passkey “Phone” is removed." in page.text
    assert [session.scalar(select(func.count(model.id))) for model in (Passkey, RecoveryCode)] == [0, 0]


def test_the_last_factor_takes_the_recovery_codes_along_and_no_other(
    client: Client, make: Factory, alice: User, session: Session, phone: Authenticator
) -> None:
    add(client, phone)
    make.totp_secret(alice)
    client.submit("/auth/factors/app/remove", password=PASSWORD)
    assert session.scalar(select(func.count(RecoveryCode.id))) == 10


def test_a_guest_without_the_password_gets_no_options_of_an_account(guest: Client) -> None:
    assert guest.get("/auth/second-factor/options").status_code == 404
    assert options_to_log_in(guest)["allowCredentials"] == []


def test_the_form_that_waits_survives_a_refused_passkey(guest: Client, phone: Authenticator) -> None:
    credential = phone.use(options_to_log_in(guest))
    page = guest.submit("/auth/passkey", form_token="x", note="Kept", credential=credential)
    assert (page.status, set(page.attributes("[name=note]", "value"))) == (400, {"Kept"})


@pytest.mark.parametrize("host", ["\xff", "[::1", "[a]", ":80", "b%c", ""])
def test_no_passkey_is_asked_for_a_host_name_that_is_none(guest: Client, host: str) -> None:
    assert guest.get("/auth/passkey/options", environ_overrides={"HTTP_HOST": host}).status_code == 400
