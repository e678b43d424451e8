"""Steps of the show-QR sale whose outcome depends on figures, in words as in the table's test."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from kpay_desktop.domain.sale import Method, QrMode, SaleDraft, SaleState, Wallet
from kpay_desktop.flows.entries import back_off
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.table import (
    begin,
    flow_name,
    is_open,
    sale_state,
    sale_update,
    step,
)
from kpay_desktop.flows.wallet_sale.values import EndReason, Phase, TimerName, WalletSaleState
from kpay_desktop.ports import NoAnswerReason
from kpay_desktop.settings_works import QrClockSettings
from tests.helpers.flows import NOON
from tests.helpers.wallet_sale import (
    IDENTITY,
    TOTAL,
    after,
    at,
    context,
    delay_of,
    event_of,
    paid,
    state_in,
    told,
)

DAY_S = 86_400.0


# --- beginning ------------------------------------------------------------------------------


def test_a_sale_begins_with_its_order() -> None:
    draft = SaleDraft(2_800, 280, Method.WECHAT, QrMode.SHOW, "01")
    begun = begin(draft, IDENTITY, context(0))
    assert begun.state.total_minor == TOTAL
    assert begun.state.expires_at == NOON + timedelta(seconds=180)
    assert begun.effects == (t.CreateOrder(IDENTITY.order_no, Wallet.WECHAT, TOTAL),)
    assert begun.state.phase is Phase.CREATED
    assert is_open(begun.state)
    assert flow_name(IDENTITY) == "show_qr:17"


@pytest.mark.parametrize(
    ("after_s", "left_s"),
    [
        (5.0, 175.0),
        (179.5, 0.5),
        (181.0, 0.0),
        # The clock was set forward, or back, by hours while the order was being made.
        (5.0 + 7_200, 0.0),
        (5.0 - 7_200, 180.0),
    ],
)
def test_a_code_is_shown_for_what_is_left_of_its_time(after_s: float, left_s: float) -> None:
    outcome = step(state_in(Phase.CREATED), t.CodeReady("CODE"), context(after_s))
    assert delay_of(outcome, TimerName.EXPIRY) == pytest.approx(left_s)
    assert delay_of(outcome, TimerName.POLL) == 3.0
    assert outcome.state.code_text == "CODE"
    assert outcome.state.order_known


@pytest.mark.parametrize(
    ("after_s", "expected"),
    [
        (100.0, "stays: query, start expiry"),
        (180.0, "-> asking: stop, query"),
        (5_000.0, "-> asking: stop, query"),
        (-5_000.0, "stays: query, start expiry"),
    ],
)
def test_a_shown_code_is_taken_up_again_while_it_has_time(after_s: float, expected: str) -> None:
    state = state_in(Phase.SHOWN)
    assert told(state, t.Stalled(), context(after_s)) == expected


def test_why_a_sale_is_being_ended() -> None:
    created, shown = state_in(Phase.CREATED), state_in(Phase.SHOWN)
    ends: list[tuple[WalletSaleState, t.Event, EndReason, str]] = [
        (created, t.CancelPressed(), EndReason.CANCELLED, ""),
        (created, t.Restarted(), EndReason.RESTARTED, ""),
        (created, t.Stalled(), EndReason.NO_ANSWER, ""),
        (created, t.CodeRefused("code.checksum"), EndReason.BAD_CODE, "code.checksum"),
        (created, t.OrderUnanswered(NoAnswerReason.SIGNATURE), EndReason.NO_ANSWER, "signature"),
        (created, t.OrderDeclined("3999"), EndReason.REFUSED, "3999"),
        (shown, t.CancelPressed(), EndReason.CANCELLED, ""),
        (shown, t.ExpiryReached(), EndReason.EXPIRED, ""),
        (shown, t.Gone(shown.ticket), EndReason.EXPIRED, ""),
        (shown, t.Restarted(), EndReason.RESTARTED, ""),
        (shown, t.Failed(shown.ticket, "3045"), EndReason.REFUSED, "3045"),
        (shown, paid(("T1", 1)), EndReason.MISMATCH, ""),
    ]
    for state, event, reason, code in ends:
        ended = after(state, event)
        assert (ended.end, ended.refused_code) == (reason, code), event


def test_an_enquiry_of_a_new_phase_has_a_new_ticket() -> None:
    state = state_in(Phase.SHOWN)
    outcome = step(state, t.CancelPressed(), context())
    assert outcome.state.ticket == state.ticket + 1
    assert outcome.effects[-1] == t.QueryOrder(IDENTITY.order_no, state.ticket + 1)


# --- "not found" and the last enquiry ---------------------------------------------------------


def test_not_found_ends_only_an_order_that_the_gateway_never_acknowledged() -> None:
    known = state_in(Phase.ASKING_AGAIN)
    unknown = replace(known, order_known=False)
    assert told(known, t.NotFound(5)) == "stays: start retry"
    assert told(unknown, t.NotFound(5)) == "-> closed: stop, start watch"


@pytest.mark.parametrize("phase", [Phase.ASKING, Phase.CLOSING, Phase.ASKING_AGAIN])
@pytest.mark.parametrize("late", [t.CodeReady("CODE"), t.CodeRefused("code.checksum")])
def test_a_code_that_comes_late_proves_the_order(phase: Phase, late: t.Event) -> None:
    state = replace(state_in(phase), order_known=False, code_text="")
    outcome = step(state, late, context())
    assert outcome.state.order_known
    assert outcome.state.phase is phase
    # It is worth a durable write: after a restart it must still be known.
    assert outcome.state != state
    assert outcome.state.code_text == ""


@pytest.mark.parametrize("answer", [t.Gone(5), t.Failed(5, "3045")])
def test_a_refused_sale_is_declined_and_any_other_closed(answer: t.Event) -> None:
    cancelled = state_in(Phase.ASKING_AGAIN)
    refused = replace(cancelled, end=EndReason.REFUSED, refused_code="3045")
    assert told(cancelled, answer) == "-> closed: stop, start watch"
    assert told(refused, answer) == "-> declined: stop, start watch"


def test_pending_after_a_close_closes_again() -> None:
    state = state_in(Phase.ASKING_AGAIN)
    pending = after(state, t.Pending(5))
    assert told(pending, t.RetryDue()) == "-> closing: stop, close"
    # Impatient presses do the same, and never put the close off.
    assert told(pending, t.CheckPressed()) == "-> closing: stop, close"
    unsure = after(state, t.Unsure(5, "3088"))
    assert told(unsure, t.RetryDue()) == "stays: query"


def test_a_gateway_that_contradicts_itself_ends_nothing_by_one_answer() -> None:
    """The close was refused as paid: one "closed" is not believed, a whole round is."""
    refused = after(state_in(Phase.CLOSING), t.CloseRefused())
    assert refused.close_refused
    contradicted = step(refused, t.Gone(6), context())
    assert told(refused, t.Gone(6)) == "stays: start retry"
    round_two = after(contradicted.state, t.RetryDue())
    assert round_two.phase is Phase.CLOSING
    again = after(round_two, t.CloseDone())
    assert not again.close_refused
    assert told(again, t.Gone(again.ticket)) == "-> closed: stop, start watch"
    # And if the close is refused again, the round begins anew.
    still = after(round_two, t.CloseRefused())
    assert told(still, t.Gone(still.ticket)) == "stays: start retry"


def test_a_refused_close_that_the_enquiry_overtook_counts_too() -> None:
    overtaken = after(state_in(Phase.CLOSING), t.Gone(5))
    assert overtaken.phase is Phase.ASKING_AGAIN
    warned = after(overtaken, t.CloseRefused())
    assert told(warned, t.Gone(warned.ticket)) == "stays: start retry"


def test_the_word_paid_wins_over_a_close_under_way() -> None:
    state = after(state_in(Phase.CLOSING), t.CloseUnanswered())
    assert told(state, t.RetryDue()) == "stays: close, query"
    assert told(state, paid()).startswith("-> approved")


# --- watching ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phase", "last_s"),
    [
        (Phase.APPROVED, 900.0),
        (Phase.CLOSED, DAY_S),
        (Phase.DECLINED, DAY_S),
        (Phase.PAID_LATE, DAY_S),
        (Phase.REFUNDED, DAY_S),
    ],
)
def test_the_watch_ends_with_an_answer_after_its_time(phase: Phase, last_s: float) -> None:
    state = state_in(phase)
    ended_s = 18.0
    nothing_new = event_of(t.Gone, state)
    assert told(state, nothing_new, context(ended_s + last_s - 1)) == "stays: start watch"
    over = step(state, nothing_new, context(ended_s + last_s))
    assert not over.state.watching
    assert over.effects == ()
    assert told(over.state, nothing_new) == "ignored: the watch is over"
    assert is_open(over.state) is (phase is Phase.PAID_LATE)


@pytest.mark.parametrize("phase", [Phase.APPROVED, Phase.CLOSED, Phase.DECLINED])
def test_a_till_that_was_off_looks_once_more_before_the_watch_ends(phase: Phase) -> None:
    state = state_in(phase)
    monday = context(3 * DAY_S)
    assert told(state, t.Restarted(), monday) == "stays: start watch"
    assert told(state, t.WatchDue(), monday) == "stays: look"
    # No answer yet: the line may come up after the till.
    for kind in (t.QueryUnanswered, t.Unsure):
        assert told(state, event_of(kind, state), monday) == "stays: start watch"
    late = told(state, paid(("T2", TOTAL)), monday)
    assert "credit T2 3080" in late


def test_the_watch_looks_ever_more_rarely() -> None:
    state = state_in(Phase.CLOSED)
    delays = []
    for _ in range(11):
        outcome = step(state, t.Gone(state.ticket), context(60))
        delays.append(delay_of(outcome, TimerName.WATCH))
        state = outcome.state
    assert delays[:4] == [10.0, 20.0, 40.0, 80.0]
    assert delays[-1] == 3_600.0


@pytest.mark.parametrize("phase", [Phase.CLOSED, Phase.DECLINED])
@pytest.mark.parametrize("watching", [True, False])
def test_an_order_that_can_still_be_paid_is_closed_and_watched(
    phase: Phase, watching: bool
) -> None:
    state = replace(state_in(phase), watching=watching)
    pending = t.Pending(state.ticket)
    assert told(state, pending, context(3 * DAY_S)) == "stays: close, start watch"
    assert after(state, pending).watching


def test_a_clock_set_back_by_hours_only_prolongs_the_watch() -> None:
    state = state_in(Phase.CLOSED)
    assert told(state, t.Gone(state.ticket), context(-7_200)) == "stays: start watch"


def test_a_profile_may_watch_for_no_time_at_all() -> None:
    clocks = QrClockSettings(watch_for_s=0.0, watch_paid_for_s=0.0)
    state = state_in(Phase.CLOSED)
    outcome = step(state, t.Gone(state.ticket), context(20, clocks))
    assert not outcome.state.watching


def test_the_back_off_doubles_and_is_bounded() -> None:
    assert [back_off(n, 2.0, 60.0) for n in range(6)] == [2.0, 4.0, 8.0, 16.0, 32.0, 60.0]
    assert back_off(100_000, 2.0, 60.0) == 60.0


# --- what the row says ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("phase", "expected"),
    [
        (Phase.CREATED, SaleState.OPEN),
        (Phase.SHOWN, SaleState.OPEN),
        (Phase.ASKING, SaleState.CHECKING),
        (Phase.CLOSING, SaleState.CHECKING),
        (Phase.ASKING_AGAIN, SaleState.CHECKING),
        (Phase.DOUBT, SaleState.CHECKING),
        (Phase.APPROVED, SaleState.APPROVED),
        (Phase.CLOSED, SaleState.CLOSED),
        (Phase.DECLINED, SaleState.DECLINED),
        (Phase.PAID_LATE, SaleState.PAID_LATE),
        (Phase.REFUNDED, SaleState.REFUNDED),
    ],
)
def test_what_people_read_of_a_phase(phase: Phase, expected: SaleState) -> None:
    state = state_in(phase)
    assert sale_state(state) is expected
    assert is_open(state)


def test_the_row_of_an_approved_sale() -> None:
    update = sale_update(state_in(Phase.APPROVED))
    assert update.wallet_txn_no == "T1"
    assert update.paid_at == at(15)
    assert update.finished_at == at(18)
    assert sale_update(state_in(Phase.DECLINED)).reason == "3045"
    assert sale_update(state_in(Phase.CLOSED)).reason == "cancelled"
