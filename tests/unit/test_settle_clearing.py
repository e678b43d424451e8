"""What a settlement waits for, clears, carries over, and what a refusing disk does to it."""

from __future__ import annotations

import pytest

from kpay_desktop.domain.approval import Act, Supervised
from kpay_desktop.domain.ledger import Acquirer
from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.returns import ReturnKind, ReturnState
from kpay_desktop.domain.sale import Method, SaleIdentity, SaleState
from kpay_desktop.domain.totals import Totals
from kpay_desktop.flows.card_sale.state import CardSaleState
from kpay_desktop.flows.card_view import CardSaleView
from kpay_desktop.flows.settle_parts import carry_over_act
from kpay_desktop.flows.settle_view import SettleRefused, SettleView, StandingTold
from kpay_desktop.flows.settlement.state import Agreement, Phase, StopReason
from kpay_desktop.ports import BusyError, StoreErrorKind
from tests.helpers.settle_till import SettleTill, approve
from tests.helpers.truthful_card_host import HeldSale

REVERSING = SaleState.REVERSING


def told(till: SettleTill, identity: SaleIdentity) -> None:
    """Let the sale's flow tell how it stands."""
    sale = till.store.sale(identity.sale_id)
    assert sale is not None
    state = CardSaleState(identity, sale.total_minor, 0, till.clock.now())
    till.runner.note(CardSaleView(f"card_sale:{identity.sale_id}", sale, state))


def waits_for(till: SettleTill) -> Message | None:
    """What the page says that the settlement waits for."""
    return [one for one in till.news if isinstance(one, SettleView)][-1].waits_for


def with_unknown() -> tuple[SettleTill, SaleIdentity]:
    """A batch of two sales, and a third whose reversal nobody has confirmed."""
    till = SettleTill()
    till.sell(amount_minor=2_800)
    till.sell(amount_minor=1_000)
    return till, till.sell(amount_minor=500, state=REVERSING)


def test_it_waits_for_the_counter_and_goes_on_by_itself() -> None:
    till = SettleTill()
    till.sell()
    paying = till.sell(amount_minor=900, state=SaleState.OPEN)
    told(till, paying)
    till.settle()
    assert till.phase() is Phase.WAITING
    assert waits_for(till) == message("settlement.waits_sale", voucher=paying.voucher)
    assert not till.runner.are_cards_shut()
    assert not till.world.cards.waiting
    till.bring(paying, SaleState.APPROVED)
    told(till, paying)
    assert till.phase() is Phase.TOTALS
    assert waits_for(till) is None
    till.world.cards.answer_all()
    assert till.state().ours == Totals(2, 3_700)


def test_what_is_not_finished_is_sent_once_more_and_then_named() -> None:
    till, unknown = with_unknown()
    till.settle()
    assert till.nudged == ["card_sale:3"]
    state = till.state()
    assert (state.phase, state.carried) == (Phase.CLEARING, (unknown.voucher,))
    assert state.carried_rows[0].amount_minor == 500
    till.timers.advance(61)
    assert till.phase() is Phase.HELD
    till.timers.advance(3)
    assert len(till.nudged) == 2, "it goes on being tried"
    assert not till.world.cards.waiting


def test_what_is_cleared_lets_it_go_on_by_itself() -> None:
    till, unknown = with_unknown()
    till.settle()
    till.timers.advance(61)
    till.bring(unknown, SaleState.CLOSED)
    told(till, unknown)
    assert till.phase() is Phase.TOTALS
    till.world.cards.answer_all()
    assert (till.state().carried, till.state().ours) == ((), Totals(2, 3_800))


def test_what_is_cleared_unheard_is_seen_at_the_next_try() -> None:
    till, unknown = with_unknown()
    till.settle()
    till.bring(unknown, SaleState.CLOSED)
    till.timers.advance(65)
    assert till.phase() is Phase.TOTALS


def test_a_supervisor_carries_over_and_it_is_settled_in_the_next_batch() -> None:
    till, unknown = with_unknown()
    till.settle()
    till.timers.advance(61)
    till.carry_over()
    till.world.cards.answer_all()
    state = till.state()
    assert (state.agreement, state.ours) == (Agreement.AGREE, Totals(2, 3_800))
    assert (state.carried, state.lifted_by) == ((unknown.voucher,), "90")
    (approval,) = till.world.memory.authorised
    assert approval.act.kind is Supervised.CARRY_OVER
    standing = till.standing()["cards"]
    assert [row.row_id for row in standing.unresolved] == [unknown.sale_id]
    assert standing.batch.batch_no == 2
    assert till.store.sealed_card(f"card:{unknown.sale_id}") is not None
    till.bring(unknown, SaleState.APPROVED)
    assert till.settle_all().ours == Totals(1, 500)


def test_a_void_that_is_not_known_takes_its_sale_along() -> None:
    till = SettleTill()
    till.sell(amount_minor=2_800)
    sold = till.sell(amount_minor=500)
    void = till.give_back(sold, ReturnKind.VOID, 500, ReturnState.PENDING)
    till.world.cards.host.sales.pop(sold.voucher)
    till.settle()
    till.timers.advance(61)
    rows = till.state().carried_rows
    assert [row.row_id for row in rows] == [sold.sale_id, void.return_id]
    assert till.state().carried == (sold.voucher,)
    till.carry_over()
    till.world.cards.answer_all()
    assert till.state().ours == Totals(1, 2_800)
    till.bring_back(sold, void, ReturnKind.VOID, ReturnState.DONE)
    assert till.settle_all().ours == Totals()


def test_nothing_is_carried_over_without_leave_for_just_that(
    caplog: pytest.LogCaptureFixture,
) -> None:
    till, unknown = with_unknown()
    (view,) = till.settle()
    till.timers.advance(61)
    other = Act(Supervised.CARRY_OVER, "settlement:9", unknown.voucher, 500, "01")
    till.runner.carry_over(view.flow, approve(till.authority, other), "01")
    till.runner.carry_over(view.flow, "made up", "01")
    mine = carry_over_act(view.flow, till.state(), "02")
    till.runner.carry_over(view.flow, approve(till.authority, mine), "01")
    assert till.phase() is Phase.HELD
    assert "refused without an approval" in caplog.text


def test_a_leave_does_not_fit_what_was_named_after_it(caplog: pytest.LogCaptureFixture) -> None:
    till, _ = with_unknown()
    (view,) = till.settle()
    till.timers.advance(61)
    seen = approve(till.authority, carry_over_act(view.flow, till.state(), "01"))
    till.sell(amount_minor=700, state=REVERSING)
    till.runner.carry_over(view.flow, seen, "01")
    assert till.phase() is Phase.HELD
    assert len(till.state().carried) == 2, "the page names both by now"
    assert "does not fit" in caplog.text


def test_a_row_that_ends_while_the_batch_is_shut_is_carried_all_the_same() -> None:
    till, unknown = with_unknown()
    till.settle()
    till.timers.advance(61)
    till.carry_over()
    till.bring(unknown, SaleState.APPROVED)
    del till.world.cards.host.sales[unknown.voucher]
    till.world.cards.answer_all()
    assert till.state().ours == Totals(2, 3_800)
    assert till.standing()["cards"].figures.totals == Totals(1, 500)


def test_it_can_be_ended_until_our_totals_have_been_sent() -> None:
    till, _ = with_unknown()
    (view,) = till.settle()
    till.runner.cancel(view.flow)
    assert till.state().stop is StopReason.CANCELLED
    assert till.standing()["cards"].figures.rows == 2
    till.world.memory.sales.pop(3)
    till.settle()
    assert till.phase() is Phase.TOTALS
    till.runner.cancel(f"settlement:{till.state().settlement_id}")
    assert till.phase() is Phase.TOTALS


def test_trying_now_sends_what_waits() -> None:
    till, _ = with_unknown()
    (view,) = till.settle()
    till.timers.advance(61)
    mark = len(till.nudged)
    till.runner.try_now(view.flow)
    assert len(till.nudged) == mark + 1


def test_a_program_that_ends_while_it_waits_or_holds_goes_on_there() -> None:
    till, unknown = with_unknown()
    till.settle()
    again = till.restarted()
    assert (again.phase(), again.nudged) == (Phase.CLEARING, ["card_sale:3"])
    again.timers.advance(61)
    third = again.restarted()
    assert third.phase() is Phase.HELD
    assert third.nudged, "what is held is tried at once"
    third.carry_over()
    third.world.cards.answer_all()
    assert third.state().carried == (unknown.voucher,)


# --- a disk that refuses ----------------------------------------------------------------------


def test_what_the_disk_refuses_has_not_happened(caplog: pytest.LogCaptureFixture) -> None:
    till = SettleTill()
    till.sell()
    memory = till.world.memory
    memory.fault = StoreErrorKind.FULL
    till.runner.settle("01")
    assert till.news == [SettleRefused(StoreErrorKind.FULL)]
    memory.fault = None
    till.settle()
    memory.fault = StoreErrorKind.FULL
    till.world.cards.answer()
    assert till.phase() is Phase.TOTALS, "closed at the host, and not written yet"
    shown = [one for one in till.news if isinstance(one, SettleView)][-1]
    assert shown.store_fault is StoreErrorKind.FULL
    assert till.runner.are_cards_shut()
    till.timers.advance(6)
    memory.fault = None
    till.timers.advance(10)
    till.world.cards.answer_all()
    assert till.phase() is Phase.SETTLED
    assert len({repr(one) for one in till.world.cards.sent}) == 1, "the identical message"
    assert "settlement step not written" in caplog.text


@pytest.mark.parametrize("refusals", range(1, 5))
def test_a_disk_that_refuses_any_step_only_delays(
    refusals: int, caplog: pytest.LogCaptureFixture
) -> None:
    till, unknown = with_unknown()
    till.settle()
    till.bring(unknown, SaleState.CLOSED)
    till.world.cards.host.sales["999999"] = HeldSale(1)
    till.world.memory.refusals = refusals
    for _ in range(60):
        till.timers.advance(10)
        till.world.cards.answer_all()
    assert till.state().agreement is Agreement.UPLOADED
    assert "settlement step not written" in caplog.text


def test_before_it_is_known_what_was_in_flight_nothing_is_sent(
    caplog: pytest.LogCaptureFixture,
) -> None:
    till = SettleTill()
    till.sell()
    till.settle()
    again = SettleTill(till.world)
    till.world.memory.unreadable = True
    assert again.runner.are_cards_shut()
    till.world.memory.unreadable = False
    assert again.runner.are_cards_shut(), "and it is being settled"
    again.world.cards.answer_all()
    assert not again.runner.are_cards_shut()
    assert "cannot be taken up" in caplog.text


# --- what pages ask ---------------------------------------------------------------------------


def test_whoever_looks_is_told_and_told_again_when_batches_change() -> None:
    till = SettleTill()
    sold = till.sell()
    till.runner.look()
    (standing,) = [one for one in till.news if isinstance(one, StandingTold)]
    assert [one.batch.acquirer for one in standing.batches] == ["cards"]
    told(till, sold)
    told(till, sold)
    till.sell(Method.WECHAT, 700)
    till.timers.advance(1)
    standings = [one for one in till.news if isinstance(one, StandingTold)]
    assert len(standings) == 2, "told once for what moved together"
    assert len(standings[-1].batches) == 2
    till.settle_all()
    till.timers.advance(1)
    assert [one for one in till.news if isinstance(one, StandingTold)][-1].batches == ()


def test_once_the_page_is_left_nobody_adds_the_batches_up() -> None:
    till = SettleTill()
    till.runner.look()
    told(till, till.sell())
    till.runner.look_away()
    till.timers.advance(1)
    told(till, till.sell(amount_minor=900))
    till.timers.advance(1)
    assert len([one for one in till.news if isinstance(one, StandingTold)]) == 1
    till.runner.look()
    assert [one for one in till.news if isinstance(one, StandingTold)][-1].batches[0].figures.rows


def test_what_cannot_be_read_is_told_too(caplog: pytest.LogCaptureFixture) -> None:
    till = SettleTill()
    till.world.memory.unreadable = True
    till.runner.look()
    (standing,) = till.news
    assert isinstance(standing, StandingTold)
    assert standing.kind is not None
    assert "cannot be read" in caplog.text


def test_a_settlement_is_printed_again_marked(caplog: pytest.LogCaptureFixture) -> None:
    till = SettleTill()
    till.sell()
    till.settle()
    till.runner.print_again(1)
    assert list(till.store.print_jobs(10)) == []
    till.world.cards.answer_all()
    till.runner.print_again(1)
    jobs = till.store.print_jobs(10)
    assert [job.duplicate for job in jobs] == [False, False, True, True]
    assert till.prints == 2
    assert "not settled" in caplog.text


def test_a_till_that_is_overrun_says_so() -> None:
    till = SettleTill()
    till.executor.is_full = True
    with pytest.raises(BusyError):
        till.runner.settle("01")
    with pytest.raises(BusyError):
        till.runner.look()


def test_without_a_card_host_cards_wait_and_the_others_settle() -> None:
    till = SettleTill()
    till.runner._effects.cards = None
    till.sell()
    till.sell(Method.CASH, 1_000)
    till.settle()
    assert till.phase() is Phase.WAITING
    assert till.phase(Acquirer.CASH) is Phase.SETTLED
    waiting = [one for one in till.runner.under_way() if one.state.acquirer == Acquirer.CARDS]
    assert [one.waits_for for one in waiting] == [Message("settlement.waits_cards")]
