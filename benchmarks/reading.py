"""Measure how often receipts are read right: `make bench-reading RECEIPTS=folder`; docs/reading.md says how to read it.

The folder has pictures and a `truth.json`: by the name of each picture its `total`, `date` and `merchant`, as printed
or as a number and an ISO date; `code`, where it has one, is the payload of its code.
"""

from __future__ import annotations

import argparse
import datetime as dt
import json
import re
import resource
import statistics
import time
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from PIL import Image

from app.reading.codes.reader import first_code
from app.reading.codes.scanner import scan_codes
from app.reading.engine import Engine, engine_version
from app.reading.lines import page_from_text
from app.reading.rules.dates import find_dates
from app.reading.rules.known_merchants import find_known
from app.reading.rules.letters import letters
from app.reading.rules.reader import Reading, read_page
from app.reading.rules.rows import find_rows

SAME_MERCHANT = 0.85
MIN_LETTERS_OF_BEGINNING = 6
PERCENTILE = 0.95


@dataclass(frozen=True)
class Truth:
    total_cents: int
    spent_on: dt.date | None
    merchant: str
    code: str


@dataclass(frozen=True)
class Result:
    """What was read of a picture; seconds are of the processor.

    `known` is the merchant by those of earlier pictures; `is_repeated` tells whether it is one of them.
    """

    truth: Truth
    reading: Reading
    codes: list[str]
    is_repeated: bool
    known: str
    seconds: float
    code_seconds: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--show", action="store_true", help="name each receipt that is read wrong")
    arguments = parser.parse_args()
    results = measure(arguments.folder)
    if arguments.show:
        print(*list_faults(results), sep="\n")
    print(write_table(list(results.values())))


def measure(folder: Path) -> dict[str, Result]:
    """Read all pictures of a folder, one after the other."""
    truths: dict[str, dict[str, Any]] = json.loads((folder / "truth.json").read_text(encoding="utf-8"))
    engine, today = Engine(), dt.datetime.now(dt.UTC).date()
    results: dict[str, Result] = {}
    for name, values in truths.items():
        path = folder / name if (folder / name).is_file() else folder / f"{name}.jpg"
        earlier = list(dict.fromkeys(result.truth.merchant for result in results.values()))
        results[name] = measure_picture(engine, path, read_truth(values, today), earlier, today)
    return results


def measure_picture(engine: Engine, path: Path, truth: Truth, earlier: list[str], today: dt.date) -> Result:
    with Image.open(path) as image:
        image.load()
    started = time.process_time()
    codes = scan_codes(image)
    code_seconds = time.process_time() - started
    started = time.process_time()
    reading = read_page(engine.read(path), today)
    known = find_known(reading.text, earlier) or next(iter(reading.merchants), "")
    seconds = time.process_time() - started
    is_repeated = any(is_same(truth.merchant, merchant) for merchant in earlier)
    return Result(truth, reading, codes, is_repeated, known, seconds, code_seconds)


def read_truth(values: dict[str, Any], today: dt.date) -> Truth:
    total = re.sub(r"[^0-9.,]", "", str(values["total"]))
    days = find_dates(find_rows(page_from_text(str(values["date"])).lines), today)
    merchant = values.get("merchant") or values.get("company") or ""
    cents = round(float(total.replace(",", "") if "." in total else total.replace(",", ".")) * 100)
    return Truth(cents, days[0] if days else None, merchant, values.get("code") or values.get("qr") or "")


def is_same(one: str, other: str) -> bool:
    """Tell whether two names are of one merchant: nearly the same letters, or one begins with the other."""
    shorter, longer = sorted((letters(one), letters(other)), key=len)
    if len(shorter) >= MIN_LETTERS_OF_BEGINNING and longer.startswith(shorter):
        return True
    return bool(shorter) and SequenceMatcher(None, shorter, longer, autojunk=False).ratio() >= SAME_MERCHANT


def is_total_right(result: Result, choices: int = 1) -> bool:
    return result.truth.total_cents in [total.cents for total in result.reading.totals[:choices]]


def is_day_right(result: Result) -> bool:
    return result.reading.dates[:1] == (result.truth.spent_on,)


def is_merchant_right(result: Result, choices: int = 1) -> bool:
    return any(is_same(result.truth.merchant, name) for name in result.reading.merchants[:choices])


def is_code_wrong(result: Result) -> bool:
    code = first_code(result.codes)
    totals = {code.facts.total_cents, code.facts.other_total_cents} if code else set()
    return bool(totals) and result.truth.total_cents not in totals


def write_table(results: list[Result]) -> str:
    """Return the figures as a table in Markdown."""
    repeated = [result for result in results if result.is_repeated]
    coded = [result for result in results if result.truth.code]
    seconds = sorted(result.seconds for result in results)
    code_seconds = statistics.median(result.code_seconds for result in results)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    lines = {
        "total, at first": share([is_total_right(result) for result in results]),
        "total, among three": share([is_total_right(result, 3) for result in results]),
        "day": share([is_day_right(result) for result in results]),
        "merchant, at first": share([is_merchant_right(result) for result in results]),
        "merchant, among three": share([is_merchant_right(result, 3) for result in results]),
        "merchant, at its second receipt": share([is_same(one.truth.merchant, one.known) for one in repeated]),
        "code found": share([result.truth.code in result.codes for result in coded]),
        "code with a wrong total": str(sum(map(is_code_wrong, results))),
        "processor, median": f"{statistics.median(seconds):.2f} s",
        "processor, 95 of 100 are faster": f"{seconds[int(PERCENTILE * (len(seconds) - 1))]:.2f} s",
        "processor for the code, median": f"{1000 * code_seconds:.0f} ms",
        "memory at most": f"{peak} MB",
    }
    head = [f"{len(results)} pictures, {engine_version()}.", "", "| what | measured |", "|---|---|"]
    return "\n".join([*head, *(f"| {name} | {value} |" for name, value in lines.items())])


def share(answers: list[bool]) -> str:
    return f"{sum(answers)} of {len(answers)}, {sum(answers) / len(answers):.1%}" if answers else "none"


def list_faults(results: dict[str, Result]) -> list[str]:
    faults = []
    for name, result in results.items():
        truth, reading = result.truth, result.reading
        if not is_total_right(result):
            faults.append(f"{name}: {truth.total_cents} cents, read {[total.cents for total in reading.totals]}")
        if not is_day_right(result):
            faults.append(f"{name}: {truth.spent_on}, read {[str(day) for day in reading.dates]}")
        if not is_merchant_right(result):
            faults.append(f"{name}: {truth.merchant}, read {list(reading.merchants)}")
    return faults


if __name__ == "__main__":
    main()
