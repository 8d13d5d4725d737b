"""The engine that reads text: RapidOCR with the models inside its wheel, an extra (`make reading`).

Nothing is ever downloaded: both models are named by their files, and without them there is no engine. Measured on
receipts: lines are found best in a picture of 960 pixels, and read best in one of 2,000. The classifier of turned lines
stays off: it turned 99.80 into 08.66.
"""

from __future__ import annotations

import errno
import importlib.util
from importlib.metadata import version
from math import dist
from pathlib import Path
from statistics import fmean
from typing import TYPE_CHECKING, Any

from PIL import Image

from app.reading.lines import Line, Page

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

MAX_SIDE = 2000  # pixels
_FINDING_SIDE = 960  # pixels
_UPSIDE_DOWN = 0.85  # a lower mean score
_LEFT, _OVER, _RIGHT = 1, 2, 3  # quarter turns to the left
_MODELS = ("PP-OCRv6_det_small.onnx", "PP-OCRv6_rec_small.onnx")


class NoEngineError(Exception):
    """The extra is not installed, or not the version whose models are known."""


def is_installed() -> bool:
    """Tell whether the extra is there, without loading it."""
    return all(importlib.util.find_spec(name) for name in ("rapidocr", "onnxruntime"))


def engine_version() -> str:
    """Return the name and version of the engine, to keep beside what it read."""
    return f"rapidocr {version('rapidocr')}"


class Engine:
    """Reads pictures, one at a time; takes 170 MB, and 500 MB while it reads."""

    def __init__(self) -> None:
        # Imported late: it takes 0.7 s and is not always installed.
        import rapidocr  # noqa: PLC0415

        models = Path(rapidocr.__file__).parent / "models"
        finder, reader = (models / name for name in _MODELS)
        if not (finder.is_file() and reader.is_file()):
            raise NoEngineError
        _leave_out_denormals(finder)
        self._read = rapidocr.RapidOCR(params=_settings(finder, reader))

    def read(self, path: Path) -> Page:
        """Return the lines of a picture.

        Raises:
            OSError: the file is lost or cannot be decoded.
        """
        image = _open(path)
        page = self._read_picture(image, 0)
        turns = _find_turns(page.lines)
        if turns == 0:
            return page
        turned = self._read_picture(image, turns)
        return turned if _mean_score(turned.lines) >= _mean_score(page.lines) or turns == _LEFT else page

    def _read_picture(self, image: Image.Image, quarter_turns: int) -> Page:
        upright = image.rotate(90 * quarter_turns, expand=True) if quarter_turns else image
        return Page(*upright.size, tuple(_lines(self._read(upright))), quarter_turns)


def _leave_out_denormals(model: Path) -> None:
    """Let the processor take the smallest numbers as zero: on x86 they cost a third of the time, and change nothing.

    ONNX Runtime does so for the thread that makes its first session, if that session asks for it; RapidOCR's do not.
    The thread keeps the setting, so an engine wants a process of its own.
    """
    # Imported late, with the engine.
    import onnxruntime  # noqa: PLC0415

    options = onnxruntime.SessionOptions()
    options.add_session_config_entry("session.set_denormal_as_zero", "1")
    onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _settings(finder: Path, reader: Path) -> dict[str, Any]:
    return {
        "Global.use_cls": False,
        "Global.max_side_len": MAX_SIDE,
        "Global.log_level": "critical",
        "Det.model_path": str(finder),
        "Det.limit_type": "max",
        "Det.limit_side_len": _FINDING_SIDE,
        "Rec.model_path": str(reader),
        "Rec.rec_batch_num": 1,  # a batch is as wide as its widest line
        "Rec.rec_img_shape": [3, 48, 96],
        "EngineConfig.onnxruntime.intra_op_num_threads": 1,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        "EngineConfig.onnxruntime.enable_cpu_mem_arena": False,
    }


def _open(path: Path) -> Image.Image:
    """Return the picture on white, with at most MAX_SIDE pixels a side."""
    image = _decode_webp(path) if path.suffix == ".webp" else _decode(path)
    if not image.has_transparency_data:
        return image.convert("RGB")
    paper = Image.new("RGBA", image.size, "white")
    return Image.alpha_composite(paper, image.convert("RGBA")).convert("RGB")


def _decode(path: Path) -> Image.Image:
    with Image.open(path) as image:
        image.draft("RGB", (MAX_SIDE, MAX_SIDE))  # a JPEG is decoded at a fraction of its size
        image.thumbnail((MAX_SIDE, MAX_SIDE), reducing_gap=2.0)
        image.load()  # a small one is not decoded yet
        return image


def _decode_webp(path: Path) -> Image.Image:
    """Decode with OpenCV, which the extra brings along: 24 megapixels take 100 MB so, and 400 in Pillow.

    Raises:
        OSError: the file is lost or cannot be decoded.
    """
    # Imported late, with the engine.
    import cv2  # noqa: PLC0415

    path.stat()  # says that a file is lost
    pixels = cv2.imread(str(path), cv2.IMREAD_UNCHANGED)
    if pixels is None:
        raise OSError(errno.EIO, "not a WebP")
    scale = min(1.0, MAX_SIDE / max(pixels.shape[:2]))
    small = cv2.resize(pixels, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    has_alpha = small.shape[2] == len("BGRA")
    return Image.fromarray(cv2.cvtColor(small, cv2.COLOR_BGRA2RGBA if has_alpha else cv2.COLOR_BGR2RGB))


def _find_turns(lines: Sequence[Line]) -> int:
    """Return how often to turn the picture to the left until its text stands upright.

    The engine reads tall lines from the right side. Upright text has a mean score of 0.94 and more, text upside down
    of 0.72 and less.
    """
    if not lines:
        return 0
    is_upside_down = _mean_score(lines) < _UPSIDE_DOWN
    if sum(map(_is_tall, lines)) > len(lines) / 2:
        return _RIGHT if is_upside_down else _LEFT
    return _OVER if is_upside_down else 0


def _is_tall(line: Line) -> bool:
    upper_left, upper_right, _lower_right, lower_left = line.corners
    return dist(upper_left, lower_left) > dist(upper_left, upper_right)


def _mean_score(lines: Sequence[Line]) -> float:
    return fmean(line.score for line in lines) if lines else 0.0


def _lines(result: Any) -> Iterator[Line]:
    if result.boxes is None:
        return
    for box, text, score in zip(result.boxes, result.txts, result.scores, strict=True):
        yield Line(tuple((float(x), float(y)) for x, y in box), text, float(score))
