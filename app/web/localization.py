"""Language, currency and time zone of the signed-in user."""

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
from config import LANGUAGES
from setting_reader import CURRENCIES, TIMEZONES

if TYPE_CHECKING:
    from babel.support import Translations

    from app.models import User

LANGUAGE_NAMES = {"en": "English", "hr": "Hrvatski"}
_NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"
_COUNTS = (1, 2, 5)  # numbers that cover the plural forms of our languages
_SHORT_NAMES = {"BAM": {"km"}, "HRK": {"kn"}, "RSD": {"din", "din."}}  # missing in the CLDR


def select_locale() -> str:
    """Return the user's language, or for a guest the one that the browser prefers."""
    if current_user.is_authenticated:
        return str(current_user.language)
    return request.accept_languages.best_match(LANGUAGES) or settings().default_language


def today_for(user: User) -> dt.date:
    """Return today in the user's time zone."""
    return dt.datetime.now(ZoneInfo(user.timezone)).date()


def locale_name() -> str:
    """Return the language code of the request. A page asks hundreds of times, so it is kept in `g`."""
    try:
        name: str = g.locale_name
    except AttributeError:
        name = g.locale_name = str(get_locale())
    return name


def translate(text: str, /, **variables: object) -> Markup:
    """Translate a text of a template and escape its variables."""
    translated = _translations().ugettext(text)
    if not variables:  # most texts of a page: the `%` of Markup would take three times as long
        return Markup(translated % {})  # noqa: S704 - our own text
    return Markup(translated) % variables  # noqa: S704 - our own text


def translate_count(singular: str, plural: str, num: int, /, **variables: object) -> Markup:
    """Translate a text with a plural; `%(num)s` is the number."""
    return Markup(_translations().ungettext(singular, plural, num)) % {"num": num, **variables}  # noqa: S704


def _translations() -> Translations:
    """Return the translations of the request, kept in `g`: a page looks up a hundred texts."""
    try:
        found: Translations = g.translations
    except AttributeError:
        found = g.translations = get_translations()
    return found


def money_format() -> MoneyFormat:
    """Return the money format of the signed-in user, kept in `g`."""
    try:
        found: MoneyFormat = g.money_format
    except AttributeError:
        found = g.money_format = money_format_for(locale_name(), current_user.currency)
    return found


@lru_cache(maxsize=256)
def money_format_for(language: str, currency: str) -> MoneyFormat:
    """Return the money format of a currency in a language, from the CLDR."""
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
    """Return what people write beside an amount: the currency's code, its signs and its short name, such as `euro`.

    In all languages, because people paste: `US$` and `$`, `dollars` and `dolara`.
    """
    symbols = {get_currency_symbol(currency, language) for language in LANGUAGES}
    signs = {sign for symbol in symbols if len(sign := symbol.lstrip(ascii_uppercase)) == 1}
    dollars = {f"{currency[:2]}$"} if "$" in signs else set()
    names = {get_currency_name(currency, count, language) for language in LANGUAGES for count in _COUNTS}
    short_names = {name.split()[-1] for name in names} | _SHORT_NAMES.get(currency, set())
    return tuple(sorted({currency, *symbols, *signs, *dollars, *short_names}))


def _spaced(affix: str, *, is_prefix: bool) -> str:
    """Put a space between a symbol of letters and the digits, by the CLDR's currency spacing."""
    if is_prefix:
        return affix + _NO_BREAK_SPACE if affix[-1:].isalpha() else affix
    return _NO_BREAK_SPACE + affix if affix[:1].isalpha() else affix


@lru_cache(maxsize=len(LANGUAGES))
def currency_choices(language: str) -> list[tuple[str, str]]:
    """Return (code, name) of the currencies in use today, by name."""
    return sorted((currency_choice(code, language) for code in CURRENCIES), key=_by_name)


def currency_choice(code: str, language: str) -> tuple[str, str]:
    """Return (code, name) of any currency, in use or not."""
    return code, f"{get_currency_name(code, locale=language)} ({code})"


@lru_cache(maxsize=1)
def timezone_choices() -> list[tuple[str, str]]:
    return [(zone, zone.replace("_", " ")) for zone in sorted(TIMEZONES)]


def _by_name(choice: tuple[str, str]) -> str:
    return choice[1].casefold()
