"""An S3 server of somebody else (moto's), in this process, and buckets in it that are new."""

from __future__ import annotations

import secrets
import urllib.request
from threading import Thread
from typing import TYPE_CHECKING, Any

from moto.moto_server.werkzeug_app import DomainDispatcherApplication, MotoRequestHandler, create_backend_app
from werkzeug.serving import make_server

if TYPE_CHECKING:
    from collections.abc import Iterable
    from wsgiref.types import StartResponse, WSGIEnvironment

HOST = "127.0.0.1"


class ObjectStore:
    """A server on a port of its own. What is in its buckets outlives a stop, as that of any server does."""

    def __init__(self) -> None:
        self._moto: Any = DomainDispatcherApplication(create_backend_app)
        self._port = 0  # any that is free, and from then on the same
        self._writes_left: int | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._port}"

    def start(self) -> None:
        """Serve, again on the same port, all that comes."""
        self._writes_left = None
        self._server = make_server(HOST, self._port, self._answer, threaded=True, request_handler=MotoRequestHandler)
        self._port = self._server.port
        self._thread = Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Close the port; a second time does nothing."""
        self._server.shutdown()
        self._thread.join()

    def refuse_after(self, *, writes: int) -> None:
        """Take so many more files, and then answer 503 to everything, as a store that is overloaded does."""
        self._writes_left = writes

    def _answer(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self._writes_left == 0:
            start_response("503 Slow Down", [])
            return []
        if self._writes_left is not None and environ["REQUEST_METHOD"] == "PUT":
            self._writes_left -= 1
        answer: Iterable[bytes] = self._moto(environ, start_response)
        return answer

    def new_bucket(self) -> dict[str, str]:
        """Make a bucket, and return the settings of an installation that keeps receipts in it."""
        name = f"receipts-{secrets.token_hex(8)}"
        urllib.request.urlopen(urllib.request.Request(f"{self.url}/{name}", method="PUT")).close()
        return {
            "RECEIPT_STORE": f"s3://{name}/of/ana",
            "AWS_ENDPOINT_URL": self.url,
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "test",
            "AWS_SECRET_ACCESS_KEY": "a secret of the test",
        }
