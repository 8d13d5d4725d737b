from __future__ import annotations

from app.core.category_icons import CATEGORY_ICONS, DEFAULT_ICON


def test_no_icon_is_offered_twice() -> None:
    assert len(set(CATEGORY_ICONS)) == len(CATEGORY_ICONS)


def test_the_default_is_offered() -> None:
    assert DEFAULT_ICON in CATEGORY_ICONS
