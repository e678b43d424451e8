"""The gate of the card host's lane: who is armed, what is shut, what was lifted, what is full."""

from __future__ import annotations

from collections.abc import Collection

import pytest

from kpay_desktop.domain.approval import Act, Approval, Supervised
from kpay_desktop.domain.card import EntryMode
from kpay_desktop.domain.ledger import BatchFigures
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.domain.totals import Totals
from kpay_desktop.flows.card_sale import values as t
from kpay_desktop.flows.card_sale.state import Phase
from kpay_desktop.flows.card_view import CardBlocked, CardsShut
from kpay_desktop.flows.sale_view import ChargeRefused
from kpay_desktop.flows.wallet_sale.decision import NOT_AUTHORISED
from kpay_desktop.ports import StoreError
from tests.helpers.card_counter import NOT_FOUND, NOT_REVERSED, SILENT, CardCounter
from tests.helpers.memory_store import InMemoryStore

OPERATOR, SUPERVISOR = "01", "90"


def lift(counter: CardCounter, flow: str, *, given: bool = True) -> list[Act | None]:
    """Press for the block to be lifted; return what leave was asked for."""
    asked: list[Act | None] = []

    def use(act: Act | None) -> Approval | None:
        asked.append(act)
        return Approval("n", act, SUPERVISOR, 1e9) if given and act is not None else None

    counter.executor.submit(lambda: counter.runner.lift(flow, OPERATOR, use))
    return asked


def test_a_lifted_reversal_lets_new_sales_through_and_is_repeated_on() -> None:
    counter = CardCounter()
    stuck = counter.reversing()
    counter.answer(NOT_REVERSED)
    counter.press("press-2")
    assert isinstance(counter.news[-1], CardBlocked)
    sale = counter.view(stuck).sale
    (act,) = lift(counter, stuck)
    voucher, total_minor = sale.identity.voucher, sale.total_minor
    assert act == Act(Supervised.LIFT_BLOCK, stuck, voucher, total_minor, OPERATOR)
    assert [each.approver_id for each in counter.store.authorised] == [SUPERVISOR]
    assert counter.row(stuck) is SaleState.REVERSING
    other = counter.send(EntryMode.TAP, "press-3")
    assert counter.waiting() == ["Authorise"]
    counter.approve()
    assert counter.phase(other) is Phase.APPROVED
    counter.timers.advance(600)
    (again,) = counter.host.asked
    assert isinstance(again.effect, t.Reverse)
    assert again.effect.is_lifted
    counter.answer(t.ReversalDone())
    assert counter.row(stuck) is SaleState.CLOSED


def test_what_was_lifted_stays_lifted_over_a_restart() -> None:
    before = CardCounter()
    stuck = before.reversing()
    lift(before, stuck)
    counter = before.restarted()
    flow = counter.charge("press-2")
    assert counter.stored(flow).phase is Phase.READING
    (again,) = counter.host.asked
    assert isinstance(again.effect, t.Reverse)
    assert again.effect.is_lifted


@pytest.mark.parametrize("phase", ["approved", "sent"])
def test_only_a_reversal_is_lifted(phase: str) -> None:
    counter = CardCounter()
    flow = counter.sell() if phase == "approved" else counter.send(EntryMode.TAP)
    assert lift(counter, flow) == [None]
    assert not counter.store.authorised
    assert not counter.stored(flow).is_lifted


def test_without_leave_nothing_is_lifted_and_the_page_says_so() -> None:
    counter = CardCounter()
    stuck = counter.reversing()
    lift(counter, stuck, given=False)
    assert counter.view(stuck).note == NOT_AUTHORISED
    assert not counter.stored(stuck).is_lifted
    counter.press("press-2")
    assert isinstance(counter.news[-1], CardBlocked)


def test_a_lift_that_the_disk_refuses_has_not_happened(caplog: pytest.LogCaptureFixture) -> None:
    counter = CardCounter()
    stuck = counter.reversing()
    counter.store.refusals = 1
    lift(counter, stuck)
    assert not counter.store.authorised
    assert "not written" in caplog.text
    counter.press("press-2")
    assert isinstance(counter.news[-1], CardBlocked)


def test_the_oldest_armed_is_named_and_a_second_one_still_blocks() -> None:
    counter = CardCounter()
    first = counter.send(EntryMode.TAP)
    counter.clock.pass_s(5)
    counter.answer(SILENT)
    lift(counter, first)
    second = counter.send(EntryMode.TAP, "press-2")
    counter.answer(t.ReversalSilent(SILENT.reason))
    counter.answer(SILENT)
    counter.press("press-3")
    told = counter.news[-1]
    assert isinstance(told, CardBlocked)
    assert told.view.flow == second


def test_while_the_batch_is_shut_nothing_of_money_goes() -> None:
    counter = CardCounter()
    stuck = counter.reversing()
    waiting = counter.host.asked.pop()
    counter.runner.lane.settles(lambda: True)
    waiting.reply(NOT_REVERSED, None)
    counter.press("press-2")
    assert isinstance(counter.news[-1], CardBlocked)
    counter.timers.advance(60)
    assert counter.host.asked == []
    counter.runner.lane.settles(lambda: False)
    counter.timers.advance(600)
    assert counter.waiting() == ["Reverse"]
    counter.answer(t.ReversalDone())
    assert counter.row(stuck) is SaleState.CLOSED
    counter.runner.lane.settles(lambda: True)
    counter.press("press-3")
    refused = [each for each in counter.news if isinstance(each, ChargeRefused)]
    assert refused == [ChargeRefused("press-3", None, CardsShut.SETTLING)]


def test_a_sale_that_was_begun_before_the_batch_was_shut_is_not_sent(
    caplog: pytest.LogCaptureFixture,
) -> None:
    counter = CardCounter()
    flow = counter.charge()
    counter.runner.lane.settles(lambda: True)
    counter.present(flow, EntryMode.TAP)
    assert counter.host.asked == []
    assert counter.phase(flow) is Phase.DECLINED
    assert "was not sent" in caplog.text


# --- a batch that was carried over ------------------------------------------------------------


def test_not_found_of_a_sale_that_was_carried_over_is_a_persons_business() -> None:
    counter = CardCounter()
    stuck = counter.reversing()
    counter.answer(NOT_REVERSED)
    batches, number = counter.store.batches, counter.view(stuck).sale.identity.sale_id
    at = counter.clock.now()
    for batch in batches.values():
        batch.closed_at = at
    # Its row stands in the next batch; its message went into the one that is closed.
    counter.store.places[number] = counter.store.open_lane("cards", at)
    counter.timers.advance(200)
    counter.answer(NOT_FOUND)
    assert counter.view(stuck).state.needs_person
    assert counter.row(stuck) is SaleState.REVERSING


# --- a batch that is full ---------------------------------------------------------------------


class FullBooks(InMemoryStore):
    """A store whose batch of cards has so many rows."""

    def __init__(self, rows: int) -> None:
        super().__init__()
        self.rows, self.looks = rows, 0

    def batch_figures(self, batch_id: int, without: Collection[int] = ()) -> BatchFigures:
        self.looks += 1
        return BatchFigures(Totals(self.rows, self.rows * 100), self.rows)


def refusals(counter: CardCounter) -> list[ChargeRefused]:
    return [each for each in counter.news if isinstance(each, ChargeRefused)]


def test_a_full_batch_takes_no_card_until_it_is_settled() -> None:
    books = FullBooks(998)
    counter = CardCounter(books)
    # Of a lane without a batch nothing has to be looked up.
    counter.sell()
    again = CardCounter(books)
    again.sell(request="press-2")
    again.press("press-3")
    books.rows = 999
    again.press("press-4")
    assert [each.request for each in refusals(again)] == ["press-4"]
    assert refusals(again)[0] == ChargeRefused("press-4", None, CardsShut.FULL)
    books.rows = 0
    again.charge("press-5")


def test_rows_are_looked_up_only_where_they_could_be_too_many() -> None:
    books = FullBooks(989)
    CardCounter(books).sell()
    counter = CardCounter(books)
    for number in range(10):
        counter.sell(request=f"press-{number}")
    assert books.looks == 1
    counter.sell(request="press-10")
    assert books.looks == 2


def test_a_batch_that_cannot_be_read_takes_no_card(caplog: pytest.LogCaptureFixture) -> None:
    counter = CardCounter()
    counter.charge()
    again = counter.recovered()
    again.store.unreadable = True
    lane = again.runner.lane
    with pytest.raises(StoreError):
        lane.has_room(again.store)
    again.store.unreadable = False
    assert lane.has_room(again.store)
    assert not caplog.text
