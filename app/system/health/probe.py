"""The health check of containers, run by its path: ask the server of this machine whether it is alive."""

from __future__ import annotations

import http.client
import os
import sys

_PATIENCE_SECONDS = 5


def main() -> int:
    """Return 0 if the server on PORT of this machine is alive, else 1."""
    connection = http.client.HTTPConnection("127.0.0.1", int(os.environ["PORT"]), timeout=_PATIENCE_SECONDS)
    try:
        connection.request("GET", "/healthz")
        return 0 if connection.getresponse().status == http.client.OK else 1
    except OSError:
        return 1


if __name__ == "__main__":
    sys.exit(main())
