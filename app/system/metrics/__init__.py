"""Figures for Prometheus: requests, queues, room. Nothing in them is about a person."""

from __future__ import annotations

SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"  # the variable by which the library lets workers count together
