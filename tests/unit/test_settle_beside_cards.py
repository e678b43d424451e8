"""Sales by card beside a settlement of their batch: refused in words, and none lost."""

from __future__ import annotations

import pytest

from kpay_desktop.domain.approval import Act, Approval
from kpay_desktop.domain.card import EntryMode
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.domain.totals import MOST_ROWS, WARN_ROWS
from kpay_desktop.flows.card_sale import values as c
from kpay_desktop.flows.card_sale.state import Phase as CardPhase
from kpay_desktop.flows.card_view import CardsShut
from kpay_desktop.flows.sale_view import ChargeRefused, Observed
from kpay_desktop.flows.settle_view import BatchNearlyFull
from kpay_desktop.flows.settlement.state import Phase
from tests.helpers.card_counter import CardCounter
from tests.helpers.flows import ManualClock
from tests.helpers.memory_store import InMemoryStore
from tests.helpers.settle_till import SettleTill, World
from tests.helpers.truthful_card_host import HeldSale


class Counter(CardCounter):
    """A counter that takes cards, whose till settles too."""

    def __init__(self) -> None:
        store, clock = InMemoryStore(), ManualClock()
        self.till = SettleTill(World(store=store, clock=clock))
        super().__init__(store, clock)
        self.lane = self.runner._parts.lane
        self.lane.settles(self.till.runner.are_cards_shut)

    def _observe(self, observed: Observed) -> None:
        super()._observe(observed)
        self.till.runner.note(observed)

    def end_settlement(self) -> None:
        """The host has what was approved, and closes the batch."""
        host = self.till.world.cards.host
        host.sales = {
            sale.identity.voucher: HeldSale(sale.total_minor)
            for sale in self.store.sales.values()
            if sale.state is SaleState.APPROVED
        }
        self.till.world.cards.answer_all()
        assert self.till.phase() is Phase.SETTLED

    def refusals(self) -> list[CardsShut | None]:
        return [one.shut for one in self.news if isinstance(one, ChargeRefused)]


def test_no_sale_begins_while_the_batch_is_shut_and_words_say_why() -> None:
    counter = Counter()
    counter.sell()
    counter.till.settle()
    assert counter.till.phase() is Phase.TOTALS
    counter.press("press-2")
    assert counter.refusals() == [CardsShut.SETTLING]
    counter.end_settlement()
    counter.sell(request="press-3")
    assert counter.refusals() == [CardsShut.SETTLING]


def test_settling_waits_for_the_sale_that_is_under_way_and_counts_it() -> None:
    counter = Counter()
    counter.sell()
    flow = counter.send(EntryMode.TAP, "press-2")
    counter.till.settle()
    assert counter.till.phase() is Phase.WAITING
    counter.approve()
    assert counter.row(flow) is SaleState.APPROVED
    assert (counter.till.phase(), counter.till.state().ours.sales) == (Phase.TOTALS, 2)


def test_a_reversal_goes_before_the_totals_and_none_behind_them() -> None:
    counter = Counter()
    counter.sell()
    flow = counter.reversing(request="press-2")
    counter.till.settle()
    assert counter.till.phase() is Phase.CLEARING
    counter.answer(c.ReversalDone())
    assert counter.phase(flow) is CardPhase.REVERSED
    assert (counter.till.phase(), counter.till.state().ours.sales) == (Phase.TOTALS, 1)


def test_a_reversal_that_is_carried_over_waits_while_the_batch_is_shut() -> None:
    counter = Counter()
    counter.sell()
    flow = counter.reversing(request="press-2")
    counter.answer(c.ReversalRefused("12"))
    counter.till.settle()
    counter.till.timers.advance(61)
    counter.till.carry_over()
    assert counter.till.phase() is Phase.TOTALS
    counter.runner.reverse_now(flow)
    assert counter.waiting() == [], "not even a reversal is sent"
    counter.end_settlement()
    counter.runner.reverse_now(flow)
    assert counter.waiting() == ["Reverse"]


def fill(counter: Counter, rows: int) -> None:
    """Have so many approved sales in the cards' batch."""
    for _ in range(rows):
        counter.till.sell(amount_minor=100)


def test_a_batch_that_fills_up_says_so_and_takes_no_card_when_it_is_full() -> None:
    counter = Counter()
    fill(counter, WARN_ROWS - 2)
    counter.sell()
    assert not [one for one in counter.till.news if isinstance(one, BatchNearlyFull)]
    counter.sell(request="press-2")
    assert counter.till.news[-1] == BatchNearlyFull(1, WARN_ROWS, is_full=False)
    fill(counter, MOST_ROWS - WARN_ROWS - 1)
    counter.lane._room = 1
    counter.sell(request="press-3")
    assert counter.till.news[-1] == BatchNearlyFull(1, MOST_ROWS, is_full=True)
    counter.press("press-4")
    assert counter.refusals() == [CardsShut.FULL]


def _leave(act: Act | None) -> Approval | None:
    return None if act is None else Approval("leave", act, "90", 1e9)


def test_a_sale_that_waits_for_its_card_while_its_batch_is_closed_is_not_sent_in_it(
    caplog: pytest.LogCaptureFixture,
) -> None:
    counter = Counter()
    counter.sell()
    reversing = counter.reversing(request="press-2")
    counter.till.settle()
    counter.runner.lift(reversing, "01", _leave)
    third = counter.charge("press-3")
    counter.till.timers.advance(61)
    assert counter.till.phase() is Phase.HELD
    counter.till.carry_over()
    counter.end_settlement()
    mark = len(counter.diary)
    counter.present(third, EntryMode.TAP)
    assert "Authorise" not in counter.since(mark)
    assert counter.row(third) not in {SaleState.OPEN, SaleState.APPROVED}
    assert "it was not sent" in caplog.text
