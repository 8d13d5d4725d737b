from __future__ import annotations

import datetime as dt
import json
import platform
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from PIL import Image

from app.reading import engine
from app.reading.engine import Engine, NoEngineError, engine_version, is_installed
from app.reading.rules.reader import read_page
from tests.support.receipts import INN, MARKET, PHARMACY, STATIONER, photograph, print_paper

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.receipts import Paper

pytestmark = pytest.mark.skipif(not is_installed(), reason="`make reading` adds the engine")

TODAY = dt.date(2026, 11, 22)
# Reads a picture where a socket that asks for another machine ends the process.
WITHOUT_NETWORK = """
import json, sys
from pathlib import Path
def watch(event, _arguments):
    if event in {"socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto", "urllib.Request"}:
        raise SystemExit("it asked for the network: " + event)
sys.addaudithook(watch)
from app.reading.engine import Engine
print(json.dumps([line.text for line in Engine().read(Path(sys.argv[1])).lines]))
"""
# Says what the smallest numbers are for the thread of an engine.
SMALLEST_NUMBER = """
from app.reading.engine import Engine
Engine()
print(float("1e-310") * 1.0)
"""


@pytest.fixture(scope="module")
def reader() -> Engine:
    """Return an engine that another thread made: that one loses the smallest numbers, which Hypothesis needs here."""
    with ThreadPoolExecutor() as threads:
        return threads.submit(Engine).result()


def save(image: Image.Image, folder: Path, quality: int = 85) -> Path:
    path = folder / "receipt.jpg"
    image.save(path, quality=quality)
    return path


@pytest.mark.parametrize(("paper", "degrees"), [(MARKET, 0), (PHARMACY, 4), (STATIONER, -6), (INN, 180)])
def test_a_photo_is_read_from_end_to_end(reader: Engine, tmp_path: Path, paper: Paper, degrees: int) -> None:
    photo = save(photograph(paper, degrees=degrees), tmp_path, quality=70)
    reading = read_page(reader.read(photo), TODAY)
    assert reading.totals[0].cents == paper.total_cents
    assert reading.dates[0] == paper.spent_on
    assert reading.merchants[0] == paper.merchant


@pytest.mark.parametrize("quarter_turns", [1, 3])
def test_a_picture_that_lies_on_its_side_is_turned(reader: Engine, tmp_path: Path, quarter_turns: int) -> None:
    sideways = print_paper(INN).rotate(90 * quarter_turns, expand=True)
    page = reader.read(save(sideways, tmp_path))
    assert page.quarter_turns == 4 - quarter_turns
    assert read_page(page, TODAY).totals[0].cents == INN.total_cents


def test_a_large_picture_is_read_in_a_smaller_copy(reader: Engine, tmp_path: Path) -> None:
    printed = print_paper(STATIONER)
    page = reader.read(save(printed.resize((printed.width * 6, printed.height * 6)), tmp_path))
    assert max(page.width, page.height) == engine.MAX_SIDE
    assert read_page(page, TODAY).totals[0].cents == STATIONER.total_cents


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_a_webp_is_read_on_white(reader: Engine, tmp_path: Path, mode: str) -> None:
    ink = print_paper(STATIONER).point(lambda level: 255 * (level < 128))
    image = Image.new(mode, ink.size, (0, 0, 0, 0) if mode == "RGBA" else "white")
    image.paste("black", (0, 0), ink)
    path = tmp_path / "receipt.webp"
    image.save(path, lossless=True)
    assert read_page(reader.read(path), TODAY).totals[0].cents == STATIONER.total_cents


@pytest.mark.parametrize("size", [(1, 1), (1, 900), (900, 1), (60, 90)])
def test_a_picture_without_text_has_no_lines(reader: Engine, tmp_path: Path, size: tuple[int, int]) -> None:
    assert reader.read(save(Image.new("RGB", size, "#d8d0c0"), tmp_path)).lines == ()


def test_a_file_that_is_lost_or_damaged_is_an_error(reader: Engine, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        reader.read(tmp_path / "lost.jpg")
    with pytest.raises(FileNotFoundError):
        reader.read(tmp_path / "lost.webp")
    empty = tmp_path / "damaged.webp"
    empty.write_bytes(b"RIFF1234WEBP")
    with pytest.raises(OSError, match="not a WebP"):
        reader.read(empty)
    damaged = tmp_path / "damaged.jpg"
    damaged.write_bytes(save(print_paper(INN), tmp_path).read_bytes()[:2000])
    with pytest.raises(OSError, match="truncated"):
        reader.read(damaged)


def test_nothing_is_asked_of_the_network(tmp_path: Path) -> None:
    picture = save(print_paper(INN), tmp_path)
    command = [sys.executable, "-c", WITHOUT_NETWORK, str(picture)]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.stderr == ""
    assert "ZA PLATITI EUR" in json.loads(result.stdout)


@pytest.mark.skipif(platform.machine() != "x86_64", reason="elsewhere the smallest numbers cost nothing")
def test_the_smallest_numbers_cost_no_time() -> None:
    result = subprocess.run([sys.executable, "-c", SMALLEST_NUMBER], capture_output=True, text=True, check=True)
    assert result.stdout == "0.0\n"


def test_without_its_models_there_is_no_engine(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_MODELS", ("other_det.onnx", "other_rec.onnx"))
    with pytest.raises(NoEngineError):
        Engine()


def test_the_version_is_kept_beside_what_was_read() -> None:
    assert engine_version().startswith("rapidocr ")
