from __future__ import annotations

import pytest

from app.core.devices import describe_device

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"
STRINGS = {
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0": "Firefox, Windows",
    f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/142.0.0.0 Safari/537.36 Edg/142.0": "Edge, Windows",
    f"Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} Chrome/142.0.0.0 Mobile Safari/537.36": "Chrome, Android",
    f"Mozilla/5.0 (X11; Linux x86_64) {WEBKIT} Chrome/142.0.0.0 Safari/537.36": "Chrome, Linux",
    f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {WEBKIT} Chrome/142.0.0.0 Safari/537.36": "Chrome, ChromeOS",
    f"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {WEBKIT} Version/18.0 Safari/605.1.15": "Safari, macOS",
    f"Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) {WEBKIT} Version/18.0 Safari/604.1": "Safari, iPhone",
    f"Mozilla/5.0 (iPad; CPU OS 18_0 like Mac OS X) {WEBKIT} CriOS/142.0 Safari/604.1": "Chrome, iPad",
    f"Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} SamsungBrowser/28.0 Chrome/130.0 Safari/537.36": (
        "Samsung Internet, Android"
    ),
    "curl/8.5.0": "curl",
    "": "",
    "\x00<script>": "",
}


@pytest.mark.parametrize(("user_agent", "words"), STRINGS.items())
def test_a_device_is_named_by_browser_and_system(user_agent: str, words: str) -> None:
    assert describe_device(user_agent) == words
