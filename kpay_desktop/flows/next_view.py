"""How a step changes what pages are told of a sale."""

from __future__ import annotations

from dataclasses import replace

from kpay_desktop.domain.records import split_paid
from kpay_desktop.flows.sale_view import SaleView
from kpay_desktop.flows.wallet_sale import table
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.building import Context, Step, code_left_s
from kpay_desktop.flows.wallet_sale.state import Phase
from kpay_desktop.qr.symbol import Symbol

_BELIEVED = (t.Paid, t.Pending, t.NotFound, t.Gone, t.Failed, t.Unsure)
_PRESSES = (t.AcceptPressed, t.RefundPressed, t.CancelPressed, t.CheckPressed)


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
    expires = view.expires_at
    shown = step.state.phase is Phase.SHOWN
    if shown and expires is None:
        expires = now + code_left_s(step.state, context)
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
        expires_at=expires if shown else None,
        note=step.ignored if isinstance(event, _PRESSES) else "",
        store_fault=None if is_written else view.store_fault,
    )
