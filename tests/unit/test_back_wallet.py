"""Voids and refunds by wallet: one number on every repeat, and only the gateway's word ends it."""

from __future__ import annotations

import pytest

from kpay_desktop.domain.returns import ReturnKind, ReturnProblem, ReturnState
from kpay_desktop.domain.sale import Method, QrMode, SaleState
from kpay_desktop.flows.money_back import values as t
from kpay_desktop.flows.money_back.steps import BackClocks
from tests.helpers.back_counter import TOTAL, WALLET_TXN, BackCounter

HOUR_S = 3_600.0
WALLETS = [Method.PAYNOW, Method.WECHAT, Method.ALIPAY]


@pytest.fixture
def counter() -> BackCounter:
    return BackCounter()


@pytest.mark.parametrize("method", WALLETS)
def test_a_void_is_on_the_disk_before_it_is_asked_for(counter: BackCounter, method: Method) -> None:
    sale_id = counter.sell(method)
    mark = len(counter.diary)
    flow = counter.void(sale_id)
    assert counter.cards.since(mark) == ["begin", "SendToGateway"]
    sale, record = counter.sale(sale_id), counter.row(flow)
    (asked,) = counter.gateway
    assert asked.effect == t.SendToGateway(
        ReturnKind.VOID,
        record.identity.number,
        sale.identity.order_no,
        f"{WALLET_TXN}{sale_id}",
        TOTAL,
    )
    assert (record.state, record.is_armed) == (ReturnState.PENDING, False)
    counter.tell(t.WalletDone("RF1"))
    assert counter.sale(sale_id).state is SaleState.VOIDED
    assert counter.row(flow).wallet_no == "RF1"
    assert counter.row(flow).rrn == ""
    assert len(counter.slips(flow)) == 2


def test_refunds_in_parts_add_up_and_never_exceed_the_sale(counter: BackCounter) -> None:
    sale_id = counter.sell()
    for part in (1_000, 2_000):
        counter.refund(sale_id, part)
        counter.tell(t.WalletDone())
    counter.press(ReturnKind.REFUND, sale_id, 81)
    assert counter.refused().problem is ReturnProblem.TOO_MUCH
    counter.refund(sale_id, 80)
    # What is on its way counts as gone.
    counter.press(ReturnKind.REFUND, sale_id, 1)
    assert counter.refused().problem is ReturnProblem.NOTHING_LEFT
    counter.tell(t.WalletDone())
    sale = counter.sale(sale_id)
    assert (sale.state, sale.refunded_minor, sale.returning_minor) == (SaleState.APPROVED, TOTAL, 0)


def test_what_nobody_knows_is_asked_again_under_the_same_number(counter: BackCounter) -> None:
    sale_id = counter.sell()
    flow = counter.refund(sale_id)
    first = counter.gateway[0].effect
    for event in (t.WalletSilent(), t.WalletPending()):
        counter.tell(event)
        assert counter.gateway == []
        counter.timers.advance(10)
        assert counter.gateway[0].effect == first
    assert counter.sale(sale_id).returning_minor == 1_000
    counter.tell(t.WalletDone())
    assert counter.row(flow).state is ReturnState.DONE


def test_a_press_repeats_it_now(counter: BackCounter) -> None:
    flow = counter.refund(counter.sell())
    counter.tell(t.WalletSilent())
    counter.runner.try_now(flow)
    assert len(counter.gateway) == 1


def test_a_void_that_the_wallet_refuses_is_offered_as_a_refund(counter: BackCounter) -> None:
    sale_id = counter.sell()
    flow = counter.void(sale_id)
    counter.tell(t.WalletRefused("3999"))
    assert counter.view(flow).state.can_refund
    assert (counter.row(flow).state, counter.row(flow).host_code) == (ReturnState.REFUSED, "3999")
    assert counter.sale(sale_id).state is SaleState.APPROVED
    refund = counter.refund(sale_id, TOTAL)
    assert counter.gateway[0].effect.kind is ReturnKind.REFUND
    assert counter.gateway[0].effect.number != counter.row(flow).identity.number
    counter.tell(t.WalletDone())
    assert counter.sale(sale_id).refunded_minor == TOTAL
    assert counter.row(refund).state is ReturnState.DONE


def test_a_refund_that_takes_days_is_told_to_a_person_and_asked_on() -> None:
    counter = BackCounter(clocks=BackClocks(person_after_s=2 * HOUR_S))
    flow = counter.refund(counter.sell())
    counter.tell(t.WalletPending())
    counter.timers.advance(300)
    counter.tell(t.WalletPending())
    assert not counter.stored(flow).needs_person
    counter.clock.pass_s(2 * HOUR_S)
    counter.timers.advance(300)
    counter.tell(t.WalletPending())
    assert counter.stored(flow).needs_person
    counter.timers.advance(300)
    counter.tell(t.WalletDone())
    assert counter.row(flow).state is ReturnState.DONE


def test_a_void_of_an_order_by_a_customers_code_waits_until_it_can_be_taken_back(
    counter: BackCounter,
) -> None:
    sale_id = counter.sell(Method.WECHAT, QrMode.SCAN)
    counter.clock.pass_s(4)
    counter.void(sale_id)
    assert counter.gateway == []
    counter.timers.advance(10.9)
    assert counter.gateway == []
    counter.timers.advance(0.2)
    assert len(counter.gateway) == 1


def test_a_clock_that_was_set_back_keeps_no_void_for_ever(counter: BackCounter) -> None:
    sale_id = counter.sell(Method.ALIPAY, QrMode.SCAN)
    counter.clock.jump(-86_400)
    counter.void(sale_id)
    assert counter.gateway == []
    counter.timers.advance(15)
    assert len(counter.gateway) == 1


def test_a_refund_by_a_customers_code_need_not_wait(counter: BackCounter) -> None:
    counter.refund(counter.sell(Method.WECHAT, QrMode.SCAN))
    assert len(counter.gateway) == 1


def test_while_the_wallets_batch_is_shut_nothing_goes(counter: BackCounter) -> None:
    flow = counter.refund(counter.sell())
    counter.tell(t.WalletSilent())
    counter.shut = {"paynow"}
    counter.timers.advance(60)
    assert counter.gateway == []
    counter.shut = set()
    counter.timers.advance(300)
    counter.tell(t.WalletDone())
    assert counter.row(flow).state is ReturnState.DONE


def test_money_goes_back_by_wallet_where_no_card_is_taken() -> None:
    counter = BackCounter(has_cards=False)
    sale_id = counter.sell()
    counter.void(sale_id)
    again = counter.recovered()
    (asked,) = again.gateway
    assert asked.effect == counter.gateway[0].effect
    again.tell(t.WalletDone())
    assert again.sale(sale_id).state is SaleState.VOIDED


def test_no_money_goes_back_to_a_card_where_no_card_is_taken() -> None:
    with_cards = BackCounter()
    sale_id = with_cards.sell_card()
    without = BackCounter(with_cards.store, with_cards.clock, has_cards=False)
    without.press(ReturnKind.VOID, sale_id)
    assert without.refused().problem is ReturnProblem.NO_CARD_HOST
    assert without.sale(sale_id).returning_minor == 0


def test_what_goes_by_card_waits_for_the_cards_place_at_a_start() -> None:
    before = BackCounter()
    flow = before.void(before.sell_card())
    counter = BackCounter(before.store, before.clock, has_cards=False)
    assert counter.runner.recover() == 0
    assert counter.stored(flow).phase.value == "sending"
    counter.take_cards()
    assert counter.runner.recover() == 1
    assert counter.waiting() == ["ReverseAtHost"]
    assert counter.runner.recover() == 1
    assert counter.waiting() == ["ReverseAtHost"]
