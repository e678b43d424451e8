"""The card host's books: sales, money back and batches, by trace number."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.domain.totals import Totals
from kpay_desktop.ports_batch import BackRequest, BatchAnswer, BatchRow, BatchTotals, RowAnswer
from kpay_desktop.ports_cards import (
    CardSaleRequest,
    HostApproved,
    HostDeclined,
    HostDoubtful,
    ReversalAnswer,
    ReversalRequest,
    ReversalStatus,
    SaleAnswer,
)

DECLINED: Final = "51"
UNLISTED: Final = "77"
UNSURE: Final = "96"
PART: Final = "10"
NOT_FOUND: Final = "25"
REFUSED: Final = "12"
DIFFERS: Final = "95"
OTHER_BATCH: Final = "80"


class Mood(StrEnum):
    """How a message that is new to the host is decided."""

    YES = "yes"
    NO = "no"
    UNLISTED = "a code that nobody knows, and nothing done"
    UNSURE = "unsure, and done"
    PART = "a part of it approved"


@dataclass(frozen=True, slots=True)
class Move:
    """Money that left an account (below zero), or came back. ``why`` is for people."""

    account: str
    minor: int
    why: str


@dataclass(slots=True)
class HeldSale:
    """A sale by card as the host has it; ``number`` is the card's.

    ``is_misbooked``: it is missing from the host's totals, until the till's rows name it.
    """

    stan: int
    voucher: str
    batch_no: int
    amount_minor: int
    number: str
    rrn: str
    is_reversed: bool = False
    voided_by: int = 0
    is_misbooked: bool = False

    @property
    def stands(self) -> bool:
        """True while the customer pays it."""
        return not (self.is_reversed or self.voided_by)


@dataclass(slots=True)
class HeldBack:
    """A void or a refund as the host has it. ``sale`` is what a void undid."""

    stan: int
    kind: ReturnKind
    voucher: str
    batch_no: int
    amount_minor: int
    number: str
    sale: HeldSale | None = None
    is_reversed: bool = False


_Answer = HostApproved | HostDeclined | HostDoubtful


@dataclass(slots=True)
class CardBooks:
    """What the host has decided and holds; ``closed`` are the totals that batches closed with."""

    moves: list[Move]
    batch_no: int = 1
    held: dict[int, HeldSale] = field(default_factory=dict)
    backs: dict[int, HeldBack] = field(default_factory=dict)
    answered: dict[int, _Answer] = field(default_factory=dict)
    settled: dict[int, BatchAnswer] = field(default_factory=dict)
    taken: dict[int, RowAnswer] = field(default_factory=dict)
    closed: dict[int, Totals] = field(default_factory=dict)
    uploaded: dict[str, int] | None = None

    @property
    def standing(self) -> dict[int, HeldSale]:
        """Sales whose money the host holds."""
        return {stan: sale for stan, sale in self.held.items() if sale.stands}

    @property
    def given(self) -> dict[int, HeldBack]:
        """Voids and refunds that stand."""
        return {stan: back for stan, back in self.backs.items() if not back.is_reversed}

    @property
    def totals(self) -> Totals:
        """What the host has of its open batch."""
        sold = [s.amount_minor for s in self._open_sales() if not s.is_misbooked]
        back = [b.amount_minor for b in self._open_refunds()]
        return Totals(len(sold), sum(sold), len(back), sum(back))

    def _open_sales(self) -> list[HeldSale]:
        return [s for s in self.held.values() if s.stands and s.batch_no == self.batch_no]

    def _open_refunds(self) -> list[HeldBack]:
        backs = self.given.values()
        return [b for b in backs if b.kind is ReturnKind.REFUND and b.batch_no == self.batch_no]

    # --- sales ------------------------------------------------------------------------------

    def sale(self, request: CardSaleRequest, number: str, mood: Mood) -> SaleAnswer:
        """Decide a sale, once."""
        known = self.answered.get(request.stan)
        if known is not None:
            return known
        answer = self._decide(request, number, mood)
        self.answered[request.stan] = answer
        return answer

    def _decide(self, request: CardSaleRequest, number: str, mood: Mood) -> _Answer:
        stan, rrn = request.stan, _rrn(request.stan)
        if mood is Mood.NO or request.batch_no != self.batch_no:
            return HostDeclined(stan, DECLINED, rrn)
        if mood is Mood.UNLISTED:
            return HostDoubtful(stan, UNLISTED)
        taken = request.amount_minor // 2 if mood is Mood.PART else request.amount_minor
        self.held[stan] = HeldSale(stan, request.voucher, request.batch_no, taken, number, rrn)
        self.moves.append(Move(number, -taken, f"sale {stan}"))
        if mood is Mood.YES:
            return _yes(stan)
        return HostDoubtful(stan, UNSURE if mood is Mood.UNSURE else PART)

    def reverse(self, request: ReversalRequest) -> ReversalAnswer:
        """Take a sale back, as often as it is asked; of one that never came, nothing is kept."""
        sale = self.held.get(request.stan)
        is_gone = sale is not None and sale.batch_no != self.batch_no and not sale.is_reversed
        if request.stan not in self.answered or is_gone:
            return ReversalAnswer(request.stan, ReversalStatus.NOT_FOUND, NOT_FOUND)
        if sale is not None and not sale.is_reversed:
            sale.is_reversed = True
            if not sale.voided_by:
                self.moves.append(Move(sale.number, sale.amount_minor, f"reversal {sale.stan}"))
        return ReversalAnswer(request.stan, ReversalStatus.DONE, "00")

    # --- money back -------------------------------------------------------------------------

    def give_back(self, request: BackRequest, number: str, mood: Mood) -> SaleAnswer:
        """Decide a void or a refund, once."""
        known = self.answered.get(request.stan)
        if known is not None:
            return known
        answer = self._decide_back(request, number, mood)
        self.answered[request.stan] = answer
        return answer

    def _decide_back(self, request: BackRequest, number: str, mood: Mood) -> _Answer:
        stan = request.stan
        if mood is Mood.NO or request.batch_no != self.batch_no:
            return HostDeclined(stan, REFUSED, _rrn(stan))
        if mood in {Mood.UNLISTED, Mood.PART}:
            return HostDoubtful(stan, UNLISTED)
        sale = None
        if request.kind is ReturnKind.VOID:
            found = [s for s in self._open_sales() if s.voucher == request.voucher]
            if not found or found[0].amount_minor != request.amount_minor:
                return HostDeclined(stan, REFUSED, _rrn(stan))
            sale = found[0]
            assert sale.rrn == request.rrn, "a void names the sale that it undoes"
            assert sale.number == number, "a void goes to the card that paid"
            sale.voided_by = stan
        self.backs[stan] = HeldBack(
            stan, request.kind, request.voucher, self.batch_no, request.amount_minor, number, sale
        )
        self.moves.append(Move(number, request.amount_minor, f"{request.kind} {stan}"))
        return HostDoubtful(stan, UNSURE) if mood is Mood.UNSURE else _yes(stan)

    def reverse_back(self, request: BackRequest) -> ReversalAnswer:
        """Take a void or refund back."""
        back = self.backs.get(request.stan)
        is_gone = back is not None and back.batch_no != self.batch_no and not back.is_reversed
        if request.stan not in self.answered or is_gone:
            return ReversalAnswer(request.stan, ReversalStatus.NOT_FOUND, NOT_FOUND)
        if back is not None and not back.is_reversed:
            back.is_reversed = True
            if back.sale is not None:
                back.sale.voided_by = 0
            self.moves.append(Move(back.number, -back.amount_minor, f"no {back.kind} {back.stan}"))
        return ReversalAnswer(request.stan, ReversalStatus.DONE, "00")

    # --- batches ----------------------------------------------------------------------------

    def settle(self, batch: BatchTotals, *, is_unsure: bool) -> BatchAnswer:
        """Compare the till's totals; the same message again gets the same answer."""
        known = self.settled.get(batch.stan)
        if known is not None:
            return known
        if batch.batch_no != self.batch_no:
            answer = BatchAnswer(batch.stan, OTHER_BATCH)
        elif batch.totals == self.totals:
            self._close(batch.totals, {s.voucher for s in self._open_sales()}, all_refunds=True)
            answer = BatchAnswer(batch.stan, "00", batch.totals)
        else:
            self.uploaded = {}
            answer = BatchAnswer(batch.stan, DIFFERS, self.totals)
        self.settled[batch.stan] = answer
        return BatchAnswer(batch.stan, UNSURE) if is_unsure else answer

    def upload(self, row: BatchRow) -> RowAnswer:
        """Take a row, once for each number."""
        known = self.taken.get(row.stan)
        if known is not None:
            return known
        if self.uploaded is None:
            return RowAnswer(row.stan, REFUSED)
        self.uploaded[row.voucher] = row.amount_minor
        sales = {s.voucher: s for s in self._open_sales()}
        has = row.voucher in sales and not sales[row.voucher].is_misbooked
        has = has or any(b.voucher == row.voucher for b in self._open_refunds())
        answer = RowAnswer(row.stan, "00" if has else NOT_FOUND)
        self.taken[row.stan] = answer
        return answer

    def end_upload(self, batch: BatchTotals, *, is_unsure: bool) -> BatchAnswer:
        """Close the batch with the till's rows; what it did not send goes on in the next one."""
        known = self.settled.get(batch.stan)
        if known is not None:
            return known
        ours, rows = batch.totals, self.uploaded
        if batch.batch_no != self.batch_no or rows is None:
            answer = BatchAnswer(batch.stan, OTHER_BATCH)
        elif sum(rows.values()) != ours.sales_minor + ours.refunds_minor:
            answer = BatchAnswer(batch.stan, DIFFERS, self.totals)
        else:
            self._close(ours, {*rows}, all_refunds=False)
            answer = BatchAnswer(batch.stan, "00", ours)
        self.settled[batch.stan] = answer
        return BatchAnswer(batch.stan, UNSURE) if is_unsure else answer

    def _close(self, totals: Totals, rows: set[str], *, all_refunds: bool) -> None:
        assert self.batch_no not in self.closed, "a batch is closed once"
        self.closed[self.batch_no] = totals
        later = self.batch_no + 1
        for sale in self.held.values():
            if sale.batch_no == self.batch_no and sale.stands and sale.voucher not in rows:
                sale.batch_no = later
            sale.is_misbooked = False
        for back in self._open_refunds():
            if not all_refunds and back.voucher not in rows:
                back.batch_no = later
        self.uploaded = None
        self.batch_no = later


def _rrn(stan: int) -> str:
    return f"{700_000_000_000 + stan}"


def _yes(stan: int) -> HostApproved:
    return HostApproved(stan, _rrn(stan), f"{stan % 1_000_000:06d}", "00", b"\x91" * 8, b"")
