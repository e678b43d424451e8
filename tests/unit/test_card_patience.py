"""How long a card is waited for: each sign of one gives the people at the till their time anew."""

from __future__ import annotations

import pytest

from kpay_desktop.domain.card import EntryMode
from kpay_desktop.flows.card_sale.state import EndReason, Phase
from kpay_desktop.ports_cards import CardSeen, ChoiceNeeded
from tests.helpers.card_counter import CardCounter

ALMOST_S = 119.0
READ_S = 120.0


@pytest.mark.parametrize("entry", [EntryMode.CHIP, EntryMode.SWIPE])
def test_a_card_that_came_late_can_still_be_compared(entry: EntryMode) -> None:
    counter = CardCounter()
    flow = counter.charge()
    counter.timers.advance(ALMOST_S)
    counter.present(flow, entry)
    until = counter.view(flow).until
    assert until == counter.clock.monotonic() + READ_S
    counter.timers.advance(ALMOST_S)
    assert counter.phase(flow) is Phase.CONFIRMING
    counter.runner.confirm(flow)
    assert counter.phase(flow) is Phase.AUTHORISING
    counter.timers.advance(READ_S)
    assert counter.phase(flow) is Phase.AUTHORISING


def test_a_card_that_nobody_confirms_is_let_go() -> None:
    counter = CardCounter()
    flow = counter.charge()
    counter.present(flow, EntryMode.CHIP)
    counter.timers.advance(READ_S)
    assert counter.phase(flow) is Phase.CLOSED
    assert counter.stored(flow).end is EndReason.NO_CARD
    assert counter.diary.count("stop") == 1
    assert counter.kept(flow) is None


def test_a_card_that_came_late_can_still_be_chosen_on() -> None:
    counter = CardCounter()
    flow = counter.charge()
    counter.timers.advance(ALMOST_S)
    counter.runner.reader_news(CardSeen(flow, EntryMode.CHIP))
    counter.timers.advance(ALMOST_S)
    counter.runner.reader_news(ChoiceNeeded(flow, ("Visa", "Visa Debit")))
    counter.timers.advance(ALMOST_S)
    assert counter.phase(flow) is Phase.CHOOSING
    counter.timers.advance(READ_S - ALMOST_S)
    assert counter.phase(flow) is Phase.CLOSED
