"""Measure the CPU time of pages as ratios to a floor, within one run, so that a noisy machine does not matter.

The floor is a request to the same application that checks the log-in cookie and answers with a constant. Every page is
measured in turn with the floor, many times, and the medians are compared.

    python -m tests.benchmarks [--expenses 20000] [--rounds 30]
"""

from __future__ import annotations

import argparse
import datetime as dt
import random
import statistics
import tempfile
import time
from typing import TYPE_CHECKING

from flask_babel import force_locale
from flask_migrate import upgrade
from sqlalchemy import insert

from app import create_app
from app.auth.services import NewUser, open_session, register_user
from app.extensions import db
from app.models import Expense
from app.models.types import utc_now
from config import load_config

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from app.models import User

TODAY = dt.date(2026, 11, 22)
PAGES = {
    "home": "/",
    "expenses": "/expenses/",
    "expenses, page 10": "/expenses/?page=10",
    "expenses, by text": "/expenses/?q=kava",
    "one month": "/months/2026-10",
    "all months": "/months/",
    "year": "/years/2026",
    "categories": "/categories/",
    "add an expense": "/expenses/new",
}


def main() -> None:
    """Fill a fresh database, measure every page, print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--expenses", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=30)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(load_config({"DATA_FOLDER": folder}))
        app.add_url_rule("/floor", "floor", lambda: "<!doctype html><title>floor</title>")
        client = _signed_in_client(app, options.expenses)
        print(f"CPU per request, {options.expenses} expenses of one account, median of {options.rounds} rounds")  # noqa: T201
        for name, url in PAGES.items():
            floor, page = _measure(client, url, options.rounds)
            print(f"{name:20} {page * 1000:8.2f} ms {page / floor:8.1f} x floor")  # noqa: T201


def _signed_in_client(app: Flask, expense_count: int) -> FlaskClient:
    with app.app_context(), force_locale("en"):
        upgrade()
        user = register_user(NewUser("bench", "a long passphrase", "Ana", "Horvat", "en", "EUR", "Europe/Zagreb"))
        db.session.flush()
        db.session.execute(insert(Expense), _expenses(user, expense_count))
        open_session(user, utc_now())
        db.session.commit()
        session_id = user.get_id()
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"] = session_id
    return client


def _expenses(user: User, count: int) -> list[dict[str, object]]:
    """Return expenses spread over ten years, the same ones in every run."""
    rng = random.Random(1)  # noqa: S311 - no secret depends on it
    return [
        {
            "user_id": user.id,
            "category_id": rng.randint(1, 10),
            "amount_cents": rng.randint(100, 20_000),
            "spent_on": TODAY - dt.timedelta(days=rng.randrange(3650)),
            "merchant": "Kavana",
            "search_text": "kavana" if number % 10 else "kava",
        }
        for number in range(count)
    ]


def _measure(client: FlaskClient, url: str, rounds: int) -> tuple[float, float]:
    """Return the median CPU seconds of the floor and of the page, measured in turn after one warm-up."""
    samples = [(_cpu_seconds(client, "/floor"), _cpu_seconds(client, url)) for _ in range(rounds + 1)][1:]
    return statistics.median(floor for floor, _ in samples), statistics.median(page for _, page in samples)


def _cpu_seconds(client: FlaskClient, url: str) -> float:
    begin = time.process_time()
    response = client.get(url)
    elapsed = time.process_time() - begin
    if response.status_code != 200:
        msg = f"{url} answered {response.status_code}"
        raise RuntimeError(msg)
    return elapsed


if __name__ == "__main__":
    main()
