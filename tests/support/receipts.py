"""Receipts that never existed, printed and photographed: drawn by Pillow alone, the same each time."""

from __future__ import annotations

import datetime as dt
import hashlib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import matplotlib as mpl
import zxingcpp
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

MARGIN, LINE_HEIGHT = 40, 34
PAPER, INK = 246, 30


@dataclass(frozen=True)
class Paper:
    """A receipt as text, and what is true of it."""

    text: str
    total_cents: int
    spent_on: dt.date
    merchant: str
    code: str = ""


MARKET = Paper(
    """
KONZUM plus d.o.o.
Ulica Marijana Čavića 1a, 10000 Zagreb
OIB: 29955634590
Račun br: 1204/P1/2
Datum: 07.03.2026.  14:32
----------------------------------
Mlijeko svježe 1L             1,49
Kruh bijeli 500g              2,30
Sapun tekući                  8,71
----------------------------------
UKUPNO EUR                   12,50
GOTOVINA                     20,00
POVRAT                        7,50
----------------------------------
PDV 25%   10,00               2,50
JIR: 0d5a3c1e-9f2b-4c67-8a1d-2b3c4d5e6f70
Hvala na kupnji!
""",
    1250,
    dt.date(2026, 3, 7),
    "KONZUM plus d.o.o.",
    "https://porezna.gov.hr/rn?jir=0d5a3c1e-9f2b-4c67-8a1d-2b3c4d5e6f70&datv=20260307_1432&izn=1250",
)
PHARMACY = Paper(
    """
LJEKARNA ŠKRLEC
Trg bana Jelačića 3, Varaždin
OIB: 62226620908
Datum: 5.12.2022. 9:15
Paracetamol 500mg            45,00
Sirup                        30,35
UKUPNO                    75,35 kn
UKUPNO EUR                   10,00
Tečaj: 1 EUR = 7,53450 HRK
KARTICA                      75,35
""",
    7535,
    dt.date(2022, 12, 5),
    "LJEKARNA ŠKRLEC",
)
STATIONER = Paper(
    """
NORTHGATE STATIONERS LTD
12 Harbour Road, Leeds
TEL: 0113 555 0192
DATE: 24 MAR 2025   10:05
Notebook A5 x2              £9.80
Fountain pen               £24.00
SUBTOTAL                   £33.80
VAT 20%                     £6.76
GRAND TOTAL                £40.56
VISA                       £40.56
THANK YOU
""",
    4056,
    dt.date(2025, 3, 24),
    "NORTHGATE STATIONERS LTD",
)
INN = Paper(
    """
Restoran ČARDA j.d.o.o.
Ulica kneza Trpimira 8, Osijek
OIB: 29955634590
Osijek, 18.7.2025. 21:40
Fiš paprikaš         2x      24,00
Voda Jana 1,5L       1x       3,40
Kruh                 4x       2,00
MEĐUZBROJ                    29,40
Popust 10%                   -2,94
ZA PLATITI EUR               26,46
MASTERCARD                   26,46
""",
    2646,
    dt.date(2025, 7, 18),
    "Restoran ČARDA j.d.o.o.",
)


@cache
def print_paper(paper: Paper) -> Image.Image:
    """Return a receipt as a printer makes it, with its code below."""
    font = ImageFont.truetype(Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSansMono.ttf", 24)
    rows = paper.text.strip("\n").splitlines()
    width = 2 * MARGIN + max(int(font.getlength(row)) for row in rows)
    code = draw_code(paper.code) if paper.code else Image.new("L", (1, 1), PAPER)
    image = Image.new("L", (width, 2 * MARGIN + LINE_HEIGHT * len(rows) + code.height), PAPER)
    draw = ImageDraw.Draw(image)
    for place, row in enumerate(rows):
        draw.text((MARGIN, MARGIN + place * LINE_HEIGHT), row, INK, font)
    image.paste(code, ((width - code.width) // 2, image.height - code.height - MARGIN // 2))
    return image


def draw_code(payload: str, scale: int = 5) -> Image.Image:
    code = zxingcpp.create_barcode(payload, zxingcpp.BarcodeFormat.QRCode)
    return Image.fromarray(zxingcpp.write_barcode_to_image(code, scale=scale, add_quiet_zones=True))


def photograph(paper: Paper, *, degrees: float = 4) -> Image.Image:
    """Return a receipt on a table, turned, shaded, a little out of focus and with the noise of a sensor."""
    printed = print_paper(paper)
    size = (int(printed.width * 1.5), int(printed.height * 1.25))
    table = Image.new("L", size, 90)
    table.paste(printed, ((size[0] - printed.width) // 2, (size[1] - printed.height) // 2))
    turned = table.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=90)
    shade = Image.linear_gradient("L").resize(turned.size).point(lambda level: 190 + level // 4)
    shaded = ImageChops.multiply(turned, shade).filter(ImageFilter.GaussianBlur(0.8))
    noise = Image.frombytes("L", turned.size, hashlib.shake_256(b"noise").digest(turned.width * turned.height))
    return Image.blend(shaded, noise, 0.06).convert("RGB")
