"""HTTP/1.1 as far as the bank speaks it: pure functions from bytes to values and back."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

MAX_HEAD_BYTES = 16 * 1024
MAX_BODY_BYTES = 64 * 1024
MAX_HEADERS = 64
JSON = "application/json; charset=utf-8"

_REQUEST_LINE = re.compile(rb"([A-Z]{1,16}) ([\x21-\x7e]{1,2048}) HTTP/1\.([01])")
_HEADER = re.compile(rb"([!#$%&'*+\-.^_`|~0-9A-Za-z]{1,64}):[ \t]*([\x20-\x7e\x80-\xff\t]*?)[ \t]*")

_REASONS = {
    200: "OK",
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    409: "Conflict",
    411: "Length Required",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    417: "Expectation Failed",
    422: "Unprocessable Content",
    431: "Request Header Fields Too Large",
    500: "Internal Server Error",
    501: "Not Implemented",
    503: "Service Unavailable",
}


class HttpError(Exception):
    """The request cannot be taken; ``status`` is the answer, after which the connection ends."""

    def __init__(self, status: int) -> None:
        super().__init__(_REASONS.get(status, "Error"))
        self.status = status


@dataclass(frozen=True, slots=True)
class Head:
    """A request's head. Header names are in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body_bytes: int
    keep_alive: bool


@dataclass(frozen=True, slots=True)
class Request:
    """A whole request."""

    head: Head
    body: bytes = b""


class Wire(StrEnum):
    """What happens to an answer on its way out.

    ``WHOLE``: it arrives. ``CUT``: the connection is reset instead. ``HOLD``: nothing is said for
    ``delay_s``, then the connection is reset. ``HALF``: the head and half of the body, then the
    end.
    """

    WHOLE = "whole"
    CUT = "cut"
    HOLD = "hold"
    HALF = "half"


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, and what becomes of it. ``delay_s`` passes before anything is sent."""

    body: bytes
    status: int = 200
    content_type: str = JSON
    wire: Wire = Wire.WHOLE
    delay_s: float = field(default=0.0)


def parse_head(raw: bytes) -> Head:
    """Return the head whose bytes (without the empty line) are ``raw``.

    Raises:
        HttpError: with the status to answer.
    """
    lines = raw.split(b"\r\n")
    match = _REQUEST_LINE.fullmatch(lines[0])
    if match is None:
        raise HttpError(400)
    headers = _headers(lines[1:])
    if "transfer-encoding" in headers:
        raise HttpError(501)
    if "expect" in headers:
        raise HttpError(417)
    method = match[1].decode("ascii")
    connection = headers.get("connection", "").lower()
    return Head(
        method=method,
        path=match[2].decode("ascii").partition("?")[0],
        headers=headers,
        body_bytes=_body_bytes(method, headers),
        keep_alive=connection != "close" and (match[3] == b"1" or connection == "keep-alive"),
    )


def _headers(lines: list[bytes]) -> dict[str, str]:
    if len(lines) > MAX_HEADERS:
        raise HttpError(431)
    headers: dict[str, str] = {}
    for line in lines:
        match = _HEADER.fullmatch(line)
        if match is None:
            raise HttpError(400)
        name, value = match[1].decode("ascii").lower(), match[2].decode("latin-1")
        if headers.setdefault(name, value) != value:
            # The same header with two values: which one counts is how requests are smuggled.
            raise HttpError(400)
    return headers


def _body_bytes(method: str, headers: Mapping[str, str]) -> int:
    length = headers.get("content-length")
    if length is None:
        if method == "POST":
            raise HttpError(411)
        return 0
    if not (length.isascii() and length.isdigit()):
        raise HttpError(400)
    if len(length) > 9 or int(length) > MAX_BODY_BYTES:
        raise HttpError(413)
    return int(length)


def format_answer(answer: Answer, *, keep_alive: bool) -> bytes:
    """Return the bytes of an answer."""
    reason = _REASONS.get(answer.status, "Error")
    head = (
        f"HTTP/1.1 {answer.status} {reason}\r\n"
        f"Content-Type: {answer.content_type}\r\n"
        f"Content-Length: {len(answer.body)}\r\n"
        "Cache-Control: no-store\r\n"
        f"Connection: {'keep-alive' if keep_alive else 'close'}\r\n\r\n"
    )
    return head.encode("ascii") + answer.body


def error_answer(status: int) -> Answer:
    """Return the answer to a request that HTTP itself refuses."""
    reason = _REASONS.get(status, "Error")
    return Answer(f'{{"retcode":"FAIL","retmsg":"{reason}"}}'.encode("ascii"), status)
