"""The language, money, and day of the person who makes the request."""

from __future__ import annotations

import datetime as dt
from functools import lru_cache
from string import ascii_uppercase
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from babel import Locale
from babel.numbers import get_currency_name, get_currency_precision, get_currency_symbol
from flask import g, request
from flask_babel import get_locale, get_translations
from flask_login import current_user
from markupsafe import Markup

from app.core.money import MoneyFormat
from app.web.extensions import settings
from config import CURRENCIES, LANGUAGES, TIMEZONES

if TYPE_CHECKING:
    from babel.support import Translations

    from app.models import User

LANGUAGE_NAMES = {"en": "English", "hr": "Hrvatski"}
_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
_COUNTS = (1, 2, 5)  # the forms that a currency's name has in the languages
_SHORT_NAMES = {"BAM": {"km"}, "HRK": {"kn"}, "RSD": {"din", "din."}}  # that the CLDR leaves out


def select_locale() -> str:
    """Return the language of the account, or the one that the guest's browser prefers."""
    if current_user.is_authenticated:
        return str(current_user.language)
    return request.accept_languages.best_match(LANGUAGES) or settings().default_language


def today_for(user: User) -> dt.date:
    """Return the present day where the person lives."""
    return dt.datetime.now(ZoneInfo(user.timezone)).date()


def locale_name() -> str:
    """Return the language of the request by its code; asked for hundreds of times on a page, found once."""
    try:
        name: str = g.locale_name
    except AttributeError:
        name = g.locale_name = str(get_locale())
    return name


def translate(text: str, /, **variables: object) -> Markup:
    """Return a text of a template in the language of the request, with its variables escaped."""
    return Markup(_translations().ugettext(text)) % variables  # noqa: S704 - our own texts


def translate_count(singular: str, plural: str, num: int, /, **variables: object) -> Markup:
    """Return the form of a text that belongs to a number, which is the variable `num` too."""
    return Markup(_translations().ungettext(singular, plural, num)) % {"num": num, **variables}  # noqa: S704


def _translations() -> Translations:
    """Return the translations of the request, found once: pages look up a hundred texts."""
    try:
        found: Translations = g.translations
    except AttributeError:
        found = g.translations = get_translations()
    return found


def money_format() -> MoneyFormat:
    """Return how the person who makes the request reads and writes money; found once as well."""
    try:
        found: MoneyFormat = g.money_format
    except AttributeError:
        found = g.money_format = money_format_for(locale_name(), current_user.currency)
    return found


@lru_cache(maxsize=256)
def money_format_for(language: str, currency: str) -> MoneyFormat:
    """Return how money of a currency is written in a language, by the CLDR."""
    locale = Locale.parse(language)
    pattern = locale.currency_formats["standard"]
    symbol = get_currency_symbol(currency, locale)
    numbers = locale.number_symbols["latn"]
    return MoneyFormat(
        decimal_mark=numbers["decimal"],
        group_mark=numbers["group"],
        digits=get_currency_precision(currency),
        prefix=_spaced(pattern.prefix[0].replace("\N{CURRENCY SIGN}", symbol), is_prefix=True),
        suffix=_spaced(pattern.suffix[0].replace("\N{CURRENCY SIGN}", symbol), is_prefix=False),
        symbols=_names_of(currency),
        currency=currency,
    )


def _names_of(currency: str) -> tuple[str, ...]:
    """Return what people write beside an amount of the currency: its code, its signs, and its name, short: `euro`.

    Both languages count, because people paste: `US$` as well as `$`, `dollars` as well as `dolara`.
    """
    symbols = {get_currency_symbol(currency, language) for language in LANGUAGES}
    signs = {sign for symbol in symbols if len(sign := symbol.lstrip(ascii_uppercase)) == 1}
    dollars = {f"{currency[:2]}$"} if "$" in signs else set()
    names = {get_currency_name(currency, count, language) for language in LANGUAGES for count in _COUNTS}
    short_names = {name.split()[-1] for name in names} | _SHORT_NAMES.get(currency, set())
    return tuple(sorted({currency, *symbols, *signs, *dollars, *short_names}))


def _spaced(affix: str, *, is_prefix: bool) -> str:
    """Keep a symbol made of letters apart from the digits, as the CLDR's currency spacing does."""
    if is_prefix:
        return affix + _NO_BREAK_SPACE if affix[-1:].isalpha() else affix
    return _NO_BREAK_SPACE + affix if affix[:1].isalpha() else affix


@lru_cache(maxsize=len(LANGUAGES))
def currency_choices(language: str) -> list[tuple[str, str]]:
    """Return the currencies in use today, as code and name, by name."""
    return sorted((currency_choice(code, language) for code in CURRENCIES), key=_by_name)


def currency_choice(code: str, language: str) -> tuple[str, str]:
    """Return a currency, in use or not, as code and name."""
    return code, f"{get_currency_name(code, locale=language)} ({code})"


@lru_cache(maxsize=1)
def timezone_choices() -> list[tuple[str, str]]:
    """Return the time zones of places, by name."""
    return [(zone, zone.replace("_", " ")) for zone in sorted(TIMEZONES)]


def _by_name(choice: tuple[str, str]) -> str:
    return choice[1].casefold()
