"""The colors of categories. Pure.

Each has a contrast of at least 3 : 1 with the page in both themes (WCAG 2.2, success criterion 1.4.11), so that one
value serves light and dark. `static/css/tokens.css` has the same values; a test checks both.
"""

from __future__ import annotations

PALETTE = {
    "blue": "#3f7fd9",
    "teal": "#148f8a",
    "green": "#3a9448",
    "olive": "#848a1c",
    "amber": "#b97c0a",
    "orange": "#d9641e",
    "red": "#d9484f",
    "pink": "#d6498f",
    "purple": "#9a62d2",
    "indigo": "#6a70dc",
    "brown": "#9c7350",
    "gray": "#7b828c",
}


def contrast_ratio(first: str, second: str) -> float:
    """Return the contrast of two `#rrggbb` colors, from 1 to 21 (WCAG 2.2, definition of contrast ratio)."""
    lighter, darker = sorted((_relative_luminance(first), _relative_luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _relative_luminance(color: str) -> float:
    red, green, blue = (_linear(int(color[start : start + 2], 16) / 255) for start in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    """Undo the gamma of sRGB (IEC 61966-2-1)."""
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4  # noqa: PLR2004
