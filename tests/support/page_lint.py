"""What holds for every page of the application, checked on each page that a test fetches."""

from __future__ import annotations

import re
import sys
from collections import Counter
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar
from urllib.parse import urlsplit

from justhtml import Element, JustHTML

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
P = ParamSpec("P")
R = TypeVar("R")
NEVER_NESTED = ({"a", "button"}, {"form"}, {"label"})
REFERENCES = ("aria-describedby", "aria-labelledby", "aria-controls", "for", "form")
TARGETS = frozenset({"href", "src", "action", "formaction"})
# A comment or a tag. Patterns read a page in 3 ms, the parser of the standard library in 8.
_TAG = re.compile(
    r"""<(?:!--.*?--|(/?)([a-z][^\s/>]*)[^"'>]*(?:(?:"[^"]*"|'[^']*')[^"'>]*)*)>""", re.IGNORECASE | re.DOTALL
)
_ATTRIBUTE = re.compile(r"""\s([^\s=>"'/]+)(?:=(?:"[^"]*"|'[^']*'|[^\s>]*))?""")


def untraced(function: Callable[P, R]) -> Callable[P, R]:
    """Hide a function from coverage: traced, the parsers take three times as long, and all tests half as long again."""

    @wraps(function)
    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        tracer = sys.gettrace()
        sys.settrace(None)
        try:
            return function(*args, **kwargs)
        finally:
            sys.settrace(tracer)

    return call


@untraced
def parse_page(html: str) -> JustHTML:
    return JustHTML(html, sanitize=False, collect_errors=True)


@untraced
def find_elements(tree: JustHTML | Element, selector: str) -> list[Element]:
    return [match for match in tree.query(selector) if isinstance(match, Element)]


def attribute(element: Element, name: str) -> str:
    """Return an attribute's text, empty when there is none."""
    return element.attrs.get(name) or ""


@untraced
def find_faults(html: str, page: JustHTML | None = None) -> list[str]:
    """Return everything that is wrong with a page, in words; `page` is what has been parsed of it already."""
    page = page or parse_page(html)
    elements = _Elements(find_elements(page, "*"))
    return [
        *(f"invalid HTML: {error}" for error in page.errors),
        *_nesting_faults(html),
        *_heading_faults(elements),
        *_identifier_faults(elements),
        *_form_faults(elements),
        *_policy_faults(elements),
    ]


@dataclass(frozen=True)
class _Elements:
    """All elements of a page, or of a part of it; a list of them is quicker than many questions to a tree."""

    all: list[Element]

    def named(self, *names: str) -> list[Element]:
        return [element for element in self.all if element.name in names]

    def having(self, name: str) -> list[Element]:
        return [element for element in self.all if name in element.attrs]

    def controls(self) -> list[Element]:
        """Return what needs a label."""
        controls = self.named("input", "select", "textarea")
        return [control for control in controls if attribute(control, "type").lower() != "hidden"]

    def inside(self, outer: Element) -> _Elements:
        return _Elements(find_elements(outer, "*"))


class _Nesting:
    """Follows the tags as they are written: a browser's parser mends most of what is wrong with them silently."""

    def __init__(self, html: str) -> None:
        self.open: list[str] = []
        self.faults: list[str] = []
        for match in _TAG.finditer(html):
            slash, name = match.groups(default="")
            if slash:
                self._end(name.lower())
            elif name:
                self._start(name.lower(), match[0])

    def _start(self, tag: str, text: str) -> None:
        if text.endswith("/>"):
            self.faults += [f"<{tag}/> is not closed in HTML"] if "svg" not in self.open else []
            return
        counts = Counter(_ATTRIBUTE.findall(text))
        self.faults += [f"<{tag}> has {name!r} twice" for name, count in counts.items() if count > 1]
        parent = self.open[-1] if self.open else ""
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


def _nesting_faults(html: str) -> list[str]:
    nesting = _Nesting(html)
    return [*nesting.faults, *(f"<{tag}> is never closed" for tag in nesting.open)]


def _heading_faults(page: _Elements) -> Iterator[str]:
    headings = [heading.to_text().strip() for heading in page.named("h1")]
    titles = [title for head in page.named("head") for title in page.inside(head).named("title")]
    title = " ".join(element.to_text().strip() for element in titles)
    if len(headings) != 1 or not headings[0]:
        yield f"not one h1: {headings}"
    elif not title.startswith(" ".join(headings[0].split())):
        yield f"the title {title!r} does not begin with the heading {headings[0]!r}"
    if not any("lang" in element.attrs for element in page.named("html")):
        yield "no language"


def _identifier_faults(page: _Elements) -> Iterator[str]:
    counts = Counter(attribute(element, "id") for element in page.having("id"))
    yield from (f"id {name!r} stands {count} times" for name, count in counts.items() if count > 1)
    for element in page.all:
        names = " ".join(attribute(element, name) for name in REFERENCES if name in element.attrs).split()
        yield from (f"{name!r} is referred to and missing" for name in names if name not in counts)


def _form_faults(page: _Elements) -> Iterator[str]:
    labels = page.named("label")
    labelled = {attribute(label, "for") for label in labels if "for" in label.attrs}
    wrapping = [label for label in labels if label.to_text().strip()]
    wrapped = {id(control) for label in wrapping for control in page.inside(label).controls()}
    for control in page.controls():
        is_labelled = attribute(control, "id") in labelled or attribute(control, "aria-label") or id(control) in wrapped
        if not is_labelled and "hidden" not in control.attrs:
            yield f"no label: {control.attrs}"
    for form in page.named("form"):
        is_post = attribute(form, "method").lower() == "post"
        names = [attribute(field, "name") for field in page.inside(form).named("input")] if is_post else []
        if is_post and "csrf_token" not in names:
            yield f"a form without a CSRF token: {form.attrs}"
    for button in page.named("button"):
        if not attribute(button, "aria-label") and not button.to_text().strip():
            yield "a button without a name"
    for image in page.named("img"):
        if "alt" not in image.attrs:
            yield f"an image without a text: {image.attrs}"


def _policy_faults(page: _Elements) -> Iterator[str]:
    """Find what the content security policy would refuse, or what would reach another host."""
    yield from (f"inline style: {element.name}" for element in page.all if _is_style(element))
    yield from ("inline script" for script in page.named("script") if not attribute(script, "src"))
    for element in page.all:
        yield from (f"inline handler: {element.name} {name}" for name in element.attrs if name.startswith("on"))
        for name in TARGETS & element.attrs.keys():
            target = urlsplit(attribute(element, name))
            if target.scheme != "otpauth" and (target.scheme or target.netloc):  # that one opens an app of the device
                yield f"another host: {target.geturl()}"


def _is_style(element: Element) -> bool:
    return element.name == "style" or "style" in element.attrs
