"""Counting requests, over all workers, and writing figures in the format of Prometheus."""

from __future__ import annotations

import os
import time
from typing import TYPE_CHECKING

from flask import g, request
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Histogram, generate_latest
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from app.system.metrics import SHARED_FOLDER

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from flask import Flask
    from prometheus_client import Metric
    from werkzeug.wrappers import Response

    from app.system.metrics.queries import Gauge

NAMESPACE = "potrosnja"
CONTENT_TYPE = CONTENT_TYPE_LATEST
_BUCKETS = (0.05, 0.1, 0.25, 0.5, 1, 2.5, 10)  # seconds


def count_requests(app: Flask) -> None:
    """Count and time each request by feature, method and status: neither addresses nor people."""
    registry = app.extensions["metrics"] = CollectorRegistry()
    seconds = Histogram(
        "request_seconds",
        "The time from the whole request to the answer.",
        ("feature", "method", "status"),
        namespace=NAMESPACE,
        buckets=_BUCKETS,
        registry=registry,
    )

    def observe(response: Response) -> Response:
        began_at = g.get("began_at")
        if began_at is not None:
            method = request.method if request.url_rule else "other"  # anybody can make methods up
            labels = (request.blueprint or "other", method, str(response.status_code))
            seconds.labels(*labels).observe(time.perf_counter() - began_at)
        return response

    app.after_request(observe)


def write_figures(registry: CollectorRegistry, found: Iterable[Gauge]) -> bytes:
    """Return the counts of all workers, or of this process where it is alone, and the figures found."""
    now = CollectorRegistry()
    now.register(_Gauges(found))
    return _counts(registry) + generate_latest(now)


class _Gauges(Collector):
    """Figures that are found when somebody asks; the workers do not keep them."""

    def __init__(self, found: Iterable[Gauge]) -> None:
        self._found = found

    def collect(self) -> Iterator[Metric]:
        for item in self._found:
            yield GaugeMetricFamily(f"{NAMESPACE}_{item.name}", item.meaning, item.value)


def _counts(registry: CollectorRegistry) -> bytes:
    if SHARED_FOLDER not in os.environ:
        return generate_latest(registry)
    shared = CollectorRegistry()
    MultiProcessCollector(shared)  # type: ignore[no-untyped-call]
    return generate_latest(shared)
