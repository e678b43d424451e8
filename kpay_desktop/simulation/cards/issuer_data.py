"""Issuer application data, tag 9F10: what a card tells its issuer of itself.

Every scheme wraps it differently. The card verification results inside are the same here: three
bytes in the form that Visa and UnionPay use.
"""

from __future__ import annotations

from dataclasses import dataclass

from kpay_desktop.simulation.cards.spec import Scheme

_WRAPPING = {
    Scheme.VISA: (b"\x06\x01\x12\x03", b""),
    Scheme.MASTERCARD: (b"\x01\x14", bytes(5) + b"\xff" * 8),
    Scheme.UNIONPAY: (b"\x07\x01\x01\x03", b"\x01"),
    Scheme.JCB: (b"\x07\x01\x01\x03", b"\x00"),
    Scheme.AMEX: (b"\x06\x01\x01\x03", b""),
}
_RESULTS = 3
_NOT_ASKED = 0x80


@dataclass(frozen=True, slots=True)
class CardResults:
    """What the card found out. ``first`` and ``second``: kinds of cryptograms, as in tag 9F27."""

    first: int
    second: int | None = None
    issuer_failed: bool = False
    not_online: bool = False
    last_not_completed: bool = False
    is_new: bool = False
    issuer_failed_before: bool = False
    scripts: int = 0
    script_failed: bool = False
    proved_dynamically: bool = False

    def encode(self) -> bytes:
        """Return the three bytes."""
        second = _NOT_ASKED if self.second is None else self.second
        return bytes(
            (
                second | self.first >> 2 | self.issuer_failed << 3 | self.not_online,
                self.last_not_completed << 7 | self.is_new << 4 | self.issuer_failed_before << 3,
                min(self.scripts, 15) << 4 | self.script_failed << 3 | self.proved_dynamically << 1,
            )
        )


def wrap(scheme: Scheme, results: CardResults) -> bytes:
    """Return tag 9F10 as a scheme writes it."""
    before, after = _WRAPPING[scheme]
    return before + results.encode() + after


def results_in(scheme: Scheme, written: bytes) -> bytes | None:
    """Return the three bytes of results out of tag 9F10, or None if it is not this scheme's."""
    before, after = _WRAPPING[scheme]
    if len(written) != len(before) + _RESULTS + len(after) or not written.startswith(before):
        return None
    return written[len(before) : len(before) + _RESULTS]
