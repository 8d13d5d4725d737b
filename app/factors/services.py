"""Turning second factors on and off, and checking what people give as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import delete, or_, select, update

from app.auth.guessing import add_failure, has_tries_left, new_guess
from app.auth.queries import find_user, get_user, has_second_factor
from app.auth.services import TooManyFailuresError
from app.database.engine import db
from app.events.services import Refusal, record_event, record_refusal
from app.factors import recovery_codes, totp
from app.factors.passkeys import PasskeyError, check_use, read_credential_id
from app.factors.queries import count_recovery_codes, find_totp_secret, find_used_passkey
from app.factors.sealing import seal, unseal
from app.models import LoginSession, Passkey, RecoveryCode, TotpSecret
from app.models.account_event import EventKind

if TYPE_CHECKING:
    import datetime as dt

    from app.factors.passkeys import NewPasskey, Site
    from app.models import User


class WrongCodeError(Exception):
    """The code is neither one of the present nor a recovery code, or it has been used."""


def turn_on_codes(user: User, secret: str, code: str, now: dt.datetime) -> list[str]:
    """Ask for one-time codes from now on; return the recovery codes if these are the first factor.

    Raises:
        WrongCodeError: the code is not of this secret.
    """
    step = totp.matching_step(secret, recovery_codes.tidy_code(code), now)
    if step is None:
        raise WrongCodeError
    db.session.add(TotpSecret(user_id=user.id, sealed_secret=seal(secret), last_step=step))
    record_event(user.id, EventKind.TOTP_ADDED)
    return _first_recovery_codes(user)


def turn_off_codes(user: User) -> None:
    db.session.execute(delete(TotpSecret).where(TotpSecret.user_id == user.id))
    record_event(user.id, EventKind.TOTP_REMOVED)
    _forget_needless_codes(user)


def add_passkey(user: User, name: str, site: Site, made: NewPasskey) -> list[str]:
    """Add a passkey that was just made; return the recovery codes if it is the first factor.

    Raises:
        PasskeyError: it is here already.
    """
    if find_used_passkey(made.credential_id, site.rp_id) is not None:
        raise PasskeyError
    db.session.add(
        Passkey(
            user_id=user.id,
            name=name,
            rp_id=site.rp_id,
            credential_id=made.credential_id,
            public_key=made.public_key,
            sign_count=made.sign_count,
            last_challenge=b"",
        )
    )
    record_event(user.id, EventKind.PASSKEY_ADDED, name)
    return _first_recovery_codes(user)


def remove_passkey(user: User, passkey: Passkey) -> None:
    db.session.execute(delete(Passkey).where(Passkey.user_id == user.id, Passkey.id == passkey.id))
    record_event(user.id, EventKind.PASSKEY_REMOVED, passkey.name)
    _forget_needless_codes(user)


def renew_recovery_codes(user: User) -> list[str]:
    """Replace the recovery codes of an account; this is the only time that they can be shown."""
    codes, salt = recovery_codes.new_codes(), recovery_codes.new_salt()
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
    hashes = (recovery_codes.hash_code(code, salt) for code in codes)
    db.session.add_all(RecoveryCode(user_id=user.id, code_hash=code_hash) for code_hash in hashes)
    record_event(user.id, EventKind.RECOVERY_CODES_MADE)
    return codes


def reset_second_factor(username: str) -> User | None:
    """Let the password of an account be enough again, and end all its sessions: whatever is lost opens nothing.

    Return the account, or None if there is none.
    """
    user = find_user(username)
    if user is not None:
        for model in (TotpSecret, Passkey, RecoveryCode, LoginSession):
            db.session.execute(delete(model).where(model.user_id == user.id))
        user.session_epoch += 1
        record_event(user.id, EventKind.SECOND_FACTOR_RESET)
    return user


def check_code(user: User, code: str, address: str, now: dt.datetime, device: str = "") -> bool:
    """Check a one-time code or a recovery code, which works once; tell whether it was a recovery code.

    A wrong one counts like a wrong password.

    `address` is the client's IP address, `device` what `known_device` says of it.

    Raises:
        TooManyFailuresError: there were too many wrong ones.
        UnreadableSecretError: one-time codes cannot be checked, because SECRET_KEY has changed.
        WrongCodeError: it is not right. The failure is added to the session; the caller commits it.
    """
    guess = new_guess(user.username, address, device)
    if not has_tries_left(guess, now):
        record_refusal(Refusal.TOO_MANY_TRIES, user.id)
        raise TooManyFailuresError
    typed = recovery_codes.tidy_code(code)
    is_recovery = len(typed) == recovery_codes.CODE_DIGITS
    take = _take_recovery_code if is_recovery else _take_one_time_code
    if not take(user, typed, now):
        add_failure(guess, now)
        record_event(user.id, EventKind.SECOND_FACTOR_FAILED)
        raise WrongCodeError
    return is_recovery


def use_passkey(answer: str, site: Site, challenge: bytes, now: dt.datetime, expected: User | None = None) -> User:
    """Return whose passkey a browser has used: that of the expected user, or, without a password before it, anybody's.

    Raises:
        PasskeyError: it is not right.
    """
    passkey = find_used_passkey(read_credential_id(answer), site.rp_id)
    if passkey is None or (expected is not None and passkey.user_id != expected.id):
        raise PasskeyError
    sign_count = check_use(passkey, answer, site, challenge, is_alone=expected is None)
    is_new = (Passkey.id == passkey.id, Passkey.last_challenge != challenge)
    values = {"sign_count": sign_count, "last_challenge": challenge, "last_used_at": now}
    user = get_user(passkey.user_id)
    statement = update(Passkey).where(*is_new).values(values).returning(Passkey.id)
    if user is None or db.session.scalar(statement) is None:
        raise PasskeyError
    return user


def _take_one_time_code(user: User, typed: str, now: dt.datetime) -> bool:
    kept = find_totp_secret(user)
    step = totp.matching_step(unseal(kept.sealed_secret), typed, now) if kept else None
    if step is None:
        return False
    # The last step is far ahead only if a clock was wrong then: nobody has to wait until it is right again.
    is_later = or_(TotpSecret.last_step < step, TotpSecret.last_step > step + 2 * totp.WINDOW_STEPS)
    statement = update(TotpSecret).where(TotpSecret.user_id == user.id, is_later).values(last_step=step)
    return db.session.scalar(statement.returning(TotpSecret.id)) is not None


def _take_recovery_code(user: User, typed: str, now: dt.datetime) -> bool:  # noqa: ARG001 - as for one-time codes
    any_hash = db.session.scalar(select(RecoveryCode.code_hash).where(RecoveryCode.user_id == user.id).limit(1))
    if any_hash is None:
        return False
    code_hash = recovery_codes.hash_code(typed, recovery_codes.salt_of(any_hash))
    statement = delete(RecoveryCode).where(RecoveryCode.user_id == user.id, RecoveryCode.code_hash == code_hash)
    is_taken = db.session.scalar(statement.returning(RecoveryCode.id)) is not None
    if is_taken:
        record_event(user.id, EventKind.RECOVERY_CODE_USED)
    return is_taken


def _first_recovery_codes(user: User) -> list[str]:
    db.session.flush()  # a unique constraint decides between two requests at once, before codes are made
    return [] if count_recovery_codes(user) else renew_recovery_codes(user)


def _forget_needless_codes(user: User) -> None:
    if not has_second_factor(user):
        db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == user.id))
