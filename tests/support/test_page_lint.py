from __future__ import annotations

import pytest

from tests.support.page_lint import find_faults, parse_page, text_of

TOKEN = '<input type="hidden" name="csrf_token" value="x">'
CHART = '<svg class="chart"><a href="/x"><title>Food: €1</title><path class="color-red" d="M0 0"/></a></svg>'


def page(body: str = "", heading: str = "<h1>Home</h1>", head: str = "<title>Home · Potrošnja</title>") -> str:
    start = f'<!doctype html><html lang="en"><head><meta charset="utf-8">{head}</head>'
    return f"{start}<body><main>{heading}{body}</main></body></html>"


@pytest.mark.parametrize(
    "body",
    [
        "",
        CHART,
        f'<form method="post">{TOKEN}<label for="q">Q</label><input id="q" aria-describedby="h"><p id="h">?</p></form>',
        '<form method="get"><input aria-label="Search"><button><svg><path d="M0 0"/></svg>Go</button></form>',
        '<form id="out" method="get" hidden></form><button form="out">Log out</button>',
        '<ul><li>One<br>line</li></ul><a href="/expenses/?q=a&amp;page=2">Next</a><img src="/pig.svg" alt="">',
        '<table><tbody><tr><th scope="row">A</th><td>B</td></tr></tbody></table><input name="username" hidden>',
    ],
)
def test_a_sound_page_has_no_faults(body: str) -> None:
    assert find_faults(page(body)) == []


@pytest.mark.parametrize(
    ("html", "fault"),
    [
        (page(heading=""), "not one h1"),
        (page(heading="<h1>Home</h1><h1>Away</h1>"), "not one h1"),
        (page(heading="<h1> </h1>"), "not one h1"),
        (page(head="<title>Away</title>"), "does not begin with the heading"),
        (page(head=""), "does not begin with the heading"),
        (page().replace(' lang="en"', ""), "no language"),
    ],
)
def test_a_page_needs_a_heading_its_title_and_a_language(html: str, fault: str) -> None:
    assert any(fault in found for found in find_faults(html))


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<p id="a"></p><p id="a"></p>', "id 'a' stands 2 times"),
        ('<p aria-describedby="a b" id="a"></p>', "'b' is referred to and missing"),
        ('<label for="a">A</label>', "'a' is referred to and missing"),
        ('<button form="a">A</button>', "'a' is referred to and missing"),
    ],
)
def test_a_name_stands_once_and_what_is_referred_to_exists(body: str, fault: str) -> None:
    assert find_faults(page(body)) == [fault]


@pytest.mark.parametrize(
    "control", ["<input>", '<input type="file" id="a">', "<select></select>", "<textarea></textarea>"]
)
def test_a_control_without_a_label_is_found(control: str) -> None:
    assert [fault[:8] for fault in find_faults(page(control))] == ["no label"]


@pytest.mark.parametrize("method", ["post", "POST"])
def test_a_form_without_a_token_is_found(method: str) -> None:
    faults = find_faults(page(f'<form method="{method}"></form>'))
    assert [fault[:27] for fault in faults] == ["a form without a CSRF token"]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<button><svg><path d="M0 0"/></svg></button>', "a button without a name"),
        ('<img src="/a.png">', "an image without a text"),
    ],
)
def test_what_says_nothing_is_found(body: str, fault: str) -> None:
    assert [found[: len(fault)] for found in find_faults(page(body))] == [fault]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ('<p style="color: red">A</p>', "inline style: p"),
        ("<style>p { color: red }</style>", "inline style: style"),
        ("<script>alert(1)</script>", "inline script"),
        ('<p onclick="alert(1)">A</p>', "inline handler: p onclick"),
        ('<a href="javascript:alert(1)">A</a>', "another host: javascript:alert(1)"),
        ('<script src="https://cdn.example/x.js"></script>', "another host: https://cdn.example/x.js"),
        ('<script src="//cdn.example/x.js"></script>', "another host: //cdn.example/x.js"),
        ('<form action="http://evil.example/"></form>', "another host: http://evil.example/"),
        ('<svg><a href="https://evil.example/"><title>A</title></a></svg>', "another host: https://evil.example/"),
    ],
)
def test_what_the_policy_refuses_is_found(body: str, fault: str) -> None:
    assert find_faults(page(body)) == [fault]


@pytest.mark.parametrize(
    "body",
    [
        "<div>",
        "<div><p>A</div>",
        "<p>A</p></p>",
        "</div>",
        "<b><i>A</b></i>",
        "<p><div>A</div></p>",
        "<div/>",
        '<p class="a" class="b">A</p>',
        '<a href="/a"><a href="/b">A</a></a>',
        '<a href="/a"><button>A</button></a>',
        '<form action="/a"><form action="/b"></form></form>',
        '<select aria-label="A"><li>A</li></select>',
        "<ul><p>A</p></ul>",
        "<table><tr><td>A</td></tr></table>",
        "<table><tbody><p>A</p></tbody></table>",
        '<svg><path d="M0 0"></svg>',
    ],
)
def test_invalid_html_is_found(body: str) -> None:
    assert find_faults(page(body))


@pytest.mark.parametrize("html", [page().replace("<!doctype html>", ""), page().replace("</main>", ""), page("\0")])
def test_an_invalid_document_is_found(html: str) -> None:
    assert find_faults(html)


def test_selectors_reach_into_a_chart_and_its_titles_are_not_the_page_s() -> None:
    tree = parse_page(page(CHART))
    assert [link.attributes["href"] for link in tree.css("svg.chart a[href]")] == ["/x"]
    assert [text_of(title) for title in tree.css("svg a > title")] == ["Food: €1"]
    assert len(tree.css("svg a path.color-red")) == 1
