"""Devices in words: what a browser says that it is."""

from __future__ import annotations

# Browsers name others too, to be taken for them: the first mark that is found counts. Since 2021 the strings are frozen
# by their makers, so that this needs no data that grows old.
_BROWSERS = (
    *(("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Vivaldi", "Vivaldi")),
    *(("Firefox", "Firefox"), ("FxiOS", "Firefox"), ("CriOS", "Chrome"), ("Chrome", "Chrome"), ("Safari", "Safari")),
    *(("curl", "curl"), ("python", "Python")),
)
_SYSTEMS = (
    *(("iPhone", "iPhone"), ("iPad", "iPad"), ("Android", "Android"), ("CrOS", "ChromeOS")),
    *(("Windows", "Windows"), ("Mac OS X", "macOS"), ("Linux", "Linux")),
)


def describe_device(user_agent: str) -> str:
    """Return browser and system, such as "Firefox, Windows"; empty if neither is known."""
    names = (_first_name(_BROWSERS, user_agent), _first_name(_SYSTEMS, user_agent))
    return ", ".join(name for name in names if name)


def _first_name(names: tuple[tuple[str, str], ...], user_agent: str) -> str:
    return next((name for mark, name in names if mark in user_agent), "")
