"""The settlement's table, pair by pair, beside expectations written by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from kpay_desktop.domain.totals import Totals
from kpay_desktop.flows import codec
from kpay_desktop.flows.entries import FlowBugError
from kpay_desktop.flows.settlement import table
from kpay_desktop.flows.settlement import values as t
from kpay_desktop.flows.settlement.state import (
    Agreement,
    Difference,
    Kind,
    Phase,
    SettlementState,
    StopReason,
)
from kpay_desktop.flows.settlement.steps import (
    MOST_COMPARES,
    MOST_SIGN_ON_TRIES,
    MOST_UNCLEAR,
    NOT_COMPARED,
    UNCLEAR,
    Context,
    Step,
)
from kpay_desktop.ports_cards import Silence
from kpay_desktop.settings_day import SettleClockSettings

AT = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
OURS = Totals(12, 48_250, 1, 500)
THEIRS = Totals(11, 45_170, 1, 500)
CONTEXT = Context(AT, SettleClockSettings(), next_stan=41, totals=OURS, rows=13, next_row=8)
DIFFERENT = Difference(7, "000107", 3_080, None, "25")

NEW = SettlementState(5, Kind.CARD_HOST, "cards", 3, AT, "01")
SENT = replace(NEW, ours=OURS, rows=13, stan=40, cursor=7)
STATES = {
    Phase.WAITING: NEW,
    Phase.CLEARING: replace(NEW, phase=Phase.CLEARING),
    Phase.HELD: replace(NEW, phase=Phase.HELD, carried=("000105",)),
    Phase.TOTALS: replace(SENT, phase=Phase.TOTALS),
    Phase.SIGNING_ON: replace(SENT, phase=Phase.SIGNING_ON, sign_ons=1, code="77"),
    Phase.UPLOADING: replace(SENT, phase=Phase.UPLOADING, theirs=THEIRS),
    Phase.ENDING: replace(SENT, phase=Phase.ENDING, theirs=THEIRS),
    Phase.COMPARING: replace(SENT, phase=Phase.COMPARING, kind=Kind.WALLETS, theirs=Totals()),
    Phase.SETTLED: replace(SENT, phase=Phase.SETTLED, agreement=Agreement.AGREE),
    Phase.STOPPED: replace(SENT, phase=Phase.STOPPED, stop=StopReason.REFUSED),
}
EVENTS: dict[str, t.Event] = {
    "idle": t.CounterIdle(),
    "cleared": t.Cleared(),
    "uncleared": t.Uncleared(("000105",)),
    "moved": t.RowsMoved(),
    "clear-time": t.ClearTimeOver(),
    "retry": t.RetryDue(),
    "restart": t.Restarted(),
    "stalled": t.Stalled(),
    "cancel": t.CancelPressed(),
    "try-now": t.TryNowPressed(),
    "lift": t.LiftPressed("01", "90"),
    "agreed": t.HostAgreed(40, OURS),
    "differs": t.HostDiffers(40, THEIRS),
    "unknown": t.BatchUnknown(40, "77"),
    "refused": t.HostRefused(40, "03"),
    "silent": t.HostSilent(40, Silence.TIMEOUT),
    "signed-on": t.SignedOn(),
    "not-signed": t.SignOnFailed(),
    "row": t.RowTaken(40),
    "no-row": t.RowSilent(40, Silence.CUT),
    "compared": t.RowCompared(7, Totals(1, 3_080)),
    "unanswered": t.RowUnanswered(7, "000107", 3_080),
}
STAYS, BUG = "-", "bug"
W, C, H, T = "waiting", "clearing", "held", "totals"
S, U, E, Q = "signing_on", "uploading", "ending", "comparing"
OK, NO = "settled", "stopped"
ORDER = (W, C, H, T, S, U, E, Q, OK, NO)
# For each event, what becomes of each phase: the next one, nothing, or a fault of the program.
EXPECTED = {
    "idle": (C, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS),
    "cleared": (STAYS, T, T, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS),
    "uncleared": (STAYS, C, H, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS),
    "moved": (STAYS, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS, C, STAYS, STAYS),
    "clear-time": (STAYS, H, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS),
    "retry": (STAYS, STAYS, H, T, S, U, E, Q, STAYS, STAYS),
    "restart": (W, C, H, T, S, U, E, Q, STAYS, STAYS),
    "stalled": (W, C, H, T, S, U, E, Q, STAYS, STAYS),
    "cancel": (NO, NO, NO, STAYS, NO, STAYS, STAYS, NO, STAYS, STAYS),
    "try-now": (W, C, H, T, S, U, E, Q, STAYS, STAYS),
    "lift": (STAYS, STAYS, T, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS),
    "agreed": (BUG, BUG, BUG, OK, STAYS, STAYS, OK, STAYS, STAYS, STAYS),
    "differs": (BUG, BUG, BUG, U, STAYS, STAYS, NO, STAYS, STAYS, STAYS),
    "unknown": (BUG, BUG, BUG, S, STAYS, STAYS, NO, STAYS, STAYS, STAYS),
    "refused": (BUG, BUG, BUG, NO, STAYS, STAYS, NO, STAYS, STAYS, STAYS),
    "silent": (BUG, BUG, BUG, T, STAYS, STAYS, E, STAYS, STAYS, STAYS),
    "signed-on": (BUG, BUG, BUG, STAYS, T, STAYS, STAYS, STAYS, STAYS, STAYS),
    "not-signed": (BUG, BUG, BUG, STAYS, S, STAYS, STAYS, STAYS, STAYS, STAYS),
    "row": (BUG, BUG, BUG, STAYS, STAYS, U, STAYS, STAYS, STAYS, STAYS),
    "no-row": (BUG, BUG, BUG, STAYS, STAYS, U, STAYS, STAYS, STAYS, STAYS),
    "compared": (BUG, BUG, BUG, STAYS, STAYS, STAYS, STAYS, Q, STAYS, STAYS),
    "unanswered": (BUG, BUG, BUG, STAYS, STAYS, STAYS, STAYS, Q, STAYS, STAYS),
}
PAIRS = [
    (phase, name, wanted)
    for name, row in EXPECTED.items()
    for phase, wanted in zip(ORDER, row, strict=True)
]


def state_in(phase: Phase) -> SettlementState:
    """A settlement in ``phase``, whose message under way matches the events' numbers."""
    state = STATES[phase]
    return (
        replace(state, stan=40) if phase in {Phase.WAITING, Phase.CLEARING, Phase.HELD} else state
    )


def take(state: SettlementState, *events: t.Event, context: Context = CONTEXT) -> Step:
    """Return the last step of several events."""
    step = Step(state)
    for event in events:
        step = table.step(step.state, event, context)
    return step


def test_every_event_and_every_phase_is_expected() -> None:
    assert {type(event) for event in EVENTS.values()} == set(t.EVENT_TYPES)
    assert set(EXPECTED) == set(EVENTS)
    assert set(ORDER) == {phase.value for phase in Phase}


@pytest.mark.parametrize(("phase", "name", "wanted"), PAIRS)
def test_a_pair_comes_to_what_was_thought(phase: str, name: str, wanted: str) -> None:
    state = state_in(Phase(phase))
    if wanted == BUG:
        with pytest.raises(FlowBugError):
            table.step(state, EVENTS[name], CONTEXT)
        return
    step = table.step(state, EVENTS[name], CONTEXT)
    if wanted == STAYS:
        assert step.ignored
        assert (step.state, step.effects) == (state, ())
    else:
        assert (step.state.phase.value, step.ignored) == (wanted, "")


@pytest.mark.parametrize("state", STATES.values(), ids=lambda state: state.phase.value)
def test_a_settlement_is_read_back_as_it_was_written(state: SettlementState) -> None:
    full = replace(state, differences=(DIFFERENT,), ended_at=AT)
    assert codec.decode(SettlementState, codec.encode(full)) == full


# --- the card host --------------------------------------------------------------------------


def test_the_totals_are_written_with_the_message_they_go_in() -> None:
    step = take(STATES[Phase.CLEARING], t.Cleared())
    assert (step.state.ours, step.state.rows, step.state.stan) == (OURS, 13, 41)
    assert t.SendTotals(41, 3, OURS, AT) in step.effects
    assert table.is_shut(step.state)


def test_no_answer_is_answered_by_the_identical_message() -> None:
    more = replace(CONTEXT, next_stan=99, totals=Totals(20, 99_999), rows=20)
    silent = take(STATES[Phase.TOTALS], t.HostSilent(40, Silence.TIMEOUT), context=more)
    assert silent.effects == (t.StartTimer(t.TimerName.RETRY, 2.0),)
    for event in (t.RetryDue(), t.Restarted(), t.Stalled(), t.TryNowPressed()):
        again = take(silent.state, event, context=more)
        assert again.effects == (t.SendTotals(40, 3, OURS, AT),)
        assert again.state.ours == OURS


def test_the_back_off_doubles_and_is_bounded() -> None:
    state, waits = STATES[Phase.TOTALS], []
    for _ in range(9):
        step = take(state, t.HostSilent(40, Silence.OFFLINE))
        waits += [e.delay_s for e in step.effects if isinstance(e, t.StartTimer)]
        state = step.state
    assert waits == [2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 120.0, 120.0, 120.0]


def test_an_answer_to_an_earlier_message_counts_for_nothing() -> None:
    for event in (
        t.HostAgreed(39),
        t.HostDiffers(39),
        t.BatchUnknown(39, "77"),
        t.HostRefused(39, "03"),
        t.HostSilent(39, Silence.CUT),
        t.RowTaken(39),
    ):
        step = take(STATES[Phase.ENDING], event)
        assert step.ignored
        assert step.state == STATES[Phase.ENDING]


def test_totals_that_agree_close_the_batch() -> None:
    step = take(STATES[Phase.TOTALS], t.HostAgreed(40))
    assert step.closes
    assert (step.state.agreement, step.state.theirs) == (Agreement.AGREE, OURS)
    assert step.state.ended_at == AT
    assert not table.is_open(step.state)


def test_totals_that_differ_are_settled_row_by_row() -> None:
    step = take(STATES[Phase.TOTALS], t.HostDiffers(40, THEIRS))
    assert (step.state.cursor, step.state.stan) == (8, 41)
    assert t.SendRow(41, 8) in step.effects
    second = take(
        step.state,
        t.RowTaken(41, Difference(8, "000108", 3_080, None, "25")),
        context=replace(CONTEXT, next_stan=42, next_row=9),
    )
    assert t.SendRow(42, 9) in second.effects
    end = take(second.state, t.RowTaken(42), context=replace(CONTEXT, next_stan=43, next_row=None))
    assert t.SendEnd(43, 3, OURS, AT) in end.effects
    closed = take(end.state, t.HostAgreed(43))
    assert closed.closes
    assert closed.state.agreement is Agreement.UPLOADED
    assert (closed.state.theirs, closed.state.done) == (THEIRS, 2)
    assert [one.voucher for one in closed.state.differences] == ["000108"]


def test_a_row_without_an_answer_is_sent_again_as_it_was() -> None:
    silent = take(STATES[Phase.UPLOADING], t.RowSilent(40, Silence.TIMEOUT))
    again = take(silent.state, t.RetryDue(), context=replace(CONTEXT, next_stan=99, next_row=9))
    assert again.effects == (t.SendRow(40, 7),)


def test_a_host_that_differs_after_every_row_needs_a_person() -> None:
    step = take(STATES[Phase.ENDING], t.HostDiffers(40))
    assert (step.state.stop, step.state.theirs) == (StopReason.DIFFERS_STILL, THEIRS)
    assert not step.closes


def test_an_empty_batch_that_differs_is_ended_at_once() -> None:
    step = take(
        STATES[Phase.TOTALS], t.HostDiffers(40, THEIRS), context=replace(CONTEXT, next_row=None)
    )
    assert step.state.phase is Phase.ENDING


def test_another_batch_number_is_signed_on_for_twice_at_most() -> None:
    state = STATES[Phase.TOTALS]
    for _ in range(2):
        signing = take(state, t.BatchUnknown(40, "80"))
        assert t.SignOn() in signing.effects
        sent = take(signing.state, t.SignedOn(), context=replace(CONTEXT, next_stan=40))
        assert t.SendTotals(40, 3, OURS, AT) in sent.effects
        state = sent.state
    stopped = take(state, t.BatchUnknown(40, "80")).state
    assert (stopped.stop, stopped.code) == (StopReason.BATCH_UNKNOWN, "80")


def test_the_end_of_an_upload_in_a_batch_the_host_does_not_have_closes_nothing() -> None:
    step = take(STATES[Phase.ENDING], t.BatchUnknown(40, "80"))
    assert (step.state.stop, step.state.code) == (StopReason.BATCH_UNKNOWN, "80")
    assert not step.closes
    assert not table.is_shut(step.state)


def test_a_sign_on_that_fails_on_and_on_does_not_shut_the_counter_for_ever() -> None:
    state = STATES[Phase.SIGNING_ON]
    for _ in range(MOST_SIGN_ON_TRIES):
        state = take(state, t.SignOnFailed()).state
        assert state.phase is Phase.SIGNING_ON
    stopped = take(state, t.SignOnFailed()).state
    assert (stopped.stop, stopped.code) == (StopReason.BATCH_UNKNOWN, "77")


@pytest.mark.parametrize("phase", [Phase.TOTALS, Phase.ENDING])
@pytest.mark.parametrize("code", sorted(UNCLEAR))
def test_a_code_that_settles_nothing_is_answered_by_the_identical_message(
    phase: Phase, code: str
) -> None:
    state = STATES[phase]
    message = take(state, t.RetryDue()).effects
    for _ in range(MOST_UNCLEAR + 1):
        assert not state.needs_person
        state = take(state, t.HostRefused(40, code)).state
        assert (state.phase, state.code) == (phase, code)
        assert take(state, t.RetryDue()).effects == message
    assert state.needs_person
    closed = take(state, t.HostAgreed(40))
    assert (closed.closes, closed.state.needs_person, closed.state.code) == (True, False, "")


# --- what is not known ----------------------------------------------------------------------


def test_what_cannot_be_cleared_is_held_named_and_carried_over_by_a_supervisor() -> None:
    held = take(STATES[Phase.CLEARING], t.Uncleared(("000105",)), t.ClearTimeOver())
    assert (held.state.phase, held.state.carried) == (Phase.HELD, ("000105",))
    again = take(held.state, t.RetryDue())
    assert t.Clear() in again.effects
    lifted = take(again.state, t.LiftPressed("01", "90")).state
    assert (lifted.phase, lifted.carried, lifted.lifted_by) == (Phase.TOTALS, ("000105",), "90")


def test_nobody_can_carry_over_what_has_not_been_named() -> None:
    held = take(STATES[Phase.CLEARING], t.ClearTimeOver()).state
    assert (held.phase, held.carried) == (Phase.HELD, ())
    step = take(held, t.LiftPressed("01", "90"))
    assert step.ignored
    assert step.state == held
    named = take(held, t.Uncleared(("000105",)), t.LiftPressed("01", "90")).state
    assert (named.phase, named.carried) == (Phase.TOTALS, ("000105",))


def test_what_is_cleared_while_it_is_held_is_not_carried_over() -> None:
    step = take(STATES[Phase.HELD], t.Cleared())
    assert (step.state.phase, step.state.carried) == (Phase.TOTALS, ())


def test_nothing_is_shut_before_the_totals_are_sent() -> None:
    shut = {phase for phase, state in STATES.items() if table.is_shut(state)}
    assert shut == {
        Phase.TOTALS, Phase.SIGNING_ON, Phase.UPLOADING, Phase.ENDING, Phase.COMPARING,
    }  # fmt: skip


# --- wallets, and what nobody settles with --------------------------------------------------


def test_wallets_are_compared_order_by_order() -> None:
    start = replace(STATES[Phase.CLEARING], kind=Kind.WALLETS)
    step = take(start, t.Cleared(), context=replace(CONTEXT, next_row=7))
    assert (step.state.phase, step.effects) == (Phase.COMPARING, (t.StopTimers(), t.CompareRow(7)))
    last = replace(CONTEXT, next_row=None)
    agreed = take(step.state, t.RowCompared(7, OURS), context=last)
    assert (agreed.closes, agreed.state.agreement) == (True, Agreement.AGREE)
    lacking = Difference(7, "000107", 3_080, 0)
    differs = take(step.state, t.RowCompared(7, THEIRS, lacking), context=last)
    assert (differs.closes, differs.state.agreement) == (True, Agreement.DIFFER)
    assert differs.state.theirs == THEIRS
    assert differs.state.differences == (lacking,)


def test_an_order_that_is_not_told_of_is_named_and_holds_up_nothing() -> None:
    state = STATES[Phase.COMPARING]
    for _ in range(MOST_COMPARES):
        step = take(state, t.RowUnanswered(7, "000107", 3_080))
        assert step.effects == (t.StartTimer(t.TimerName.RETRY, step_delay(state)),)
        state = step.state
    after = take(state, t.RowUnanswered(7, "000107", 3_080))
    assert after.state.cursor == 8
    assert after.state.differences == (Difference(7, "000107", 3_080, None, NOT_COMPARED),)


def step_delay(state: SettlementState) -> float:
    """The back-off before the next repeat."""
    return float(2 * 2**state.tries)


def test_an_answer_about_an_earlier_order_is_left_alone() -> None:
    for event in (t.RowCompared(6, Totals(1, 1)), t.RowUnanswered(6, "000106", 1)):
        assert take(STATES[Phase.COMPARING], event).ignored


def test_cash_is_counted_and_closed_without_anybody() -> None:
    start = replace(STATES[Phase.CLEARING], kind=Kind.NOBODY)
    step = take(start, t.Cleared())
    assert (step.closes, step.state.agreement) == (True, Agreement.OURS_ALONE)
    assert (step.state.ours, step.state.theirs) == (OURS, None)


def test_differences_beyond_a_page_are_counted() -> None:
    many = tuple(replace(DIFFERENT, sale_id=1_000 + n) for n in range(200))
    state = replace(STATES[Phase.UPLOADING], differences=many)
    step = take(state, t.RowTaken(40, DIFFERENT))
    assert (len(step.state.differences), step.state.unnamed) == (200, 1)
    repeated = take(state, t.RowTaken(40, many[0]))
    assert repeated.state.unnamed == 0
