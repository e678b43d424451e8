"""Money back on the real store: what the runner writes, it takes up again."""

from __future__ import annotations

from pathlib import Path

import pytest

from kpay_desktop.domain.card import EntryMode
from kpay_desktop.domain.records import Commit, SlipCopy, SlipKind
from kpay_desktop.domain.returns import ReturnKind, ReturnProblem, ReturnState
from kpay_desktop.domain.sale import Method, QrMode, SaleState
from kpay_desktop.flows.money_back import values as t
from kpay_desktop.ports_cards import HostApproved
from tests.helpers.back_counter import CODE, NO, RRN, SILENT, TOTAL, YES, BackCounter
from tests.helpers.card_counter import NUMBER
from tests.helpers.flows import ManualClock
from tests.helpers.store import opened, write


def test_a_void_by_card_is_all_there(tmp_path: Path) -> None:
    with opened(tmp_path) as books:

        def void() -> None:
            counter = BackCounter(on=books.store)
            sale_id = counter.sell_card(EntryMode.CHIP)
            flow = counter.void(sale_id)
            record = counter.row(flow)
            assert (record.state, record.is_armed, record.stan) == (ReturnState.PENDING, True, 2)
            assert counter.sale(sale_id).returning_minor == TOTAL
            assert books.store.flow_of_stan(2) == flow
            counter.answer(YES)
            record = counter.row(flow)
            assert (record.state, record.rrn, record.approval_code) == (
                *(ReturnState.DONE, RRN),
                CODE,
            )
            assert record.sale.state is SaleState.VOIDED
            voucher = record.identity.voucher
            acts = "SELECT operator_id, action, subject FROM audit WHERE action = 'void'"
            assert list(books.store._session.rows(acts, ())) == [("01", "void", voucher)]
            jobs = [job for job in books.store.print_jobs(9) if job.kind is SlipKind.RETURN]
            assert [job.copy for job in jobs] == [SlipCopy.MERCHANT, SlipCopy.CUSTOMER]
            counter.press(ReturnKind.REFUND, sale_id, 1)
            assert counter.refused().problem is ReturnProblem.ALREADY_VOIDED
            assert list(books.store.open_flows()) == []

        write(books, void)


def test_one_damaged_row_keeps_no_till_from_starting(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    clock = ManualClock()
    with opened(tmp_path) as books:

        def damage() -> str:
            counter = BackCounter(clock=clock, on=books.store)
            flow = counter.void(counter.sell_card())
            counter.refund(counter.sell())
            damaged = "UPDATE flows SET state = '{}' WHERE name = ?"
            assert books.store._session.execute(damaged, (flow,)) == 1
            return flow

        flow = write(books, damage)
    with opened(tmp_path) as books:

        def take_up() -> None:
            counter = BackCounter(clock=clock, on=books.store)
            assert counter.runner.recover() == 1
            assert len(counter.gateway) == 1
            (armed,) = counter.runner.armed()
            assert armed.flow == flow
            counter.lift(flow)
            assert list(counter.runner.armed()) == []
            assert counter.row(flow).state is ReturnState.PENDING
            assert flow in [each.flow for each in books.store.open_flows()]
            acts = "SELECT action FROM audit WHERE action = 'lift_block'"
            assert list(books.store._session.rows(acts, ())) == [("lift_block",)]

        write(books, take_up)
    assert "is set aside" in caplog.text


def test_the_reversal_of_a_void_outlives_the_program(tmp_path: Path) -> None:
    clock = ManualClock()
    with opened(tmp_path) as books:

        def time_out() -> str:
            counter = BackCounter(clock=clock, on=books.store)
            flow = counter.void(counter.sell_card())
            counter.answer(SILENT)
            counter.lift(flow)
            return flow

        flow = write(books, time_out)
    with opened(tmp_path) as books:

        def take_up() -> None:
            counter = BackCounter(clock=clock, on=books.store)
            assert counter.runner.recover() == 1
            (asked,) = counter.host
            assert isinstance(asked.effect, t.ReverseAtHost)
            assert (asked.effect.stan, asked.effect.is_lifted) == (2, True)
            kept = counter.box.get(asked.effect.handle)
            assert kept is not None
            assert (kept.number, kept.track_2) == (NUMBER, "")
            counter.answer(t.ReversalDone())
            record = counter.row(flow)
            assert (record.state, record.sale.state) == (ReturnState.UNDONE, SaleState.APPROVED)
            assert (record.sale.returning_minor, record.is_armed) == (0, False)
            assert list(books.store.open_flows()) == []

        write(books, take_up)


def test_a_card_that_is_shown_again_lies_sealed_beside_the_one_that_paid(tmp_path: Path) -> None:
    with opened(tmp_path) as books:

        def refund() -> None:
            counter = BackCounter(on=books.store)
            sale_id = counter.sell_card()
            paid = counter.sale(sale_id).card
            assert paid is not None
            at = counter.clock.now()
            wipe = Commit("test:1", "{}", "{}", False, at, wiped=paid.facts.handle)
            books.store.commit(wipe)
            flow = counter.refund(sale_id)
            counter.present(flow)
            counter.runner.confirm(flow)
            handle = counter.host[0].effect.handle
            sealed = books.store.sealed_card(handle)
            assert sealed is not None
            assert counter.cards.vault.open(handle, sealed.sealed).number == NUMBER
            facts = counter.row(flow).facts
            assert facts is not None
            assert (facts.handle, facts.expiry, facts.holder) == (handle, "", "")
            counter.answer(SILENT)
            counter.answer(t.ReversalDone())
            assert books.store.sealed_card(handle) is None

        write(books, refund)


def test_a_late_approval_finds_its_void_by_its_number(tmp_path: Path) -> None:
    with opened(tmp_path) as books:

        def decline() -> str:
            counter = BackCounter(on=books.store)
            flow = counter.void(counter.sell_card())
            counter.answer(NO)
            return flow

        flow = write(books, decline)

        def hear() -> None:
            counter = BackCounter(on=books.store)
            counter.runner.recover()
            counter.cards.runner.late_answer(HostApproved(2, RRN, CODE, "00"))
            assert counter.row(flow).state is ReturnState.PENDING
            assert counter.waiting() == ["ReverseAtHost"]
            counter.answer(t.ReversalDone())
            assert counter.row(flow).state is ReturnState.UNDONE

        write(books, hear)


def test_money_by_wallet_and_in_cash_is_all_there(tmp_path: Path) -> None:
    with opened(tmp_path) as books:

        def give_back() -> None:
            counter = BackCounter(on=books.store)
            by_wallet, by_hand = counter.sell(), counter.sell(Method.PAYNOW, QrMode.OWN)
            in_cash = counter.sell(Method.CASH)
            first = counter.refund(by_wallet, 1_000)
            counter.tell(t.WalletDone("RF1"))
            assert counter.row(first).wallet_no == "RF1"
            second = counter.refund(by_wallet, 2_080)
            again = BackCounter(clock=counter.clock, on=books.store)
            again.runner.recover()
            (asked,) = again.gateway
            assert asked.effect == counter.gateway[0].effect
            again.tell(t.WalletDone())
            assert again.row(second).state is ReturnState.DONE
            assert again.sale(by_wallet).refunded_minor == TOTAL
            again.void(by_hand)
            assert again.sale(by_hand).state is SaleState.VOIDED
            flow = again.void(in_cash)
            assert again.row(flow).given_minor == TOTAL
            shift = books.store.shift()
            assert shift is not None
            assert shift.expected_minor == -TOTAL
            assert again.kicks == 1
            assert list(books.store.open_flows()) == []

        write(books, give_back)


def test_sales_are_found_by_their_voucher(tmp_path: Path) -> None:
    with opened(tmp_path) as books:

        def look() -> None:
            counter = BackCounter(on=books.store)
            sale_id = counter.sell()
            refund = counter.row(counter.refund(sale_id)).identity
            counter.runner.find(1, counter.sale(sale_id).identity.voucher)
            ((found,),) = [each.found for each in counter.told()]
            assert found.sale.identity.sale_id == sale_id
            assert [one.state for one in found.returns] == [ReturnState.PENDING]
            assert found.returnable.batch_is_open
            # The refund's own number finds no sale, and is said to be what it is.
            counter.runner.find(2, refund.voucher)
            told = counter.told()[-1]
            assert (told.found, told.refund_of) == ((), found.sale.identity.voucher)
            assert books.store.refund("999999") is books.store.refund("x") is None

        write(books, look)
