"""Money back in a whole till beside its bank's real process, and what the bank's books say."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from kpay_desktop.domain.returns import ReturnKind, ReturnState
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.flows.money_back.state import Phase
from kpay_desktop.ports_cards import ReadProblem
from tests.helpers.back_world import TOTAL, BackWorld, back_world
from tests.helpers.bank_books import assert_books_add_up, audited

VOID, REFUND = ReturnKind.VOID, ReturnKind.REFUND


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BackWorld]:
    with back_world(tmp_path_factory.mktemp("back") / "data") as opened:
        yield opened


@pytest.fixture
def till(world: BackWorld, caplog: pytest.LogCaptureFixture) -> BackWorld:
    """The till; what is noted of a host that fails belongs to these tests."""
    assert caplog is not None
    return world


def at_bank(till: BackWorld, kind: ReturnKind, voucher: str) -> list[str]:
    """Return how the bank's card host has the voids or refunds of a voucher, oldest first."""
    with audited(till.books) as books:
        rows = books.execute(
            "SELECT state FROM card_backs WHERE kind = ? AND voucher = ? ORDER BY seq",
            (kind.value, voucher),
        )
        return [str(row["state"]) for row in rows]


def refunded_at_bank(till: BackWorld, order_no: str) -> int:
    """Return what the customer of an order has back, by the bank."""
    return sum(one.refunded_minor for one in till.desk.order(order_no).payments)


def test_a_card_sale_is_voided(till: BackWorld) -> None:
    sale = till.sell_card()
    flow = till.give_back(VOID, sale)
    done = till.ends(flow, ReturnState.DONE)
    assert done.back.sale.state is SaleState.VOIDED
    assert len(done.back.rrn) == 12
    assert at_bank(till, VOID, sale.identity.voucher) == ["approved"]
    assert_books_add_up(till.books)
    till.slips_are_out(flow)


def test_cash_goes_back_and_its_slips_are_out(till: BackWorld) -> None:
    sale = till.sell_cash()
    part = till.give_back(REFUND, sale, 1_003)
    assert till.ends(part, ReturnState.DONE).back.given_minor == 1_005
    till.slips_are_out(part)


def test_others_are_served_beside_a_reversal_whose_block_was_lifted(till: BackWorld) -> None:
    sale, other = till.sell_card(), till.sell_card()
    desk = till.cards_desk
    desk.set_next_card("cut_after", kind="back")
    desk.set_next_card("code", kind="reversal", code="12", sticky=True)
    stuck = till.give_back(VOID, sale)
    till.till.wait("a refusal", lambda: till.back(stuck).state.code == "12")
    till.lift(stuck, sale.identity.voucher)
    till.till.wait("a lift", lambda: till.back(stuck).state.is_lifted)
    till.sell_card()
    till.ends(till.give_back(VOID, other), ReturnState.DONE)
    assert till.back(stuck).back.state is ReturnState.PENDING
    desk.clear_next_card("reversal")
    till.ends(stuck, ReturnState.UNDONE)
    assert at_bank(till, VOID, sale.identity.voucher) == ["reversed"]
    assert_books_add_up(till.books)


def test_a_void_whose_answer_is_lost_is_reversed_and_the_sale_stands(till: BackWorld) -> None:
    sale = till.sell_card()
    till.cards_desk.set_next_card("cut_after", kind="back")
    flow = till.give_back(VOID, sale)
    undone = till.ends(flow, ReturnState.UNDONE)
    assert undone.back.sale.state is SaleState.APPROVED
    assert at_bank(till, VOID, sale.identity.voucher) == ["reversed"]
    assert_books_add_up(till.books)
    # It can be voided again.
    till.ends(till.give_back(VOID, sale), ReturnState.DONE)
    assert at_bank(till, VOID, sale.identity.voucher) == ["reversed", "approved"]


@pytest.mark.parametrize(
    ("code", "state"), [("05", ReturnState.REFUSED), ("96", ReturnState.UNDONE)]
)
def test_a_definite_no_ends_a_void_and_an_unclear_one_is_reversed(
    till: BackWorld, code: str, state: ReturnState
) -> None:
    sale = till.sell_card()
    till.cards_desk.set_next_card("code", kind="back", code=code)
    ended = till.ends(till.give_back(VOID, sale), state)
    assert ended.back.host_code == code
    assert ended.back.sale.state is SaleState.APPROVED
    assert "approved" not in at_bank(till, VOID, sale.identity.voucher)
    assert_books_add_up(till.books)


def test_a_card_sale_is_refunded_in_part_before_its_settlement(till: BackWorld) -> None:
    sale = till.sell_card()
    done = till.ends(till.give_back(REFUND, sale, 1_111), ReturnState.DONE)
    assert (done.back.sale.state, done.back.sale.refunded_minor) == (SaleState.APPROVED, 1_111)
    assert at_bank(till, REFUND, done.back.identity.voucher) == ["approved"]
    assert_books_add_up(till.books)


def test_a_wallet_sale_is_voided(till: BackWorld) -> None:
    sale = till.sell_paynow()
    done = till.ends(till.give_back(VOID, sale), ReturnState.DONE)
    assert done.back.sale.state is SaleState.VOIDED
    assert refunded_at_bank(till, sale.identity.order_no) == TOTAL
    assert_books_add_up(till.books)


def test_of_an_order_that_was_paid_twice_the_payment_of_the_sale_is_voided(till: BackWorld) -> None:
    sale = till.sell_paynow(press="pay_twice")
    done = till.ends(till.give_back(VOID, sale), ReturnState.DONE)
    assert done.back.sale.state is SaleState.VOIDED
    payments = till.desk.order(sale.identity.order_no).payments
    refunded = {one.trxid: one.refunded_minor for one in payments}
    assert len(refunded) == 2
    assert {number for number, minor in refunded.items() if minor} == {sale.wallet_txn_no}
    assert refunded[sale.wallet_txn_no or ""] == TOTAL
    assert_books_add_up(till.books)


def test_a_sale_by_a_customers_code_is_voided(till: BackWorld) -> None:
    till.desk.set_scan_terms(earliest_cancel_s=0.0)
    sale = till.sell_scanned()
    done = till.ends(till.give_back(VOID, sale), ReturnState.DONE)
    assert done.back.sale.state is SaleState.VOIDED
    (payment,) = till.desk.order(sale.identity.order_no).payments
    assert payment.state == "returned" or payment.refunded_minor == TOTAL
    assert_books_add_up(till.books)


def test_a_wallet_sale_is_refunded_in_parts(till: BackWorld) -> None:
    sale = till.sell_paynow()
    for part in (1_000, 2_080):
        till.ends(till.give_back(REFUND, sale, part), ReturnState.DONE)
    assert refunded_at_bank(till, sale.identity.order_no) == TOTAL
    assert_books_add_up(till.books)


def test_a_wallet_void_that_is_refused_goes_as_a_refund(till: BackWorld) -> None:
    sale = till.sell_paynow()
    till.desk.set_next("decline", kind="cancel")
    refused = till.ends(till.give_back(VOID, sale), ReturnState.REFUSED)
    assert refused.state.can_refund
    assert refunded_at_bank(till, sale.identity.order_no) == 0
    till.ends(till.give_back(REFUND, sale), ReturnState.DONE)
    assert refunded_at_bank(till, sale.identity.order_no) == TOTAL
    assert_books_add_up(till.books)


def test_a_refund_whose_answer_is_lost_is_paid_once(till: BackWorld) -> None:
    sale = till.sell_paynow()
    till.desk.set_next("lose_answer", kind="refund")
    till.ends(till.give_back(REFUND, sale, 900), ReturnState.DONE)
    assert refunded_at_bank(till, sale.identity.order_no) == 900
    assert_books_add_up(till.books)


def test_a_refund_that_takes_its_time_is_waited_for(till: BackWorld) -> None:
    sale = till.sell_paynow()
    till.desk.set_next("pending", kind="refund", delay_s=1.0)
    flow = till.give_back(REFUND, sale, 900)
    assert till.as_begun(flow).back.sale.returning_minor == 900
    done = till.ends(flow, ReturnState.DONE)
    assert (done.back.sale.refunded_minor, done.back.sale.returning_minor) == (900, 0)
    assert refunded_at_bank(till, sale.identity.order_no) == 900
    assert_books_add_up(till.books)


def test_after_settlement_the_card_is_shown_again(till: BackWorld) -> None:
    sale = till.sell_card()
    till.settle()
    sale_id = sale.identity.sale_id
    till.settled(sale_id)
    flow = till.give_back(REFUND, sale, 777)
    assert till.back(flow).state.phase is Phase.READING
    till.tap("mastercard")
    till.till.wait("another card", lambda: till.back(flow).state.problem is not None)
    assert till.back(flow).state.problem is ReadProblem.ANOTHER_CARD
    till.tap()
    till.till.wait("the card", lambda: till.back(flow).state.phase is Phase.CONFIRMING)
    till.world.back.confirm(flow)
    done = till.ends(flow, ReturnState.DONE)
    assert at_bank(till, REFUND, done.back.identity.voucher) == ["approved"]
    assert_books_add_up(till.books)
