"""Measure how often a picture is known again: `python -m benchmarks.duplicates FOLDER` with photos of receipts."""

from __future__ import annotations

import argparse
import io
import random
import time
from itertools import chain, combinations
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from app.receipts.likeness import SAME_PICTURE, SIGNATURE_BYTES, find_most_alike, sign_picture
from app.receipts.thumbnails import draw_thumbnail

if TYPE_CHECKING:
    from collections.abc import Iterator

_MANY = 20_000  # receipts of a person


def main() -> None:
    """Print what is noticed, what is wrongly named, and what it costs."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    paths = sorted(parser.parse_args().folder.glob("*.jpg"))
    pictures = [_read(path) for path in paths]
    thumbnails = [draw_thumbnail(picture.copy()) for picture in pictures]
    signatures = [sign_picture(thumbnail) for thumbnail in thumbnails]
    _print_noticed(pictures, signatures)
    _print_cost(thumbnails)
    _print_wrong([path.name for path in paths], thumbnails, signatures)


def _read(path: Path) -> Image.Image:
    with Image.open(path) as image:
        image.draft("RGB", (1000, 1000))
        picture = image.convert("RGB")
    picture.thumbnail((1200, 1200))
    return picture


def _changes(picture: Image.Image, chance: random.Random) -> Iterator[tuple[str, Image.Image]]:
    width, height = picture.size
    left, top, right, bottom = (chance.uniform(0, 0.08) for _ in range(4))
    box = (width * left, height * top, width * (1 - right), height * (1 - bottom))
    yield "crop", picture.crop(tuple(map(round, box)))  # type: ignore[arg-type]
    yield "scale", picture.resize((width * 45 // 100, height * 45 // 100))
    target = io.BytesIO()
    picture.save(target, "JPEG", quality=60)
    yield "JPEG 60", Image.open(target).convert("RGB")
    yield "brighter", picture.point(lambda level: min(255, int(level * 1.25)))
    yield "darker", picture.point(lambda level: int(level * 0.7))
    yield "3 degrees", picture.rotate(chance.choice([-3, 3]), Image.Resampling.BICUBIC, expand=True, fillcolor="white")


def _print_noticed(pictures: list[Image.Image], signatures: list[bytes]) -> None:
    chance = random.Random(1)
    found: dict[str, list[float]] = {}
    for picture, signature in zip(pictures, signatures, strict=True):
        for name, changed in _changes(picture, chance):
            found.setdefault(name, []).append(_likeness(draw_thumbnail(changed), signature))
    for name, likenesses in found.items():
        lowest = ", ".join(f"{likeness:.3f}" for likeness in sorted(likenesses)[:4])
        print(f"{name}: {_count(likenesses)} of {len(likenesses)} noticed; the least alike: {lowest}")
    everything = list(chain(*found.values()))
    print(f"together: {_count(everything) / len(everything):.1%}")


def _count(likenesses: list[float]) -> int:
    return sum(likeness >= SAME_PICTURE for likeness in likenesses)


def _print_wrong(names: list[str], thumbnails: list[bytes], signatures: list[bytes]) -> None:
    pairs = list(combinations(range(len(names)), 2))
    alike = [(_likeness(thumbnails[one], signatures[other]), names[one], names[other]) for one, other in pairs]
    print(f"of {len(pairs)} pairs, {sum(pair[0] >= SAME_PICTURE for pair in alike)} named as the same; the most alike:")
    for likeness, one, other in sorted(alike, reverse=True)[:6]:
        print(f"  {one} {other}: {likeness:.3f}")


def _likeness(thumbnail: bytes, signature: bytes) -> float:
    found = find_most_alike(thumbnail, [signature])
    return found[1] if found else 0


def _print_cost(thumbnails: list[bytes]) -> None:
    begin = time.process_time()
    for thumbnail in thumbnails:
        sign_picture(thumbnail)
    print(f"signature: {(time.process_time() - begin) / len(thumbnails) * 1000:.1f} ms of CPU")
    data = random.Random(1).randbytes(_MANY * SIGNATURE_BYTES)
    many = [data[start : start + SIGNATURE_BYTES] for start in range(0, len(data), SIGNATURE_BYTES)]
    begin = time.process_time()
    find_most_alike(thumbnails[0], many)
    print(f"comparing with {_MANY:,}: {(time.process_time() - begin) * 1000:.0f} ms of CPU")


if __name__ == "__main__":
    main()
