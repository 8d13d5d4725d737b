"""An S3 server of somebody else (moto's), in this process, and buckets in it that are new."""

from __future__ import annotations

import secrets
import urllib.request
from typing import Any

from moto.server import ThreadedMotoServer

HOST = "127.0.0.1"


class ObjectStore:
    """A server on a port of its own. What is in its buckets outlives a stop, as that of any server does."""

    def __init__(self) -> None:
        self._server: Any = ThreadedMotoServer(HOST, port=0, verbose=False)
        self._server.start()
        _, self._port = self._server.get_host_and_port()
        self._is_running = True

    @property
    def url(self) -> str:
        return f"http://{HOST}:{self._port}"

    def stop(self) -> None:
        if self._is_running:
            self._server.stop()
            self._is_running = False

    def start(self) -> None:
        """Serve again, on the same port."""
        self._server = ThreadedMotoServer(HOST, port=self._port, verbose=False)
        self._server.start()
        self._is_running = True

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
