"""The real server with its workers: many who save at once, and its memory after large photos."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from statistics import median, quantiles

from PIL import Image

from benchmarks.application import Login, UnexpectedAnswerError, log_in
from benchmarks.data import OWN
from benchmarks.pages import Page
from benchmarks.report import Line
from benchmarks.version import Server, Version

_WRITERS, _TURNS = 8, 3
_UNCOUNTED = 5  # the first saves of each writer load what all later ones have
_P99_LIMIT_MS = 150
_PHOTOS, _AT_ONCE = 16, 4
_TOURS = 8  # so many that each worker shows each page
_ATTEMPTS, _PAUSE_SECONDS, _REST_SECONDS = 100, 0.2, 2


def measure_server(
    versions: Sequence[Version], pages: Sequence[Page], saves_per_writer: int, photo_height: int
) -> Iterator[Line]:
    """Yield the lines of writers and of memory."""
    saving = next(page for page in pages if page.form)
    logins = [_log_in(version) for version in versions]
    with ExitStack() as stack:
        sides = list(zip([stack.enter_context(version.server()) for version in versions], logins, strict=True))
        turns = [[_write_at_once(*side, saving, saves_per_writer) for side in sides] for _ in range(_TURNS)]
    loads = list(zip(*turns, strict=True))  # by version
    p99, base_p99 = _with_base(median(quantiles(times, n=100)[-1] for times, _ in load) for load in loads)
    errors, base_errors = _with_base(sum(failed for _, failed in load) for load in loads)
    yield Line("eight writers at once, p99", p99, limit=_P99_LIMIT_MS, base=base_p99)
    yield Line("eight writers at once, errors", errors, unit="", limit=0, base=base_errors)
    photos = [_photo(photo_height) for _ in range(_PHOTOS)]
    sizes = (_measure_memory(*side, pages, saving, photos) for side in zip(versions, logins, strict=True))
    memory, base_memory = _with_base(sizes)
    yield Line("two workers after 16 photos, four at once", memory, " MB", base=base_memory, base_limit=1)


def _measure_memory(
    version: Version, login: Login, pages: Sequence[Page], saving: Page, photos: Sequence[bytes]
) -> float:
    """Return the megabytes of a fresh server after a tour of pages and large photos."""
    tour = [page for page in pages if page.username == OWN and not page.form] * _TOURS
    with version.server() as server, ThreadPoolExecutor(_AT_ONCE) as pool:

        def show(page: Page) -> None:
            if not server.send(login, page.url):
                raise UnexpectedAnswerError(page.url)

        def save_photo(number: int) -> None:
            own = {**(saving.form or {}), "amount": f"{number + 1},99"}  # the same twice would be asked about
            for _ in range(_ATTEMPTS):  # a worker that has no place for another photo says so; people send it again
                form = {**own, "receipts": (io.BytesIO(photos[number]), "photo.jpg")}
                if server.send(login, saving.url, form):
                    return
                time.sleep(_PAUSE_SECONDS)
            raise UnexpectedAnswerError(saving.url)

        list(pool.map(show, tour))
        list(pool.map(save_photo, range(_PHOTOS)))
        time.sleep(_REST_SECONDS)
        return server.memory_mb()


def _write_at_once(server: Server, login: Login, saving: Page, count: int) -> tuple[list[float], int]:
    """Return how long each save took, in milliseconds, and how many failed."""
    barrier = threading.Barrier(_WRITERS, timeout=60)

    def write(_number: int) -> list[tuple[float, bool]]:
        for _ in range(_UNCOUNTED):
            server.send(login, saving.url, saving.form)
        barrier.wait()
        return [save() for _ in range(count)]

    def save() -> tuple[float, bool]:
        begin = time.perf_counter()
        is_saved = server.send(login, saving.url, saving.form)
        return 1000 * (time.perf_counter() - begin), is_saved

    with ThreadPoolExecutor(_WRITERS) as pool:
        saves = [save for own in pool.map(write, range(_WRITERS)) for save in own]
    return [milliseconds for milliseconds, _ in saves], sum(not is_saved for _, is_saved in saves)


def _log_in(version: Version) -> Login:
    with version.application() as application:
        return application.submit(log_in, OWN).result()


def _with_base(values: Iterable[float]) -> tuple[float, float | None]:
    """Return the value of the version that stands here, and that of the base if there is one."""
    now, *base = values
    return now, base[0] if base else None


def _photo(height: int) -> bytes:
    """Return a JPEG about as large as a phone makes it."""
    width = height * 4 // 3
    target = io.BytesIO()
    scene = Image.effect_noise((width // 40, height // 40), 90).resize((width, height), Image.Resampling.BICUBIC)
    Image.blend(scene, Image.effect_noise((width, height), 40), 0.3).convert("RGB").save(target, "JPEG", quality=92)
    return target.getvalue()
