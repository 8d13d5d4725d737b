"""Tell whether two pictures show the same paper, though one is cropped, scaled, brighter or turned a little. Pure.

A signature holds how much darker or lighter each of 16 x 16 blocks of the middle of a picture is than the blocks around
it. A crop moves the middle, so a new picture is compared with its middle moved, resized and turned in many small steps:
the largest correlation is its likeness. `make bench-duplicates` measures how often that is right.
"""

from __future__ import annotations

import io
from functools import cache, partial
from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    Sums = NDArray[np.float64]
    Vectors = NDArray[np.float32]

SIGNATURE_BYTES = 256
SAME_PICTURE = 0.945  # the likeness from which pictures count as the same; see docs/duplicates.md
_BLOCKS = 16  # in a row, and in a column
_SIDE = 256  # pixels of the square that a picture is fitted to
_MARGIN = 0.16  # of the side, left out at each edge: what a crop may take
_ANGLES = (0.0, -2.0, 2.0)  # degrees
_SMALL_TURNS = (0, -1, 1)  # degrees
_CANDIDATES = 6  # that are compared in small steps
_WORTH_A_CLIMB = 0.4  # likeness at a first look; of the changed photos that were measured, the least alike has 0.48
_STEPS = (4, 2, 1)  # pixels
_ROUNDS = 8  # at most, of each step
# Each edge and each pair of opposite edges, there and back.
_MOVES = np.array(
    [
        move
        for one in (
            (1, 0, 0, 0),
            (0, 1, 0, 0),
            (0, 0, 1, 0),
            (0, 0, 0, 1),
            (1, 0, 1, 0),
            (0, 1, 0, 1),
            (1, 0, -1, 0),
            (0, 1, 0, -1),
        )
        for move in (one, [-part for part in one])
    ]
)
_ROWS_AT_ONCE = 2_000  # signatures, so that comparing takes little memory


def sign_picture(thumbnail: bytes) -> bytes:
    """Return the signature of a picture, worked out from its thumbnail."""
    vector = _describe(_sum_up(_open(thumbnail), 0), np.array([[_MARGIN, _MARGIN, 1 - _MARGIN, 1 - _MARGIN]]))[0]
    return np.rint(vector * 127 / max(np.abs(vector).max(), 1e-6)).astype(np.int8).tobytes()


def find_most_alike(thumbnail: bytes, signatures: Sequence[bytes]) -> tuple[int, float] | None:
    """Return the place of the signature that is most like a picture, and how much, at most 1; None if there is none."""
    known = np.frombuffer(b"".join(signatures), np.int8).reshape(-1, SIGNATURE_BYTES).astype(np.float32)
    if not len(known):
        return None
    known /= np.linalg.norm(known, axis=1, keepdims=True) + 1e-6
    sums_at, boxes = cache(partial(_sum_up, _open(thumbnail))), _boxes()
    likeness, look = _best(known, np.concatenate([_describe(sums_at(angle), boxes) for angle in _ANGLES]))
    places = np.argsort(likeness)[-_CANDIDATES:]
    if likeness[places[-1]] < _WORTH_A_CLIMB:
        return int(places[-1]), float(likeness[places[-1]])
    climbed = [_climb(sums_at, known[place], *divmod(int(look[place]), len(boxes))) for place in places]
    return int(places[np.argmax(climbed)]), max(climbed)


def _climb(sums_at: Callable[[float], Sums], wanted: Vectors, turn: int, box: int) -> float:
    """Return the likeness of a picture and a signature where it is largest, near a first look."""
    angles = [_ANGLES[turn] + part for part in _SMALL_TURNS]
    return max(_climb_upright(sums_at(angle), wanted, _boxes()[box]) for angle in angles)


def _climb_upright(sums: Sums, wanted: Vectors, box: NDArray[np.float64]) -> float:
    best = -1.0
    for step in _STEPS:
        for _ in range(_ROUNDS):
            around = (box + step / _SIDE * _MOVES).clip(0, 1)
            likeness = _describe(sums, around) @ wanted
            if likeness.max() <= best:
                break
            best, box = float(likeness.max()), around[likeness.argmax()]
    return best


def _open(thumbnail: bytes) -> Image.Image:
    return Image.open(io.BytesIO(thumbnail)).convert("L")


def _best(known: Vectors, looks: Vectors) -> tuple[Vectors, NDArray[np.int64]]:
    """Return how much each signature is like the look that is most like it, and the place of that look."""
    parts = [known[start : start + _ROWS_AT_ONCE] @ looks.T for start in range(0, len(known), _ROWS_AT_ONCE)]
    return np.concatenate([part.max(axis=1) for part in parts]), np.concatenate([part.argmax(axis=1) for part in parts])


@cache
def _boxes() -> NDArray[np.float64]:
    """Return the middle of a picture, moved and resized in all ways: left, top, right, bottom as parts of the side."""
    shifts = np.linspace(-0.08, 0.08, 5) + 0.5
    halves = (0.5 - _MARGIN) * np.array([0.9, 1, 1.11])
    x, y, half_width, half_height = (axis.ravel() for axis in np.meshgrid(shifts, shifts, halves, halves))
    boxes = np.stack([x - half_width, y - half_height, x + half_width, y + half_height], axis=1)
    inside: NDArray[np.float64] = boxes[(boxes.min(axis=1) >= 0) & (boxes.max(axis=1) <= 1)]
    return inside


def _sum_up(picture: Image.Image, angle: float) -> Sums:
    """Return the sums of all levels above and to the left of each pixel: four of them give the sum of any box."""
    paper = int(np.median(np.asarray(picture)))
    turned = picture.rotate(angle, Image.Resampling.BILINEAR, fillcolor=paper) if angle else picture
    levels = np.asarray(turned.resize((_SIDE, _SIDE), Image.Resampling.BILINEAR), dtype=np.float64)
    return np.pad(levels.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))


def _describe(sums: Sums, boxes: NDArray[np.float64]) -> Vectors:
    """Return a vector of length 1 for each box: its blocks, each against those around it."""
    columns, rows = (_edges(boxes[:, axis], boxes[:, axis + 2]) for axis in (0, 1))
    totals = np.diff(np.diff(sums[rows[:, :, None], columns[:, None, :]], axis=1), axis=2)
    means = totals / (np.diff(rows)[:, :, None] * np.diff(columns)[:, None, :])
    details = (means - _blur(means)).reshape(len(boxes), -1).astype(np.float32)
    details -= details.mean(axis=1, keepdims=True)
    vectors: Vectors = details / (np.linalg.norm(details, axis=1, keepdims=True) + 1e-6)
    return vectors


def _edges(begin: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.int64]:
    parts = np.arange(_BLOCKS + 1) / _BLOCKS
    return np.rint((begin[:, None] + (end - begin)[:, None] * parts) * _SIDE).astype(np.int64)


def _blur(means: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the mean of each block and the eight that touch it."""
    padded = np.pad(means, ((0, 0), (1, 1), (1, 1)), mode="reflect")
    rows = padded[:, :-2] + padded[:, 1:-1] + padded[:, 2:]
    blurred: NDArray[np.float64] = (rows[:, :, :-2] + rows[:, :, 1:-1] + rows[:, :, 2:]) / 9
    return blurred
