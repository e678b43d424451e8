"""Steps of a sale by the customer's code whose outcome depends on figures and on the past."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from kpay_desktop.domain.records import CreditKind, CreditState
from kpay_desktop.domain.sale import Method, QrMode, SaleDraft, SaleState, Wallet
from kpay_desktop.flows import codec
from kpay_desktop.flows.wallet_sale import decision
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.table import begin, flow_name, is_open, sale_state, step
from kpay_desktop.flows.wallet_sale.values import EndReason, Phase, TimerName, WalletSaleState
from kpay_desktop.settings_scan import ScanClockSettings
from tests.helpers.wallet_sale import (
    CLOCKS,
    IDENTITY,
    TOTAL,
    after,
    at,
    context,
    delay_of,
    event_of,
    paid,
    seen,
    state_in,
    told,
)

CODE = "134567890123456789"
DECLINES = "-> declined: stop, start watch"
CLOSES = "-> closed: stop, start watch"


def scanned(phase: Phase, **changes: Any) -> WalletSaleState:
    """A sale by the customer's code in ``phase``."""
    return replace(state_in(phase, QrMode.SCAN), **changes)


def draft(method: Method = Method.WECHAT, mode: QrMode = QrMode.SCAN) -> SaleDraft:
    return SaleDraft(2_800, 280, method, mode, "01")


# --- beginning ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "wallet", "limit_s"),
    [
        (Method.WECHAT, Wallet.WECHAT, 45.0),
        (Method.ALIPAY, Wallet.ALIPAY, 60.0),
        (Method.PAYNOW, Wallet.PAYNOW, 70.0),
    ],
)
def test_a_scanned_sale_begins_with_its_code_and_its_limit(
    method: Method, wallet: Wallet, limit_s: float
) -> None:
    clocks = ScanClockSettings(paynow_limit_s=70.0)
    begun = begin(draft(method), IDENTITY, context(0, scan=clocks), CODE)
    assert begun.state.expires_at == at(limit_s)
    assert begun.effects == (
        t.StartTimer(TimerName.EXPIRY, limit_s),
        t.SendCode(IDENTITY.order_no, wallet, TOTAL, CODE),
    )
    assert flow_name(IDENTITY, QrMode.SCAN) == "scan_pay:17"


def test_the_code_stands_in_the_first_effect_alone_and_is_never_printed() -> None:
    begun = begin(draft(), IDENTITY, context(0), CODE)
    assert CODE not in repr(begun)
    assert CODE not in str(begun.effects)
    assert CODE not in codec.encode(begun.state)
    assert CODE not in codec.encode_event(t.Begun())


def test_an_own_code_sale_begins_with_drawing_it() -> None:
    begun = begin(draft(Method.PAYNOW, QrMode.OWN), IDENTITY, context(0))
    assert begun.effects == (t.DrawOwnCode(IDENTITY.order_no, TOTAL),)
    assert begun.state.expires_at == at(180)
    assert flow_name(IDENTITY, QrMode.OWN) == "own_code:17"


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        (draft(), ""),
        (draft(mode=QrMode.SHOW), CODE),
        (draft(Method.PAYNOW, QrMode.OWN), CODE),
        (draft(Method.WECHAT, QrMode.OWN), ""),
        (SaleDraft(2_800, 280, Method.CARD, None, "01"), ""),
    ],
)
def test_no_sale_begins_without_what_it_needs(wrong: SaleDraft, code: str) -> None:
    with pytest.raises(ValueError, match="code"):
        begin(wrong, IDENTITY, context(0), code)


# --- the customer pays ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after_s", "delay_s"),
    [(0.5, 4.5), (4.0, 1.0), (5.0, 0.0), (12.0, 0.0), (-7_200.0, 5.0)],
)
def test_the_first_enquiry_comes_five_seconds_after_the_beginning(
    after_s: float, delay_s: float
) -> None:
    state = scanned(Phase.CREATED)
    outcome = step(state, t.Pending(0), context(after_s))
    assert delay_of(outcome, TimerName.POLL) == pytest.approx(delay_s)
    assert delay_of(outcome, TimerName.EXPIRY) == pytest.approx(min(60.0, 60.0 - after_s))
    assert delay_of(step(scanned(Phase.PAYING), t.Pending(5), context()), TimerName.POLL) == 4.0


def test_what_was_answered_is_remembered_and_what_was_not_is_in_doubt() -> None:
    created = scanned(Phase.CREATED)
    pending = after(created, t.Pending(0))
    assert (pending.order_known, pending.doubted) == (True, False)
    for kind in (t.OrderUnanswered, t.Unsure, t.Stalled):
        unknown = after(created, event_of(kind, created))
        assert (unknown.order_known, unknown.doubted) == (False, True)
    later = after(replace(scanned(Phase.PAYING), order_known=False), t.Pending(5))
    assert later.order_known


def test_why_a_scanned_sale_is_being_ended() -> None:
    created, paying = scanned(Phase.CREATED), scanned(Phase.PAYING)
    ends: list[tuple[WalletSaleState, t.Event, EndReason, str]] = [
        (created, t.CancelPressed(), EndReason.CANCELLED, ""),
        (created, t.Restarted(), EndReason.RESTARTED, ""),
        (created, t.ExpiryReached(), EndReason.TOO_LATE, ""),
        (created, t.OrderDeclined("AUTHCODEEXPIRE"), EndReason.REFUSED, "AUTHCODEEXPIRE"),
        (created, t.Failed(0, "PAYERROR"), EndReason.REFUSED, "PAYERROR"),
        (created, t.CodeUnsent(), EndReason.NO_ANSWER, ""),
        (created, paid(("T1", 1)), EndReason.MISMATCH, ""),
        (paying, t.CancelPressed(), EndReason.CANCELLED, ""),
        (paying, t.ExpiryReached(), EndReason.TOO_LATE, ""),
        (paying, t.Restarted(), EndReason.RESTARTED, ""),
        (paying, t.Gone(5), EndReason.TOO_LATE, ""),
        (paying, t.Failed(5, "3045"), EndReason.REFUSED, "3045"),
    ]
    for state, event, reason, code in ends:
        ended = after(state, event)
        assert (ended.end, ended.refused_code) == (reason, code), event


def test_the_customers_time_is_taken_up_again_while_it_lasts() -> None:
    paying = scanned(Phase.PAYING)
    outcome = step(paying, t.Stalled(), context(50))
    assert delay_of(outcome, TimerName.EXPIRY) == 10.0
    assert told(paying, t.Stalled(), context(60)) == "-> asking: stop, query"
    # A clock that was set back does not leave the customer waiting.
    outcome = step(paying, t.Stalled(), context(-7_200))
    assert delay_of(outcome, TimerName.EXPIRY) == 60.0


# --- it is taken back -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("after_s", "wait_s"), [(3.0, 12.0), (14.5, 0.5), (0.0, 15.0), (-7_200.0, 15.0)]
)
def test_a_reversal_waits_for_its_earliest_time(after_s: float, wait_s: float) -> None:
    outcome = step(scanned(Phase.CREATED), t.Failed(0, "PAYERROR"), context(after_s))
    assert outcome.state.phase is Phase.REVERSING
    assert outcome.state.armed_at == at(after_s)
    assert outcome.effects[1:] == (t.StartTimer(TimerName.RETRY, wait_s),)
    early = "ignored: too early to take the payment back"
    assert told(outcome.state, t.CheckPressed(), context(after_s)) == early
    assert told(outcome.state, t.Restarted(), context(after_s)) == "stays: start retry"


def test_a_reversal_has_one_number_for_good() -> None:
    state = scanned(Phase.ASKING)
    first = step(state, t.Pending(5), context())
    expected = t.ReverseOrder(f"V{IDENTITY.order_no}", IDENTITY.order_no, TOTAL)
    assert first.effects == (t.StopTimers(), expected)
    later = after(first.state, t.ReverseNotNow())
    assert expected in step(later, t.RetryDue(), context(40)).effects


def test_a_reversal_is_repeated_ever_more_rarely_and_the_order_asked_about_beside_it() -> None:
    state = after(scanned(Phase.ASKING), t.Pending(5))
    delays = []
    for n, kind in enumerate(
        (t.ReverseNotNow, t.ReverseRefused, t.ReverseUnanswered, t.ReverseNotNow, t.ReverseNotNow)
    ):
        waited = step(state, event_of(kind, state), context(20 + n))
        delays.append(delay_of(waited, TimerName.RETRY))
        assert waited.state.doubted
        assert told(waited.state, t.RetryDue(), context(21 + n)) == "stays: reverse, query"
        state = waited.state
    # The last one is shorter: after two minutes a person should know.
    assert delays == [5.0, 10.0, 20.0, 40.0, 45.0]
    assert told(state, t.Gone(state.ticket)) == CLOSES
    assert told(state, paid()) == "ignored: the payment is being taken back"


def test_a_reversal_that_takes_long_calls_a_person_in_time() -> None:
    armed = after(scanned(Phase.ASKING), t.Pending(5), 20)
    waiting = step(replace(armed, tries=3), t.ReverseUnanswered(), context(110))
    # It would be 40 seconds; two minutes are over after 30.
    assert delay_of(waiting, TimerName.RETRY) == 30.0
    assert not waiting.state.stuck
    told_of = step(waiting.state, t.RetryDue(), context(140))
    assert told_of.state.stuck
    assert after(told_of.state, t.ReverseNotNow(), 150).stuck
    done = after(told_of.state, t.ReverseDone(), 150)
    assert not after(done, t.Gone(done.ticket), 150).stuck


def test_a_clock_that_is_set_back_holds_no_reversal_up_and_hides_no_trouble() -> None:
    state = after(scanned(Phase.CREATED), t.Failed(0, "PAYERROR"), 3)
    assert told(state, t.RetryDue(), context(-7_200)) == "stays: reverse"
    for _ in range(5):
        assert not state.stuck
        state = after(state, t.ReverseNotNow(), -7_200)
    assert after(state, t.RetryDue(), -7_200).stuck


def test_stuck_is_no_write_by_itself() -> None:
    state = scanned(Phase.REVERSING)
    assert replace(state, stuck=True) == state


@pytest.mark.parametrize("phase", [Phase.CREATED, Phase.PAYING, Phase.ASKING, Phase.ASKING_AGAIN])
def test_a_word_after_which_nobody_is_charged_takes_nothing_back(phase: Phase) -> None:
    """Too little money after the password, or a refusal whose first answer was lost."""
    state = scanned(phase, undone=False, end=None)
    short = t.Failed(state.ticket, "NOTENOUGH")
    ends = CLOSES if phase in {Phase.ASKING, Phase.ASKING_AGAIN} else DECLINES
    assert told(state, short) == ends
    other = told(state, t.Failed(state.ticket, "PAYERROR"))
    assert not other.startswith(("-> closed", "-> declined"))


# --- it is asked a last time ------------------------------------------------------------------


def test_failed_ends_only_what_was_taken_back() -> None:
    done, unknown = scanned(Phase.ASKING_AGAIN), scanned(Phase.ASKING_AGAIN, undone=False)
    assert told(done, t.Failed(5, "PAYERROR")) == CLOSES
    assert told(unknown, t.Failed(5, "PAYERROR")) == "stays: start retry"
    again = after(unknown, t.Failed(5, "PAYERROR"))
    assert told(again, t.RetryDue(), context(40)) == "-> reversing: stop, reverse, query"


@pytest.mark.parametrize("answer", [t.Pending(5), paid(), paid(("T1", 1))])
def test_what_can_still_be_charged_is_taken_back_again(answer: t.Event) -> None:
    state = after(scanned(Phase.ASKING_AGAIN), answer)
    assert not state.undone
    assert state.payments == ()
    for press in (t.RetryDue(), t.CheckPressed(), t.Restarted()):
        assert told(state, press, context(40)) == "-> reversing: stop, reverse, query"
    assert after(state, t.RetryDue(), 40).armed_at == at(16)


def test_no_such_order_is_final_only_when_the_code_can_no_longer_arrive() -> None:
    state = scanned(Phase.ASKING_AGAIN, undone=False, order_known=False)
    assert told(state, t.NotFound(5), context(59)) == "stays: start retry"
    assert told(state, t.NotFound(5), context(60)) == CLOSES
    # A clock that was set back neither ends it at once nor keeps it open for hours.
    assert told(state, t.NotFound(5), context(-7_200)) == "stays: start retry"
    assert told(replace(state, tries=20), t.NotFound(5), context(-7_200)) == CLOSES
    # The gateway had it once: something is wrong there, until it has kept to it for long.
    known = replace(state, order_known=True)
    assert told(known, t.NotFound(5), context(16 + 119)) == "stays: start retry"
    assert told(known, t.NotFound(5), context(16 + 120)) == CLOSES
    # It said that it was taken back: there is nothing left to be charged.
    assert told(replace(known, undone=True), t.NotFound(5)) == CLOSES


def test_what_the_reversal_answered_is_remembered() -> None:
    reversing = scanned(Phase.REVERSING, order_known=False)
    done = after(reversing, t.ReverseDone())
    assert (done.undone, done.order_known) == (True, True)
    nothing = after(reversing, t.ReverseNotFound())
    assert (nothing.undone, nothing.order_known) == (False, False)
    late = after(nothing, t.ReverseDone())
    assert (late.undone, late.order_known, late.phase) == (True, True, Phase.ASKING_AGAIN)


@pytest.mark.parametrize("phase", [Phase.ASKING, Phase.REVERSING, Phase.ASKING_AGAIN])
def test_a_refused_code_is_declined_and_any_other_end_closed(phase: Phase) -> None:
    cancelled = scanned(phase)
    refused = replace(cancelled, end=EndReason.REFUSED, refused_code="PAYERROR")
    assert told(cancelled, t.Gone(5)) == CLOSES
    assert told(refused, t.Gone(5)) == "-> declined: stop, start watch"


# --- after the end ----------------------------------------------------------------------------


@pytest.mark.parametrize("phase", [Phase.CLOSED, Phase.DECLINED])
def test_money_that_was_taken_back_is_booked_when_the_gateway_insists(phase: Phase) -> None:
    state = scanned(phase, armed_at=at(16))
    first = step(state, paid(), context(30))
    assert first.new_credits == ()
    assert delay_of(first, TimerName.WATCH) == CLOCKS.watch_first_s
    # Its own repeat, a moment later, is the same word.
    assert told(first.state, paid(), context(31)) == "stays: start watch"
    second = told(first.state, paid(), context(40))
    assert second == "-> paid_late: start watch | credit T1 3080 late inbox"


@pytest.mark.parametrize("answer", [t.Gone(5), t.Failed(5, "3050"), t.NotFound(5)])
def test_an_answer_that_the_reversal_overtook_is_forgotten(answer: t.Event) -> None:
    heard = after(scanned(Phase.CLOSED, armed_at=at(16)), paid(), 30)
    assert heard.odd
    quiet = after(heard, answer, 40)
    assert quiet.odd == ()
    assert quiet.phase is Phase.CLOSED
    assert told(quiet, paid(), context(60)) == "stays: start watch"


def test_a_code_that_arrives_after_the_end_is_taken_back() -> None:
    state = scanned(Phase.DECLINED, watching=False)
    outcome = step(state, t.Pending(5), context(60))
    assert outcome.state.armed_at == at(60)
    assert outcome.state.watching
    assert any(isinstance(effect, t.ReverseOrder) for effect in outcome.effects)


def test_late_money_that_was_to_be_taken_back_can_only_go_back() -> None:
    late = scanned(Phase.PAID_LATE)
    assert decision.to_accept(late) == ("T1", TOTAL)
    armed = replace(late, armed_at=at(16))
    assert decision.to_accept(armed) is None
    assert decision.to_refund_minor(armed) == TOTAL
    accept = event_of(t.AcceptPressed, armed)
    assert told(armed, accept) == "ignored: only a refund is possible"


def test_late_money_that_the_reversal_took_back_needs_nobody() -> None:
    late = scanned(Phase.PAID_LATE, armed_at=at(16))
    back = step(late, t.Gone(5), context(60))
    assert back.state.phase is Phase.REFUNDED
    assert back.credit_states == (("T1", CreditState.REFUNDED),)
    assert told(late, t.Gone(5), context(60)) == "-> refunded: start watch | T1 refunded"
    # Not where it was never to be taken back: nobody knows what that answer is about.
    assert told(scanned(Phase.PAID_LATE), t.Gone(5)) == "stays: start watch"
    # Nor what is on its way back already.
    sending = replace(
        late,
        payments=(
            seen(state=CreditState.INBOX, kind=CreditKind.LATE),
            seen("T2", CreditState.REFUNDING, CreditKind.LATE, refund_no="R1"),
        ),
    )
    half = step(sending, t.Gone(5), context(60))
    assert half.state.phase is Phase.PAID_LATE
    assert half.credit_states == (("T1", CreditState.REFUNDED),)


def test_a_refused_refund_of_money_that_was_to_be_taken_back_is_asked_about() -> None:
    sending = seen(state=CreditState.REFUNDING, kind=CreditKind.LATE, refund_no="R1")
    late = scanned(Phase.PAID_LATE, armed_at=at(16), payments=(sending,))
    refused = t.RefundRefused("R1", "3999")
    assert told(late, refused) == "stays: look | T1 inbox"
    assert told(replace(late, armed_at=None), refused) == "stays | T1 inbox"


# --- what the row says ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phase", "expected"),
    [
        (Phase.CREATED, SaleState.OPEN),
        (Phase.PAYING, SaleState.OPEN),
        (Phase.ASKING, SaleState.CHECKING),
        (Phase.REVERSING, SaleState.CHECKING),
        (Phase.ASKING_AGAIN, SaleState.CHECKING),
        (Phase.CLOSED, SaleState.CLOSED),
    ],
)
def test_what_people_read_of_a_phase_of_a_scanned_sale(phase: Phase, expected: SaleState) -> None:
    state = scanned(phase)
    assert sale_state(state) is expected
    assert is_open(state)


def test_an_old_stored_sale_is_one_whose_code_the_shop_shows() -> None:
    state = state_in(Phase.SHOWN)
    text = codec.encode(state)
    for name in ('"mode":"show",', '"armed_at":null,', '"undone":false,', '"stuck":false,'):
        assert name in text
        text = text.replace(name, "")
    assert codec.decode(WalletSaleState, text) == state
