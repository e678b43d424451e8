"""A phone's browser, as far as a receipt needs it."""

from __future__ import annotations

import contextlib
import http.client
from urllib.parse import urlsplit

PATIENCE_S = 60.0


def fetch(url: str) -> tuple[int, str, bytes]:
    """Return status, name of the file, and the file.

    Raises:
        ConnectionRefusedError: nobody is there.
    """
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 0
    with contextlib.closing(http.client.HTTPConnection(host, port, timeout=PATIENCE_S)) as phone:
        phone.request("GET", parts.path)
        answer = phone.getresponse()
        return answer.status, answer.getheader("Content-Disposition", ""), answer.read()
