"""What pages are told of a sale: its durable state, and what belongs to this run alone."""

from __future__ import annotations

from dataclasses import dataclass, replace

from kpay_desktop.domain.records import SaleRecord
from kpay_desktop.flows.show_qr import table
from kpay_desktop.flows.show_qr import values as t
from kpay_desktop.flows.show_qr.building import Context, Step, code_left_s
from kpay_desktop.flows.show_qr.values import ShowQrState
from kpay_desktop.ports import StoreErrorKind
from kpay_desktop.qr.symbol import Symbol


@dataclass(frozen=True, slots=True)
class SaleView:
    """A sale as pages may show it: the durable state, and what belongs to this run alone.

    ``checked_at`` and ``expires_at`` are monotonic seconds. ``note`` says why the last press
    changed nothing; ``store_fault`` that the last step could not be written.
    """

    flow: str
    sale: SaleRecord
    state: ShowQrState
    symbol: Symbol | None = None
    checked_at: float | None = None
    expires_at: float | None = None
    note: str = ""
    store_fault: StoreErrorKind | None = None


@dataclass(frozen=True, slots=True)
class ChargeRefused:
    """No sale was begun. ``request`` is the press it answers; ``kind`` picks the words."""

    request: str
    kind: StoreErrorKind | None


@dataclass(frozen=True, slots=True)
class ChargeBegun:
    """A sale was begun for the press ``request``; ``despite``: see ``values.Begun``."""

    request: str
    view: SaleView
    despite: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class ChargeDoubted:
    """No sale was begun for ``request``: the customer may have paid this total already.

    ``others`` are the sales of the same total that are in doubt or were lately, newest first.
    """

    request: str
    others: tuple[SaleView, ...]


@dataclass(frozen=True, slots=True)
class InboxTold:
    """The sales whose money waits for a decision or is on its way back, oldest first.

    ``has_more``: there are more of them than are told of.
    """

    views: tuple[SaleView, ...]
    has_more: bool


@dataclass(frozen=True, slots=True)
class InboxUnread:
    """The store could not be read for the inbox; ``kind`` picks the words."""

    kind: StoreErrorKind


Observed = SaleView | ChargeRefused | ChargeBegun | ChargeDoubted | InboxTold | InboxUnread

_BELIEVED = (t.Paid, t.Pending, t.NotFound, t.Gone, t.Failed, t.Unsure)
_PRESSES = (t.AcceptPressed, t.RefundPressed, t.CancelPressed, t.CheckPressed)


def next_view(
    view: SaleView, step: Step, event: t.Event, symbol: Symbol | None, context: Context, now: float
) -> SaleView:
    """Return the view after a step that is on the disk; ``now`` is monotonic."""
    expires = view.expires_at
    shown = step.state.phase is t.Phase.SHOWN
    if shown and expires is None:
        expires = now + code_left_s(step.state, context)
    update = table.sale_update(step.state)
    sale = replace(
        view.sale,
        state=update.state,
        reason=update.reason or "",
        wallet_txn_no=update.wallet_txn_no or view.sale.wallet_txn_no,
        paid_at=update.paid_at or view.sale.paid_at,
        finished_at=update.finished_at or view.sale.finished_at,
    )
    return replace(
        view,
        state=step.state,
        sale=sale,
        symbol=(symbol or view.symbol) if shown else None,
        checked_at=now if isinstance(event, _BELIEVED) else view.checked_at,
        expires_at=expires if shown else None,
        note=step.ignored if isinstance(event, _PRESSES) else "",
        store_fault=None,
    )
