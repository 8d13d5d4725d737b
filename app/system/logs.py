"""What the server logs, to standard error: as text for people, or as a JSON object a line for programs."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING

import structlog
from structlog.contextvars import merge_contextvars
from structlog.stdlib import ExtraAdder, ProcessorFormatter, add_log_level, add_logger_name

from app.web.request_log import access_log

if TYPE_CHECKING:
    from structlog.typing import EventDict, Processor

    from config import Config

_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")  # and what ends a line in Unicode


def write_logs(config: Config) -> None:
    """Log from now on as the settings say; the lines of `app.events.host_log` stay as they are."""
    handler = logging.StreamHandler()
    handler.setFormatter(log_formatter(config.log_format))
    logging.getLogger().handlers = [handler]
    access_log.setLevel(logging.INFO if config.writes_requests else logging.WARNING)


def log_formatter(form: str) -> ProcessorFormatter:
    return ProcessorFormatter(
        foreign_pre_chain=[
            merge_contextvars,
            add_log_level,
            add_logger_name,
            ExtraAdder(),
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="time"),
        ],
        processors=[ProcessorFormatter.remove_processors_meta, *_RENDERERS[form]],
    )


def _escape_controls(_logger: object, _name: str, line: EventDict) -> EventDict:
    """Keep what somebody sent on its line: it must neither look like another one nor steer a terminal."""
    return {name: _escape(value) if isinstance(value, str) else value for name, value in line.items()}


def _escape(text: str) -> str:
    return _CONTROLS.sub(lambda found: found[0].encode("unicode_escape").decode(), text)


# Tracebacks without the values of variables: those are people's.
_RENDERERS: dict[str, tuple[Processor, ...]] = {
    "text": (
        _escape_controls,
        structlog.dev.ConsoleRenderer(
            colors=False, pad_event_to=0, timestamp_key="time", exception_formatter=structlog.dev.plain_traceback
        ),
    ),
    "json": (structlog.processors.format_exc_info, structlog.processors.JSONRenderer()),
}
