"""Answers of a browser that were damaged on purpose: each is refused by the same error."""

from __future__ import annotations

import base64
import json
from contextlib import suppress

from hypothesis import given, settings
from hypothesis import strategies as st

from app.factors.passkeys import PasskeyError, Site, check_use, read_credential_id, read_new_passkey
from app.models import Passkey
from tests.support.authenticator import Authenticator

SITE = Site("localhost", "http://localhost")
CHALLENGE = bytes(32)
OPTIONS = {"challenge": base64.urlsafe_b64encode(CHALLENGE).rstrip(b"=").decode("ascii")}
damages = st.lists(st.tuples(st.integers(0, 400), st.integers(0, 3), st.binary(max_size=9)), min_size=1, max_size=3)


def damage(answer: str, part: str, places: list[tuple[int, int, bytes]]) -> str:
    """Replace some bytes of a part of an answer by others, of any number."""
    content = json.loads(answer)
    raw = bytearray(base64.urlsafe_b64decode(content["response"][part] + "==="))
    for start, length, replacement in places:
        begin = start % (len(raw) or 1)
        raw[begin : begin + length] = replacement
    content["response"][part] = base64.urlsafe_b64encode(bytes(raw)).decode("ascii")
    return json.dumps(content)


@settings(max_examples=300, deadline=None)
@given(part=st.sampled_from(["clientDataJSON", "attestationObject"]), places=damages)
def test_a_damaged_new_passkey_is_refused_or_read(part: str, places: list[tuple[int, int, bytes]]) -> None:
    with suppress(PasskeyError):
        read_new_passkey(damage(Authenticator().make(OPTIONS), part, places), SITE, CHALLENGE)


@settings(max_examples=300, deadline=None)
@given(part=st.sampled_from(["clientDataJSON", "authenticatorData", "signature"]), places=damages)
def test_a_damaged_use_is_refused_or_read(part: str, places: list[tuple[int, int, bytes]]) -> None:
    phone = Authenticator()
    made = read_new_passkey(phone.make(OPTIONS), SITE, CHALLENGE)
    answer = damage(phone.use(OPTIONS), part, places)
    assert read_credential_id(answer) == phone.credential_id
    with suppress(PasskeyError):
        check_use(Passkey(public_key=made.public_key, sign_count=0), answer, SITE, CHALLENGE, is_alone=True)


@settings(max_examples=100, deadline=None)
@given(answer=st.text() | st.recursive(st.none() | st.text(), st.lists).map(json.dumps))
def test_what_is_no_answer_is_refused(answer: str) -> None:
    with suppress(PasskeyError):
        assert read_credential_id(answer) == b""
