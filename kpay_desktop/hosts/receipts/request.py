"""What a phone may ask for, and what it is answered: one file, by GET, and nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from kpay_desktop.hosts.receipts.shelf import TOKEN_BYTES

#: Ahead of the token in every address.
PATH: Final = "/r/"
MOST_HEAD_BYTES: Final = 8 * 1024
MOST_PDF_BYTES: Final = 1024 * 1024

_TOKEN_CHARACTERS: Final = (TOKEN_BYTES * 8 + 5) // 6
_LINE = re.compile(rb"([A-Z]{1,16}) ([\x21-\x7e]{1,1024}) HTTP/1\.[01]")
_WANTED = re.compile(rf"{PATH}([A-Za-z0-9_-]{{{_TOKEN_CHARACTERS}}})")

_GONE = "This receipt is not here, or no longer.\n收据不在此处，或已过期。\n"
_BUSY = "Please try again in a moment.\n请稍后再试。\n"


class RefusedError(Exception):
    """The caller is turned away with this answer."""

    def __init__(self, status: str, words: str = "", header: str = "") -> None:
        super().__init__(status)
        self.status = status
        self.words = words
        self.header = header


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt as it is handed out. ``name`` is what a phone calls the file."""

    name: str
    pdf: bytes


def gone() -> RefusedError:
    """Return the answer for what is not there: the same whether it never was or is no longer."""
    return RefusedError("404 Not Found", _GONE)


def busy() -> RefusedError:
    """Return the answer for a till that cannot look now."""
    return RefusedError("503 Service Unavailable", _BUSY, "Retry-After: 5\r\n")


def wanted_token(head: bytes) -> str:
    """Return the token that a request's head asks for.

    Raises:
        RefusedError: it asks for anything else.
    """
    line = _LINE.fullmatch(head.split(b"\r\n", 1)[0])
    if line is None:
        raise RefusedError("400 Bad Request")
    if line[1] != b"GET":
        raise RefusedError("405 Method Not Allowed", header="Allow: GET\r\n")
    wanted = _WANTED.fullmatch(line[2].decode("ascii"))
    if wanted is None:
        raise gone()
    return wanted[1]


def receipt_answer(receipt: Receipt) -> bytes:
    """Return the bytes that hand a receipt out.

    Raises:
        RefusedError: it is larger than any receipt.
    """
    if len(receipt.pdf) > MOST_PDF_BYTES:
        raise gone()
    shown = f'Content-Disposition: inline; filename="{receipt.name}"\r\n'
    return _answer("200 OK", "application/pdf", shown, receipt.pdf)


def refusal_answer(refused: RefusedError) -> bytes:
    """Return the bytes that turn a caller away."""
    kind = "text/plain; charset=utf-8"
    return _answer(refused.status, kind, refused.header, refused.words.encode())


def _answer(status: str, kind: str, more: str, body: bytes) -> bytes:
    # Nothing between the till and the phone keeps it, nobody guesses what it is, and a page that
    # it might be taken for could load nothing.
    head = (
        f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
        "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
        f"Content-Security-Policy: default-src 'none'\r\n{more}Connection: close\r\n\r\n"
    )
    return head.encode("ascii") + body
