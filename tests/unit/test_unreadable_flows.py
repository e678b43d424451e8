"""A record that cannot be read: it is named and set aside, and everything else goes on."""

from __future__ import annotations

import pytest

from kpay_desktop.domain.approval import Act, Supervised
from kpay_desktop.domain.returns import ReturnKind, ReturnProblem, ReturnState
from kpay_desktop.domain.sale import Method
from kpay_desktop.flows.back_view import BackRefused
from kpay_desktop.flows.card_sale.values import LateApproved
from kpay_desktop.flows.card_view import CardBlocked
from kpay_desktop.flows.sale_view import InboxTold
from kpay_desktop.flows.unreadable import Unreadable
from kpay_desktop.ports import StoreErrorKind
from tests.helpers.back_counter import BOSS, CASHIER, SILENT, TOTAL, BackCounter
from tests.helpers.memory_store import InMemoryStore
from tests.helpers.till import Till


@pytest.fixture(autouse=True)
def noted(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    """What cannot be read is in the log; that belongs to these tests."""
    return caplog


def damage(store: InMemoryStore, flow: str, text: str = '{"back_id":') -> None:
    """Break what is stored of a flow; it stays open."""
    assert store.flows[flow][1]
    store.flows[flow] = (text, True)


def told(news: object) -> list[Unreadable]:
    """Return what was told of records that cannot be read, the last of each flow."""
    assert isinstance(news, list)
    return list({each.flow: each for each in news if isinstance(each, Unreadable)}.values())


def test_a_damaged_void_by_card_holds_the_lane_until_a_supervisor_lets_others(
    noted: pytest.LogCaptureFixture,
) -> None:
    counter = BackCounter()
    sale_id, other_id = counter.sell_card(), counter.sell_card()
    flow = counter.void(sale_id)
    counter.answer(SILENT)
    wallet = counter.refund(counter.sell())
    damage(counter.store, flow)
    again = counter.recovered()
    # What can be read is taken up as ever.
    assert [each.effect.number for each in again.gateway] == [counter.row(wallet).identity.number]
    (broken,) = told(again.news)
    voucher = counter.sale(sale_id).identity.voucher
    assert broken == Unreadable(flow, voucher, TOTAL, holds_cards=True)
    assert f"{flow} cannot be read" in noted.text
    again.cards.press("sale-9")
    assert again.cards.news[-1] == CardBlocked("sale-9", broken)
    again.press(ReturnKind.VOID, other_id)
    assert again.refused().blocked_by == broken
    # Its money stays reserved: nobody gives it back a second time.
    again.press(ReturnKind.VOID, sale_id)
    assert again.refused().problem is ReturnProblem.PENDING
    # An answer that comes late finds nobody, and waits for nobody.
    again.runner.late(flow, LateApproved("1"))
    assert not any(key.startswith("back/later") for key in again.timers.waiting)
    again.runner.lift_block(flow, "made up")
    assert told(again.news)[0].not_authorised
    journal = len(again.store.journal)
    again.lift(flow)
    assert told(again.news) == [Unreadable(flow, voucher, TOTAL)]
    (written,) = again.store.journal[journal:]
    assert written.authorised is not None
    assert (written.flow, written.state, written.is_open) == (flow, '{"back_id":', True)
    again.cards.charge("sale-10")
    assert again.row(flow).state is ReturnState.PENDING


def test_a_leave_that_cannot_be_written_lifts_nothing() -> None:
    counter = BackCounter()
    flow = counter.void(counter.sell_card())
    damage(counter.store, flow)
    again = counter.recovered()
    again.store.fault = StoreErrorKind.FULL
    again.lift(flow)
    (broken,) = told(again.news)
    assert (broken.holds_cards, broken.store_fault) == (True, StoreErrorKind.FULL)


def test_a_damaged_refund_by_wallet_keeps_its_money_reserved_and_nobody_from_cards() -> None:
    counter = BackCounter()
    sale_id = counter.sell()
    flow = counter.refund(sale_id, 1_000)
    damage(counter.store, flow, '{"nothing":"of it"}')
    again = counter.recovered()
    assert again.gateway == []
    (broken,) = told(again.news)
    assert broken == Unreadable(flow, counter.sale(sale_id).identity.voucher, 1_000)
    again.press(ReturnKind.REFUND, sale_id, TOTAL)
    assert again.refused().problem is ReturnProblem.TOO_MUCH
    again.runner.lift_block(flow, "nothing to lift")
    assert again.sell_card() > sale_id


@pytest.mark.parametrize("text", ['{"voucher":"000777"', "{", ""])
def test_one_without_its_row_is_named_as_well_as_can_be_and_holds_the_lane(text: str) -> None:
    counter = BackCounter()
    flow = "money_back:99"
    counter.store.flows[flow] = (text, True)
    again = counter.recovered()
    (broken,) = told(again.news)
    assert broken.holds_cards
    assert broken.name == ("000777" if "777" in text else flow)
    again.cards.press("sale-1")
    assert isinstance(again.cards.news[-1], CardBlocked)


def test_a_damaged_sale_by_card_holds_the_lane_until_a_supervisor_lets_others() -> None:
    counter = BackCounter()
    stuck = counter.cards.reversing()
    state = counter.store.flows[stuck][0]
    damage(counter.store, stuck, state.replace('"phase":', '"phrase":'))
    again = counter.recovered()
    (broken,) = told(again.cards.news)
    sale = counter.cards.view(stuck).sale
    named = sale.identity.voucher, sale.total_minor
    assert broken == Unreadable(stuck, *named, holds_cards=True)
    again.cards.press("sale-9")
    assert again.cards.news[-1] == CardBlocked("sale-9", broken)
    act = Act(Supervised.LIFT_BLOCK, stuck, *named, CASHIER)
    again.runner.lift_block(stuck, again.authority.grant(act, BOSS).number)
    assert told(again.cards.news) == [Unreadable(stuck, *named)]
    again.cards.charge("sale-10")
    # What the host says of it late is dropped, and not kept for ever.
    again.cards.runner.late(stuck, LateApproved("1"))


def test_a_damaged_sale_by_wallet_keeps_nobody_from_paying() -> None:
    till = Till()
    waits, broken_flow = till.late(), till.show("press-2")
    till.show("press-3")
    damage(till.store, broken_flow, till.store.flows[broken_flow][0][:-5])
    again = till.restarted()
    again.runner.recover()
    (broken,) = told(again.news)
    assert (broken.flow, broken.holds_cards) == (broken_flow, False)
    assert broken.voucher == till.view(broken_flow).sale.identity.voucher
    assert [key.partition("/")[0] for key in again.timers.waiting] == [waits]
    assert again.waiting() == ["QueryOrder"]
    again.runner.tell_inbox()
    inbox = [each for each in again.news if isinstance(each, InboxTold)][-1]
    assert [view.flow for view in inbox.views] == [waits]
    again.charge(request="press-4")


def test_a_return_without_cards_reads_the_rest() -> None:
    """Where cards are off, the damaged one is named too, and nobody is turned away for it."""
    counter = BackCounter()
    flow = counter.void(counter.sell_card())
    damage(counter.store, flow)
    again = BackCounter(counter.store, counter.clock, has_cards=False)
    again.runner.recover()
    assert [one.flow for one in told(again.news)] == [flow]
    paid = again.void(again.sell(Method.CASH))
    assert again.row(paid).state is ReturnState.DONE
    assert not any(isinstance(each, BackRefused) for each in again.news)
