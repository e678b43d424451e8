"""Sales by card from the press to their end: what is written, in which order, and what is sent."""

from __future__ import annotations

import pytest

from kpay_desktop.domain.card import EntryMode, Signing
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.flows import codec
from kpay_desktop.flows.card_sale import values as t
from kpay_desktop.flows.card_sale.state import CardSaleState, EndReason, Phase
from kpay_desktop.ports_cards import ChoiceNeeded, ReadProblem
from tests.helpers.card_counter import (
    APPROVAL_CODE,
    DECLINED,
    EXPIRY,
    NUMBER,
    RRN,
    SIGNATURE,
    SILENT,
    TRACK,
    UNSENT,
    WORDS,
    CardCounter,
    handle_of,
)
from tests.helpers.till import BOTH

ENTRIES = [EntryMode.CHIP, EntryMode.TAP, EntryMode.SWIPE, EntryMode.FALLBACK]


# --- arming -----------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", ENTRIES)
def test_the_reversal_is_armed_before_anything_is_sent(entry: EntryMode) -> None:
    counter = CardCounter()
    flow = counter.charge()
    mark = len(counter.diary)
    counter.present(flow, entry)
    if entry is not EntryMode.TAP:
        assert counter.phase(flow) is Phase.CONFIRMING
        assert counter.waiting() == []
        mark = len(counter.diary)
        counter.runner.confirm(flow)
    assert counter.since(mark) == ["commit", "Authorise"]
    armed = counter.store.journal[-1]
    state = codec.decode(CardSaleState, armed.state)
    assert (state.phase, state.stan) == (Phase.AUTHORISING, 1)
    assert armed.card is not None
    assert (armed.card.stan, armed.card.is_armed) == (1, True)
    assert armed.sealed is not None
    kept = counter.vault.open(handle_of(flow), armed.sealed.sealed)
    assert (kept.number, kept.expiry, kept.sequence) == (NUMBER, EXPIRY, "01")
    assert armed.sealed.fingerprint == counter.vault.fingerprint(NUMBER)
    effect = counter.host.asked[0].effect
    assert isinstance(effect, t.Authorise)
    assert (effect.stan, effect.voucher, effect.entry) == (1, "000101", entry)
    assert (effect.amount_minor, effect.tip_minor) == (3_080, 280)


def test_numbers_are_on_the_disk_before_a_card_is_waited_for() -> None:
    counter = CardCounter()
    flow = counter.charge()
    assert [line for line in counter.diary if line != "told"] == ["stans", "begin", "read"]
    assert counter.view(flow).until == counter.clock.monotonic() + 120.0
    (request,) = counter.readers.requests
    assert (request.flow, request.amount_minor, request.tip_minor) == (flow, 3_080, 280)
    assert (request.counter, request.fallback) == (1, False)


def test_only_what_is_sent_uses_up_a_number() -> None:
    counter = CardCounter()
    flow = counter.send(EntryMode.CHIP)
    counter.runner.confirm(flow)
    counter.approve()
    counter.finish(flow)
    counter.runner.confirm(flow)
    again = counter.send(EntryMode.TAP, "press-2")
    assert [counter.stored(each).stan for each in (flow, again)] == [1, 2]


def test_one_press_begins_one_sale() -> None:
    counter = CardCounter()
    counter.press("press-1")
    counter.press("press-1")
    assert len(counter.store.sales) == 1


# --- approved ---------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", ENTRIES)
def test_an_approval_is_a_row_and_two_slips(entry: EntryMode) -> None:
    counter = CardCounter()
    flow = counter.send(entry)
    mark = len(counter.diary)
    counter.approve()
    if entry is EntryMode.CHIP:
        assert counter.since(mark) == ["commit", "answered 00"]
        assert counter.readers.words == [("00", WORDS.issuer_data, WORDS.scripts)]
        assert counter.view(flow).until == counter.clock.monotonic() + 30.0
        assert counter.row(flow) is SaleState.OPEN
        assert counter.store.cards[1_001].is_armed
        mark = len(counter.diary)
        counter.finish(flow)
        assert counter.since(mark) == ["commit", "print"]
    else:
        assert counter.since(mark) == ["commit", "answered 00", "print"]
    sale = counter.store.sales[1]
    assert sale.state is SaleState.APPROVED
    assert sale.paid_at == sale.finished_at == counter.clock.now()
    assert sale.card is not None
    assert (sale.card.rrn, sale.card.approval_code) == (RRN, APPROVAL_CODE)
    assert not sale.card.is_armed
    assert counter.store.unmarked(1) == BOTH
    assert counter.store.open_flows() == []
    assert counter.timers.waiting == {}
    assert counter.kept(flow) is None
    # Its number stays sealed until the batch is settled: a void needs it.
    assert list(counter.store.vault) == [handle_of(flow)]


def test_tracks_are_forgotten_once_the_host_has_answered() -> None:
    counter = CardCounter()
    flow = counter.send(EntryMode.CHIP)
    kept = counter.kept(flow)
    assert kept is not None
    assert kept.track_2 == TRACK
    counter.approve()
    kept = counter.kept(flow)
    assert kept is not None
    assert (kept.number, kept.track_2, set(kept.tags)) == (NUMBER, "", {0x95, 0x9F10, 0x9F36})


def test_what_a_reader_put_there_once_more_is_forgotten_too() -> None:
    counter = CardCounter()
    flow = counter.send(EntryMode.CHIP)
    counter.approve()
    counter.present(flow, EntryMode.CHIP)
    counter.finish(flow, approved=False)
    kept = counter.kept(flow)
    assert kept is not None
    assert (kept.number, kept.track_2) == (NUMBER, "")
    counter.answer(t.ReversalDone())
    counter.present(flow, EntryMode.CHIP)
    assert counter.kept(flow) is None


# --- signatures -------------------------------------------------------------------------------


def signing(entry: EntryMode = EntryMode.SWIPE) -> tuple[CardCounter, str]:
    counter = CardCounter()
    flow = counter.send(entry, signs=True)
    counter.approve()
    if entry is EntryMode.CHIP:
        counter.finish(flow, signs=True)
    return counter, flow


@pytest.mark.parametrize("entry", [EntryMode.CHIP, EntryMode.SWIPE])
def test_money_does_not_wait_for_a_signature_and_slips_do(entry: EntryMode) -> None:
    counter, flow = signing(entry)
    assert counter.row(flow) is SaleState.APPROVED
    assert counter.store.jobs == {}
    assert counter.timers.names() == {"sign"}
    assert counter.view(flow).until == counter.clock.monotonic() + 90.0
    assert counter.kept(flow) is None
    counter.runner.sign(flow, SIGNATURE)
    assert counter.store.signatures == {1: SIGNATURE}
    assert counter.store.unmarked(1) == BOTH
    assert counter.stored(flow).signing is Signing.ON_SCREEN
    counter.runner.sign(flow, SIGNATURE)
    counter.runner.sign_on_paper(flow)
    assert len(counter.store.jobs) == 2
    assert counter.timers.waiting == {}


@pytest.mark.parametrize("way", ["press", "time", "restart"])
def test_who_does_not_sign_on_the_screen_signs_on_paper(way: str) -> None:
    counter, flow = signing()
    if way == "press":
        counter.runner.sign_on_paper(flow)
    elif way == "time":
        counter.timers.advance(90.0)
    else:
        counter = counter.recovered()
    assert counter.stored(flow).signing is Signing.ON_PAPER
    assert counter.store.unmarked(1) == BOTH
    assert counter.store.signatures == {}
    assert counter.store.open_flows() == []


def test_without_a_screen_slips_are_printed_at_once() -> None:
    counter = CardCounter(signs_on_screen=False)
    flow = counter.send(EntryMode.SWIPE, signs=True)
    counter.approve()
    assert counter.stored(flow).signing is Signing.ON_PAPER
    assert counter.store.unmarked(1) == BOTH


def test_an_approval_is_not_blocked_while_its_customer_signs() -> None:
    counter, _ = signing()
    counter.charge("press-2")
    assert len(counter.store.sales) == 2


# --- not charged ------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", ENTRIES)
def test_a_definite_no_disarms_with_its_row(entry: EntryMode) -> None:
    counter = CardCounter()
    flow = counter.send(entry)
    mark = len(counter.diary)
    counter.answer(DECLINED, WORDS)
    at_card = "answered 00" if entry is EntryMode.CHIP else "stop"
    assert counter.since(mark) == ["commit", at_card]
    assert counter.row(flow) is SaleState.DECLINED
    card = counter.store.cards[1_001]
    assert (card.host_code, card.is_armed) == ("51", False)
    assert counter.waiting() == []
    assert counter.store.jobs == {}
    assert counter.kept(flow) is None


def test_what_never_left_the_till_is_not_reversed() -> None:
    counter = CardCounter()
    flow = counter.send(EntryMode.CHIP)
    counter.answer(UNSENT)
    assert counter.stored(flow).end is EndReason.HOST_OUT_OF_REACH
    assert counter.row(flow) is SaleState.DECLINED
    assert counter.diary[-1] == "answered None"
    assert counter.store.vault == {}
    assert counter.waiting() == []


@pytest.mark.parametrize("code", ["10", "68", "94", "98", "91", "96", "Q7"])
@pytest.mark.parametrize("entry", [EntryMode.CHIP, EntryMode.TAP])
def test_a_doubtful_answer_is_reversed(code: str, entry: EntryMode) -> None:
    counter = CardCounter()
    flow = counter.send(entry)
    counter.answer(t.HostDoubtful(code))
    assert counter.waiting() == ["Reverse"]
    assert counter.row(flow) is SaleState.REVERSING
    assert counter.stored(flow).end is EndReason.UNCLEAR_ANSWER
    assert counter.store.cards[1_001].host_code == code


@pytest.mark.parametrize("entry", ENTRIES)
def test_silence_is_reversed_by_the_sales_own_numbers(entry: EntryMode) -> None:
    counter = CardCounter()
    flow = counter.send(entry)
    sent = counter.host.asked[0].effect
    counter.answer(SILENT)
    assert counter.row(flow) is SaleState.REVERSING
    reverse = counter.host.asked[0].effect
    assert isinstance(reverse, t.Reverse)
    assert isinstance(sent, t.Authorise)
    assert (reverse.stan, reverse.voucher, reverse.at) == (sent.stan, sent.voucher, sent.at)
    assert not reverse.was_approved
    armed = counter.store.cards[1_001]
    assert armed.is_armed
    counter.answer(t.ReversalDone())
    assert counter.row(flow) is SaleState.CLOSED
    disarmed = counter.store.cards[1_001]
    assert not disarmed.is_armed
    # Taken back for good: nobody needs the number any more.
    assert counter.store.vault == {}
    assert counter.kept(flow) is None
    assert counter.store.open_flows() == []
    assert counter.store.jobs == {}


LAST_WORDS = ["refuses", "pulled", "too slow", "mute"]


@pytest.mark.parametrize("how", LAST_WORDS)
def test_a_card_that_does_not_end_well_takes_the_approval_back(how: str) -> None:
    counter = CardCounter()
    flow = counter.send(EntryMode.CHIP)
    counter.approve()
    if how == "refuses":
        counter.finish(flow, approved=False)
    elif how == "too slow":
        counter.timers.advance(30.0)
    else:
        problem = ReadProblem.REMOVED if how == "pulled" else ReadProblem.BAD_CARD
        counter.fail(flow, problem)
    assert counter.stored(flow).end is EndReason.CARD_FAILED_AFTER_APPROVAL
    reverse = counter.host.asked[0].effect
    assert isinstance(reverse, t.Reverse)
    assert reverse.was_approved
    # The card's word comes too late to change it.
    counter.finish(flow)
    assert counter.row(flow) is SaleState.REVERSING
    assert counter.store.jobs == {}


def test_a_card_that_is_pulled_while_the_host_thinks_fails_when_it_is_to_speak() -> None:
    counter = CardCounter()
    flow = counter.send(EntryMode.CHIP)
    counter.fail(flow, ReadProblem.REMOVED)
    assert counter.phase(flow) is Phase.AUTHORISING
    counter.approve()
    counter.fail(flow, ReadProblem.REMOVED)
    assert counter.row(flow) is SaleState.REVERSING


@pytest.mark.parametrize("how", ["reading", "choosing", "confirming"])
@pytest.mark.parametrize("end", ["cancel", "time", "restart", "card's no"])
def test_before_anything_is_sent_every_end_is_nothing(how: str, end: str) -> None:
    counter = CardCounter()
    flow = counter.charge()
    if how == "choosing":
        counter.runner.reader_news(ChoiceNeeded(flow, ("A", "B")))
    elif how == "confirming":
        counter.present(flow, EntryMode.CHIP)
    assert counter.phase(flow) is Phase(how)
    if end == "cancel":
        counter.runner.cancel(flow)
    elif end == "time":
        counter.timers.advance(120.0)
    elif end == "restart":
        counter = counter.recovered()
    else:
        counter.fail(flow, ReadProblem.DECLINED_BY_CARD)
    wanted = SaleState.DECLINED if end == "card's no" else SaleState.CLOSED
    assert counter.row(flow) is wanted
    assert counter.diary[-1] == "stop"
    assert counter.host.asked == []
    assert counter.store.vault == {}
    assert counter.kept(flow) is None
    assert counter.timers.waiting == {}
    assert counter.store.open_flows() == []
