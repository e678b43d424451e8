"""What is fuzzed: a name, the code that is watched, one try, and inputs to begin with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib import import_module
from random import Random

Change = Callable[[bytes], bytes]
"""Changes bytes somehow: the engine's own way."""

Spoil = Callable[[bytes, Random, Change], bytes]
"""Changes an input knowing how it is built, with the engine's own way for what is inside."""


class FindingError(AssertionError):
    """What was tried does not keep what it promises. The text names the promise."""


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that reads foreign bytes.

    ``try_one`` returns for every input, or raises: then there is a finding. ``seeds`` are good
    inputs to begin with; ``longest`` is the length in bytes up to which inputs are made.
    """

    try_one: Callable[[bytes], None]
    seeds: Sequence[bytes]
    longest: int = 1024
    spoil: Spoil | None = None


@dataclass(frozen=True, slots=True)
class Listing:
    """A target as it is listed: where its ``load`` is, what it is about, and what is watched."""

    module: str
    load: str
    about: str
    watched: tuple[str, ...]


_EMV = ("kpay_desktop.emv",)
_ISO = ("kpay_desktop.hosts.iso8583", "kpay_desktop.emv")
_CARD = (*_EMV, "kpay_desktop.hosts.iso8583", "hardware.card_reader.facts")
_FILES = (*_ISO, "kpay_desktop.settings", "kpay_desktop.settings_reader")
_CODES = ("kpay_desktop.qr", "kpay_desktop.domain")
_GATEWAY = ("kpay_desktop.hosts.wallets", "kpay_desktop.domain.wallet_words")
_LINE = ("hardware.card_reader.exchange",)
_BANK = ("kpay_desktop.simulation.bank.cardhost", "kpay_desktop.simulation.cards")

TARGETS = {
    "tlv": Listing("data", "tlv", "data objects of a card, read and written again", _EMV),
    "dol": Listing("data", "dol", "lists of wishes, read and filled", _EMV),
    "track": Listing("stripe", "track", "a stripe's text", ("kpay_desktop.domain",)),
    "wedge": Listing("stripe", "wedge", "keys, of a reader or a person", ("kpay_desktop.domain",)),
    "iso-frame": Listing("iso", "frames", "a host's stream, cut anywhere", _ISO),
    "iso-message": Listing("iso", "message", "a host's message, and what it says of a sale", _ISO),
    "iso-chip": Listing("iso", "chip", "field 55 of an answer, and the scripts in it", _ISO),
    "exchange": Listing("line", "exchanged", "a card's answers in steps, over its line", _LINE),
    "contact": Listing("cards", "contact", "a chip transaction, whatever the card answers", _CARD),
    "entry-point": Listing("cards", "entry_point", "a tap, whatever the card answers", _CARD),
    "kernel-2": Listing("cards", "kernel_2", "a tap at the Mastercard kernel", _CARD),
    "kernel-3": Listing("cards", "kernel_3", "a tap at the Visa kernel", _CARD),
    "certificates": Listing("proofs", "certificates", "certificates and signatures opened", _EMV),
    "files": Listing("proofs", "files", "CA keys and profiles as text", _FILES),
    "payment-code": Listing("codes", "payment_codes", "what a customer showed", _CODES),
    "customer-code": Listing("codes", "customer_codes", "a card in a phone", _CODES),
    "hand-scanner": Listing("codes", "hand_scanner", "keys, of a scanner or a person", _CODES),
    "gateway": Listing("answers", "gateway", "a wallet gateway's answers", _GATEWAY),
    "bank": Listing("bank", "bank", "the simulated bank's and cards' own readers", _BANK),
}


def load(name: str) -> Target:
    """Return a target; its modules are imported now, so that an engine can watch that."""
    listing = TARGETS[name]
    module = import_module(f"tests.fuzz.{listing.module}")
    made: Target = getattr(module, listing.load)()
    return made


def expect(promise: str, *, holds: bool) -> None:
    """Say that a promise is kept.

    Raises:
        FindingError: it is not.
    """
    if not holds:
        raise FindingError(promise)
