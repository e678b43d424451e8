"""What a sale by a customer's code is put through, and what must come of it: the table's words."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import TYPE_CHECKING, TypedDict, Unpack

from kpay_desktop.domain.sale import SaleState, Wallet

if TYPE_CHECKING:
    from tests.helpers.scan_sale import Sale


class Lane(StrEnum):
    """The till that a case is for, by its clocks.

    ``PATIENT``: nothing ends by itself while people act. ``HURRIED``: the customer's time is soon
    over. ``WATCHFUL``: that, and an ended sale is looked at again at once. ``BUSY``: it is, and
    customers have time. ``TIMELY``: nothing is taken back in a payment's first moments.
    """

    PATIENT = "patient"
    HURRIED = "hurried"
    WATCHFUL = "watchful"
    BUSY = "busy"
    TIMELY = "timely"


class Shown(StrEnum):
    """The code that the customer shows. ``UNKNOWN``: of a wallet, and nobody's."""

    FRESH = "fresh"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class Terms(TypedDict, total=False):
    """The bank's clocks of such sales, as its port takes them."""

    wechat_s: float
    alipay_s: float
    paynow_s: float
    earliest_cancel_s: float
    spelling: str


@dataclass(frozen=True, slots=True)
class Ask:
    """What the bank's desk wants to happen to the next request of a kind, as its port takes it."""

    outcome: str
    kind: str = "sale"
    delay_s: float | None = None
    times: int | None = None
    sticky: bool = False


@dataclass(frozen=True, slots=True)
class Ends:
    """Both books at the end of a case.

    ``reason`` stands in the till's row, ``code`` is the wallet's own word. ``bank`` is what the
    bank says of the order (``trxstatus``), empty where it has none, ``|`` between two that depend
    on who comes first. ``undone`` is how the messages that take it back were answered, one after
    the other, the same answer several times being one; ``?`` stands behind what may be missing.
    """

    state: SaleState
    reason: str = ""
    code: str = ""
    bank: str = "0000"
    undone: tuple[str, ...] = ()

    @property
    def is_paid(self) -> bool:
        """True if the customer's money stays with the shop."""
        return self.state in {SaleState.APPROVED, SaleState.PAID_LATE}

    def fits(self, answers: list[str]) -> bool:
        """Say whether the payment was taken back like that."""
        once = [word for n, word in enumerate(answers) if n == 0 or answers[n - 1] != word]
        parts = [f"({word.rstrip('?')} )" + "?" * word.endswith("?") for word in self.undone]
        return re.fullmatch("".join(parts), "".join(f"{word} " for word in once)) is not None


def nobody(_: Sale) -> None:
    """Nobody does anything."""


@dataclass(frozen=True, slots=True)
class Case:
    """One sale: what the bank is told to do, and what people do once the code has been sent.

    ``line`` is what becomes of the line before it is: ``cut`` or ``silent``.

    ``pay_s``, ``query_s`` and ``reverse_s`` are how long the till waits for an answer of each kind
    where one never comes.
    """

    name: str
    ends: Ends
    wallet: Wallet = Wallet.WECHAT
    asks: tuple[Ask, ...] = ()
    script: Callable[[Sale], None] = nobody
    lane: Lane = Lane.PATIENT
    shown: Shown = Shown.FRESH
    customer: str = ""
    line: str = ""
    terms: Terms = field(default_factory=Terms)
    pay_s: float | None = None
    query_s: float | None = None
    reverse_s: float | None = None

    def with_script(self, script: Callable[[Sale], None]) -> Case:
        """Return the case with other people."""
        return replace(self, script=script)

    def with_asks(self, *asks: Ask) -> Case:
        """Return the case with another bank."""
        return replace(self, asks=asks)

    def with_terms(self, **terms: Unpack[Terms]) -> Case:
        """Return the case with other clocks at the bank."""
        return replace(self, terms=terms)

    def with_patience(self, short_s: float) -> Case:
        """Return the case at a till that soon gives up an enquiry or a reversal."""
        return replace(self, query_s=short_s, reverse_s=short_s)

    def on(self, lane: Lane) -> Case:
        """Return the case at another till."""
        return replace(self, lane=lane)
