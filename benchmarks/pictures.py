"""What Pillow and matplotlib alone need for the pictures that the application makes."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from app.summaries.canvas import WIDTH
from app.summaries.charts import Bar, BarChart
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from PIL import ExifTags, Image, ImageOps

from app.core.money import MoneyFormat
from app.core.palette import PALETTE
from app.receipts.thumbnails import THUMBNAIL_SIZE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Literal

_PHOTO_SIZE = (4_000, 3_000)  # 12 megapixels
_SIDEWAYS = 6  # the EXIF orientation of a phone that was held upright
_QUALITY, _THUMBNAIL_QUALITY = 85, 72
_MONEY = MoneyFormat(decimal_mark=".", group_mark=",", digits=2, prefix="€", suffix="", symbols=("€",))
_COLUMNS_HEIGHT, _ROW_HEIGHT, _UNITS_PER_INCH = 240, 48, 72
_FONT_SIZE = 15


def large_photo(size: tuple[int, int] = _PHOTO_SIZE) -> bytes:
    """Return a JPEG as a phone takes it: a blurred scene with the noise of a sensor, lying on its side."""
    scene = Image.effect_noise((size[0] // 40, size[1] // 40), 90).resize(size, Image.Resampling.BICUBIC)
    grain = Image.effect_noise(size, 40)
    photo = Image.merge("RGB", (Image.blend(scene, grain, 0.3), scene, Image.blend(scene, grain, 0.2)))
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = _SIDEWAYS
    target = io.BytesIO()
    photo.save(target, "JPEG", quality=92, exif=exif)
    return target.getvalue()


def keep_photo_by_pillow(content: bytes) -> bytes:
    """Decode, orient, encode, and make a thumbnail, by Pillow alone and without a copy; return the encoded photo.

    With the application's own settings, except that the thumbnail is encoded once, however large it gets.
    """
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(content)))
    upright.info = {}
    target, small_target = io.BytesIO(), io.BytesIO()
    upright.save(target, "JPEG", quality=_QUALITY, optimize=True)
    upright.thumbnail(THUMBNAIL_SIZE, reducing_gap=2.0)
    upright.save(small_target, "WEBP", quality=_THUMBNAIL_QUALITY)
    return target.getvalue()


def new_charts(kind: Literal["rows", "columns"]) -> Iterator[BarChart]:
    """Yield charts that nobody has drawn yet: ten categories, or twelve months."""
    count = 10 if kind == "rows" else 12
    number = 0
    while True:
        number += 1
        bars = tuple(_bar(place, 10_000 + 997 * place + number) for place in range(count))
        yield BarChart(kind, f"Chart {number}", bars, _MONEY)


def _bar(place: int, cents: int) -> Bar:
    color = list(PALETTE)[place % len(PALETTE)]
    return Bar(f"Label {place}", cents, f"€{cents / 100:.2f}", f"/expenses/?category_id={place}", color, f"M{place}")


def draw_by_matplotlib(chart: BarChart) -> bytes:
    """Draw the same bars, texts and lines by matplotlib alone, and return its SVG."""
    height = _ROW_HEIGHT * len(chart.bars) if chart.kind == "rows" else _COLUMNS_HEIGHT
    figure = Figure(figsize=(WIDTH / _UNITS_PER_INCH, height / _UNITS_PER_INCH), dpi=_UNITS_PER_INCH)
    axes = figure.add_axes((0, 0, 1, 1))
    axes.set(xlim=(0, WIDTH), ylim=(height, 0))
    axes.axis("off")
    if chart.kind == "columns":
        for level in range(4):
            axes.plot([60, WIDTH], [20 + 60 * level] * 2, color="#dcdfe3", linewidth=1)
            axes.text(50, 25 + 60 * level, f"€{level}00", fontsize=_FONT_SIZE, ha="right", va="baseline")
    for place, bar in enumerate(chart.bars):
        color = PALETTE[bar.color]
        if chart.kind == "rows":
            top = place * _ROW_HEIGHT
            axes.text(0, top + 17, bar.label, fontsize=_FONT_SIZE, va="baseline")
            axes.text(WIDTH, top + 17, bar.amount, fontsize=_FONT_SIZE, ha="right", va="baseline")
            axes.add_artist(Rectangle((0, top + 25), bar.cents / 60, 12, facecolor=color, linewidth=0))
        else:
            axes.text(80 + 33 * place, height - 8, bar.tick, fontsize=_FONT_SIZE, ha="center", va="baseline")
            tall = bar.cents / 150
            axes.add_artist(Rectangle((68 + 33 * place, height - 26 - tall), 25, tall, facecolor=color, linewidth=0))
    target = io.BytesIO()
    figure.savefig(target, format="svg")
    return target.getvalue()
