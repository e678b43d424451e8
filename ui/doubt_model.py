"""What the front knows of doubt: the sales that a charge was warned of, and money that waits."""

from __future__ import annotations

from dataclasses import dataclass

from kpay_desktop.domain.records import CreditKind, CreditState
from kpay_desktop.flows.sale_view import SaleView
from kpay_desktop.flows.wallet_sale.decision import is_insisted
from kpay_desktop.flows.wallet_sale.state import SeenPayment
from kpay_desktop.ports import StoreErrorKind

SECOND_PRESS_S = 0.4
"""A press that follows sooner is a finger that bounced, not a second thought."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A charge that was not begun: sales of the same total, newest first.

    ``armed_at``: monotonic seconds of the first press on Charge anyway.
    """

    others: tuple[SaleView, ...]
    armed_at: float | None = None

    @property
    def sale_ids(self) -> tuple[int, ...]:
        """The sales that the cashier has been told of."""
        return tuple(view.sale.identity.sale_id for view in self.others)


@dataclass(frozen=True, slots=True)
class Inbox:
    """The sales whose money waits, oldest first, as the store told of them last."""

    views: tuple[SaleView, ...] = ()
    loading: bool = False
    has_more: bool = False
    fault: StoreErrorKind | None = None

    def changed(self, view: SaleView) -> Inbox:
        """Return the inbox after a sale moved on."""
        kept = tuple(view if v.flow == view.flow else v for v in self.views)
        if not waiting_payments(view):
            kept = tuple(v for v in kept if v.flow != view.flow)
        elif all(v.flow != view.flow for v in self.views):
            kept = (*kept, view)
        return Inbox(kept, self.loading, self.has_more, self.fault)


def waiting_payments(view: SaleView) -> tuple[SeenPayment, ...]:
    """Return the sale's payments that wait for a decision or are on their way back.

    Those of another amount are among them, though they are booked only when they are decided.
    """
    if is_insisted(view.state):
        return tuple(
            SeenPayment(p.wallet_txn_no, p.paid_minor, CreditKind.LATE, CreditState.INBOX)
            for p in view.state.odd
        )
    waits = {CreditState.INBOX, CreditState.REFUNDING}
    return tuple(p for p in view.state.payments if p.state in waits)
