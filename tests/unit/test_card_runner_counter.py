"""Sales by card at the counter: reading a card, one thing at a time, and nothing secret."""

from __future__ import annotations

import pytest

from kpay_desktop.domain.card import EntryMode
from kpay_desktop.domain.sale import Method, SaleDraft, SaleState
from kpay_desktop.flows.card_sale import values as t
from kpay_desktop.flows.card_sale.state import EndReason, Phase
from kpay_desktop.flows.card_view import CardBlocked, CardSaleView
from kpay_desktop.flows.sale_view import ChargeRefused
from kpay_desktop.ports_cards import CardSeen, ChoiceNeeded, ReadProblem
from tests.helpers.card_counter import (
    APPROVED,
    SILENT,
    WORDS,
    CardCounter,
    card_draft,
    handle_of,
    leaks,
)

ENTRIES = [EntryMode.CHIP, EntryMode.TAP, EntryMode.SWIPE, EntryMode.FALLBACK]


# --- reading ----------------------------------------------------------------------------------


def test_the_customer_chooses_an_application() -> None:
    counter = CardCounter()
    flow = counter.charge()
    counter.runner.reader_news(CardSeen(flow, EntryMode.CHIP))
    assert counter.view(flow).state.seen is EntryMode.CHIP
    counter.runner.reader_news(ChoiceNeeded(flow, ("Debit", "Credit")))
    assert counter.view(flow).state.labels == ("Debit", "Credit")
    counter.runner.choose(flow, 7)
    assert counter.view(flow).note
    counter.runner.choose(flow, 1)
    assert counter.diary[-1] == "choose 1"
    counter.present(flow, EntryMode.CHIP)
    assert counter.phase(flow) is Phase.CONFIRMING


def test_a_stripe_after_a_failed_chip_is_taken_once() -> None:
    counter = CardCounter()
    flow = counter.charge()
    counter.fail(flow, ReadProblem.SWIPE, fallback=True)
    assert counter.view(flow).state.problem is ReadProblem.SWIPE
    counter.fail(flow, ReadProblem.BAD_STRIPE)
    assert [request.fallback for request in counter.readers.requests] == [False, True, False]


def test_a_card_whose_data_is_gone_is_read_again() -> None:
    counter = CardCounter()
    flow = counter.charge()
    counter.present(flow, EntryMode.CHIP)
    counter.box.wipe(handle_of(flow))
    counter.runner.confirm(flow)
    assert counter.phase(flow) is Phase.READING
    assert counter.view(flow).state.problem is ReadProblem.TRY_AGAIN
    assert counter.host.asked == []
    assert counter.stored(flow).stan == 0


def test_a_chip_is_said_to_be_in_until_it_is_taken_out() -> None:
    counter = CardCounter()
    flow = counter.sell(EntryMode.CHIP)
    assert counter.view(flow).card_in
    counter.take_out(flow)
    assert not counter.view(flow).card_in
    counter.take_out(flow)
    quick = counter.send(EntryMode.CHIP, "press-2")
    counter.approve()
    # Its news may overtake each other.
    counter.take_out(quick)
    counter.finish(quick)
    assert not counter.view(quick).card_in
    assert counter.runner._hand.known(quick) is None


def test_a_chip_is_watched_until_it_is_out_also_when_its_sale_is_taken_back_sooner() -> None:
    counter = CardCounter()
    flow = counter.send(EntryMode.CHIP)
    counter.approve()
    counter.finish(flow, approved=False)
    counter.answer(t.ReversalDone())
    assert counter.phase(flow) is Phase.REVERSED
    assert counter.view(flow).card_in
    # Readers that are told to stop would never say that it is out.
    assert "stop" not in counter.diary
    assert counter.kept(flow) is None
    counter.take_out(flow)
    assert not counter.view(flow).card_in
    assert counter.runner._hand.known(flow) is None


def test_a_card_that_nobody_will_tell_of_is_not_said_to_be_in() -> None:
    counter = CardCounter()
    flow = counter.charge()
    counter.present(flow, EntryMode.CHIP)
    counter.runner.cancel(flow)
    assert not counter.view(flow).card_in
    sent = counter.send(EntryMode.CHIP, "press-2")
    again = counter.recovered()
    assert not again.view(sent).card_in
    again.answer(t.ReversalDone())
    assert again.runner._hand.known(sent) is None


# --- one thing at a time ----------------------------------------------------------------------


@pytest.mark.parametrize("phase", [Phase.AUTHORISING, Phase.COMPLETING, Phase.REVERSING])
def test_no_sale_is_begun_while_a_reversal_is_armed(phase: Phase) -> None:
    counter = CardCounter()
    flow = counter.send(EntryMode.CHIP)
    if phase is not Phase.AUTHORISING:
        counter.answer(APPROVED if phase is Phase.COMPLETING else SILENT, WORDS)
    counter.press("press-2")
    blocked = counter.news[-1]
    assert isinstance(blocked, CardBlocked)
    assert (blocked.request, blocked.view.flow) == ("press-2", flow)
    assert isinstance(blocked.view, CardSaleView)
    assert blocked.view.state.phase is phase
    assert len(counter.store.sales) == 1
    if phase is Phase.REVERSING:
        counter.answer(t.ReversalDone())
        counter.press("press-2")
        assert len(counter.store.sales) == 2


def test_a_sale_that_is_confirmed_beside_a_reversal_is_not_sent(
    caplog: pytest.LogCaptureFixture,
) -> None:
    counter = CardCounter()
    first, second = counter.charge("press-1"), counter.charge("press-2")
    counter.present(first, EntryMode.CHIP)
    counter.present(second, EntryMode.CHIP)
    counter.runner.confirm(first)
    counter.runner.confirm(second)
    assert counter.waiting() == ["Authorise"]
    assert counter.row(second) is SaleState.DECLINED
    assert counter.stored(second).end is EndReason.HOST_OUT_OF_REACH
    counter.approve()
    counter.finish(first)
    assert counter.row(first) is SaleState.APPROVED


def test_presses_that_change_nothing_say_so() -> None:
    counter = CardCounter()
    flow = counter.charge()
    counter.runner.confirm(flow)
    assert counter.view(flow).note
    counter.runner.reverse_now(flow)
    assert counter.view(flow).note
    counter.present(flow, EntryMode.TAP)
    counter.runner.cancel(flow)
    assert counter.view(flow).note
    assert counter.phase(flow) is Phase.AUTHORISING
    counter.approve()
    assert not counter.view(flow).note


def test_a_disk_that_refuses_begins_no_sale(
    caplog: pytest.LogCaptureFixture,
) -> None:
    counter = CardCounter()
    counter.store.refusals = 1
    counter.press()
    counter.store.refusals = 1
    counter.press()
    assert [type(n) for n in counter.news] == [ChargeRefused, ChargeRefused]
    assert counter.store.sales == {}
    assert counter.readers.requests == []
    counter.charge()


def test_too_many_sales_in_hand_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kpay_desktop.flows.cards_in_hand.MOST_IN_HAND", 2)
    counter = CardCounter()
    counter.sell(EntryMode.CHIP, "press-1")  # ended; its card is still in
    counter.charge("press-2")
    counter.charge("press-3")
    counter.press("press-4")
    assert counter.news[-1] == ChargeRefused("press-4", None)
    assert len(counter.store.sales) == 3


def test_nothing_secret_of_a_card_stands_anywhere(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("DEBUG")
    counter = CardCounter()
    for number, entry in enumerate(ENTRIES):
        counter.sell(entry, f"press-{number}")
    flow = counter.reversing(EntryMode.CHIP, "press-9")
    assert counter.view(flow).state.facts is not None
    counter.answer(t.ReversalDone())
    assert leaks(counter.store, counter.news, caplog.records) == []


def test_a_wallet_has_no_business_here() -> None:
    with pytest.raises(ValueError, match="code"):
        SaleDraft(100, 0, Method.PAYNOW, None, "01")
    assert card_draft().mode is None
