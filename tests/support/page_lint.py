"""What holds for every page of the application, checked on each page that a test fetches."""

from __future__ import annotations

import re
from collections import Counter
from itertools import zip_longest
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from selectolax.lexbor import LexborNode

VOID_ELEMENTS = frozenset({"br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"})
# What alone may stand directly in an element, and what must not stand anywhere in its own kind.
CHILDREN = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"dt", "dd", "div"},
    "select": {"option", "optgroup"},
    "table": {"caption", "colgroup", "thead", "tbody", "tfoot"},
    "thead": {"tr"},
    "tbody": {"tr"},
    "tfoot": {"tr"},
    "tr": {"th", "td"},
}
NEVER_NESTED = ({"a", "button"}, {"form"}, {"label"})
REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls", "for", "form")
TARGETS = ("href", "src", "action", "formaction")
CONTROLS = "input, select, textarea"
_DOCUMENT = "-document"  # as the parser calls what <html> stands in
# A comment or a tag.
_TAG = re.compile(
    r"""<(?:!--.*?--|(/?)([a-z][^\s/>]*)[^"'>]*(?:(?:"[^"]*"|'[^']*')[^"'>]*)*)>""", re.IGNORECASE | re.DOTALL
)
_ATTRIBUTE = re.compile(r"""\s([^\s=>"'/]+)(?:=(?:"[^"]*"|'[^']*'|[^\s>]*))?""")


def parse_page(html: str) -> LexborHTMLParser:
    """Parse a page as browsers do, which mend what is wrong."""
    return LexborHTMLParser(html)


def attribute(element: LexborNode, name: str) -> str:
    """Return an attribute's text, empty when there is none."""
    return element.attributes.get(name) or ""


def text_of(element: LexborNode) -> str:
    """Return what can be read in an element, with runs of white space as one space."""
    return " ".join(element.text(separator=" ").split())


def find_faults(html: str, page: LexborHTMLParser | None = None) -> list[str]:
    """Return everything that is wrong with a page, in words; `page` is what has been parsed of it already."""
    page = page or parse_page(html)
    return [
        *_writing_faults(html, page),
        *_heading_faults(page),
        *_identifier_faults(page),
        *_form_faults(page),
        *_policy_faults(page),
    ]


class _Nesting:
    """Follows the tags as they are written: a browser's parser mends most of what is wrong with them silently."""

    def __init__(self, html: str) -> None:
        self.open: list[str] = []
        self.faults: list[str] = []
        self.places: list[tuple[str, str]] = []  # each element and its parent
        for match in _TAG.finditer(html):
            slash, name = match.groups(default="")
            if slash:
                self._end(name.lower())
            elif name:
                self._start(name.lower(), match[0])

    def _start(self, tag: str, text: str) -> None:
        parent = self.open[-1] if self.open else _DOCUMENT
        if "template" not in self.open:  # what is in one is no part of the page yet
            self.places.append((tag, parent))
        if text.endswith("/>"):
            self.faults += [f"<{tag}/> is not closed in HTML"] if "svg" not in self.open else []
            return
        counts = Counter(_ATTRIBUTE.findall(text))
        self.faults += [f"<{tag}> has {name!r} twice" for name, count in counts.items() if count > 1]
        if tag not in CHILDREN.get(parent, {tag}):
            self.faults.append(f"<{tag}> stands directly in <{parent}>")
        kin = next((group for group in NEVER_NESTED if tag in group), set[str]())
        self.faults += [f"<{tag}> stands in <{outer}>" for outer in self.open if outer in kin]
        if tag not in VOID_ELEMENTS:
            self.open.append(tag)

    def _end(self, tag: str) -> None:
        if tag not in self.open:
            self.faults.append(f"</{tag}> closes nothing")
            return
        while (innermost := self.open.pop()) != tag:
            self.faults.append(f"<{innermost}> is not closed before </{tag}>")


def _writing_faults(html: str, page: LexborHTMLParser) -> Iterator[str]:
    """Find what is not valid HTML: a browser must see each element in the place where it is written."""
    if not html.startswith("<!doctype html>") or "\0" in html:
        yield "no document type, or characters that no page may have"
    nesting = _Nesting(html)
    yield from nesting.faults
    yield from (f"<{tag}> is never closed" for tag in nesting.open)
    seen = ((node.tag or "", node.parent.tag if node.parent else "") for node in page.css("*"))
    for written, read in zip_longest(nesting.places, seen):
        if written != read:
            yield f"a browser reads {read} where {written} is written"
            break


def _heading_faults(page: LexborHTMLParser) -> Iterator[str]:
    headings = [text_of(heading) for heading in page.css("h1")]
    title = " ".join(text_of(title) for title in page.css("head title"))
    if len(headings) != 1 or not headings[0]:
        yield f"not one h1: {headings}"
    elif not title.startswith(headings[0]):
        yield f"the title {title!r} does not begin with the heading {headings[0]!r}"
    if not page.css("html[lang]"):
        yield "no language"


def _identifier_faults(page: LexborHTMLParser) -> Iterator[str]:
    counts = Counter(attribute(element, "id") for element in page.css("[id]"))
    yield from (f"id {name!r} stands {count} times" for name, count in counts.items() if count > 1)
    for reference in REFERENCES:
        names = " ".join(attribute(element, reference) for element in page.css(f"[{reference}]")).split()
        yield from (f"{name!r} is referred to and missing" for name in names if name not in counts)


def _form_faults(page: LexborHTMLParser) -> Iterator[str]:
    labels = page.css("label")
    labelled = {attribute(label, "for") for label in labels}
    wrapped = {control.mem_id for label in labels if text_of(label) for control in label.css(CONTROLS)}
    for control in page.css(f":is({CONTROLS}):not([hidden], [type=hidden], [aria-label]:not([aria-label='']))"):
        if attribute(control, "id") not in labelled and control.mem_id not in wrapped:
            yield f"no label: {control.attributes}"
    for form in page.css("form[method=post i]"):
        if not form.css("input[name=csrf_token]"):
            yield f"a form without a CSRF token: {form.attributes}"
    for button in page.css("button"):
        if not attribute(button, "aria-label") and not text_of(button):
            yield "a button without a name"
    yield from (f"an image without a text: {image.attributes}" for image in page.css("img:not([alt])"))


def _policy_faults(page: LexborHTMLParser) -> Iterator[str]:
    """Find what the content security policy would refuse, or what would reach another host."""
    yield from (f"inline style: {element.tag}" for element in page.css("style, [style]"))
    yield from ("inline script" for script in page.css("script") if not attribute(script, "src"))
    for element in page.css("*"):
        yield from (f"inline handler: {element.tag} {name}" for name in element.attributes if name.startswith("on"))
    for name in TARGETS:
        for element in page.css(f"[{name}]"):
            target = urlsplit(attribute(element, name))
            if target.scheme != "otpauth" and (target.scheme or target.netloc):  # that one opens an app of the device
                yield f"another host: {target.geturl()}"
