"""The sale by wallet: one pure step from state and event to the next state and its effects.

Each mode has a table of its own: a code that the shop shows, one that the customer shows, and the
shop's own, of which no acquirer knows.

The rules are those of the acquirers' gateways: no reply is never a failure, only the gateway's own
answer ends a sale; on expiry or cancel the code goes, the gateway is asked, told to close, and
asked again; money after that is *paid late* and a person decides. Callback and enquiry race
through the same transition, keyed by the wallet's transaction number: one receipt.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from kpay_desktop.domain.records import CreditState, SaleUpdate
from kpay_desktop.domain.sale import (
    OTHER_AMOUNT,
    QrMode,
    SaleDraft,
    SaleIdentity,
    SaleState,
    Wallet,
)
from kpay_desktop.flows.entries import Bug, FlowBugError, Ignore
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.building import ENDED, Context, Step, inbox, lasts_s
from kpay_desktop.flows.wallet_sale.own_table import OWN
from kpay_desktop.flows.wallet_sale.rows import Table
from kpay_desktop.flows.wallet_sale.scan_table import SCAN
from kpay_desktop.flows.wallet_sale.show_table import SHOW
from kpay_desktop.flows.wallet_sale.values import Phase, WalletSaleState

FLOWS: Mapping[QrMode, str] = {
    QrMode.SHOW: "show_qr",
    QrMode.SCAN: "scan_pay",
    QrMode.OWN: "own_code",
}

TABLES: Mapping[QrMode, Table] = {QrMode.SHOW: SHOW, QrMode.SCAN: SCAN, QrMode.OWN: OWN}


def flow_name(identity: SaleIdentity, mode: QrMode = QrMode.SHOW) -> str:
    """Return the name of the attempt's flow."""
    return f"{FLOWS[mode]}:{identity.attempt_id}"


def is_flow(name: str) -> bool:
    """True if a flow of that name is a sale by wallet."""
    return name.partition(":")[0] in FLOWS.values()


def can_begin(draft: SaleDraft, code: str) -> bool:
    """True if ``draft`` can be begun as a sale by wallet with the customer's ``code``."""
    if draft.mode is None or bool(code) is not (draft.mode is QrMode.SCAN):
        return False
    return draft.mode is not QrMode.OWN or draft.method.wallet is Wallet.PAYNOW


def begin(draft: SaleDraft, identity: SaleIdentity, context: Context, code: str = "") -> Step:
    """Return the first step of a sale whose numbers have just been allocated.

    ``code`` is what the customer showed: it goes into the first effect, and nowhere else.

    Raises:
        ValueError: it is not paid with a wallet, or a code is wanted and not given.
    """
    wallet, mode = draft.method.wallet, draft.mode
    if wallet is None or mode is None or not can_begin(draft, code):
        raise ValueError("only a wallet's code can be shown or scanned")
    state = WalletSaleState(
        identity=identity,
        wallet=wallet,
        total_minor=draft.total_minor,
        created_at=context.at,
        expires_at=context.at + timedelta(seconds=lasts_s(mode, wallet, context)),
        mode=mode,
    )
    order_no, total_minor = identity.order_no, draft.total_minor
    match mode:
        case QrMode.SHOW:
            return Step(state, (t.CreateOrder(order_no, wallet, total_minor),))
        case QrMode.SCAN:
            # The clock first: it runs whatever becomes of the answer.
            limit = t.StartTimer(t.TimerName.EXPIRY, lasts_s(mode, wallet, context))
            return Step(state, (limit, t.SendCode(order_no, wallet, total_minor, code)))
        case QrMode.OWN:
            return Step(state, (t.DrawOwnCode(order_no, total_minor),))


def step(state: WalletSaleState, event: t.Event, context: Context) -> Step:
    """Return what ``event`` makes of ``state``. Pure.

    Raises:
        FlowBugError: for a pair that cannot come up in a program that is right.
    """
    ticket = getattr(event, "ticket", state.ticket)
    if ticket != state.ticket:
        return Step(state, ignored="an answer to an earlier enquiry")
    row = TABLES[state.mode].get(state.phase)
    if row is None:
        raise FlowBugError(state.phase.value, type(event).__name__, "a phase of another mode")
    entry = row[type(event)]
    if isinstance(entry, Ignore):
        return Step(state, ignored=entry.reason)
    if isinstance(entry, Bug):
        raise FlowBugError(state.phase.value, type(event).__name__, entry.reason)
    return entry(state, event, context)


def is_open(state: WalletSaleState) -> bool:
    """True while the program has work left on the sale, so that a start takes it up again."""
    if state.phase in ENDED:
        return state.watching or not is_settled(state)
    return True


def is_settled(state: WalletSaleState) -> bool:
    """True if the sale has ended and no money waits: at most its order is still watched."""
    waits = inbox(state, CreditState.REFUNDING, CreditState.INBOX)
    return state.phase in ENDED and not waits


def sale_state(state: WalletSaleState) -> SaleState:
    """Return the sale's state as people read it."""
    if state.phase is Phase.PAID_LATE and inbox(state, CreditState.REFUNDING):
        return SaleState.REFUNDING
    return _SALE_STATES[state.phase]


def sale_update(state: WalletSaleState) -> SaleUpdate:
    """Return what the sale's row says of this state."""
    accepted = [p for p in state.payments if p.state is CreditState.ACCEPTED]
    other_minor = next((p.paid_minor for p in accepted if p.paid_minor != state.total_minor), None)
    reason = state.end.value if state.end else ""
    if other_minor is not None:
        reason = OTHER_AMOUNT
    return SaleUpdate(
        sale_id=state.identity.sale_id,
        state=sale_state(state),
        reason=state.refused_code or reason,
        wallet_txn_no=accepted[0].wallet_txn_no if accepted else None,
        paid_at=state.paid_at if accepted or state.phase is Phase.BY_HAND else None,
        finished_at=state.ended_at,
        paid_minor=other_minor,
    )


_SALE_STATES: Mapping[Phase, SaleState] = {
    Phase.CREATED: SaleState.OPEN,
    Phase.SHOWN: SaleState.OPEN,
    Phase.PAYING: SaleState.OPEN,
    Phase.ASKING: SaleState.CHECKING,
    Phase.CLOSING: SaleState.CHECKING,
    Phase.REVERSING: SaleState.CHECKING,
    Phase.ASKING_AGAIN: SaleState.CHECKING,
    Phase.DOUBT: SaleState.CHECKING,
    Phase.APPROVED: SaleState.APPROVED,
    Phase.CLOSED: SaleState.CLOSED,
    Phase.DECLINED: SaleState.DECLINED,
    Phase.PAID_LATE: SaleState.PAID_LATE,
    Phase.REFUNDED: SaleState.REFUNDED,
    Phase.BY_HAND: SaleState.BY_HAND,
}
