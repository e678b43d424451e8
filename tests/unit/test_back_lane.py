"""Money back at the gate of the card host's lane: what waits for it, and what it waits for."""

from __future__ import annotations

import pytest

from kpay_desktop.domain.returns import ReturnKind, ReturnState
from kpay_desktop.flows.back_view import BackRefused
from kpay_desktop.flows.card_view import CardBlocked
from kpay_desktop.flows.money_back import values as t
from tests.helpers.back_counter import NOT_REVERSED, SILENT, BackCounter


@pytest.fixture
def counter() -> BackCounter:
    return BackCounter()


def test_nothing_else_of_money_goes_before_the_reversal_of_a_void(counter: BackCounter) -> None:
    sale_id, other_id = counter.sell_card(), counter.sell_card()
    flow = counter.void(sale_id)
    counter.answer(SILENT)
    counter.cards.press("sale-9")
    blocked = counter.cards.news[-1]
    assert isinstance(blocked, CardBlocked)
    assert blocked.view == counter.view(flow)
    counter.press(ReturnKind.VOID, other_id)
    assert counter.refused().blocked_by == counter.view(flow)
    counter.answer(t.ReversalDone())
    counter.cards.charge("sale-10")
    assert counter.begun(counter.press(ReturnKind.VOID, other_id)) != flow


def test_no_money_goes_back_before_the_reversal_of_a_sale(counter: BackCounter) -> None:
    sale_id = counter.sell_card()
    stuck = counter.cards.reversing(request="sale-8")
    counter.press(ReturnKind.VOID, sale_id)
    assert counter.refused().blocked_by == counter.cards.view(stuck)
    assert counter.sale(sale_id).returning_minor == 0


def test_while_the_batch_is_shut_not_even_a_reversal_goes(counter: BackCounter) -> None:
    sale_id = counter.sell_card()
    flow = counter.void(sale_id)
    asked = counter.host.pop()
    counter.shut = {"cards"}
    asked.reply(SILENT, None)
    assert counter.host == []
    counter.timers.advance(60)
    assert counter.host == []
    counter.shut = set()
    counter.timers.advance(300)
    assert counter.waiting() == ["ReverseAtHost"]
    counter.answer(t.ReversalDone())
    assert counter.row(flow).state is ReturnState.UNDONE


def test_the_block_of_a_void_is_lifted_by_a_supervisor_alone(
    counter: BackCounter, caplog: pytest.LogCaptureFixture
) -> None:
    sale_id = counter.sell_card()
    flow = counter.void(sale_id)
    counter.answer(SILENT)
    counter.answer(NOT_REVERSED)
    counter.runner.lift_block(flow, "made up")
    assert counter.refused() == BackRefused(flow, not_authorised=True)
    counter.cards.press("sale-8")
    assert isinstance(counter.cards.news[-1], CardBlocked)
    counter.lift(flow)
    assert counter.stored(flow).is_lifted
    counter.cards.charge("sale-9")
    again = counter.restarted()
    again.cards.charge("sale-10")
    (repeated,) = again.host
    assert isinstance(repeated.effect, t.ReverseAtHost)
    assert repeated.effect.is_lifted
    assert "without an approval" in caplog.text


def test_the_block_of_a_sale_is_lifted_from_the_same_place(counter: BackCounter) -> None:
    stuck = counter.cards.reversing()
    counter.lift(stuck)
    assert counter.cards.stored(stuck).is_lifted
    counter.cards.charge("sale-9")
