"""What people are told when a factor is refused."""

from __future__ import annotations

from flask_babel import gettext, ngettext

_FEW_CODES = 2


def wrong_code() -> str:
    return gettext(
        "This code is not right, or it has been used. If new ones are refused too, see whether the clocks of your "
        "phone and of this server are right."
    )


def unreadable_secret() -> str:
    return gettext(
        "Codes of the app cannot be checked, because this server has a new secret key. Use a recovery code, or ask who "
        "runs this server."
    )


def recovery_code_used(left: int) -> str:
    advice = gettext("Make new ones under Account.")
    used = ngettext(
        "You have used a recovery code: %(num)d is left.", "You have used a recovery code: %(num)d are left.", left
    )
    if not left:
        used = gettext("You have used your last recovery code.")
    return used if left > _FEW_CODES else f"{used} {advice}"


def passkey_refused() -> str:
    return gettext(
        "This passkey was not accepted. It works only at the address it was made for, and until it is removed here."
    )
