"""The HTTP server of a worker: waitress, which gives a request a thread only when it has arrived in full.

Requests that still arrive, and responses that slow clients still read, are handled by one loop without a thread; only
an archive, which is made while it is sent, keeps one. Waitress speaks HTTP/1.1 only.
"""

from __future__ import annotations

import logging
import time
from io import BytesIO
from multiprocessing import parent_process
from typing import TYPE_CHECKING, Any

from waitress import create_server
from waitress.channel import ClientDisconnected, HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.utilities import BadRequest, Error, RequestEntityTooLarge
from waitress.wasyncore import file_dispatcher

if TYPE_CHECKING:
    import socket

    from flask import Flask

THREADS = 6  # requests that a worker answers at a time; at most three with receipts
MOST_CONNECTIONS = 2000  # per worker; an idle one takes a few kilobytes
IDLE_TIMEOUT_SECONDS = 60  # idle connections are closed after this; the loop checks every 30 s
BODY_TIMEOUT_SECONDS = 900  # from a request's first byte to its last: 100 MB at 120 kB/s
# A response that is sent in many pieces, as an archive is, may be so far ahead of its client; then its thread waits.
# Less than what waitress keeps in memory, so that no archive lies on the disk. All else is sent in one piece, which is
# buffered whole: no thread waits for a client to read it.
_AHEAD_BYTES = 512 * 1024
_MEMORY_BYTES = 64 * 1024  # of a body in memory; the rest goes to a temporary file
_READ_BYTES = 64 * 1024
_HEADER_BYTES = 32 * 1024
_CHUNK_LINE_BYTES = 1024  # the size line of a chunk has a few digits
_MORE_STOP_SECONDS = 4  # waitress itself gives running requests five seconds
_MOST_DROPPED = 4  # times the largest request; the connection is closed beyond it
_MOST_KEPT = 8  # times the largest request, for all bodies of a worker together


def run_server(application: Flask, listener: socket.socket, max_request_bytes: int) -> None:
    """Serve until a signal raises SystemExit or the parent process is gone."""
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # do not log every request that waits for a thread
    sockets: dict[int, object] = {}
    server = create_server(
        application,
        map=sockets,
        sockets=[listener],
        threads=THREADS,
        connection_limit=MOST_CONNECTIONS,
        channel_timeout=IDLE_TIMEOUT_SECONDS,
        cleanup_interval=IDLE_TIMEOUT_SECONDS // 2,
        outbuf_high_watermark=_AHEAD_BYTES,
        inbuf_overflow=_MEMORY_BYTES,
        recv_bytes=_READ_BYTES,
        max_request_header_size=_HEADER_BYTES,
        max_request_body_size=_MOST_DROPPED * max_request_bytes,
        asyncore_use_poll=True,  # select() handles at most 1,024 connections
        clear_untrusted_proxy_headers=False,  # ProxyFix in the application decides which ones to trust
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
        return int(self.adj.max_request_body_size) // _MOST_DROPPED

    def _flush_outbufs_below_high_watermark(self) -> None:
        """Wait until the client has read enough for the next piece.

        Raises:
            ClientDisconnected: it reads nothing for IDLE_TIMEOUT_SECONDS; waitress itself would wait for ever.
        """
        while self.connected and self.total_outbufs_len > self.adj.outbuf_high_watermark:
            before = self.total_outbufs_len
            with self.outbuf_lock:
                self.server.pull_trigger()
                self.outbuf_lock.wait(IDLE_TIMEOUT_SECONDS)
            if self.total_outbufs_len >= before:
                self.will_close = True
                raise ClientDisconnected

    def parser_class(self, adjustments: Any) -> _Parser:
        return _Parser(adjustments, self)

    def has_room(self) -> bool:
        """Tell whether the bodies of all connections together are within the limit."""
        channels = list(self.server.active_channels.values())
        parsers = (parser for channel in channels for parser in (*channel.requests, channel.request) if parser)
        return sum(parser.kept_bytes for parser in parsers) < _MOST_KEPT * self.largest_request_bytes


class _Parser(HTTPRequestParser):  # type: ignore[misc]
    """Receives a request, and drops a body that is too large while it arrives.

    A browser sends the whole body before it reads the response: if the connection was closed earlier, it would show
    "connection reset" instead of our page.
    """

    error: Error | None
    completed: bool

    def __init__(self, adjustments: Any, channel: _Channel) -> None:
        super().__init__(adjustments)
        self._channel = channel
        self._began_at = time.monotonic()

    def received(self, data: bytes) -> int:
        """Consume bytes; return how many belong to this request."""
        error = self._find_refusal(data)
        if error:
            return self._refuse(error, data)
        try:
            consumed: int = super().received(data)
        except OSError:  # the disk of temporary files is full
            return self._refuse(_NoRoomError("The server has no room for what you send. Try again later."), data)
        if self.chunked and not self.completed and self._framing_bytes > _CHUNK_LINE_BYTES:
            return self._refuse(BadRequest("The size of a chunk is too long."), data)
        if isinstance(self.error, RequestEntityTooLarge):
            self.error = RequestEntityTooLarge("This is larger than the server accepts. Go back and send less at once.")
        if max(self.content_length, self.body_bytes_received) > self._channel.largest_request_bytes and self.body_rcv:
            self._drop_body()
        return consumed

    def _find_refusal(self, data: bytes) -> Error | None:
        """Return the error if the next bytes are refused."""
        if self._channel.requests and data.strip():  # browsers do not pipeline requests
            return BadRequest("Wait for the answer before you send the next request.")
        if time.monotonic() - self._began_at > BODY_TIMEOUT_SECONDS:
            return _TooSlowError("The request took too long to arrive.")
        if self.kept_bytes > _MEMORY_BYTES and not self._channel.has_room():
            return _NoRoomError("Too much is being sent at once. Try again in a minute.")
        return None

    @property
    def kept_bytes(self) -> int:
        """The bytes of the body in memory or in a file."""
        return len(self.body_rcv.buf) if self.body_rcv is not None and not self._is_dropped else 0

    @property
    def _is_dropped(self) -> bool:
        return isinstance(self.body_rcv.buf, _DroppedBody)

    @property
    def _framing_bytes(self) -> int:
        """The buffered bytes of a chunk's size line or of the trailer."""
        return len(self.body_rcv.control_line) + len(self.body_rcv.trailer)

    def _drop_body(self) -> None:
        if not self._is_dropped:
            kept = self.body_rcv.buf
            self.body_rcv.buf = _DroppedBody(len(kept))
            kept.close()

    def _refuse(self, error: Error, data: bytes) -> int:
        """Respond without waiting for the rest; waitress then closes the connection."""
        self.error = error
        self.completed = True
        return len(data)


class _DroppedBody:
    """A body that is only counted; the application then refuses it by its size."""

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
    """The bodies of other requests take all the allowed space."""

    code = 503
    reason = "Service Unavailable"


class _TooSlowError(Error):  # type: ignore[misc]
    """The request did not arrive in time."""

    code = 408
    reason = "Request Timeout"


class _ParentWatch(file_dispatcher):  # type: ignore[misc]
    """Stops the server when the parent process is gone."""

    def writable(self) -> bool:
        return False

    def handle_read(self) -> None:
        raise SystemExit

    def handle_close(self) -> None:  # poll() reports a closed pipe as an error, not as readable
        raise SystemExit
