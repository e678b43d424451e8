"""The issuers behind the host, as it needs them; the simulated cards' own issuer is one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

_PIN_TRIES = 0x9F17
_THREE_TRIES = b"\x03"
_SCRIPT_BEFORE, _SCRIPT_AFTER = bytes(3) + b"\x01", bytes(3) + b"\x02"


class Finding(StrEnum):
    """What an issuer finds in a cryptogram. ``DECLINED``: right, and the card says no (AAC)."""

    GOOD = "good"
    DECLINED = "declined"
    WRONG = "wrong"
    INCOMPLETE = "incomplete"


class Script(StrEnum):
    """What an issuer has a card do."""

    NONE = "none"
    HARMLESS = "harmless"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class KnownCard:
    """A card account as it is opened. ``key`` names it; ``refusal`` is what it always answers."""

    key: str
    title: str
    pan: str = field(repr=False)
    balance_minor: int
    refusal: str = ""


class Issuers(Protocol):
    """Every issuer behind the host."""

    def cards(self) -> Iterable[KnownCard]:
        """Return the accounts that there are, the most common ones first."""

    def check(self, pan: str, sequence: str, chip: Mapping[int, bytes]) -> Finding:
        """Check a cryptogram over the data elements of field 55."""

    def answer(
        self, pan: str, sequence: str, chip: Mapping[int, bytes], code: str, script: Script
    ) -> bytes:
        """Return what the card is to get, as field 55 carries it: tag 91, and scripts."""


class SimulatedIssuers:
    """The issuers of the demo's cards."""

    def cards(self) -> Iterable[KnownCard]:
        """Return an account for each number in the catalogue."""
        from kpay_desktop.simulation.cards.catalogue import catalogue

        for spec in catalogue():
            for number, account in enumerate(spec.accounts, 1):
                key = spec.key if number == 1 else f"{spec.key}-{number}"
                title = f"{spec.title} ··{account.pan[-4:]}"
                yield KnownCard(key, title, account.pan, account.balance_minor, account.refusal)

    def check(self, pan: str, sequence: str, chip: Mapping[int, bytes]) -> Finding:
        """Check a cryptogram; only a request to go online (ARQC) is good."""
        from kpay_desktop.simulation.cards import cryptogram, issuer

        checked = issuer.check_cryptogram(pan, sequence, chip)
        if checked.fit is issuer.Fit.INCOMPLETE:
            return Finding.INCOMPLETE
        if not checked.is_good:
            return Finding.WRONG
        return Finding.GOOD if checked.kind == cryptogram.ARQC else Finding.DECLINED

    def answer(
        self, pan: str, sequence: str, chip: Mapping[int, bytes], code: str, script: Script
    ) -> bytes:
        """Return tag 91 by method 1, and the scripts."""
        from kpay_desktop.simulation.cards import issuer

        scripts: list[bytes] = []
        if script is Script.HARMLESS:
            tries = issuer.put_data(pan, sequence, chip, _PIN_TRIES, _THREE_TRIES)
            unblock = issuer.order(pan, sequence, chip, issuer.Order.UNBLOCK_APPLICATION)
            scripts = [
                issuer.script([tries], before=True, number=_SCRIPT_BEFORE),
                issuer.script([unblock], number=_SCRIPT_AFTER),
            ]
        elif script is Script.BLOCK:
            block = issuer.order(pan, sequence, chip, issuer.Order.BLOCK_APPLICATION)
            scripts = [issuer.script([block], number=_SCRIPT_AFTER)]
        return issuer.response(pan, sequence, chip, code, scripts=scripts).encode()
