"""States and steps of a sale by wallet, and steps put into words that a test can compare."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta

from kpay_desktop.domain.records import CreditKind, CreditState
from kpay_desktop.domain.sale import QrMode, SaleIdentity, Wallet
from kpay_desktop.flows.entries import FlowBugError
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.building import Context, Step
from kpay_desktop.flows.wallet_sale.table import step
from kpay_desktop.flows.wallet_sale.values import EndReason, Phase, SeenPayment, WalletSaleState
from kpay_desktop.ports import NoAnswerReason, Payment
from kpay_desktop.settings_scan import ScanClockSettings
from kpay_desktop.settings_works import QrClockSettings
from tests.helpers.flows import NOON

TOTAL = 3_080
IDENTITY = SaleIdentity(7, 17, "000123", "80010001000007", 1)
CLOCKS = QrClockSettings()
SCAN_CLOCKS = ScanClockSettings()


def context(
    after_s: float = 20.0,
    clocks: QrClockSettings = CLOCKS,
    scan: ScanClockSettings = SCAN_CLOCKS,
) -> Context:
    """What a step knows ``after_s`` seconds after the sale began."""
    return Context(NOON + timedelta(seconds=after_s), clocks, scan)


def at(after_s: float) -> datetime:
    """The time of day ``after_s`` seconds after the sale began."""
    return NOON + timedelta(seconds=after_s)


def seen(
    number: str = "T1",
    state: CreditState = CreditState.ACCEPTED,
    kind: CreditKind = CreditKind.SALE,
    paid_minor: int = TOTAL,
    refund_no: str | None = None,
) -> SeenPayment:
    """A payment that the sale has booked."""
    return SeenPayment(number, paid_minor, kind, state, refund_no)


def paid(*payments: tuple[str, int], order_minor: int | None = TOTAL) -> t.Paid:
    """The gateway says paid; without payments, T1 of the right amount."""
    told = payments or (("T1", TOTAL),)
    return t.Paid(order_minor, tuple(Payment(number, minor) for number, minor in told), at(15))


def state_in(phase: Phase, mode: QrMode = QrMode.SHOW) -> WalletSaleState:
    """A sale of that mode as it usually is in ``phase``, after 20 seconds."""
    lasts_s = 60 if mode is QrMode.SCAN else 180
    expires_at = NOON + timedelta(seconds=lasts_s)
    new = WalletSaleState(IDENTITY, Wallet.PAYNOW, TOTAL, NOON, expires_at, mode=mode)
    if phase is Phase.CREATED:
        return new
    code_text = "" if mode is QrMode.SCAN else "CODE"
    known = mode is not QrMode.OWN
    made = replace(new, phase=phase, order_known=known, code_text=code_text, ticket=5)
    cancelled = replace(made, end=EndReason.CANCELLED)
    if mode is QrMode.OWN:
        usual = {
            Phase.SHOWN: made,
            Phase.CLOSED: replace(cancelled, ended_at=at(18)),
            Phase.BY_HAND: replace(made, ended_at=at(18), paid_at=at(18)),
        }
        return usual[phase]
    ended = replace(cancelled, ended_at=at(18), watching=True)
    armed = replace(cancelled, armed_at=at(16))
    late = seen(state=CreditState.INBOX, kind=CreditKind.LATE)
    back = replace(late, state=CreditState.REFUNDED, refund_no="R8001000100000701")
    usual = {
        Phase.SHOWN: made,
        Phase.PAYING: made,
        Phase.ASKING: cancelled,
        Phase.CLOSING: cancelled,
        Phase.REVERSING: armed,
        Phase.ASKING_AGAIN: replace(armed, undone=True) if mode is QrMode.SCAN else cancelled,
        Phase.DOUBT: replace(made, end=EndReason.MISMATCH, tries=1),
        Phase.APPROVED: replace(ended, end=None, payments=(seen(),), paid_at=at(15)),
        Phase.CLOSED: ended,
        Phase.DECLINED: replace(ended, end=EndReason.REFUSED, refused_code="3045"),
        Phase.PAID_LATE: replace(ended, payments=(late,), paid_at=at(15)),
        Phase.REFUNDED: replace(ended, payments=(back,), paid_at=at(15), refunds=1),
    }
    return usual[phase]


def event_of(kind: type[t.Event], state: WalletSaleState) -> t.Event:
    """An event of that kind as it usually is; answers belong to the state's own enquiry."""
    ticket = state.ticket
    usual: tuple[t.Event, ...] = (
        t.CodeReady("CODE"),
        t.CodeRefused("code.wrong_amount"),
        t.OrderDeclined("3999"),
        t.OrderUnanswered(NoAnswerReason.TIMEOUT),
        paid(),
        t.Pending(ticket),
        t.NotFound(ticket),
        t.Gone(ticket),
        t.Failed(ticket, "3045"),
        t.Unsure(ticket, "3088"),
        t.QueryUnanswered(ticket, NoAnswerReason.OFFLINE),
        t.AcceptPressed("01", "90", free=True),
        t.RefundPressed("01", "90"),
        t.RefundDone("R8001000100000701"),
        t.RefundRefused("R8001000100000701", "3999"),
        t.RefundUnanswered("R8001000100000701"),
        t.CodeUnsent(),
        t.ByHandPressed("01", "90", free=True),
        *(t.ReverseDone(), t.ReverseNotNow(), t.ReverseNotFound(), t.ReverseUnanswered()),
        t.ReverseRefused("3999"),
        *(t.CloseDone(), t.CloseRefused(), t.CloseNotFound(), t.CloseUnanswered()),
        *(t.PollDue(), t.ExpiryReached(), t.RetryDue(), t.WatchDue()),
        *(t.CancelPressed(), t.CheckPressed(), t.Restarted(), t.Stalled()),
    )
    (event,) = (e for e in usual if type(e) is kind)
    return event


def after(state: WalletSaleState, event: t.Event, after_s: float = 20.0) -> WalletSaleState:
    """The state that ``event`` makes of ``state``."""
    return step(state, event, context(after_s)).state


def delay_of(outcome: Step, name: t.TimerName) -> float:
    """After how many seconds the clock of that name goes off."""
    (delay_s,) = (
        e.delay_s for e in outcome.effects if isinstance(e, t.StartTimer) and e.name is name
    )
    return delay_s


def told(state: WalletSaleState, event: t.Event, when: Context | None = None) -> str:
    """Return in words what ``event`` makes of ``state``."""
    try:
        outcome = step(state, event, when or context())
    except FlowBugError:
        return "bug"
    return step_told(state, outcome)


def step_told(before: WalletSaleState, outcome: Step) -> str:
    """Return a step in words: where it leads, what is done, what is written beside it."""
    if outcome.ignored:
        kept = outcome == Step(before, ignored=outcome.ignored)
        return f"ignored: {outcome.ignored}" if kept else f"ignored, but changed: {outcome}"
    phase = outcome.state.phase
    lead = "stays" if phase is before.phase else f"-> {phase.value}"
    done = ", ".join(_effect(effect) for effect in outcome.effects)
    parts = [f"{lead}: {done}" if done else lead]
    parts += [
        f"credit {c.wallet_txn_no} {c.paid_minor} {c.kind.value} {c.state.value}"
        for c in outcome.new_credits
    ]
    parts += [f"{number} {state.value}" for number, state in outcome.credit_states]
    if outcome.print_requests:
        parts.append("print " + "+".join(r.copy.value for r in outcome.print_requests))
    return " | ".join(parts)


_WORDS: Mapping[type[t.Effect], str] = {
    t.CreateOrder: "create",
    t.SendCode: "send",
    t.DrawOwnCode: "draw",
    t.CloseOrder: "close",
    t.ReverseOrder: "reverse",
    t.StopTimers: "stop",
}


def _effect(effect: t.Effect) -> str:
    match effect:
        case t.QueryOrder(in_background=in_background):
            return "look" if in_background else "query"
        case t.RefundPayment(refund_no, _, number, minor):
            return f"refund {number} {minor} as {refund_no}"
        case t.StartTimer(name):
            return f"start {name.value}"
        case _:
            return _WORDS[type(effect)]
