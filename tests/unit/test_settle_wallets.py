"""Settling with a gateway that has no batch: each order is asked for, and differences are named."""

from __future__ import annotations

import pytest

from kpay_desktop.domain.ledger import Acquirer
from kpay_desktop.domain.returns import ReturnKind, ReturnState
from kpay_desktop.domain.sale import Method, QrMode, SaleState
from kpay_desktop.domain.totals import Totals
from kpay_desktop.flows.settlement.state import Agreement, Difference, Phase
from kpay_desktop.flows.settlement.steps import NOT_COMPARED
from tests.helpers.settle_till import SettleTill

WECHAT = Acquirer.WECHAT


def three_orders() -> SettleTill:
    till = SettleTill()
    for amount in (2_800, 1_000, 500):
        till.sell(Method.WECHAT, amount)
    return till


def test_each_order_is_asked_for_one_at_a_time() -> None:
    till = three_orders()
    till.settle()
    gateway = till.world.gateway
    assert len(gateway.waiting) == 1
    (effect, _) = gateway.waiting[0]
    assert (effect.in_background, effect.ticket) == (True, -1)
    gateway.answer_all()
    state = till.state(WECHAT)
    assert (state.agreement, state.theirs) == (Agreement.AGREE, Totals(3, 4_300))
    assert len(gateway.asked) == 3


def test_an_order_that_the_gateway_has_otherwise_is_named() -> None:
    till = three_orders()
    orders = list(till.world.gateway.paid)
    till.world.gateway.paid[orders[0]] = 2_700
    del till.world.gateway.paid[orders[1]]
    till.settle()
    till.world.gateway.answer_all()
    state = till.state(WECHAT)
    assert (state.agreement, state.theirs) == (Agreement.DIFFER, Totals(2, 3_200))
    assert state.differences == (
        Difference(1, "000101", 2_800, 2_700),
        Difference(2, "000102", 1_000, 0, "not_found"),
    )
    assert state.phase is Phase.SETTLED, "the day is closed, and says what to ask about"


def test_a_refund_is_asked_for_by_its_own_number() -> None:
    till = SettleTill()
    sold = till.sell(Method.WECHAT, 2_800)
    done = till.give_back(sold, ReturnKind.REFUND, 800, ReturnState.DONE)
    other = till.give_back(sold, ReturnKind.REFUND, 300, ReturnState.DONE)
    till.world.gateway.paid |= {done.number: 800}
    till.settle()
    till.world.gateway.answer_all()
    state = till.state(WECHAT)
    assert (state.ours, state.theirs) == (Totals(1, 2_800, 2, 1_100), Totals(1, 2_800, 1, 800))
    assert [one.voucher for one in state.differences] == [other.voucher]
    assert till.world.gateway.asked == [sold.order_no, done.number, other.number]


def test_a_second_payment_of_a_code_is_no_part_of_the_sale() -> None:
    till = SettleTill()
    sold = till.sell(Method.PAYNOW, 2_800)
    till.settle()
    entry = till.store.entry(sold.sale_id)
    assert entry is not None
    till.world.gateway.answer_all()
    assert till.state(Acquirer.PAYNOW).agreement is Agreement.AGREE


def test_an_order_without_an_answer_is_named_in_the_end_and_holds_nobody_up() -> None:
    till = three_orders()
    till.settle()
    for _ in range(4):
        till.world.gateway.lose()
        till.timers.advance(60)
    till.world.gateway.answer_all()
    state = till.state(WECHAT)
    assert [(one.voucher, one.code) for one in state.differences] == [("000101", NOT_COMPARED)]
    assert state.agreement is Agreement.DIFFER


def test_a_line_that_is_down_names_one_order_and_is_waited_for() -> None:
    till = three_orders()
    till.settle()
    for _ in range(30):
        till.world.gateway.lose()
        till.timers.advance(120)
    state = till.state(WECHAT)
    assert (state.phase, state.done, len(state.differences)) == (Phase.COMPARING, 1, 1)
    till.world.gateway.answer_all()
    assert till.state(WECHAT).phase is Phase.SETTLED
    assert [one.voucher for one in till.state(WECHAT).differences] == ["000101"]


def test_answers_that_settle_nothing_do_not_count_as_silence() -> None:
    till = three_orders()
    till.settle()
    for _ in range(12):
        till.world.gateway.say_pending()
        till.timers.advance(60)
    state = till.state(WECHAT)
    assert (state.phase, len(state.differences)) == (Phase.SETTLED, 3)


def test_a_row_that_cannot_be_read_is_no_silence(caplog: pytest.LogCaptureFixture) -> None:
    till = three_orders()
    till.settle()
    memory = till.world.memory
    till.world.gateway.waiting.clear()
    memory.unreadable = True
    till.timers.advance(10)
    till.runner.try_now("settlement:1")
    till.timers.advance(20)
    assert till.world.gateway.waiting == []
    memory.unreadable = False
    till.timers.advance(3)
    till.world.gateway.answer_all()
    assert till.state(WECHAT).agreement is Agreement.AGREE
    assert "a row of a batch cannot be read" in caplog.text


def test_a_program_that_ends_in_mid_way_goes_on_at_its_order() -> None:
    till = three_orders()
    till.settle()
    till.world.gateway.answer()
    again = till.restarted()
    again.world.gateway.answer_all()
    assert len(again.world.gateway.asked) == 3
    assert again.state(WECHAT).agreement is Agreement.AGREE


def test_a_sale_that_is_made_meanwhile_stands_in_the_next_batch() -> None:
    till = three_orders()
    till.settle()
    till.world.gateway.answer()
    late = till.sell(Method.WECHAT, 700)
    waiting = till.sell(Method.WECHAT, 900, SaleState.CHECKING)
    till.world.gateway.answer_all()
    state = till.state(WECHAT)
    assert (state.ours, state.agreement) == (Totals(3, 4_300), Agreement.AGREE)
    standing = till.standing()[WECHAT]
    assert standing.figures.totals == Totals(1, 700)
    assert [row.row_id for row in standing.unresolved] == [waiting.sale_id]
    row = till.store.sale(late.sale_id)
    assert row is not None
    assert row.identity.batch_no == 2


def test_money_that_came_late_meanwhile_is_counted_anew(caplog: pytest.LogCaptureFixture) -> None:
    till = SettleTill()
    closed = till.sell(Method.WECHAT, 300, SaleState.CLOSED)
    for amount in (2_800, 1_000):
        till.sell(Method.WECHAT, amount)
    till.settle()
    till.world.gateway.answer()
    till.bring(closed, SaleState.APPROVED)
    till.world.gateway.answer_all()
    state = till.state(WECHAT)
    assert (state.ours, state.agreement) == (Totals(3, 4_100), Agreement.AGREE)
    assert "rows moved" in caplog.text


def test_it_can_be_ended_while_orders_are_asked_for() -> None:
    till = three_orders()
    (view,) = till.settle()
    till.runner.cancel(view.flow)
    assert till.state(WECHAT).phase is Phase.STOPPED
    assert till.standing()[WECHAT].figures.rows == 3


def test_what_is_confirmed_by_hand_is_asked_of_nobody() -> None:
    till = SettleTill()
    till.sell(Method.PAYNOW, 2_050, SaleState.BY_HAND, mode=QrMode.OWN)
    till.settle()
    state = till.state(Acquirer.OWN)
    assert (state.agreement, state.ours) == (Agreement.OURS_ALONE, Totals(1, 2_050))
    assert not till.world.gateway.waiting


def test_only_unknown_rows_are_held_and_carried_over_whole() -> None:
    till = SettleTill()
    unknown = till.sell(Method.ALIPAY, 1_200, SaleState.CHECKING)
    till.settle()
    till.timers.advance(61)
    till.carry_over(Acquirer.ALIPAY)
    state = till.state(Acquirer.ALIPAY)
    assert (state.phase, state.ours, state.theirs) == (Phase.SETTLED, Totals(), Totals())
    assert state.carried == (unknown.voucher,)
    assert till.standing()[Acquirer.ALIPAY].batch.batch_no == 2


def test_returns_are_refused_only_while_orders_are_asked_for() -> None:
    till = three_orders()
    assert not till.runner.is_shut(WECHAT)
    till.settle()
    assert till.runner.is_shut(WECHAT)
    assert not till.runner.is_shut(Acquirer.CARDS)
    till.world.gateway.answer_all()
    assert not till.runner.is_shut(WECHAT)
