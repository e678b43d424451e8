"""What a supervisor may decide about a sale's money, read from its state alone.

Pages ask here what to offer and the runner what is about to be done, so the two cannot differ.
"""

from __future__ import annotations

from kpay_desktop.domain.approval import Act, Supervised
from kpay_desktop.domain.records import CreditState
from kpay_desktop.domain.sale import QrMode
from kpay_desktop.flows.wallet_sale.state import Phase, SeenPayment, WalletSaleState

ONLY_REFUND = "only a refund is possible"
NOT_INSISTED = "the gateway has not kept to one amount for long"
NOT_AUTHORISED = "it was not authorised"
PAID_ALREADY = "another try at this purchase is paid or still open"
"""Why a decision changed nothing: the notes of a sale's view."""


def is_insisted(state: WalletSaleState) -> bool:
    """True while the sale is in doubt and the gateway has kept to another amount for long."""
    return state.phase is Phase.DOUBT and state.insists


def to_refund_minor(state: WalletSaleState) -> int:
    """Return how many cents go back if everything that waits is refunded; 0 if nothing waits."""
    if is_insisted(state):
        return sum(payment.paid_minor for payment in state.odd)
    return sum(p.paid_minor for p in state.payments if _waits(p))


def to_accept(state: WalletSaleState) -> tuple[str, int] | None:
    """Return the payment that may become the sale's: its number and its cents; None without one.

    That is one of exactly the total. Where there is none, it is one of another amount, if that is
    the only amount that waits: then the supervisor sees both. Nothing is accepted while another
    payment of the sale is on its way back, nor anything that was to be taken back: the gateway may
    still do so.
    """
    if state.armed_at is not None:
        return None
    waiting = [(p.wallet_txn_no, p.paid_minor) for p in state.payments if _waits(p)]
    if is_insisted(state):
        waiting = [(p.wallet_txn_no, p.paid_minor) for p in state.odd]
    elif state.phase is not Phase.PAID_LATE:
        return None
    if any(p.state is CreditState.REFUNDING for p in state.payments):
        return None
    right = [payment for payment in waiting if payment[1] == state.total_minor]
    if right or len({paid_minor for _, paid_minor in waiting}) == 1:
        return (right or waiting)[0]
    return None


def to_confirm_minor(state: WalletSaleState) -> int:
    """Return the cents whose coming may be confirmed by hand; 0 where nothing may be.

    The money of the shop's own code may be seen on a statement when the code has gone long since.
    """
    may = state.mode is QrMode.OWN and state.phase in {Phase.SHOWN, Phase.CLOSED}
    return state.total_minor if may else 0


def _waits(payment: SeenPayment) -> bool:
    return payment.state is CreditState.INBOX


def act_of(state: WalletSaleState, flow: str, kind: Supervised, operator_id: str) -> Act | None:
    """Return the act that ``operator_id`` asks for, or None if there is nothing of that kind to do.

    ``flow`` is the sale's. Where only one amount is offered, an approval of it is for that alone.
    """
    amount_minor = 0
    if kind is Supervised.REFUND_LATE:
        amount_minor = to_refund_minor(state)
    elif kind is Supervised.ACCEPT_LATE:
        taken = to_accept(state)
        amount_minor = 0 if taken is None else taken[1]
    elif kind is Supervised.CONFIRM_BY_HAND:
        amount_minor = to_confirm_minor(state)
    if amount_minor == 0:
        return None
    return Act(kind, flow, state.identity.voucher, amount_minor, operator_id)
