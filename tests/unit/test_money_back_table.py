"""The table of voids and refunds, pair by pair, beside expectations written by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kpay_desktop.domain.card import CardFacts, EntryMode, Scheme
from kpay_desktop.domain.returns import ReturnKind, ReturnState
from kpay_desktop.flows import codec
from kpay_desktop.flows.entries import FlowBugError
from kpay_desktop.flows.money_back import table
from kpay_desktop.flows.money_back import values as t
from kpay_desktop.flows.money_back.state import EndReason, MoneyBackState, Phase, Way
from kpay_desktop.flows.money_back.steps import MOST_REFUSALS, BackClocks, Context, Step
from kpay_desktop.ports_cards import ReadProblem, Silence

AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
CONTEXT = Context(AT, BackClocks(), next_stan=41)
PAID = CardFacts("card:9", Scheme.VISA, EntryMode.CHIP, "476173", "0010", "1227")
SHOWN = replace(PAID, handle="back:5", entry=EntryMode.TAP)

VOID = MoneyBackState(
    5, ReturnKind.VOID, Way.CARD, 7, "000107", "000107", 3, 3_080, 3_080, "01", "90", AT,
    rrn="112233445566", original=PAID,
)  # fmt: skip
REFUND = replace(
    VOID, kind=ReturnKind.REFUND, back_voucher="000131", amount_minor=1_000, needs_card=True
)
WALLET = replace(
    VOID, way=Way.WALLET, original=None, order_no="K7", wallet_txn_no="4200X", number="VK7", rrn=""
)
SENT = replace(VOID, facts=PAID, stan=40, sent_at=AT)
STATES = {
    Phase.READING: replace(REFUND, phase=Phase.READING),
    Phase.CONFIRMING: replace(REFUND, phase=Phase.CONFIRMING, facts=SHOWN),
    Phase.SENDING: SENT,
    Phase.REVERSING: replace(SENT, phase=Phase.REVERSING, end=EndReason.NO_ANSWER),
    Phase.DONE: replace(SENT, phase=Phase.DONE, was_approved=True),
    Phase.REFUSED: replace(SENT, phase=Phase.REFUSED, end=EndReason.HOST_SAID_NO),
    Phase.UNDONE: replace(SENT, phase=Phase.UNDONE, end=EndReason.NO_ANSWER),
    Phase.CLOSED: replace(REFUND, phase=Phase.CLOSED, end=EndReason.CANCELLED),
}
EVENTS: dict[str, t.Event] = {
    "ready": t.CardReady(SHOWN),
    "failed": t.ReadFailed(ReadProblem.BAD_CARD),
    "read-time": t.ReadTimeOver(),
    "confirmed": t.Confirmed(),
    "cancel": t.CancelPressed(),
    "try-now": t.TryNowPressed(),
    "lift": t.LiftPressed("01", "90"),
    "yes": t.HostApproved("665544332211", "A1B2C3"),
    "no": t.HostDeclined("12"),
    "unclear": t.HostDoubtful("68"),
    "silent": t.HostSilent(Silence.TIMEOUT, sent=True),
    "late-yes": t.LateApproved("665544332211"),
    "reversed": t.ReversalDone(),
    "not-found": t.ReversalNotFound(batch_is_open=True, can_arrive=True),
    "refused": t.ReversalRefused("12"),
    "no-reversal": t.ReversalSilent(Silence.TIMEOUT),
    "wallet-yes": t.WalletDone("RF1"),
    "wallet-no": t.WalletRefused("3999"),
    "wallet-pending": t.WalletPending(),
    "wallet-silent": t.WalletSilent(),
    "retry": t.RetryDue(),
    "restart": t.Restarted(),
    "stalled": t.Stalled(),
}
STAYS, BUG = "-", "bug"
RE, CO, SE, RV = "reading", "confirming", "sending", "reversing"
OK, NO, UN, CL = "done", "refused", "undone", "closed"
ORDER = (RE, CO, SE, RV, OK, NO, UN, CL)
# For each event, what becomes of each phase: the next one, nothing, or a fault of the program.
BY_CARD = {
    "ready": (CO, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS),
    "failed": (RE, RE, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS),
    "read-time": (CL, CL, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS),
    "confirmed": (STAYS, SE, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS),
    "cancel": (CL, CL, STAYS, STAYS, STAYS, STAYS, STAYS, STAYS),
    "try-now": (STAYS, STAYS, STAYS, RV, STAYS, STAYS, STAYS, STAYS),
    "lift": (STAYS, STAYS, STAYS, RV, STAYS, STAYS, STAYS, STAYS),
    "yes": (BUG, BUG, OK, RV, STAYS, RV, STAYS, STAYS),
    "no": (BUG, BUG, NO, STAYS, STAYS, STAYS, STAYS, STAYS),
    "unclear": (BUG, BUG, RV, STAYS, STAYS, STAYS, STAYS, STAYS),
    "silent": (BUG, BUG, RV, STAYS, STAYS, STAYS, STAYS, STAYS),
    "late-yes": (BUG, BUG, SE, RV, STAYS, RV, STAYS, STAYS),
    "reversed": (BUG, BUG, BUG, UN, STAYS, STAYS, STAYS, STAYS),
    "not-found": (BUG, BUG, BUG, RV, STAYS, STAYS, STAYS, STAYS),
    "refused": (BUG, BUG, BUG, RV, STAYS, STAYS, STAYS, STAYS),
    "no-reversal": (BUG, BUG, BUG, RV, STAYS, STAYS, STAYS, STAYS),
    "wallet-yes": (BUG,) * 8,
    "wallet-no": (BUG,) * 8,
    "wallet-pending": (BUG,) * 8,
    "wallet-silent": (BUG,) * 8,
    "retry": (STAYS, STAYS, STAYS, RV, STAYS, STAYS, STAYS, STAYS),
    "restart": (CL, CL, RV, RV, STAYS, STAYS, STAYS, STAYS),
    "stalled": (RE, RE, RV, RV, STAYS, STAYS, STAYS, STAYS),
}
# By wallet there are three phases: on its way, done, refused.
BY_WALLET = {
    "cancel": (STAYS, STAYS, STAYS),
    "try-now": (SE, STAYS, STAYS),
    "lift": (STAYS, STAYS, STAYS),
    "wallet-yes": (OK, STAYS, OK),
    "wallet-no": (NO, STAYS, STAYS),
    "wallet-pending": (SE, STAYS, STAYS),
    "wallet-silent": (SE, STAYS, STAYS),
    "retry": (SE, STAYS, STAYS),
    "restart": (SE, STAYS, STAYS),
    "stalled": (SE, STAYS, STAYS),
}
CARD_PAIRS = [
    (phase, name, wanted)
    for name, row in BY_CARD.items()
    for phase, wanted in zip(ORDER, row, strict=True)
]
WALLET_PAIRS = [
    (phase, name, wanted)
    for name in EVENTS
    for phase, wanted in zip((SE, OK, NO), BY_WALLET.get(name, (BUG,) * 3), strict=True)
]


def take(state: MoneyBackState, *events: t.Event) -> Step:
    """Return the last step of several events."""
    step = Step(state)
    for event in events:
        step = table.step(step.state, event, CONTEXT)
    return step


def compare(state: MoneyBackState, event: t.Event, wanted: str) -> None:
    """Hold a step against what was thought."""
    if wanted == BUG:
        with pytest.raises(FlowBugError):
            table.step(state, event, CONTEXT)
        return
    step = table.step(state, event, CONTEXT)
    if wanted == STAYS:
        assert step.ignored
        assert (step.state, step.effects) == (state, ())
    else:
        assert (step.state.phase.value, step.ignored) == (wanted, "")


def test_every_event_and_every_phase_is_expected() -> None:
    assert {type(event) for event in EVENTS.values()} == set(t.EVENT_TYPES)
    assert set(BY_CARD) == set(EVENTS)
    assert set(ORDER) == {phase.value for phase in Phase}


@pytest.mark.parametrize(("phase", "name", "wanted"), CARD_PAIRS)
def test_a_pair_by_card_comes_to_what_was_thought(phase: str, name: str, wanted: str) -> None:
    compare(STATES[Phase(phase)], EVENTS[name], wanted)


@pytest.mark.parametrize(("phase", "name", "wanted"), WALLET_PAIRS)
def test_a_pair_by_wallet_comes_to_what_was_thought(phase: str, name: str, wanted: str) -> None:
    compare(replace(WALLET, phase=Phase(phase)), EVENTS[name], wanted)


@pytest.mark.parametrize("state", STATES.values(), ids=lambda state: state.phase.value)
def test_it_is_read_back_as_it_was_written(state: MoneyBackState) -> None:
    written = codec.encode(state)
    assert codec.decode(MoneyBackState, written) == state
    assert "1227" not in written


# --- beginning ------------------------------------------------------------------------------


def test_a_void_by_card_is_armed_and_sent_with_the_card_that_paid() -> None:
    step = table.begin(VOID, CONTEXT)
    assert (step.state.phase, step.state.stan) == (Phase.SENDING, 41)
    assert table.is_armed(step.state)
    sent = t.SendToHost(
        ReturnKind.VOID, 41, "000107", 3, 3_080, EntryMode.CHIP, "card:9", "112233445566", AT
    )
    assert sent in step.effects


def test_a_refund_after_settlement_wants_the_card_again() -> None:
    step = table.begin(REFUND, CONTEXT)
    assert step.state.phase is Phase.READING
    assert t.ReadCard(1_000) in step.effects
    assert not table.is_armed(step.state)
    other = replace(SHOWN, last_four="0028")
    wrong = take(step.state, t.CardReady(other))
    assert (wrong.state.phase, wrong.state.problem) == (Phase.READING, ReadProblem.ANOTHER_CARD)
    bank = replace(SHOWN, first_six="476174")
    assert take(step.state, t.CardReady(bank)).state.problem is ReadProblem.ANOTHER_CARD
    right = take(wrong.state, t.CardReady(SHOWN), t.Confirmed())
    messages = [e for e in right.effects if isinstance(e, t.SendToHost)]
    assert [(m.handle, m.voucher, m.amount_minor) for m in messages] == [
        ("back:5", "000131", 1_000)
    ]


def test_a_sale_by_card_without_its_card_is_a_fault() -> None:
    for sale in (VOID, REFUND):
        with pytest.raises(FlowBugError):
            table.begin(replace(sale, original=None), CONTEXT)


def test_a_confirmation_that_was_not_written_has_the_card_read_anew() -> None:
    step = take(STATES[Phase.CONFIRMING], t.Stalled())
    assert (step.state.phase, step.state.facts) == (Phase.READING, None)
    assert step.effects[:2] == (t.StopReading(), t.ReadCard(1_000))


def test_cash_is_paid_out_at_once() -> None:
    step = table.begin(replace(VOID, way=Way.CASH, original=None), CONTEXT)
    assert (step.state.phase, step.prints) == (Phase.DONE, True)
    assert t.KickDrawer() in step.effects
    assert not table.is_open(step.state)


def test_what_is_given_back_by_hand_is_done_at_once_and_opens_no_drawer() -> None:
    step = table.begin(replace(REFUND, way=Way.BY_HAND, original=None), CONTEXT)
    assert (step.state.phase, step.prints) == (Phase.DONE, True)
    assert step.effects == (t.StopTimers(),)
    assert not table.is_open(step.state)
    assert not table.is_armed(step.state)


# --- by card --------------------------------------------------------------------------------


def test_an_approved_void_prints_and_knows_its_numbers() -> None:
    step = take(SENT, t.HostApproved("665544332211", "A1B2C3"))
    assert step.prints
    assert (step.state.rrn, step.state.approval_code) == ("665544332211", "A1B2C3")
    assert step.state.return_state is ReturnState.DONE


def test_no_byte_sent_is_no_void_and_nothing_to_reverse() -> None:
    step = take(SENT, t.HostSilent(Silence.OFFLINE, sent=False))
    assert (step.state.phase, step.state.end) == (Phase.REFUSED, EndReason.NOT_SENT)


def test_a_yes_that_overtook_a_no_or_a_silence_is_taken_back() -> None:
    overtaken = take(SENT, t.LateApproved("665544332211")).state
    for event in (t.HostDeclined("12"), t.HostSilent(Silence.OFFLINE, sent=False)):
        step = take(overtaken, event)
        assert (step.state.phase, step.state.was_approved) == (Phase.REVERSING, True)
        assert any(isinstance(e, t.ReverseAtHost) for e in step.effects)


def test_an_answer_that_was_not_written_is_taken_back_and_says_why() -> None:
    assert take(SENT, t.Stalled()).state.end is EndReason.NOT_WRITTEN
    assert take(SENT, t.Restarted()).state.end is EndReason.RESTARTED


def test_a_reversal_that_is_refused_on_and_on_calls_a_person_and_goes_on() -> None:
    state = STATES[Phase.REVERSING]
    for _ in range(MOST_REFUSALS):
        state = take(state, t.ReversalRefused("12")).state
        assert not state.needs_person
    step = take(state, t.ReversalRefused("12"))
    assert (step.state.needs_person, step.state.code) == (True, "12")
    assert any(isinstance(e, t.StartTimer) for e in step.effects)
    assert not take(step.state, t.ReversalDone()).state.needs_person


def test_no_answer_reverses_that_very_message() -> None:
    step = take(SENT, t.HostSilent(Silence.TIMEOUT, sent=True))
    back = t.ReverseAtHost(ReturnKind.VOID, 40, "000107", 3, 3_080, EntryMode.CHIP, "card:9", AT)
    assert back in step.effects
    assert step.state.return_state is ReturnState.PENDING
    for event in (t.RetryDue(), t.Restarted(), t.Stalled(), t.TryNowPressed()):
        assert back in take(step.state, event).effects
    done = take(step.state, t.ReversalDone())
    assert (done.state.phase, done.prints) == (Phase.UNDONE, False)


def test_not_found_counts_only_when_nothing_can_arrive_any_more() -> None:
    state = STATES[Phase.REVERSING]
    gone = t.ReversalNotFound(batch_is_open=True, can_arrive=False)
    assert take(state, gone).state.phase is Phase.UNDONE
    shut = t.ReversalNotFound(batch_is_open=False, can_arrive=False)
    assert take(state, shut).state.needs_person
    booked = replace(state, was_approved=True)
    assert take(booked, gone).state.needs_person


def test_a_message_found_missing_that_is_booked_after_all_is_taken_back() -> None:
    gone = t.ReversalNotFound(batch_is_open=True, can_arrive=False)
    undone = take(STATES[Phase.REVERSING], gone).state
    again = take(undone, t.LateApproved("665544332211"))
    assert again.state.phase is Phase.REVERSING
    assert any(isinstance(e, t.ReverseAtHost) for e in again.effects)


def test_without_the_cards_number_a_person_is_called_and_it_is_tried_on() -> None:
    step = take(STATES[Phase.REVERSING], t.ReversalSilent(Silence.NO_CARD_DATA))
    assert step.state.needs_person
    assert step.effects == (t.StartTimer(t.TimerName.RETRY, 5.0),)


def test_the_back_off_doubles_and_is_bounded() -> None:
    state, waits = STATES[Phase.REVERSING], []
    for _ in range(8):
        step = take(state, t.ReversalSilent(Silence.OFFLINE))
        waits += [e.delay_s for e in step.effects if isinstance(e, t.StartTimer)]
        state = step.state
    assert waits == [5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 300.0, 300.0]


def test_a_lifted_reversal_is_repeated_and_says_so_until_it_is_confirmed() -> None:
    lifted = take(STATES[Phase.REVERSING], t.LiftPressed("01", "90"))
    assert (lifted.state.is_lifted, lifted.effects) == (True, ())
    assert table.is_armed(lifted.state)
    assert take(lifted.state, t.LiftPressed("01", "90")).ignored
    (again,) = [
        e for e in take(lifted.state, t.RetryDue()).effects if isinstance(e, t.ReverseAtHost)
    ]
    assert again.is_lifted
    assert not take(lifted.state, t.ReversalDone()).state.is_lifted


# --- by wallet ------------------------------------------------------------------------------


def test_a_wallet_is_asked_again_under_the_same_number() -> None:
    step = table.begin(WALLET, CONTEXT)
    asked = t.SendToGateway(ReturnKind.VOID, "VK7", "K7", "4200X", 3_080)
    assert step.effects == (asked,)
    assert not table.is_armed(step.state)
    silent = take(step.state, t.WalletSilent())
    for event in (t.RetryDue(), t.Restarted(), t.Stalled(), t.TryNowPressed()):
        assert asked in take(silent.state, event).effects
    done = take(silent.state, t.RetryDue(), t.WalletDone("RF1"))
    assert (done.state.phase, done.state.rrn, done.prints) == (Phase.DONE, "RF1", True)


def test_a_wallet_that_refuses_a_void_is_offered_a_refund() -> None:
    refused = take(WALLET, t.WalletRefused("3999")).state
    assert (refused.phase, refused.can_refund, refused.code) == (Phase.REFUSED, True, "3999")
    refund = replace(WALLET, kind=ReturnKind.REFUND)
    assert not take(refund, t.WalletRefused("3999")).state.can_refund


def test_a_wallets_yes_after_a_no_to_the_same_number_counts() -> None:
    step = take(WALLET, t.WalletRefused("3999"), t.WalletDone("RF1"))
    assert (step.state.phase, step.state.can_refund, step.prints) == (Phase.DONE, False, True)
    assert (step.state.end, step.state.code) == (None, "")


def test_a_refund_that_a_wallet_leaves_pending_for_days_is_told_to_a_person_and_asked_on() -> None:
    days = replace(CONTEXT, at=AT + timedelta(hours=72))
    fresh = table.step(WALLET, t.WalletPending(), CONTEXT)
    assert not fresh.state.needs_person
    assert table.step(WALLET, t.WalletSilent(), days).state.needs_person
    old = table.step(WALLET, t.WalletPending(), days)
    assert old.state.needs_person
    assert old.state.phase is Phase.SENDING
    assert any(isinstance(e, t.StartTimer) for e in old.effects)
    for end in (t.WalletDone("RF1"), t.WalletRefused("3999")):
        assert not table.step(old.state, end, days).state.needs_person
