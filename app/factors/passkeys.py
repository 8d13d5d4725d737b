"""Passkeys: what a browser is asked to sign, and whether its answer is right. WebAuthn level 2 by the library webauthn.

The library is imported where it is used: with the X.509 code behind it, it takes 20 MB that most workers never need.
"""

from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from webauthn.helpers.structs import PublicKeyCredentialDescriptor

    from app.models import Passkey, User

CHALLENGE_BYTES = 32
RP_NAME = "Potrošnja"
_MOST_CHARACTERS = 20_000  # of an answer; those of browsers have about 1,500

# What the library lets through, beside errors of its own, when an answer is damaged.
_READING_ERRORS = (AttributeError, LookupError, OverflowError, TypeError, ValueError)


class PasskeyError(Exception):
    """The browser's answer does not show that it holds the passkey."""


@dataclass(frozen=True)
class Site:
    """Where passkeys are made and used: the host name, and the whole origin that the browser must name."""

    rp_id: str
    origin: str


@dataclass(frozen=True)
class NewPasskey:
    """What is kept of a passkey that was just made."""

    credential_id: bytes
    public_key: bytes
    sign_count: int


def new_challenge() -> bytes:
    return secrets.token_bytes(CHALLENGE_BYTES)


def creation_options(user: User, known: Iterable[Passkey], site: Site, challenge: bytes) -> str:
    """Return what a browser needs for a new passkey, as JSON. It is kept under a random key of the account."""
    from webauthn import generate_registration_options, options_to_json  # noqa: PLC0415 - see above
    from webauthn.helpers import structs  # noqa: PLC0415 - see above

    options = generate_registration_options(
        rp_id=site.rp_id,
        rp_name=RP_NAME,
        user_id=user.archive_key.encode(),
        user_name=user.username,
        user_display_name=f"{user.first_name} {user.last_name}",
        challenge=challenge,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.REQUIRED,
            user_verification=structs.UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=_descriptors(known),
    )
    return options_to_json(options)


def request_options(known: Sequence[Passkey], site: Site, challenge: bytes) -> str:
    """Return what a browser needs to use a passkey, as JSON: one of these, or, where there are none, any of this site.

    Without a password before it, the device has to see that it is its owner who uses it.
    """
    from webauthn import generate_authentication_options, options_to_json  # noqa: PLC0415 - see above
    from webauthn.helpers.structs import UserVerificationRequirement  # noqa: PLC0415 - see above

    options = generate_authentication_options(
        rp_id=site.rp_id,
        challenge=challenge,
        allow_credentials=_descriptors(known),
        user_verification=UserVerificationRequirement.PREFERRED if known else UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def read_new_passkey(answer: str, site: Site, challenge: bytes) -> NewPasskey:
    """Check a browser's answer to `creation_options`.

    Raises:
        PasskeyError: it is not right.
    """
    from webauthn import verify_registration_response  # noqa: PLC0415 - see above
    from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415 - see above

    content = _read(answer)
    try:
        _require_plain_form(content)
        made = verify_registration_response(
            credential=content,
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
        )
    except (WebAuthnException, *_READING_ERRORS) as error:
        raise PasskeyError from error
    return NewPasskey(made.credential_id, made.credential_public_key, made.sign_count)


def read_credential_id(answer: str) -> bytes:
    """Return which passkey a browser used.

    Raises:
        PasskeyError: the answer names none.
    """
    from webauthn import base64url_to_bytes  # noqa: PLC0415 - see above

    try:
        return base64url_to_bytes(str(_read(answer).get("rawId", "")))
    except ValueError as error:
        raise PasskeyError from error


def check_use(passkey: Passkey, answer: str, site: Site, challenge: bytes, *, is_alone: bool) -> int:
    """Check a browser's answer to `request_options`; return the new count of signatures.

    `is_alone` says that no password came before, so that the device must have seen its owner.

    Raises:
        PasskeyError: it is not right.
    """
    from webauthn import verify_authentication_response  # noqa: PLC0415 - see above
    from webauthn.helpers.exceptions import WebAuthnException  # noqa: PLC0415 - see above

    try:
        used = verify_authentication_response(
            credential=_read(answer),
            expected_challenge=challenge,
            expected_rp_id=site.rp_id,
            expected_origin=site.origin,
            credential_public_key=passkey.public_key,
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=is_alone,
        )
    except (WebAuthnException, *_READING_ERRORS) as error:
        raise PasskeyError from error
    return used.new_sign_count


def _descriptors(known: Iterable[Passkey]) -> list[PublicKeyCredentialDescriptor]:
    from webauthn.helpers.structs import PublicKeyCredentialDescriptor  # noqa: PLC0415 - see above

    return [PublicKeyCredentialDescriptor(passkey.credential_id) for passkey in known]


def _require_plain_form(content: dict[str, Any]) -> None:
    """Refuse forms of attestation that no browser sends: none is asked for, and reading certificates is much code.

    Raises:
        PasskeyError: it is another form.
    """
    from webauthn import base64url_to_bytes  # noqa: PLC0415 - see above
    from webauthn.helpers import parse_attestation_object  # noqa: PLC0415 - see above

    attestation = parse_attestation_object(base64url_to_bytes(content["response"]["attestationObject"]))
    if attestation.fmt not in {"none", "packed"}:
        raise PasskeyError


def _read(answer: str) -> dict[str, Any]:
    try:
        content = json.loads(answer) if len(answer) <= _MOST_CHARACTERS else None
    except (ValueError, RecursionError) as error:
        raise PasskeyError from error
    if not isinstance(content, dict):
        raise PasskeyError
    return content
