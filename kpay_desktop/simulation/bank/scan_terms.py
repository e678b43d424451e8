"""The clocks and limits of orders by a customer's code. The books keep them, the desk sets them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from kpay_desktop.simulation.bank import books as ledger
from kpay_desktop.simulation.bank.books import Transaction

_SPELLINGS_SEEN = "scan spelling"


class Spelling(StrEnum):
    """Which of a refusal's two spellings the gateway uses; both are seen in the field."""

    USUAL = "usual"
    OTHER = "other"
    IN_TURN = "in_turn"


@dataclass(frozen=True, slots=True)
class Terms:
    """Seconds and cents.

    ``code_life_s``: a payment code's. ``password_from_minor``: from this amount on the customer
    types a password. ``wechat_s``, ``alipay_s``, ``paynow_s``: after this time the wallet gives up
    to wait for it. ``earliest_cancel_s``: before this age an order is not taken back.
    """

    code_life_s: float = 60.0
    password_from_minor: int = 100_000
    wechat_s: float = 45.0
    alipay_s: float = 60.0
    paynow_s: float = 60.0
    earliest_cancel_s: float = 15.0
    spelling: Spelling = Spelling.USUAL

    def limit_s(self, wallet: str) -> float:
        """Return how long ``wallet`` waits for the password."""
        return {"wechat": self.wechat_s, "alipay": self.alipay_s, "paynow": self.paynow_s}[wallet]


def load(tx: Transaction) -> Terms:
    """Return the terms in force."""
    plain = Terms()
    return Terms(
        code_life_s=float(_stored(tx, "code_life_s", plain.code_life_s)),
        password_from_minor=int(_stored(tx, "password_from_minor", plain.password_from_minor)),
        wechat_s=float(_stored(tx, "wechat_s", plain.wechat_s)),
        alipay_s=float(_stored(tx, "alipay_s", plain.alipay_s)),
        paynow_s=float(_stored(tx, "paynow_s", plain.paynow_s)),
        earliest_cancel_s=float(_stored(tx, "earliest_cancel_s", plain.earliest_cancel_s)),
        spelling=Spelling(_stored(tx, "spelling", plain.spelling)),
    )


def store(tx: Transaction, changed: Mapping[str, float | str]) -> Terms:
    """Change the terms that are named, for good; return what is in force then.

    Raises:
        KeyError: if there is no such term.
    """
    names = {one.name for one in fields(Terms)}
    for name, value in changed.items():
        if name not in names:
            raise KeyError(name)
        ledger.set_setting(tx, _name(name), str(value))
    return load(tx)


def spell(tx: Transaction, terms: Terms, usual: str, other: str) -> str:
    """Return a refusal's word in the spelling in force."""
    if terms.spelling is Spelling.IN_TURN:
        return (usual, other)[ledger.next_number(tx, _SPELLINGS_SEEN) % 2 == 0]
    return usual if terms.spelling is Spelling.USUAL else other


def _name(term: str) -> str:
    return f"scan {term.replace('_', ' ')}"


def _stored(tx: Transaction, term: str, default: object) -> str:
    return ledger.setting(tx, _name(term), str(default))
