"""The issuer's side: checks what a card said, and answers so that the card believes it.

The simulated bank's card host uses this and knows nothing of how a cryptogram is made. Keys follow
from the first six digits of a card number; cards and bank come to the same ones, and nothing is
stored.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum, StrEnum

from kpay_desktop.simulation.cards import cryptogram as ac
from kpay_desktop.simulation.cards import elements as el
from kpay_desktop.simulation.cards.derive import master_key
from kpay_desktop.simulation.cards.des import KEY, odd_parity
from kpay_desktop.simulation.cards.tlv import tlv

PREFIX = 6
_KIND = 0xC0
_SECURE, _FOR_THE_CARD = 0x84, 0x04


class Use(StrEnum):
    """What a key is for."""

    CRYPTOGRAMS = "cryptograms"
    SCRIPTS = "scripts"


class Method(Enum):
    """How the issuer proves itself in tag 91 (Book 2 §8.2)."""

    ONE = 1
    TWO = 2


class Order(Enum):
    """Commands that an issuer may have a card obey: class, instruction, P1 and P2."""

    BLOCK_APPLICATION = bytes((_SECURE, 0x1E, 0x00, 0x00))
    UNBLOCK_APPLICATION = bytes((_SECURE, 0x18, 0x00, 0x00))
    BLOCK_CARD = bytes((_SECURE, 0x16, 0x00, 0x00))
    UNBLOCK_PIN = bytes((_SECURE, 0x24, 0x00, 0x00))


class Fit(StrEnum):
    """What became of a cryptogram at its issuer."""

    GOOD = "good"
    WRONG = "wrong"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class Checked:
    """A cryptogram, checked. ``kind``: AAC, TC or ARQC as tag 9F27 says it is."""

    fit: Fit
    kind: int = ac.AAC
    counter: int = 0

    @property
    def is_good(self) -> bool:
        """True if this card made it over this data."""
        return self.fit is Fit.GOOD


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back to the card: the value of tag 91, and templates 71 and 72."""

    proof: bytes = field(repr=False)
    scripts: bytes = field(default=b"", repr=False)

    def encode(self) -> bytes:
        """Return all of it as it stands in field 55."""
        return (tlv(el.ISSUER_ANSWER, self.proof) if self.proof else b"") + self.scripts


def card_key(use: Use, pan: str, sequence: str) -> bytes:
    """Return a card's master key."""
    drawn = hashlib.shake_256(f"issuer {pan[:PREFIX]}|{use.value}".encode()).digest(KEY)
    return master_key(odd_parity(drawn), pan, sequence)


def check_cryptogram(pan: str, sequence: str, values: Mapping[int, bytes]) -> Checked:
    """Check tag 9F26 over the data elements of field 55, by tag.

    ``sequence`` is tag 5F34 as two digits, ``00`` if the card has none.
    """
    given = values.get(el.CRYPTOGRAM, b"")
    info, counter = values.get(el.CRYPTOGRAM_INFO, b""), values.get(el.COUNTER, b"")
    if len(given) != 8 or len(info) != 1 or len(counter) != 2:
        return Checked(Fit.INCOMPLETE)
    kind, number = info[0] & _KIND, int.from_bytes(counter, "big")
    try:
        expected = ac.cryptogram(card_key(Use.CRYPTOGRAMS, pan, sequence), values)
    except (KeyError, ValueError):
        return Checked(Fit.INCOMPLETE, kind, number)
    return Checked(Fit.GOOD if expected == given else Fit.WRONG, kind, number)


def response(
    pan: str,
    sequence: str,
    values: Mapping[int, bytes],
    code: str,
    *,
    method: Method = Method.ONE,
    status: bytes = bytes(4),
    scripts: Iterable[bytes] = (),
) -> Answer:
    """Answer a cryptogram. ``code``: the two characters that the till puts into tag 8A.

    ``status`` is the card status update of method 2; ``scripts`` are made by :func:`script`.

    Raises:
        KeyError: the request has no cryptogram or no counter.
    """
    key = card_key(Use.CRYPTOGRAMS, pan, sequence)
    counter, given = values[el.COUNTER], values[el.CRYPTOGRAM]
    proof = (
        ac.answer_1(key, counter, given, code.encode("ascii"))
        if method is Method.ONE
        else ac.answer_2(key, counter, given, status)
    )
    return Answer(proof, b"".join(scripts))


def order(pan: str, sequence: str, values: Mapping[int, bytes], what: Order) -> bytes:
    """Return a command that the card obeys after this transaction's cryptogram."""
    return _protected(pan, sequence, values, what.value, b"")


def put_data(pan: str, sequence: str, values: Mapping[int, bytes], tag: int, value: bytes) -> bytes:
    """Return a command that changes one of the card's data elements (tag of two bytes)."""
    header = bytes((_FOR_THE_CARD, 0xDA)) + tag.to_bytes(2, "big")
    return _protected(pan, sequence, values, header, value)


def script(commands: Iterable[bytes], *, before: bool = False, number: bytes = b"") -> bytes:
    """Put commands into template 71 (``before`` the second cryptogram) or 72 (after it)."""
    inside = tlv(el.SCRIPT_NUMBER, number) if number else b""
    inside += b"".join(tlv(el.SCRIPT_COMMAND, command) for command in commands)
    return tlv(el.SCRIPT_BEFORE if before else el.SCRIPT_AFTER, inside)


def _protected(
    pan: str, sequence: str, values: Mapping[int, bytes], header: bytes, data: bytes
) -> bytes:
    start = header + bytes((len(data) + ac.SCRIPT_MAC,)) + data
    key = card_key(Use.SCRIPTS, pan, sequence)
    return start + ac.script_mac(key, values[el.CRYPTOGRAM], values[el.COUNTER], start)
