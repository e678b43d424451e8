"""Commands to a card from within a kernel, and the ways a transaction ends early."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

from kpay_desktop.emv.apdu import CommandApdu, ResponseApdu
from kpay_desktop.emv.steps import Answer, CardLost, Decision, Reason, Request, Transmit

T = TypeVar("T")
Part = Generator[Request, Answer, T]

SELECT_FIRST, SELECT_NEXT = 0x00, 0x02
_LE_ALL = 256


class CardLostError(Exception):
    """The card left in the middle."""


class EarlyEndError(Exception):
    """The transaction cannot go on; ``technical`` failures of a chip may lead to its stripe."""

    def __init__(
        self, reason: Reason, *, decision: Decision = Decision.ENDED, technical: bool = False
    ) -> None:
        super().__init__(reason.value)
        self.reason = reason
        self.decision = decision
        self.technical = technical


def transmit(command: CommandApdu) -> Part[ResponseApdu]:
    """Send a command and return its answer.

    Raises:
        CardLostError: the card left.
    """
    answer = yield Transmit(command)
    if isinstance(answer, CardLost):
        raise CardLostError
    if not isinstance(answer, ResponseApdu):
        raise TypeError("a card answers with a response")
    return answer


def select(name: bytes, occurrence: int = SELECT_FIRST) -> Part[ResponseApdu]:
    """SELECT by name (Book 1 §11.3)."""
    return (yield from transmit(CommandApdu(0x00, 0xA4, 0x04, occurrence, name, _LE_ALL)))


def read_record(sfi: int, number: int) -> Part[ResponseApdu]:
    """READ RECORD (Book 3 §6.5.11)."""
    return (yield from transmit(CommandApdu(0x00, 0xB2, number, sfi << 3 | 0x04, le=_LE_ALL)))


def get_processing_options(data: bytes) -> Part[ResponseApdu]:
    """GET PROCESSING OPTIONS; ``data`` is template 83 (Book 3 §6.5.8)."""
    return (yield from transmit(CommandApdu(0x80, 0xA8, 0x00, 0x00, data, _LE_ALL)))


def get_data(tag: int) -> Part[ResponseApdu]:
    """GET DATA (Book 3 §6.5.7)."""
    return (yield from transmit(CommandApdu(0x80, 0xCA, tag >> 8, tag & 0xFF, le=_LE_ALL)))


def internal_authenticate(data: bytes) -> Part[ResponseApdu]:
    """INTERNAL AUTHENTICATE (Book 3 §6.5.9)."""
    return (yield from transmit(CommandApdu(0x00, 0x88, 0x00, 0x00, data, _LE_ALL)))


def external_authenticate(data: bytes) -> Part[ResponseApdu]:
    """EXTERNAL AUTHENTICATE with the issuer's data (Book 3 §6.5.4)."""
    return (yield from transmit(CommandApdu(0x00, 0x82, 0x00, 0x00, data)))


def generate_ac(kind: int, data: bytes) -> Part[ResponseApdu]:
    """GENERATE AC; ``kind`` is P1: the cryptogram asked for, and whether signed (§6.5.5)."""
    return (yield from transmit(CommandApdu(0x80, 0xAE, kind, 0x00, data, _LE_ALL)))
