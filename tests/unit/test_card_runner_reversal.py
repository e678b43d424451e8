"""Reversals until the host confirms them: back-off, restarts, the number from the vault, and 25."""

from __future__ import annotations

import pytest

from kpay_desktop.domain.card import EntryMode
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.flows.card_sale import values as t
from kpay_desktop.flows.card_sale.state import EndReason, Phase
from kpay_desktop.flows.card_view import CardBlocked
from kpay_desktop.flows.sale_view import ChargeDoubted
from kpay_desktop.flows.wallet_sale.values import Phase as QrPhase
from kpay_desktop.ports_cards import Silence
from tests.helpers.card_counter import (
    NOT_FOUND,
    NOT_REVERSED,
    NUMBER,
    SILENT,
    WORDS,
    CardCounter,
    card_draft,
    handle_of,
)
from tests.helpers.till import Till

BACK_OFF = [5.0, 10.0, 20.0, 40.0, 80.0, 160.0, 300.0, 300.0]


def test_a_reversal_is_repeated_for_ever_ever_more_rarely() -> None:
    counter = CardCounter()
    flow = counter.reversing()
    for number, wait_s in enumerate(BACK_OFF, 1):
        counter.answer(NOT_REVERSED)
        view = counter.view(flow)
        assert view.retry_at == counter.clock.monotonic() + wait_s
        assert view.state.tries == number
        counter.timers.advance(wait_s - 0.1)
        assert counter.waiting() == []
        counter.timers.advance(0.1)
        assert counter.waiting() == ["Reverse"]
        assert counter.view(flow).retry_at is None
    effect = counter.host.asked[0].effect
    assert isinstance(effect, t.Reverse)
    assert effect.stan == 1


def test_a_press_sends_it_now() -> None:
    counter = CardCounter()
    flow = counter.reversing()
    counter.answer(NOT_REVERSED)
    counter.runner.reverse_now(flow)
    assert counter.waiting() == ["Reverse"]
    counter.runner.reverse_now(flow)
    assert counter.waiting() == ["Reverse"]
    assert counter.timers.waiting == {}


@pytest.mark.parametrize("code", ["12", "96", "77", "94"])
def test_no_other_code_ends_it(code: str) -> None:
    counter = CardCounter()
    flow = counter.reversing()
    counter.timers.advance(500.0)
    counter.answer(t.ReversalRefused(code))
    assert counter.stored(flow).reversal_code == code
    assert counter.timers.names() == {"retry"}


# --- 25 -------------------------------------------------------------------------------------------


def test_not_found_counts_only_once_the_sale_can_no_longer_arrive() -> None:
    counter = CardCounter()
    flow = counter.reversing()
    counter.timers.advance(179.0)
    counter.answer(NOT_FOUND)
    assert counter.phase(flow) is Phase.REVERSING
    assert counter.stored(flow).reversal_code == "25"
    counter.timers.advance(5.0)
    counter.answer(NOT_FOUND)
    assert counter.row(flow) is SaleState.CLOSED
    # An approval may come after all: the number stays for it.
    assert list(counter.store.vault) == [handle_of(flow)]
    assert counter.kept(flow) is None


@pytest.mark.parametrize("jump_s", [86_400.0, -86_400.0])
def test_a_clock_that_is_set_makes_no_message_older_or_younger(jump_s: float) -> None:
    counter = CardCounter()
    flow = counter.reversing()
    counter.clock.jump(jump_s)
    counter.answer(NOT_FOUND)
    assert counter.phase(flow) is Phase.REVERSING
    counter.timers.advance(5.0)
    counter.timers.advance(180.0)
    counter.answer(NOT_FOUND)
    assert counter.row(flow) is SaleState.CLOSED


def test_after_a_restart_its_time_begins_anew() -> None:
    """Nobody knows for how long the till was off: the clock may have been set meanwhile."""
    counter = CardCounter()
    flow = counter.reversing()
    counter.timers.advance(500.0)
    again = counter.recovered()
    again.answer(NOT_FOUND)
    assert again.phase(flow) is Phase.REVERSING
    again.timers.advance(180.0)
    again.answer(NOT_FOUND)
    assert again.row(flow) is SaleState.CLOSED


def test_a_sale_may_leave_late_and_is_no_older_for_that() -> None:
    counter = CardCounter()
    flow = counter.send(EntryMode.TAP)
    counter.timers.advance(1_000.0)
    counter.answer(SILENT)
    counter.answer(NOT_FOUND)
    assert counter.phase(flow) is Phase.REVERSING


@pytest.mark.parametrize("why", ["settled", "approved"])
def test_not_found_is_for_a_person_where_it_cannot_be(why: str) -> None:
    counter = CardCounter()
    flow = counter.send(EntryMode.CHIP)
    if why == "approved":
        counter.answer(t.HostApproved("1", "2"), WORDS)
        counter.finish(flow, approved=False)
    else:
        counter.answer(SILENT)
        counter.store.settled.add(1)
    counter.timers.advance(200.0)
    counter.answer(NOT_FOUND)
    assert counter.row(flow) is SaleState.REVERSING
    assert counter.view(flow).state.needs_person
    # It is asked on, and may be settled yet.
    counter.timers.advance(5.0)
    counter.answer(t.ReversalDone())
    assert counter.row(flow) is SaleState.CLOSED
    assert not counter.view(flow).state.needs_person


def test_a_number_that_is_gone_for_good_is_for_a_person(
    caplog: pytest.LogCaptureFixture,
) -> None:
    counter = CardCounter()
    flow = counter.reversing()
    counter.store.vault.clear()
    again = counter.recovered()
    again.answer(t.ReversalSilent(Silence.NO_CARD_DATA))
    assert (again.view(flow).state.needs_person, again.row(flow)) == (True, SaleState.REVERSING)
    assert "not in the vault" in caplog.text
    # Somebody may bring the key back: it is asked on.
    again.timers.advance(5.0)
    again.answer(t.ReversalDone())
    assert not again.view(flow).state.needs_person


# --- restarts -------------------------------------------------------------------------------------


def test_a_reversal_goes_on_after_a_restart_with_the_number_from_the_vault() -> None:
    counter = CardCounter()
    flow = counter.reversing(EntryMode.CHIP)
    sent = counter.host.asked[0].effect
    for _ in range(3):
        counter = counter.recovered()
        assert counter.waiting() == ["Reverse"]
        assert counter.host.asked[0].effect == sent
        kept = counter.kept(flow)
        assert kept is not None
        assert (kept.number, kept.expiry, kept.sequence) == (NUMBER, "9711", "01")
        assert (kept.track_2, dict(kept.tags)) == ("", {})
    counter.press("press-2")
    assert isinstance(counter.news[-1], CardBlocked)
    counter.answer(t.ReversalDone())
    assert counter.recovered().waiting() == []


PHASES = {
    Phase.READING: (Phase.CLOSED, []),
    Phase.CHOOSING: (Phase.CLOSED, []),
    Phase.CONFIRMING: (Phase.CLOSED, []),
    Phase.AUTHORISING: (Phase.REVERSING, ["Reverse"]),
    Phase.COMPLETING: (Phase.REVERSING, ["Reverse"]),
    Phase.APPROVED: (Phase.APPROVED, []),
    Phase.REVERSING: (Phase.REVERSING, ["Reverse"]),
}


def brought_to(phase: Phase) -> tuple[CardCounter, str]:
    counter = CardCounter()
    flow = counter.charge()
    if phase is Phase.CHOOSING:
        counter.runner.post(flow, t.ChoiceNeeded(("A", "B")))
    elif phase is not Phase.READING:
        counter.present(flow, EntryMode.CHIP, signs=True)
    if phase not in {Phase.READING, Phase.CHOOSING, Phase.CONFIRMING}:
        counter.runner.confirm(flow)
    if phase in {Phase.COMPLETING, Phase.APPROVED}:
        counter.approve()
    if phase is Phase.APPROVED:
        counter.finish(flow, signs=True)
    if phase is Phase.REVERSING:
        counter.answer(SILENT)
    assert counter.phase(flow) is phase
    return counter, flow


@pytest.mark.parametrize("phase", PHASES)
def test_every_phase_is_taken_up_after_a_restart(phase: Phase) -> None:
    counter, flow = brought_to(phase)
    again = counter.restarted()
    assert again.runner.recover() == 1
    after, asked = PHASES[phase]
    assert again.stored(flow).phase is after
    assert again.waiting() == asked
    assert not again.view(flow).card_in
    assert bool(again.store.jobs) is (phase is Phase.APPROVED)
    assert again.runner.recover() == 1
    assert again.waiting() == asked


@pytest.mark.parametrize("phase", PHASES)
@pytest.mark.parametrize("writes", [1, 2])
def test_a_restart_with_a_full_disk_tries_again(
    phase: Phase, writes: int, caplog: pytest.LogCaptureFixture
) -> None:
    counter, flow = brought_to(phase)
    again = counter.restarted()
    again.store.refusals = writes
    again.runner.recover()
    assert again.store.refusals == writes - (phase is not Phase.REVERSING)
    again.store.refusals = 0
    again.timers.advance(4.0)
    after, asked = PHASES[phase]
    assert again.phase(flow) is after
    assert again.waiting() == asked
    assert "read" not in again.diary


def test_a_sale_ended_by_a_restart_says_why() -> None:
    counter, flow = brought_to(Phase.CONFIRMING)
    assert counter.recovered().stored(flow).end is EndReason.RESTARTED


@pytest.mark.parametrize("what", ["state", "sale"])
def test_what_is_damaged_is_named_and_holds_the_lane(
    what: str, caplog: pytest.LogCaptureFixture
) -> None:
    counter, flow = brought_to(Phase.REVERSING)
    if what == "state":
        counter.store.flows[flow] = ('{"phase":"reversing"}', True)
    else:
        counter.store.sales.clear()
    again = counter.recovered()
    armed = again.runner.lane.first_armed()
    assert armed is not None
    assert again.news == [armed.view]
    assert again.host.asked == []
    assert f"{flow} cannot be read" in caplog.text


def test_flows_of_other_kinds_are_left_to_others() -> None:
    counter, _ = brought_to(Phase.REVERSING)
    counter.store.flows["show_qr:17"] = ("{}", True)
    assert counter.restarted().runner.recover() == 1


# --- beside sales by code -------------------------------------------------------------------------


def doubted_total() -> Till:
    """A till whose sale by code is in doubt."""
    till = Till()
    flow = till.show()
    till.timers.advance(200.0)
    assert till.phase(flow) is QrPhase.ASKING
    return till


def test_a_doubted_sale_by_code_of_that_total_stops_a_card_too() -> None:
    till = doubted_total()
    counter = CardCounter(till.store, till.clock)
    till.runner.take_cards(counter.runner.begin)
    till.runner.charge(card_draft(), "press-2", ())
    doubted = till.news[-1]
    assert isinstance(doubted, ChargeDoubted)
    assert len(till.store.sales) == 1
    other = card_draft(5_000, 0)
    till.runner.charge(other, "press-3", ())
    assert len(till.store.sales) == 2
    till.runner.charge(card_draft(), "press-4", (1,))
    till.runner.charge(card_draft(), "press-4", (1,))
    assert len(till.store.sales) == 3
    assert till.store.journal[-1].event == '{"despite":[1],"type":"Begun"}'
