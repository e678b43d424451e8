"""How a step changes what pages are told of a sale."""

from __future__ import annotations

from dataclasses import replace

from kpay_desktop.domain.records import SaleRecord, split_paid
from kpay_desktop.domain.sale import QrMode
from kpay_desktop.flows.sale_view import SaleView
from kpay_desktop.flows.wallet_sale import table
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.building import Context, Step, code_left_s
from kpay_desktop.flows.wallet_sale.state import Phase, WalletSaleState
from kpay_desktop.qr.symbol import Symbol

_BELIEVED = (
    *(t.Paid, t.Pending, t.NotFound, t.Gone, t.Failed, t.Unsure),
    *(t.ReverseDone, t.ReverseNotNow, t.ReverseRefused, t.ReverseNotFound),
)
_PRESSES = (*t.SUPERVISED, t.CancelPressed, t.CheckPressed)


def first_view(sale: SaleRecord, state: WalletSaleState, context: Context, now: float) -> SaleView:
    """Return what pages are told of a sale that has just begun; ``now`` is monotonic."""
    view = SaleView(table.flow_name(state.identity, state.mode), sale, state)
    return replace(view, expires_at=_expires_at(view, state, context, now))


def _expires_at(
    view: SaleView, state: WalletSaleState, context: Context, now: float
) -> float | None:
    """Return when the code's time is over, or the time in which its customer can pay."""
    scanned = state.mode is QrMode.SCAN and state.phase in {Phase.CREATED, Phase.PAYING}
    if not scanned and state.phase is not Phase.SHOWN:
        return None
    return view.expires_at if view.expires_at is not None else now + code_left_s(state, context)


def next_view(
    view: SaleView,
    step: Step,
    event: t.Event,
    symbol: Symbol | None,
    context: Context,
    now: float,
    *,
    is_written: bool,
) -> SaleView:
    """Return the view after a step; ``now`` is monotonic.

    ``is_written``: the step needed the disk, and is on it. Only that ends the trouble that an
    earlier one had.
    """
    shown = step.state.phase is Phase.SHOWN
    update = table.sale_update(step.state)
    amount_minor, tip_minor = view.sale.amount_minor, view.sale.tip_minor
    if update.paid_minor is not None:
        amount_minor, tip_minor = split_paid(amount_minor, tip_minor, update.paid_minor)
    sale = replace(
        view.sale,
        amount_minor=amount_minor,
        tip_minor=tip_minor,
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
        expires_at=_expires_at(view, step.state, context, now),
        note=step.ignored if isinstance(event, _PRESSES) else "",
        store_fault=None if is_written else view.store_fault,
    )
