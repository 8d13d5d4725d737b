from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from tests.support.factories import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from app.models import User


@pytest.mark.parametrize(
    "host", ["money.example.com", "money.example.com:8443", "a.home.arpa", "localhost", "127.0.0.1:80"]
)
def test_an_allowed_host_is_answered(make_app: Callable[..., Flask], host: str) -> None:
    client = make_app(ALLOWED_HOSTS="money.example.com,.home.arpa").test_client()
    assert client.get("/auth/login", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize("host", ["evil.example", "money.example.com.evil.example", "xhome.arpa", "", "["])
@pytest.mark.parametrize("path", ["/", "/auth/login", "/api/v1/expenses", "/nowhere"])
def test_a_foreign_host_is_a_bad_request(make_app: Callable[..., Flask], host: str, path: str) -> None:
    response = make_app(ALLOWED_HOSTS="money.example.com,.home.arpa").test_client().get(path, headers={"Host": host})
    assert response.status_code == 400
    assert "Location" not in response.headers


def test_the_host_that_a_trusted_proxy_names_counts(make_app: Callable[..., Flask]) -> None:
    client = make_app(ALLOWED_HOSTS="money.example.com", TRUSTED_PROXIES="1").test_client()
    for named, status in (("money.example.com", 200), ("evil.example", 400)):
        headers = {"Host": "10.0.0.5:5000", "X-Forwarded-Host": named}
        assert client.get("/auth/login", headers=headers).status_code == status


@pytest.mark.parametrize("path", ["/auth/login", "/money/auth/login"], ids=["taken off", "left"])
def test_below_a_prefix_all_addresses_begin_with_it(make_app: Callable[..., Flask], path: str) -> None:
    response = make_app(URL_PREFIX="/money").test_client().get(path)
    assert response.status_code == 200
    assert 'href="/money/auth/register"' in response.text
    assert "Path=/money" in response.headers["Set-Cookie"]


def test_a_prefix_ends_where_a_name_ends(make_app: Callable[..., Flask]) -> None:
    assert make_app(URL_PREFIX="/money").test_client().get("/moneybags").status_code == 404


def test_below_a_prefix_the_cookie_over_https_keeps_to_it(make_app: Callable[..., Flask]) -> None:
    response = make_app(URL_PREFIX="/money").test_client().get("/auth/login", base_url="https://localhost")
    assert response.headers["Set-Cookie"].startswith("__Secure-session=")


def test_below_a_prefix_a_log_in_leads_to_a_page_below_it(make_app: Callable[..., Flask], alice: User) -> None:
    client = make_app(URL_PREFIX="/money").test_client()
    token = re.findall(r'name="csrf_token" value="([^"]+)"', client.get("/money/auth/login").text)[0]
    fields = {"username": alice.username, "password": PASSWORD, "csrf_token": token}
    response = client.post("/money/auth/login?next=/expenses/", data=fields)
    assert response.location == "/money/expenses/"
    assert client.get("/money/expenses/").status_code == 200


def test_no_proxy_says_the_prefix(make_app: Callable[..., Flask]) -> None:
    client = make_app(TRUSTED_PROXIES="1").test_client()
    response = client.get("/", headers={"X-Forwarded-Prefix": "//evil.example/"})
    assert response.location == "/auth/login?next=/"


def test_a_proxy_that_no_setting_tells_of_is_named_once(
    make_app: Callable[..., Flask], caplog: pytest.LogCaptureFixture
) -> None:
    client = make_app().test_client()
    for _ in range(2):
        client.get("/healthz", headers={"X-Forwarded-For": "192.0.2.1"})
    assert caplog.text.count("TRUSTED_PROXIES is 0") == 1
    caplog.clear()
    make_app(TRUSTED_PROXIES="1").test_client().get("/healthz", headers={"X-Forwarded-For": "192.0.2.1"})
    assert caplog.text == ""
