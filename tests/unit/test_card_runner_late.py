"""Approvals that come late, and a store that cannot be written or read just then."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kpay_desktop.domain.card import EntryMode
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.flows.card_sale import values as t
from kpay_desktop.flows.card_sale.state import Phase
from kpay_desktop.flows.card_view import CardBlocked
from kpay_desktop.ports import StoreErrorKind
from kpay_desktop.ports_cards import HostApproved, HostDeclined, HostDoubtful
from tests.helpers.card_counter import (
    APPROVED,
    DECLINED,
    NOT_FOUND,
    NUMBER,
    RRN,
    SILENT,
    WORDS,
    CardCounter,
    handle_of,
)

LATE = HostApproved(1, RRN, "A1B2C3", "00")
Press = Callable[[CardCounter, str], None]


def refuse(counter: CardCounter, writes: int | None) -> None:
    """The disk refuses so many writes; None: all of them for now."""
    if writes is None:
        counter.store.fault = StoreErrorKind.FULL
    else:
        counter.store.refusals = writes


def be_well(counter: CardCounter) -> None:
    counter.store.fault = None
    counter.store.refusals = 0


@pytest.fixture(autouse=True)
def _logs(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")


# --- late approvals ---------------------------------------------------------------------------


@pytest.mark.parametrize("writes", [1, 2, None])
def test_a_late_approval_waits_for_the_disk(writes: int | None) -> None:
    counter = CardCounter()
    flow = counter.send(EntryMode.TAP)
    counter.answer(DECLINED)
    refuse(counter, writes)
    counter.runner.late_answer(LATE)
    assert counter.waiting() == []
    counter.timers.advance(3.0)
    be_well(counter)
    counter.timers.advance(3.0)
    assert counter.row(flow) is SaleState.REVERSING
    assert counter.waiting() == ["Reverse"]


def test_a_late_approval_is_kept_while_its_reversal_goes_on() -> None:
    counter = CardCounter()
    flow = counter.reversing()
    refuse(counter, None)
    counter.runner.late_answer(LATE)
    # A step that needs no disk stops every clock of the sale, but not this one.
    counter.answer(t.ReversalSilent(SILENT.reason))
    counter.runner.reverse_now(flow)
    be_well(counter)
    counter.timers.advance(2.0)
    assert counter.stored(flow).was_approved
    assert counter.stored(flow).answered_late


def test_an_approval_and_a_late_one_that_cannot_be_written_leave_no_sale_behind() -> None:
    counter = CardCounter()
    flow = counter.send(EntryMode.TAP)
    refuse(counter, None)
    counter.approve()
    counter.runner.late_answer(LATE)
    be_well(counter)
    counter.timers.advance(4.0)
    assert counter.row(flow) is SaleState.REVERSING
    assert counter.waiting() == ["Reverse"]
    assert counter.stored(flow).was_approved


def test_what_waits_is_written_in_its_order() -> None:
    counter = CardCounter()
    flow = counter.send(EntryMode.TAP)
    refuse(counter, 3)
    counter.answer(DECLINED)
    counter.runner.late_answer(LATE)
    counter.timers.advance(4.0)
    assert [
        commit.event.partition('"type":"')[2].partition('"')[0]
        for commit in (counter.store.journal[-2:])
    ] == ["HostDeclined", "LateApproved"]
    assert counter.row(flow) is SaleState.REVERSING


def test_a_late_approval_is_kept_while_the_store_cannot_be_read() -> None:
    counter = CardCounter()
    flow = counter.send(EntryMode.TAP)
    counter.answer(DECLINED)
    counter.store.unreadable = True
    counter.runner.late_answer(LATE)
    counter.timers.advance(6.0)
    counter.store.unreadable = False
    counter.timers.advance(2.0)
    assert counter.row(flow) is SaleState.REVERSING


def test_a_sale_that_cannot_be_read_is_looked_for_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its number is found, and then it cannot be read."""
    counter = CardCounter()
    flow = counter.send(EntryMode.TAP)
    counter.answer(DECLINED)
    monkeypatch.setattr(counter.store, "flow_of_stan", lambda _: flow)
    counter.store.unreadable = True
    counter.runner.late_answer(LATE)
    counter.runner.cancel(flow)
    counter.runner.note_contact(flow, "81234567")
    counter.store.unreadable = False
    counter.timers.advance(2.0)
    assert counter.row(flow) is SaleState.REVERSING
    assert counter.timers.waiting == {}


def test_an_unreadable_batch_is_not_a_closed_one() -> None:
    counter = CardCounter()
    flow = counter.reversing()
    counter.timers.advance(200.0)
    counter.store.unreadable = True
    counter.answer(NOT_FOUND)
    assert counter.phase(flow) is Phase.REVERSING
    assert not counter.stored(flow).needs_person
    counter.store.unreadable = False
    counter.timers.advance(5.0)
    counter.answer(NOT_FOUND)
    assert counter.row(flow) is SaleState.CLOSED


def test_a_vault_that_cannot_be_read_is_opened_at_the_next_try() -> None:
    counter = CardCounter()
    flow = counter.reversing()
    again = counter.restarted()
    again.runner.recover()
    again.box.wipe(handle_of(flow))
    again.store.unreadable = True
    again.answer(t.ReversalSilent(SILENT.reason))
    again.timers.advance(5.0)
    # Without its number nothing is sent, and nobody is called for a disk that is ill for a while.
    assert again.kept(flow) is None
    assert again.waiting() == []
    assert not again.view(flow).state.needs_person
    again.store.unreadable = False
    again.timers.advance(10.0)
    assert again.kept(flow) is not None


# --- on their own sale --------------------------------------------------------------------------


def test_a_late_approval_of_what_was_declined_is_taken_back() -> None:
    counter = CardCounter()
    flow = counter.send(EntryMode.CHIP)
    counter.answer(DECLINED)
    counter.runner.late_answer(LATE)
    assert counter.row(flow) is SaleState.REVERSING
    assert counter.store.cards[1_001].is_armed
    # The number comes from the vault: memory had let it go.
    kept = counter.kept(flow)
    assert kept is not None
    assert (kept.number, kept.track_2) == (NUMBER, "")
    counter.press("press-2")
    assert isinstance(counter.news[-1], CardBlocked)
    reverse = counter.host.asked[0].effect
    assert isinstance(reverse, t.Reverse)
    assert reverse.was_approved
    counter.answer(t.ReversalDone())
    assert counter.row(flow) is SaleState.CLOSED
    # Told again, it changes nothing.
    counter.runner.late_answer(LATE)
    assert counter.waiting() == []


def test_a_late_approval_finds_its_sale_after_a_restart() -> None:
    counter = CardCounter()
    flow = counter.send(EntryMode.TAP)
    counter.answer(DECLINED)
    again = counter.recovered()
    again.runner.late_answer(LATE)
    assert again.row(flow) is SaleState.REVERSING
    assert again.waiting() == ["Reverse"]


def test_a_late_approval_before_the_sales_are_taken_up_is_no_second_reversal() -> None:
    counter = CardCounter()
    flow = counter.send(EntryMode.TAP)
    again = counter.restarted()
    # Whoever is the first to be told anything has everything taken up before.
    again.runner.late_answer(LATE)
    assert again.phase(flow) is Phase.REVERSING
    assert again.runner.recover() == 1
    assert again.waiting() == ["Reverse"]
    assert again.stored(flow).was_approved


def test_a_late_approval_of_an_approved_sale_changes_nothing() -> None:
    counter = CardCounter()
    flow = counter.sell()
    counter.runner.late_answer(LATE)
    assert counter.row(flow) is SaleState.APPROVED
    assert counter.waiting() == []
    assert counter.runner._hand.known(flow) is None


def test_answers_that_concern_nobody_are_dropped() -> None:
    counter = CardCounter()
    flow = counter.send(EntryMode.TAP)
    counter.answer(DECLINED)
    mark = len(counter.store.journal)
    counter.runner.late_answer(HostApproved(777, RRN, "A1B2C3", "00"))
    counter.runner.late_answer(HostDeclined(1, "05"))
    counter.runner.late_answer(HostDoubtful(1, "68"))
    assert len(counter.store.journal) == mark
    assert counter.row(flow) is SaleState.DECLINED


def test_an_approval_that_was_given_up_for_lost_is_taken_back() -> None:
    """However it comes: its sale may have been taken back unknown, before it arrived there."""
    counter = CardCounter()
    flow = counter.send(EntryMode.TAP)
    reply = counter.host.asked[0].reply
    counter.answer(SILENT)
    counter.timers.advance(200.0)
    counter.answer(NOT_FOUND)
    assert counter.row(flow) is SaleState.CLOSED
    reply(APPROVED, WORDS)
    assert counter.row(flow) is SaleState.REVERSING
    assert counter.waiting() == ["Reverse"]


def test_two_reversals_are_armed_at_once_and_both_are_sent() -> None:
    counter = CardCounter()
    first = counter.send(EntryMode.TAP)
    counter.answer(DECLINED)
    second = counter.reversing(request="press-2")
    counter.runner.late_answer(LATE)
    assert counter.waiting() == ["Reverse", "Reverse"]
    counter.press("press-3")
    assert isinstance(counter.news[-1], CardBlocked)
    for _ in range(2):
        counter.answer(t.ReversalDone())
    assert {counter.row(flow) for flow in (first, second)} == {SaleState.CLOSED}
    counter.charge("press-4")


def test_an_approval_in_flight_stands_though_another_sale_is_taken_back() -> None:
    counter = CardCounter()
    counter.send(EntryMode.TAP)
    counter.answer(DECLINED)
    second = counter.send(EntryMode.CHIP, "press-2")
    counter.runner.late_answer(LATE)
    assert counter.waiting() == ["Authorise", "Reverse"]
    counter.approve()
    counter.finish(second)
    assert counter.row(second) is SaleState.APPROVED


def test_a_clock_of_a_sale_that_was_let_go_lets_no_other_go() -> None:
    counter = CardCounter()
    flow = counter.send(EntryMode.TAP)
    refuse(counter, 1)
    counter.answer(DECLINED)
    # Written with the next news, and let go; its clock still runs.
    counter.take_out(flow)
    counter.runner.reverse_now(flow)
    assert counter.runner._hand.known(flow) is None
    counter.runner.late_answer(LATE)
    counter.timers.advance(3.0)
    counter.press("press-2")
    assert isinstance(counter.news[-1], CardBlocked)
