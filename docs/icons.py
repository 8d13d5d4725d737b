"""Draw the app icons from the piggy bank, with Chromium: `python docs/icons.py`."""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

ICONS = Path(__file__).parent.parent / "app" / "static" / "icons"
# Name, side in pixels, share of the side that the pig takes: a mask may cut away all but the middle four fifths.
SIZES = [
    ("pig-192.png", 192, 0.84),
    ("pig-512.png", 512, 0.84),
    ("pig-maskable-512.png", 512, 0.6),
    ("pig-180.png", 180, 0.76),
]


def main() -> None:
    """Render every icon."""
    pig = (ICONS / "pig.svg").read_text(encoding="utf-8")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, side, share in SIZES:
            page = browser.new_page(viewport={"width": side, "height": side})
            style = f"margin:0;background:#fdf1f4;display:grid;place-items:center;height:{side}px"
            page.set_content(f'<body style="{style}"><div style="width:{side * share}px">{pig}</div>')
            page.screenshot(path=ICONS / name)
        browser.close()


if __name__ == "__main__":
    main()
