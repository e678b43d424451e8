"""A card host and a wallet gateway in memory that keep their word, for voids, refunds, settlement.

Neither shares anything with the till but its messages. What was decided of a message is decided for
good: the same message again gets the same answer, however it was delayed or doubled.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.domain.totals import Totals
from kpay_desktop.flows.money_back import values as b
from kpay_desktop.flows.settlement import values as s


class Mood(StrEnum):
    """How a message that is new to the host is decided."""

    YES = "yes"
    NO = "no"
    DOUBTFUL_DONE = "doubtful, and done"
    DOUBTFUL = "doubtful, and nothing done"


DEFINITE, DOUBTFUL = "05", "96"


@dataclass(slots=True)
class HeldSale:
    """A sale in the host's books."""

    amount_minor: int
    voided_by: int | None = None


@dataclass(slots=True)
class HeldBack:
    """A void or a refund in the host's books."""

    kind: ReturnKind
    voucher: str
    amount_minor: int
    batch_no: int
    is_approved: bool = True
    is_reversed: bool = False

    @property
    def stands(self) -> bool:
        """True while the customer has this money back."""
        return self.is_approved and not self.is_reversed


@dataclass(slots=True)
class CardHost:
    """The acquirer.

    ``shown_batch_no``: another batch number than it has, until the till signs on.
    ``never_ends``: it differs after every upload. ``forgets``: reversals of messages that were
    never here, so that these are booked if they still come, and what is in closed batches.
    """

    batch_no: int = 1
    shown_batch_no: int | None = None
    never_ends: bool = False
    refuses_sign_on: bool = False
    forgets: bool = False
    sales: dict[str, HeldSale] = field(default_factory=dict)
    backs: dict[int, HeldBack] = field(default_factory=dict)
    refunds_open: set[int] = field(default_factory=set)
    refused: set[int] = field(default_factory=set)
    decided: dict[int, tuple[str, Totals | None]] = field(default_factory=dict)
    rows_answered: dict[int, str] = field(default_factory=dict)
    uploaded: dict[str, int] | None = None
    closed: dict[int, Totals] = field(default_factory=dict)

    @property
    def totals(self) -> Totals:
        """What the host has of its open batch."""
        standing = [sale for sale in self.sales.values() if sale.voided_by is None]
        given = [self.backs[stan].amount_minor for stan in self.refunds_open]
        sold = sum(sale.amount_minor for sale in standing)
        return Totals(len(standing), sold, len(given), sum(given))

    # --- void and refund --------------------------------------------------------------------

    def give_back(self, message: b.SendToHost, mood: Mood) -> str:
        """Decide a void or a refund, once, and return field 39."""
        if message.stan in self.decided:
            return self.decided[message.stan][0]
        code = self._decide(message, mood)
        self.decided[message.stan] = (code, None)
        return code

    def _decide(self, message: b.SendToHost, mood: Mood) -> str:
        if message.stan in self.refused:
            return DEFINITE
        if mood is Mood.NO:
            return DEFINITE
        if mood is Mood.DOUBTFUL:
            return DOUBTFUL
        if message.batch_no != self.batch_no:
            return "25"
        if message.kind is ReturnKind.VOID:
            sale = self.sales.get(message.voucher)
            if sale is None or sale.amount_minor != message.amount_minor:
                return "25"
            if sale.voided_by is not None:
                return "12"
            sale.voided_by = message.stan
        else:
            self.refunds_open.add(message.stan)
        self.backs[message.stan] = HeldBack(
            message.kind, message.voucher, message.amount_minor, self.batch_no
        )
        return DOUBTFUL if mood is Mood.DOUBTFUL_DONE else "00"

    def reverse(self, message: b.ReverseAtHost, mood: Mood) -> str:
        """Take a message back; one that was never here is refused if it still comes."""
        if mood in {Mood.NO, Mood.DOUBTFUL}:
            return "12" if mood is Mood.NO else DOUBTFUL
        back = self.backs.get(message.stan)
        if back is not None and self.forgets and back.batch_no != self.batch_no:
            return "25"
        if back is not None:
            sale = self.sales.get(back.voucher)
            if back.kind is ReturnKind.VOID and sale is not None:
                sale.voided_by = None if sale.voided_by == message.stan else sale.voided_by
            elif back.kind is ReturnKind.VOID and not back.is_reversed:
                self.sales[back.voucher] = HeldSale(back.amount_minor)
            self.refunds_open.discard(message.stan)
            back.is_reversed = True
        elif message.stan not in self.decided and message.stan not in self.refused:
            if not self.forgets:
                self.refused.add(message.stan)
            return "25"
        return DOUBTFUL if mood is Mood.DOUBTFUL_DONE else "00"

    # --- settlement -------------------------------------------------------------------------

    def sign_on(self) -> bool:
        """Take a sign-on, which puts the batch number right that the host shows."""
        if not self.refuses_sign_on:
            self.shown_batch_no = None
        return not self.refuses_sign_on

    def settle(self, message: s.SendTotals, mood: Mood) -> tuple[str, Totals | None]:
        """Compare the till's totals; the same message again gets the same answer."""
        if message.stan in self.decided:
            return self.decided[message.stan]
        if mood is Mood.DOUBTFUL:
            return DOUBTFUL, None
        shown = self.batch_no if self.shown_batch_no is None else self.shown_batch_no
        if message.batch_no != shown or shown in self.closed:
            answer: tuple[str, Totals | None] = ("80", None)
        elif mood is Mood.NO:
            answer = (DEFINITE, None)
        elif message.ours == self.totals:
            self._close(message.ours, {*self.sales})
            answer = ("00", message.ours)
        else:
            self.uploaded = {}
            answer = ("95", self.totals)
        self.decided[message.stan] = answer
        return (DOUBTFUL, None) if mood is Mood.DOUBTFUL_DONE else answer

    def upload(self, stan: int, voucher: str, amount_minor: int) -> str:
        """Take a row, once for each number."""
        if stan not in self.rows_answered:
            if self.uploaded is None:
                return DEFINITE
            self.uploaded[voucher] = amount_minor
            sale = self.sales.get(voucher)
            has = sale is not None or any(
                self.backs[one].voucher == voucher for one in self.refunds_open
            )
            self.rows_answered[stan] = "00" if has else "25"
        return self.rows_answered[stan]

    def end(self, message: s.SendEnd, mood: Mood) -> tuple[str, Totals | None]:
        """Close the batch with the till's rows; what it did not send goes on in the next one."""
        if message.stan in self.decided:
            return self.decided[message.stan]
        if mood is Mood.DOUBTFUL:
            return DOUBTFUL, None
        ours = message.ours
        sums = ours.sales_minor + ours.refunds_minor
        if message.batch_no != self.batch_no or self.uploaded is None:
            answer: tuple[str, Totals | None] = ("80", None)
        elif mood is Mood.NO:
            answer = (DEFINITE, None)
        elif (
            self.never_ends
            or sum(self.uploaded.values()) != sums
            or len(self.uploaded) != ours.sales + ours.refunds
        ):
            answer = ("95", self.totals)
        else:
            self._close(ours, {*self.uploaded})
            answer = ("00", ours)
        self.decided[message.stan] = answer
        return (DOUBTFUL, None) if mood is Mood.DOUBTFUL_DONE else answer

    def _close(self, totals: Totals, rows: set[str]) -> None:
        assert self.batch_no not in self.closed, "the host closes a batch once"
        self.closed[self.batch_no] = totals
        for voucher in rows:
            self.sales.pop(voucher, None)
        self.refunds_open = {
            stan
            for stan in self.refunds_open
            if self.uploaded is not None and self.backs[stan].voucher not in rows
        }
        self.uploaded = None
        self.batch_no += 1


@dataclass(slots=True)
class HeldRefund:
    """A void or a refund in the gateway's books."""

    order_no: str
    amount_minor: int
    status: str


@dataclass(slots=True)
class WalletGateway:
    """The wallets' gateway: one number is one refund, whatever comes."""

    paid: dict[str, int] = field(default_factory=dict)
    refunds: dict[str, HeldRefund] = field(default_factory=dict)

    def given_minor(self, order_no: str) -> int:
        """Return what the customer of the order has back, or is getting."""
        return sum(
            one.amount_minor
            for one in self.refunds.values()
            if one.order_no == order_no and one.status != "refused"
        )

    def give_back(self, message: b.SendToGateway, mood: Mood) -> str:
        """Return done, pending, refused or unsure."""
        held = self.refunds.get(message.number)
        if held is None:
            if mood is Mood.DOUBTFUL:
                return "unsure"
            left = self.paid[message.order_no] - self.given_minor(message.order_no)
            refuses = mood is Mood.NO or message.amount_minor > left
            status = "refused" if refuses else "done" if mood is Mood.YES else "pending"
            held = HeldRefund(message.order_no, message.amount_minor, status)
            self.refunds[message.number] = held
        elif held.status == "pending":
            if mood is Mood.YES:
                held.status = "done"
            elif mood is Mood.NO:
                held.status = "refused"
        return held.status
