"""Messages about amounts that cannot be read."""

from __future__ import annotations

from functools import singledispatch

from flask_babel import gettext, ngettext

from app.core import money
from app.web.formatting import amount
from app.web.localization import money_format

_LONGEST_SIGN = 20  # characters of an unknown currency sign that the message repeats


@singledispatch
def amount_message(_error: money.AmountError) -> str:
    """Return what is wrong with an amount, and how to write it."""
    return gettext("This is not an amount. Write for example %(example)s or 12+3.", example=example_amount())


@amount_message.register
def _(error: money.OtherCurrencyError) -> str:
    return gettext(
        "“%(sign)s” is not %(currency)s, the currency of your account. Write the amount in %(currency)s.",
        sign=error.sign[:_LONGEST_SIGN],
        currency=money_format().currency,
    )


@amount_message.register
def _(error: money.TooManyDecimalsError) -> str:
    if error.digits == 0:
        return gettext("This currency has no decimals.")
    return ngettext("At most %(num)s decimal.", "At most %(num)s decimals.", error.digits)


@amount_message.register
def _(_error: money.AmountTooLargeError) -> str:
    return gettext("The amount is too large. At most %(amount)s.", amount=amount(money.MAX_CENTS))


def example_amount() -> str:
    style = money_format()
    return money.format_plain(1250 * 10**style.digits // 100, style)
