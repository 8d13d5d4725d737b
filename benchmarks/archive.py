"""Measure an archive of many receipts, out and in: `python -m benchmarks.archive`; docs/archive.md has the figures."""

from __future__ import annotations

import argparse
import datetime as dt
import gc
import io
import multiprocessing
import os
import random
import resource
import tempfile
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import insert, select

from app import create_app
from app.auth.services import NewUser, register_user
from app.database.engine import db
from app.database.migrate import upgrade
from app.demo.drawings import draw_receipt
from app.demo.spending import generate_spending
from app.imports.archive.inspecting import inspect_archive
from app.imports.archive.services import save_archive
from app.imports.work import finish
from app.models import Category, Expense, ImportBatch, Receipt, User
from app.models.types import utc_now
from app.receipts import storage
from app.receipts.images import CleanImage, clean_image
from app.web.extensions import receipt_store, settings
from app.web.sessions import open_session
from config import load_config

_DRAWN = 40  # different photos; each receipt has one of them under a name of its own
_ROWS_AT_ONCE = 1000
_MEGABYTE = 1_000_000
_PAUSE_SECONDS = 0.05


def main() -> None:
    """Fill an account, send its archive, and take it in again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--receipts", type=int, default=10_000)
    parser.add_argument("--expenses", type=int, default=30_000)
    parser.add_argument("--out-only", action="store_true", help="do not take the archive in")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        # In a process of its own: what filling takes of the memory would count as free for what is measured.
        with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as filler:
            filler.submit(_fill, folder, arguments.expenses, arguments.receipts).result()
        app, path = _make_app(folder), folder / "archive.zip"
        _send(app, "small", path)  # everything is loaded once, and counts for both
        with _measured("out"):
            size, longest = _send(app, "old", path)
        print(f"{size / _MEGABYTE:,.0f} MB, the largest piece {longest / 1000:,.0f} kB")
        if not arguments.out_only:
            with app.app_context():
                _take("new", path)


def _fill(folder: Path, expense_count: int, receipt_count: int) -> None:
    """Make three accounts: one with all that is asked for, one with little, and one that is new."""
    photos = _draw_photos()
    with _make_app(folder).test_request_context():  # it has the language of the categories
        _register("old", photos, expense_count, receipt_count)
        _register("small", photos, 100, 10)
        _register("new", photos, 0, 0)


@contextmanager
def _measured(name: str) -> Iterator[None]:
    """Print the time of the block, and how much more memory the process had in it at most than before."""
    gc.collect()
    before, peak, done = _megabytes(), [0.0], threading.Event()

    def watch() -> None:
        while not done.wait(_PAUSE_SECONDS):
            peak.append(_megabytes())

    begin, cpu = time.perf_counter(), time.process_time()
    watcher = threading.Thread(target=watch)
    watcher.start()
    yield
    seconds, cpu_seconds = time.perf_counter() - begin, time.process_time() - cpu
    done.set()
    watcher.join()
    print(f"{name}: {seconds:.1f} s, {cpu_seconds:.1f} s of CPU, {max(0, max(peak) - before):.0f} MB more memory")


def _megabytes() -> float:
    """Return the memory of the process; Linux only."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / _MEGABYTE


def _make_app(folder: Path) -> Flask:
    app = create_app(load_config({"DATA_FOLDER": str(folder / "data")}))
    with app.app_context():
        upgrade()
        receipt_store().mark()
    return app


def _draw_photos() -> list[CleanImage]:
    demos = [demo for demo in generate_spending(1, dt.date(2026, 11, 1)) if demo.has_receipt]
    return [clean_image(io.BytesIO(draw_receipt(demo, place)), 10**8) for place, demo in enumerate(demos[:_DRAWN])]


def _register(name: str, photos: list[CleanImage], expense_count: int, receipt_count: int) -> None:
    user = register_user(NewUser(name, "a long passphrase", "Ana", "Horvat", "en", "EUR", "Europe/Zagreb"))
    category_ids = db.session.scalars(select(Category.id).where(Category.user_id == user.id)).all()
    rng = random.Random(1)
    first = dt.date(2016, 1, 1)
    rows = [
        {
            "user_id": user.id,
            "category_id": rng.choice(category_ids),
            "amount_cents": rng.randint(1, 20_000),
            "spent_on": first + dt.timedelta(days=rng.randrange(3_900)),
            "merchant": f"Konzum {rng.randrange(50)}",
        }
        for _ in range(expense_count)
    ]
    for begin in range(0, expense_count, _ROWS_AT_ONCE):
        db.session.execute(insert(Expense), rows[begin : begin + _ROWS_AT_ONCE])
    ids = db.session.scalars(select(Expense.id).where(Expense.user_id == user.id).limit(receipt_count)).all()
    db.session.add_all(_link(user, expense_id, rng.choice(photos)) for expense_id in ids)
    db.session.commit()


def _link(user: User, expense_id: int, photo: CleanImage) -> Receipt:
    """Store a photo as a link to the first file of it: the disk has room for few gigabytes."""
    first = f"{photo.sha256[:32]}.jpg"
    if not receipt_store().has(storage.file_name(first)):
        storage.write_files(first, photo.content, photo.thumbnail)
    key = storage.new_storage_key(photo.media_type)
    folder = settings().upload_folder
    for source, target in zip(storage.file_names(first, 1), storage.file_names(key, 1), strict=True):
        (folder / target).parent.mkdir(exist_ok=True)
        os.link(folder / source, folder / target)
    return Receipt(
        user_id=user.id,
        expense_id=expense_id,
        storage_key=key,
        original_name="receipt.jpg",
        media_type=photo.media_type,
        byte_size=len(photo.content),
        width=photo.width,
        height=photo.height,
        sha256=photo.sha256,
    )


def _send(app: Flask, username: str, path: Path) -> tuple[int, int]:
    """Write an archive as the server sends it; return its bytes, and those of the largest piece."""
    longest = 0
    response = _sign_in(app, username).get("/exports/archive.zip", buffered=False)
    with path.open("wb") as file:
        for piece in response.response:
            file.write(piece)  # type: ignore[arg-type]
            longest = max(longest, len(piece))
        size = file.tell()
    response.close()
    return size, longest


def _sign_in(app: Flask, username: str) -> FlaskClient:
    client = app.test_client()
    with app.app_context():
        user = _find(username)
        open_session(user, utc_now())
        db.session.commit()
    with client.session_transaction() as session:
        session["_user_id"] = user.get_id()
    return client


def _find(username: str) -> User:
    return db.session.scalars(select(User).where(User.username == username)).one()


def _take(username: str, path: Path) -> None:
    user = _find(username)
    with _measured("checked"):
        inspect_archive(path, user.currency)
    batch = ImportBatch(user_id=user.id, source="potrosnja", file_name=path.name)
    db.session.add(batch)
    db.session.commit()
    with _measured("in"):
        counts = finish(save_archive(user, path, batch))
        db.session.commit()
    print(", ".join(f"{count} {name}" for name, count in counts.items()))


if __name__ == "__main__":
    main()
