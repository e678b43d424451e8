"""How chips introduce themselves: ATR (Book 1 §8) and ATS (ISO/IEC 14443-4 §5.2)."""

from __future__ import annotations

from functools import reduce
from operator import xor

from kpay_desktop.simulation.cards.spec import Protocol

_HISTORY = b"KPSIM"
# T=0: no programming voltage, no extra guard time. T=1: 254 bytes a block, its usual waiting times.
_BASIC = {
    Protocol.T0: bytes.fromhex("3B650000"),
    Protocol.T1: bytes.fromhex("3BE500008131FE45"),
}

ATS = bytes.fromhex("0578807002")
"""Frames to 256 bytes, 106 kbit/s, a waiting time of about 39 ms, card identifiers."""


def atr(protocol: Protocol, *, is_broken: bool = False) -> bytes:
    """Return a chip's answer to reset; a broken one ends in the middle."""
    answer = _BASIC[protocol] + _HISTORY
    if is_broken:
        return answer[:3]
    return answer + (_check(answer[1:]) if protocol is Protocol.T1 else b"")


def atr_of_tap(history: bytes = b"") -> bytes:
    """Return the ATR that a PC/SC reader makes up for a card in its field (PC/SC part 3)."""
    answer = bytes((0x80 | len(history), 0x80, 0x01)) + history
    return b"\x3b" + answer + _check(answer)


def _check(answer: bytes) -> bytes:
    return bytes((reduce(xor, answer),))
