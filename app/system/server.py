"""One worker's HTTP server: waitress, which takes a thread only once a whole request is there.

Requests that are still arriving wait in one loop without a thread, and so do answers that a slow client is reading.
Waitress speaks HTTP/1.1 alone.
"""

from __future__ import annotations

import logging
import sys
import time
from io import BytesIO
from multiprocessing import parent_process
from typing import TYPE_CHECKING, Any

from waitress import create_server
from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.utilities import BadRequest, Error
from waitress.wasyncore import file_dispatcher

if TYPE_CHECKING:
    import socket

    from flask import Flask

THREADS = 6  # requests that one worker answers at a time; three of them may be photos in turn
MOST_CONNECTIONS = 2000  # of one worker; an idle one takes some kilobytes
IDLE_TIMEOUT_SECONDS = 60  # a connection on which nothing moves for so long is closed, as soon as the loop looks (30 s)
BODY_TIMEOUT_SECONDS = 900  # from a request's first byte to its last: 100 MB at 120 kB/s
_MEMORY_BYTES = 64 * 1024  # of a body; the rest of it goes to a temporary file
_READ_BYTES = 64 * 1024
_HEADER_BYTES = 32 * 1024
_CHUNK_LINE_BYTES = 1024  # a chunk's size is a number of a few digits
_MORE_STOP_SECONDS = 4  # waitress itself gives requests in progress five to end
_MOST_DROPPED = 4  # times the largest request: a body beyond that ends the connection
_MOST_KEPT = 8  # times the largest request: what all bodies of one worker may take together


def run_server(application: Flask, listener: socket.socket, max_request_bytes: int) -> None:
    """Answer requests until a signal raises SystemExit, or until the process that started this one is gone."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # a request that waits for a thread is no news
    sockets: dict[int, object] = {}
    server = create_server(
        application,
        map=sockets,
        sockets=[listener],
        threads=THREADS,
        connection_limit=MOST_CONNECTIONS,
        channel_timeout=IDLE_TIMEOUT_SECONDS,
        cleanup_interval=IDLE_TIMEOUT_SECONDS // 2,
        outbuf_high_watermark=sys.maxsize,  # no thread waits for a client to read; it gets one answer at a time
        inbuf_overflow=_MEMORY_BYTES,
        recv_bytes=_READ_BYTES,
        max_request_header_size=_HEADER_BYTES,
        max_request_body_size=_MOST_DROPPED * max_request_bytes,
        asyncore_use_poll=True,  # select() knows 1,024 connections at most
        clear_untrusted_proxy_headers=False,  # the application's ProxyFix decides which ones count
        log_socket_errors=False,
        ident=None,
    )
    server.channel_class = _Channel
    if parent := parent_process():
        _ParentWatch(parent.sentinel, sockets)
    server.run()
    server.task_dispatcher.shutdown(timeout=_MORE_STOP_SECONDS)


class _Channel(HTTPChannel):  # type: ignore[misc]
    """A connection of a client."""

    @property
    def largest_request_bytes(self) -> int:
        """The largest body that the application takes."""
        return int(self.adj.max_request_body_size) // _MOST_DROPPED

    def parser_class(self, adjustments: Any) -> _Parser:
        """Return the parser of the next request."""
        return _Parser(adjustments, self)

    def has_room(self) -> bool:
        """Tell whether the bodies of all connections leave room for more."""
        channels = list(self.server.active_channels.values())
        parsers = (parser for channel in channels for parser in (*channel.requests, channel.request) if parser)
        return sum(parser.kept_bytes for parser in parsers) < _MOST_KEPT * self.largest_request_bytes


class _Parser(HTTPRequestParser):  # type: ignore[misc]
    """Takes a request in, and drops a body that is too large for the application while it comes.

    A browser sends its whole body before it reads an answer: closing the connection earlier would show it "connection
    reset" in place of the application's page.
    """

    def __init__(self, adjustments: Any, channel: _Channel) -> None:
        super().__init__(adjustments)
        self._channel = channel
        self._began_at = time.monotonic()

    def received(self, data: bytes) -> int:
        """Take the next bytes, and return how many of them belong to this request."""
        error = self._find_refusal(data)
        if error:
            return self._refuse(error, data)
        try:
            consumed: int = super().received(data)
        except OSError:  # the disk of temporary files is full
            return self._refuse(_NoRoomError("The server has no room for what you send. Try again later."), data)
        if self.chunked and not self.completed and self._framing_bytes > _CHUNK_LINE_BYTES:
            return self._refuse(BadRequest("The size of a chunk is too long."), data)
        if max(self.content_length, self.body_bytes_received) > self._channel.largest_request_bytes and self.body_rcv:
            self._drop_body()
        return consumed

    def _find_refusal(self, data: bytes) -> Error | None:
        """Return why the next bytes are not taken, if they are not."""
        if self._channel.requests and data.strip():  # no browser sends the next request before the answer
            return BadRequest("Wait for the answer before you send the next request.")
        if time.monotonic() - self._began_at > BODY_TIMEOUT_SECONDS:
            return _TooSlowError("The request took too long to arrive.")
        if self.kept_bytes > _MEMORY_BYTES and not self._channel.has_room():
            return _NoRoomError("Too much is being sent at once. Try again in a minute.")
        return None

    @property
    def kept_bytes(self) -> int:
        """How many bytes of the body are in memory or in a file."""
        return len(self.body_rcv.buf) if self.body_rcv is not None and not self._is_dropped else 0

    @property
    def _is_dropped(self) -> bool:
        return isinstance(self.body_rcv.buf, _DroppedBody)

    @property
    def _framing_bytes(self) -> int:
        """How many bytes wait for the end of a chunk's first line, or of the trailer."""
        return len(self.body_rcv.control_line) + len(self.body_rcv.trailer)

    def _drop_body(self) -> None:
        if not self._is_dropped:
            kept = self.body_rcv.buf
            self.body_rcv.buf = _DroppedBody(len(kept))
            kept.close()

    def _refuse(self, error: Error, data: bytes) -> int:
        """Answer without waiting for the rest; waitress closes the connection then."""
        self.error = error
        self.completed = True
        return len(data)


class _DroppedBody:
    """A body that only counts its bytes; the application refuses it by that count."""

    def __init__(self, byte_count: int) -> None:
        self._byte_count = byte_count

    def __len__(self) -> int:
        return self._byte_count

    def append(self, data: bytes) -> None:
        self._byte_count += len(data)

    def getfile(self) -> BytesIO:
        return BytesIO()

    def close(self) -> None:
        pass


class _NoRoomError(Error):  # type: ignore[misc]
    """The bodies of other requests take all the room there is."""

    code = 503
    reason = "Service Unavailable"


class _TooSlowError(Error):  # type: ignore[misc]
    """The request did not arrive in time."""

    code = 408
    reason = "Request Timeout"


class _ParentWatch(file_dispatcher):  # type: ignore[misc]
    """Stops the server when the process that started it is gone, which nobody could tell to stop any more."""

    def writable(self) -> bool:
        return False

    def handle_read(self) -> None:
        raise SystemExit

    def handle_close(self) -> None:  # what a closed pipe is to poll()
        raise SystemExit
