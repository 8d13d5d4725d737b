"""The icons of categories, by the names of their symbols in `static/icons/sprite.svg`. Pure."""

from __future__ import annotations

DEFAULT_ICON = "tag"
CATEGORY_ICONS = (
    *("cart", "fork", "cup", "house", "lamp", "bolt", "tram", "car", "plane", "heart", "shirt", "ticket"),
    *("gift", "book", "phone", "sport", "child", "paw", "tools", DEFAULT_ICON),
)
