from __future__ import annotations

import datetime as dt
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

import app as application

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from babel.messages.catalog import Catalog
    from sqlalchemy.orm import Session

    from app.models import User
    from tests.support.client import Client
    from tests.support.factories import Factory

pytestmark = pytest.mark.usefixtures("clock")
APP = Path(application.__file__).parent
PROJECT = APP.parent
MESSAGES = APP / "translations" / "hr" / "LC_MESSAGES"
PLACEHOLDER = re.compile(r"%\((\w+)\)[sd]")
TEMPLATES = sorted(path for path in (APP / "templates").rglob("*.html"))
# These speak both languages: they know no request.
WITHOUT_SESSION = {"plain.html", "server_error.html", "unavailable.html"}
SPOKEN_ATTRIBUTES = {"alt", "aria-label", "title", "placeholder", "label"}
NAMES = ("Potrošnja",)

Strings = tuple[str, ...]


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    with (MESSAGES / "messages.po").open("rb") as file:
        return read_po(file, locale="hr")


@pytest.fixture
def ana(alice: User, session: Session) -> User:
    """Alice, who reads Croatian."""
    alice.language = "hr"
    session.flush()
    return alice


def extract_ids() -> set[Strings]:
    """Collect every message of code and templates, as `make translations` does."""
    with (PROJECT / "babel.cfg").open(encoding="utf-8") as file:
        method_map, options_map = parse_mapping_cfg(file)  # type: ignore[no-untyped-call]
    keywords = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "lazy_ngettext": (1, 2)}
    found = extract_from_dir(APP, shortened(method_map), dict(shortened(options_map.items())), keywords=keywords)
    return {forms_of(message) for _, _, message, _, _ in found}


def shortened(patterns: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Return the patterns of babel.cfg as seen from the folder of the application: it alone need be walked through."""
    return [(pattern.removeprefix("app/"), value) for pattern, value in patterns]


def read_strings(catalog: Catalog) -> dict[Strings, Strings]:
    """Return every message with its translation, each in all its forms."""
    return {forms_of(message.id): forms_of(message.string or "") for message in catalog if message.id}


def forms_of(strings: str | Sequence[str]) -> Strings:
    return (strings,) if isinstance(strings, str) else tuple(strings)


class Prose(HTMLParser):
    """Collects what can be read in HTML, text and the attributes that are spoken, but not the names of keys."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self.tag = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tag = tag
        self.texts += [value or "" for name, value in attrs if name in SPOKEN_ATTRIBUTES]

    def handle_endtag(self, _tag: str) -> None:
        self.tag = ""

    def handle_data(self, data: str) -> None:
        if self.tag != "kbd":
            self.texts.append(data)


def read_prose(template: str) -> list[str]:
    """Return the words of a template that stand outside of Jinja, without names and the classes of blocks."""
    prose = Prose()
    html = re.sub(r"{% block width %}\w+{% endblock %}|{#.*?#}|{%.*?%}|{{.*?}}", " ", template, flags=re.DOTALL)
    prose.feed(re.sub("|".join(NAMES), "", html))
    prose.close()
    return [text.strip() for text in prose.texts if re.search(r"[^\W\d_]", text)]


def test_every_message_is_in_the_croatian_catalog_and_no_other(catalog: Catalog) -> None:
    assert read_strings(catalog).keys() == extract_ids()
    assert not catalog.obsolete


def test_every_message_is_translated_in_all_its_forms(catalog: Catalog) -> None:
    for message, forms in read_strings(catalog).items():
        assert len(forms) == (1 if len(message) == 1 else catalog.num_plurals), message
        assert all(form.strip() for form in forms), message
    assert [message.id for message in catalog if message.id and message.fuzzy] == []


def test_every_translation_has_the_placeholders_of_its_message(catalog: Catalog) -> None:
    for message, forms in read_strings(catalog).items():
        expected = sorted(PLACEHOLDER.findall(message[-1]))
        assert [sorted(PLACEHOLDER.findall(form)) for form in forms] == [expected] * len(forms), message
        assert not any("%" in PLACEHOLDER.sub("", form).replace("%%", "") for form in forms), message


def test_a_translation_ends_as_its_message_does(catalog: Catalog) -> None:
    for message, forms in read_strings(catalog).items():
        has_croatian_date = forms[0].endswith(
            ("%(day)s", "%(last)s", "%(month)s", "%(year)s.")
        )  # such a date brings its full stop
        for mark in ".?!…:":
            assert message[0].endswith(mark) == forms[0].endswith(mark) or has_croatian_date, message


def test_the_compiled_catalog_is_up_to_date(catalog: Catalog) -> None:
    with (MESSAGES / "messages.mo").open("rb") as file:
        assert read_strings(read_mo(file)) == read_strings(catalog)


def test_the_compiled_catalog_knows_the_croatian_plural() -> None:
    with (MESSAGES / "messages.mo").open("rb") as file:
        assert b"nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2" in file.read()


def test_no_word_of_a_template_stands_outside_of_gettext() -> None:
    found = {path.name: read_prose(path.read_text(encoding="utf-8")) for path in TEMPLATES}
    assert {name: words for name, words in found.items() if words and name not in WITHOUT_SESSION} == {}


@pytest.mark.parametrize(
    "template", ["<p>Save</p>", '<img alt="Pig">', '{{ _("Save") }} now', "<b>{% if a %}Da{% endif %}</b>"]
)
def test_a_word_outside_of_gettext_would_be_found(template: str) -> None:
    assert len(read_prose(template)) == 1


def test_no_text_is_translated_inside_an_f_string() -> None:
    """`make translations` finds none there."""
    hidden = [path.name for path in APP.rglob("*.py") if re.search(r"\{n?gettext\(", path.read_text(encoding="utf-8"))]
    assert hidden == []


def test_a_croatian_page_writes_money_and_dates_the_croatian_way(client: Client, make: Factory, ana: User) -> None:
    make.expense(ana, 123_450, spent_on=dt.date(2026, 11, 7), merchant="Dućan")
    page = client.page("/")
    assert page.attributes("html", "lang") == ["hr"]
    assert page.heading == "Dosad potrošeno 1.234 €."
    assert "Dosad potrošeno 1.234\xa0€." in page.html
    assert page.texts(".hero h2") == ["Potrošeno, studeni 2026."]
    assert page.texts('[data-testid="month-total"]') == ["1.234,50 €"]
    assert "1.234,50\xa0€" in page.html
    assert "sub, 7. 11." in page.text.lower()


@pytest.mark.parametrize(
    ("count", "words"), [(1, "1 trošak"), (2, "2 troška"), (5, "5 troškova"), (11, "11 troškova"), (21, "21 trošak")]
)
def test_croatian_counts_in_three_forms(client: Client, make: Factory, ana: User, count: int, words: str) -> None:
    make.expenses(ana, [100] * count)
    assert client.page("/expenses/").texts(".found-head h2") == [words]


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("hr", "hr"),
        ("hr-HR,hr;q=0.9,en;q=0.8", "hr"),
        ("de,hr;q=0.7,en;q=0.3", "hr"),
        ("en-US,en;q=0.9,hr;q=0.8", "en"),
        ("de", "en"),
        ("", "en"),
    ],
)
def test_a_guest_is_addressed_in_the_language_of_the_browser(guest: Client, accepted: str, language: str) -> None:
    page = guest.page("/auth/login", headers={"Accept-Language": accepted})
    assert page.attributes("html", "lang") == [language]
    assert page.heading == {"hr": "Prijava", "en": "Log in"}[language]


@pytest.mark.parametrize(("language", "heading"), [("hr", "Kategorije"), ("en", "Categories")])
def test_the_language_of_the_account_wins_over_the_browser_s(
    guest: Client, make: Factory, language: str, heading: str
) -> None:
    other = {"hr": "en", "en": "hr"}[language]
    client = guest.signed_in(make.user(language=language))
    page = client.page("/categories/", headers={"Accept-Language": other})
    assert (page.heading, page.attributes("html", "lang")) == (heading, [language])
