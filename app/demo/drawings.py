"""Draw till receipts that look photographed. Pure."""

from __future__ import annotations

import functools
import io
import random
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont, ImageOps

from app.demo.receipt_texts import COLUMNS, write_receipt

if TYPE_CHECKING:
    from app.demo.receipt_texts import PrintedLine
    from app.demo.spending import DemoExpense

# All sizes are in pixels, all colors red, green and blue.
_PHOTO_WIDTH, _MIN_PHOTO_HEIGHT, _MIN_TABLE = 700, 1100, 60
_PAPER_WIDTH, _PADDING, _TOOTH = 540, 44, 9
_FONT_SIZE, _LINE_HEIGHT, _TITLE_SIZE, _TITLE_HEIGHT = 25, 34, 32, 58
_CODE_MODULES, _MODULE_SIZE = 25, 6
_CODE_SIZE = _CODE_MODULES * _MODULE_SIZE
_CODE_EYES = ((0, 0), (_CODE_MODULES - 7, 0), (0, _CODE_MODULES - 7))
_PAPER, _INK, _SHADOW = (250, 248, 242), (50, 50, 58), (12, 10, 8)
_TABLES = (((62, 42, 30), (102, 72, 50)), ((58, 60, 66), (80, 83, 89)), ((98, 74, 50), (142, 110, 76)))
_GRAIN = 0.045  # share of the camera's noise in the image
_JPEG_QUALITY = 82


def draw_receipt(expense: DemoExpense, seed: int) -> bytes:
    """Return a JPEG, 700 pixels wide, of the expense's till receipt; equal arguments give equal bytes."""
    # A text seeds alike in every process, which an object's hash would not.
    key = f"{seed} {expense.spent_on} {expense.merchant} {expense.amount_cents}"
    rng = random.Random(key)  # noqa: S311 - the image must be repeatable, not secret
    photo = _photograph(_print(expense.merchant, write_receipt(expense, rng), rng), rng)
    target = io.BytesIO()
    photo.save(target, "JPEG", quality=_JPEG_QUALITY)
    return target.getvalue()


def _print(title: str, lines: list[PrintedLine], rng: random.Random) -> Image.Image:
    """Return the receipt itself, upright, transparent where it is torn off."""
    code_top = _PADDING + _TITLE_HEIGHT + len(lines) * _LINE_HEIGHT
    thanks_top = code_top + _CODE_SIZE + 22
    paper = Image.new("RGB", (_PAPER_WIDTH, thanks_top + _LINE_HEIGHT + _PADDING), _PAPER)
    _write(paper, _PADDING, title, _font(_TITLE_SIZE, is_bold=True))
    for number, line in enumerate(lines):
        top = _PADDING + _TITLE_HEIGHT + number * _LINE_HEIGHT
        _write(paper, top, line.text.ljust(COLUMNS), _font(_FONT_SIZE, is_bold=line.is_bold))
    paper.paste(_INK, ((_PAPER_WIDTH - _CODE_SIZE) // 2, code_top), _draw_code(rng))
    _write(paper, thanks_top, "HVALA NA POSJETU!", _font(_FONT_SIZE, is_bold=False))
    paper = paper.filter(ImageFilter.GaussianBlur(0.6))
    paper.putalpha(_draw_torn_shape(paper.size))
    return paper


def _write(paper: Image.Image, top: int, text: str, font: ImageFont.FreeTypeFont) -> None:
    ImageDraw.Draw(paper).text((_PAPER_WIDTH // 2, top), text, _INK, font, anchor="ma")


def _draw_code(rng: random.Random) -> Image.Image:
    """Return the mask of a block that looks like a QR code and says nothing."""
    modules = bytes(rng.choice((0, 255)) for _ in range(_CODE_MODULES**2))
    code = Image.frombytes("L", (_CODE_MODULES, _CODE_MODULES), modules)
    draw = ImageDraw.Draw(code)
    for x, y in _CODE_EYES:
        for inset, shade in ((-1, 0), (0, 255), (1, 0), (2, 255)):
            draw.rectangle((x + inset, y + inset, x + 6 - inset, y + 6 - inset), fill=shade)
    return code.resize((_CODE_SIZE, _CODE_SIZE), Image.Resampling.NEAREST)


def _draw_torn_shape(size: tuple[int, int]) -> Image.Image:
    """Return the mask of a strip of paper whose upper and lower edges have teeth."""
    width, height = size
    teeth = [(x, _TOOTH if x // _TOOTH % 2 else 0) for x in range(0, width + 1, _TOOTH)]
    mask = Image.new("L", size)
    outline = teeth + [(x, height - 1 - depth) for x, depth in reversed(teeth)]
    ImageDraw.Draw(mask).polygon(outline, fill=255)
    return mask


def _photograph(paper: Image.Image, rng: random.Random) -> Image.Image:
    """Return the paper on a table, a little askew, in uneven light, with the grain of a camera."""
    sheet = paper.rotate(rng.uniform(-3, 3), Image.Resampling.BICUBIC, expand=True)
    size = (_PHOTO_WIDTH, max(_MIN_PHOTO_HEIGHT, sheet.height + 2 * _MIN_TABLE))
    left, top = (size[0] - sheet.width) // 2 + rng.randint(-15, 15), (size[1] - sheet.height) // 2
    photo = _draw_table(size, rng)
    shadow = Image.new("L", size)
    shadow.paste(170, (left + 10, top + 14), sheet.getchannel("A"))
    photo.paste(_SHADOW, mask=shadow.filter(ImageFilter.GaussianBlur(14)))
    photo.paste(sheet, (left, top), sheet)
    lit = ImageChops.multiply(photo, _draw_light(size, rng))
    return Image.blend(lit, _draw_noise(size, rng).convert("RGB"), _GRAIN)


def _draw_table(size: tuple[int, int], rng: random.Random) -> Image.Image:
    """Return wood: noise that is stretched along the grain."""
    dark, light = rng.choice(_TABLES)
    stretched = _draw_noise((size[0] // 4, 6), rng).resize(size, Image.Resampling.BICUBIC)
    return ImageOps.colorize(stretched, dark, light)


def _draw_light(size: tuple[int, int], rng: random.Random) -> Image.Image:
    brightness = ImageOps.colorize(_draw_noise((3, 4), rng), (200, 198, 196), (255, 255, 255))
    return brightness.resize(size, Image.Resampling.BICUBIC)


def _draw_noise(size: tuple[int, int], rng: random.Random) -> Image.Image:
    return Image.frombytes("L", size, rng.randbytes(size[0] * size[1]))


@functools.cache
def _font(size: int, *, is_bold: bool) -> ImageFont.FreeTypeFont:
    import matplotlib as mpl  # noqa: PLC0415 - slow to import, and needed for its fonts alone

    name = "DejaVuSansMono-Bold.ttf" if is_bold else "DejaVuSansMono.ttf"
    path = Path(mpl.get_data_path()) / "fonts" / "ttf" / name
    return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.BASIC)
