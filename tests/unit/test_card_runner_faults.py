"""Sales by card while the disk refuses, cannot be read, or the till is busy: nothing is lost."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kpay_desktop.domain.card import EntryMode, Signing
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.flows.card_sale import values as t
from kpay_desktop.flows.card_sale.state import EndReason, Phase
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.flows.sale_view import ChargeRefused
from kpay_desktop.ports import BusyError, StoreErrorKind
from kpay_desktop.ports_cards import HostApproved, ReadProblem
from tests.helpers.card_counter import (
    DECLINED,
    RRN,
    SIGNATURE,
    SILENT,
    UNSENT,
    WORDS,
    CardCounter,
    card_draft,
    handle_of,
    leaks,
)
from tests.helpers.till import BOTH

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


# --- every step ---------------------------------------------------------------------------------


@pytest.mark.parametrize("writes", [1, 2, None])
def test_nothing_is_sent_that_is_not_written(writes: int | None) -> None:
    counter = CardCounter()
    flow = counter.charge()
    counter.present(flow, EntryMode.CHIP)
    refuse(counter, writes)
    counter.runner.confirm(flow)
    counter.timers.advance(5.0)
    assert counter.host.asked == []
    assert counter.stored(flow).stan == 0
    assert counter.store.vault == {}
    be_well(counter)
    counter.timers.advance(2.0)
    # The card is read once more; nothing is sent behind the cashier's back.
    assert counter.phase(flow) is Phase.READING
    assert counter.diary[-1] == "read"
    counter.present(flow, EntryMode.TAP)
    counter.approve()
    assert counter.row(flow) is SaleState.APPROVED


def test_a_tap_that_cannot_be_written_is_not_sent() -> None:
    counter = CardCounter()
    flow = counter.charge()
    refuse(counter, 1)
    counter.present(flow, EntryMode.TAP)
    assert counter.view(flow).store_fault is StoreErrorKind.FULL
    assert counter.host.asked == []
    counter.timers.advance(2.0)
    counter.present(flow, EntryMode.TAP)
    assert counter.waiting() == ["Authorise"]
    assert counter.view(flow).store_fault is None


def test_without_trace_numbers_nothing_is_sent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kpay_desktop.flows.stan_book.BLOCK", 1)
    monkeypatch.setattr("kpay_desktop.flows.stan_book.LOW", 1)
    counter = CardCounter()
    flow = counter.charge()
    refuse(counter, None)
    counter.stans.next()
    counter.present(flow, EntryMode.TAP)
    assert counter.host.asked == []
    be_well(counter)
    counter.timers.advance(2.0)
    counter.present(flow, EntryMode.TAP)
    assert counter.stored(flow).stan == 2


@pytest.mark.parametrize("writes", [1, 3, None])
@pytest.mark.parametrize("entry", [EntryMode.CHIP, EntryMode.TAP])
def test_an_approval_that_cannot_be_written_is_taken_back(
    entry: EntryMode, writes: int | None
) -> None:
    counter = CardCounter()
    flow = counter.send(entry)
    refuse(counter, writes)
    counter.approve()
    assert counter.row(flow) is SaleState.OPEN
    assert "answered 00" not in counter.diary
    kept = counter.kept(flow)
    assert kept is not None
    assert kept.track_2 == ""
    counter.timers.advance(1.0)
    be_well(counter)
    counter.timers.advance(8.0)
    assert counter.row(flow) is SaleState.REVERSING
    assert counter.stored(flow).end is EndReason.NOT_WRITTEN
    assert counter.waiting() == ["Reverse"]
    assert counter.store.jobs == {}


@pytest.mark.parametrize("writes", [1, None])
def test_the_cards_yes_that_cannot_be_written_is_taken_back(writes: int | None) -> None:
    counter = CardCounter()
    flow = counter.send(EntryMode.CHIP)
    counter.approve()
    refuse(counter, writes)
    counter.finish(flow)
    be_well(counter)
    counter.timers.advance(2.0)
    assert counter.row(flow) is SaleState.REVERSING
    reverse = counter.host.asked[0].effect
    assert isinstance(reverse, t.Reverse)
    assert reverse.was_approved


@pytest.mark.parametrize("writes", [1, 2, None])
@pytest.mark.parametrize(
    ("answer", "row", "asked"),
    [
        (DECLINED, SaleState.DECLINED, []),
        (UNSENT, SaleState.DECLINED, []),
        (SILENT, SaleState.REVERSING, ["Reverse"]),
        (t.HostDoubtful("10"), SaleState.REVERSING, ["Reverse"]),
    ],
)
def test_an_answer_waits_until_the_disk_is_well(
    answer: t.Event, row: SaleState, asked: list[str], writes: int | None
) -> None:
    counter = CardCounter()
    flow = counter.send(EntryMode.CHIP)
    refuse(counter, writes)
    counter.answer(answer, WORDS)
    assert counter.host.asked == []
    counter.timers.advance(3.0)
    be_well(counter)
    counter.timers.advance(3.0)
    assert counter.row(flow) is row
    assert counter.waiting() == asked


@pytest.mark.parametrize("writes", [1, 2, None])
def test_a_confirmed_reversal_is_not_sent_again_for_the_disks_sake(writes: int | None) -> None:
    counter = CardCounter()
    flow = counter.send(EntryMode.CHIP)
    counter.approve()
    counter.finish(flow, approved=False)
    refuse(counter, writes)
    counter.answer(t.ReversalDone())
    counter.timers.advance(3.0)
    assert counter.waiting() == []
    be_well(counter)
    counter.timers.advance(3.0)
    assert counter.row(flow) is SaleState.CLOSED
    assert counter.waiting() == []
    assert counter.timers.waiting == {}


def test_a_reversal_is_repeated_though_the_disk_is_full() -> None:
    counter = CardCounter()
    flow = counter.reversing()
    refuse(counter, None)
    for _ in range(3):
        counter.answer(t.ReversalSilent(SILENT.reason))
        counter.timers.advance(400.0)
        assert counter.waiting() == ["Reverse"]
    counter.answer(t.ReversalRefused("12"))
    counter.timers.advance(10.0)
    assert counter.waiting() == ["Reverse"]
    be_well(counter)
    counter.answer(t.ReversalDone())
    assert counter.row(flow) is SaleState.CLOSED


@pytest.mark.parametrize("writes", [1, None])
def test_a_pressed_cancel_stands_though_it_could_not_be_written(writes: int | None) -> None:
    counter = CardCounter()
    flow = counter.charge()
    refuse(counter, writes)
    counter.runner.cancel(flow)
    be_well(counter)
    # The card comes before the disk is tried again.
    counter.present(flow, EntryMode.TAP)
    assert counter.host.asked == []
    assert counter.row(flow) is SaleState.CLOSED


@pytest.mark.parametrize("writes", [1, 2, None])
def test_a_signature_waits_for_the_disk_and_is_kept(writes: int | None) -> None:
    counter = CardCounter()
    flow = counter.send(EntryMode.SWIPE, signs=True)
    counter.approve()
    counter.timers.advance(89.0)
    refuse(counter, writes)
    counter.runner.sign(flow, SIGNATURE)
    # Its time runs out meanwhile: who has signed need not sign on paper.
    counter.timers.advance(1.0)
    counter.timers.advance(4.0)
    be_well(counter)
    counter.timers.advance(4.0)
    assert counter.store.signatures == {1: SIGNATURE}
    assert counter.stored(flow).signing is Signing.ON_SCREEN
    assert counter.store.unmarked(1) == BOTH
    assert counter.store.open_flows() == []


@pytest.mark.parametrize("press", [False, True])
def test_slips_on_paper_wait_for_the_disk(press: bool) -> None:
    counter = CardCounter()
    flow = counter.send(EntryMode.SWIPE, signs=True)
    counter.approve()
    refuse(counter, 1)
    if press:
        counter.runner.sign_on_paper(flow)
    else:
        counter.timers.advance(90.0)
    counter.timers.advance(2.0)
    assert counter.store.unmarked(1) == BOTH


# --- a store that cannot be read at the start ---------------------------------------------------


def test_no_sale_is_begun_before_it_is_known_what_was_in_flight() -> None:
    counter = CardCounter()
    flow = counter.reversing()
    again = counter.restarted()
    again.store.unreadable = True
    again.runner.begin(card_draft(), "press-2", ())
    assert again.news[-1] == ChargeRefused("press-2", StoreErrorKind.DAMAGED)
    again.store.unreadable = False
    again.press("press-3")
    assert again.waiting() == ["Reverse"]
    assert len(again.store.sales) == 1
    # What is taken up once is not taken up again.
    assert again.runner.recover() == 1
    assert again.waiting() == ["Reverse"]
    assert again.phase(flow) is Phase.REVERSING


# --- busy ---------------------------------------------------------------------------------------


def test_what_comes_while_the_till_is_busy_is_kept() -> None:
    counter = CardCounter()
    flow = counter.charge()
    counter.executor.is_full = True
    counter.present(flow, EntryMode.CHIP)
    counter.executor.is_full = False
    counter.timers.advance(0.5)
    assert counter.phase(flow) is Phase.CONFIRMING
    counter.runner.confirm(flow)
    counter.executor.is_full = True
    counter.approve()
    counter.take_out(flow)
    counter.executor.is_full = False
    counter.timers.advance(0.5)
    assert counter.phase(flow) is Phase.COMPLETING
    counter.fail(flow, ReadProblem.REMOVED)
    counter.executor.is_full = True
    counter.runner.late_answer(LATE)
    counter.answer(t.ReversalDone())
    counter.executor.is_full = False
    counter.timers.advance(0.5)
    assert counter.row(flow) is SaleState.CLOSED


def test_presses_are_told_that_the_till_is_busy() -> None:
    counter = CardCounter()
    flow = counter.charge()
    counter.executor.is_full = True
    presses: list[Press] = [
        lambda c, f: c.runner.cancel(f),
        lambda c, f: c.runner.confirm(f),
        lambda c, f: c.runner.choose(f, None),
        lambda c, f: c.runner.reverse_now(f),
        lambda c, f: c.runner.sign(f, SIGNATURE),
        lambda c, f: c.runner.sign_on_paper(f),
        lambda c, f: c.runner.note_contact(f, "81234567"),
    ]
    for press in presses:
        with pytest.raises(BusyError):
            press(counter, flow)


def test_a_busy_till_does_not_let_a_late_yes_be_lost_behind_a_no() -> None:
    counter = CardCounter()
    flow = counter.send(EntryMode.TAP)
    counter.executor.is_full = True
    counter.answer(DECLINED)
    counter.executor.is_full = False
    counter.runner.late_answer(LATE)
    counter.timers.advance(0.5)
    assert counter.row(flow) is SaleState.REVERSING
    assert counter.waiting() == ["Reverse"]


# --- notes --------------------------------------------------------------------------------------


def test_a_contact_is_kept_with_the_sale() -> None:
    counter = CardCounter()
    flow = counter.reversing()
    counter.runner.note_contact(flow, " 8123 4567 ")
    assert counter.store.cards[1_001].contact == "8123 4567"
    card = counter.view(flow).sale.card
    assert card is not None
    assert card.contact == "8123 4567"
    counter.answer(t.ReversalDone())
    counter.runner.note_contact(flow, "9")
    card = counter.view(flow).sale.card
    assert card is not None
    assert card.contact == "9"
    assert counter.runner._hand.known(flow) is None


def test_a_contact_that_cannot_be_kept_is_said() -> None:
    counter = CardCounter()
    flow = counter.reversing()
    refuse(counter, 1)
    counter.runner.note_contact(flow, "81234567")
    assert counter.view(flow).store_fault is StoreErrorKind.FULL
    counter.runner.note_contact("card_sale:77", "81234567")


def test_no_fault_tells_anything_of_a_card(caplog: pytest.LogCaptureFixture) -> None:
    counter = CardCounter()
    flow = counter.charge()
    refuse(counter, 1)
    counter.present(flow, EntryMode.TAP)
    counter.timers.advance(2.0)
    counter.present(flow, EntryMode.TAP)
    refuse(counter, 1)
    counter.approve()
    counter.timers.advance(2.0)
    counter.store.vault.clear()
    counter.box.wipe(handle_of(flow))
    counter.answer(t.ReversalSilent(SILENT.reason))
    counter.timers.advance(5.0)
    assert any("not in the vault" in record.getMessage() for record in caplog.records)
    assert leaks(counter.store, counter.news, caplog.records) == []
    assert isinstance(counter.news[-1], CardSaleView)
