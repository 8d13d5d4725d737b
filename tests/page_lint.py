"""What holds for every page of the application, checked on each page that a test fetches."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from justhtml import JustHTML

if TYPE_CHECKING:
    from collections.abc import Iterator

    from justhtml import Element

NEEDS_LABEL = "input:not([type=hidden]), select, textarea"


def parse_page(html: str) -> JustHTML:
    return JustHTML(html, sanitize=False, collect_errors=True)


def find_faults(html: str) -> list[str]:
    """Return everything that is wrong with a page, in words."""
    page = parse_page(html)
    return [
        *(f"invalid HTML: {error}" for error in page.errors),
        *_heading_faults(page),
        *_identifier_faults(page),
        *_form_faults(page),
        *_policy_faults(page),
    ]


def _heading_faults(page: JustHTML) -> Iterator[str]:
    headings = [heading.to_text().strip() for heading in page.query("h1")]
    title = page.query("head title")[0].to_text().strip()
    if len(headings) != 1 or not headings[0]:
        yield f"not one h1: {headings}"
    elif not title.startswith(headings[0]):
        yield f"the title {title!r} does not begin with the heading {headings[0]!r}"
    if not page.query("html[lang]"):
        yield "no language"


def _identifier_faults(page: JustHTML) -> Iterator[str]:
    counts = Counter(_attribute(element, "id") for element in page.query("[id]"))
    yield from (f"id {name!r} stands {count} times" for name, count in counts.items() if count > 1)
    for element in page.query("[aria-describedby], [for]"):
        names = (_attribute(element, "aria-describedby") + " " + _attribute(element, "for")).split()
        yield from (f"{name!r} is referred to and missing" for name in names if name not in counts)


def _form_faults(page: JustHTML) -> Iterator[str]:
    labelled = {_attribute(label, "for") for label in page.query("label[for]")}
    for control in page.query(NEEDS_LABEL):
        if _attribute(control, "id") not in labelled and not control.attrs.get("aria-label"):
            if "hidden" not in control.attrs:
                yield f"no label: {control.attrs}"
    for form in page.query("form"):
        is_post = _attribute(form, "method").lower() == "post"
        if is_post and not form.query("input[name=csrf_token]"):
            yield f"a form without a CSRF token: {form.attrs}"
    for button in page.query("button"):
        if not button.to_text().strip() and not button.attrs.get("aria-label"):
            yield "a button without a name"
    for image in page.query("img"):
        if "alt" not in image.attrs:
            yield f"an image without a text: {image.attrs}"


def _policy_faults(page: JustHTML) -> Iterator[str]:
    """Find what the content security policy would refuse, or what would reach another host."""
    yield from (f"inline style: {element.name}" for element in page.query("[style], style"))
    yield from ("inline script" for script in page.query("script") if not script.attrs.get("src"))
    for element in page.query("*"):
        for name, value in element.attrs.items():
            if name.startswith("on"):
                yield f"inline handler: {element.name} {name}"
            if name in {"href", "src", "action"} and urlsplit(value or "").netloc:
                yield f"another host: {value}"


def _attribute(element: Element, name: str) -> str:
    return element.attrs.get(name) or ""
