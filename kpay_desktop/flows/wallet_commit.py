"""What a step of a sale by a wallet's code writes."""

from __future__ import annotations

from datetime import datetime

from kpay_desktop.domain.records import Commit, CreditState, SaleUpdate
from kpay_desktop.flows import codec
from kpay_desktop.flows.wallet_sale import table
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.building import Step


def commit_of(
    flow: str, step: Step, event: t.Event | t.Begun, at: datetime, sale: SaleUpdate | None
) -> Commit:
    """Return what a step writes; ``sale`` is None where the sale's row stays as it is."""
    sent = {number for number, state in step.credit_states if state is CreditState.REFUNDING}
    return Commit(
        flow=flow,
        event=codec.encode_event(event),
        state=codec.encode(step.state),
        is_open=table.is_open(step.state),
        at=at,
        sale=sale,
        new_credits=step.new_credits,
        credit_states=step.credit_states,
        credit_amounts=step.credit_amounts,
        credit_refunds=tuple(
            (payment.wallet_txn_no, payment.refund_no)
            for payment in step.state.payments
            if payment.wallet_txn_no in sent and payment.refund_no is not None
        ),
        print_requests=step.print_requests,
    )
