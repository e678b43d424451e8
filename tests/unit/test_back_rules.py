"""Who may give back what: problems, leave, and one return for one press."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpay_desktop.domain.approval import Act, Supervised
from kpay_desktop.domain.records import SlipCopy
from kpay_desktop.domain.returns import ReturnKind, ReturnProblem, ReturnState
from kpay_desktop.domain.sale import Method, SaleState
from kpay_desktop.flows.back_view import BackBegun, BackRefused, CandidatesTold, ReturnWanted
from kpay_desktop.flows.money_back import values as t
from kpay_desktop.flows.sale_view import ReprintRefused
from kpay_desktop.ports import StoreErrorKind
from tests.helpers.back_counter import BOSS, CASHIER, TOTAL, YES, BackCounter

VOID, REFUND = ReturnKind.VOID, ReturnKind.REFUND
YEAR_S = 365 * 86_400.0


@pytest.fixture
def counter() -> BackCounter:
    return BackCounter()


def problem(counter: BackCounter, kind: ReturnKind, sale_id: int, amount_minor: int) -> str:
    """Ask for money back that is refused; return why."""
    found = counter.press(kind, sale_id, amount_minor)
    refused = counter.refused()
    assert refused.request == found
    assert refused.problem is not None
    return refused.problem.name


# --- what speaks against it -----------------------------------------------------------------


def test_a_sale_is_voided_once(counter: BackCounter) -> None:
    sale_id = counter.sell()
    counter.void(sale_id)
    assert problem(counter, VOID, sale_id, TOTAL) == "PENDING"
    assert problem(counter, REFUND, sale_id, 1) == "PENDING"
    counter.tell(t.WalletDone())
    assert problem(counter, VOID, sale_id, TOTAL) == "ALREADY_VOIDED"
    assert problem(counter, REFUND, sale_id, 1) == "ALREADY_VOIDED"


def test_a_sale_refunded_in_part_is_not_voided(counter: BackCounter) -> None:
    sale_id = counter.sell()
    counter.refund(sale_id)
    assert problem(counter, VOID, sale_id, TOTAL) == "PENDING"
    counter.tell(t.WalletDone())
    assert problem(counter, VOID, sale_id, TOTAL) == "REFUNDED_IN_PART"


def test_a_settled_sale_is_refunded_and_not_voided(counter: BackCounter) -> None:
    sale_id = counter.sell()
    counter.settle()
    assert problem(counter, VOID, sale_id, TOTAL) == "SETTLED"
    counter.refund(sale_id, TOTAL)


@pytest.mark.parametrize("kind", ReturnKind)
def test_nothing_goes_back_while_its_batch_is_being_settled(
    counter: BackCounter, kind: ReturnKind
) -> None:
    sale_id, other_id = counter.sell(), counter.sell(Method.WECHAT)
    counter.shut = {"paynow"}
    assert problem(counter, kind, sale_id, TOTAL) == "SETTLING"
    counter.void(other_id)
    counter.shut = {"wallets"}
    assert problem(counter, kind, sale_id, TOTAL) == "SETTLING"


def test_a_card_that_is_being_settled_says_so_too(counter: BackCounter) -> None:
    sale_id = counter.sell_card()
    counter.shut = {"cards"}
    assert problem(counter, VOID, sale_id, TOTAL) == "SETTLING"


def test_what_is_not_paid_is_not_given_back(counter: BackCounter) -> None:
    flow = counter.cards.charge()
    sale_id = counter.cards.view(flow).sale.identity.sale_id
    assert problem(counter, VOID, sale_id, TOTAL) == "NOT_APPROVED"
    assert problem(counter, REFUND, sale_id, 1) == "NOT_APPROVED"


def test_a_sale_that_there_is_not(counter: BackCounter) -> None:
    sale_id = counter.sell()
    number = counter.grant(VOID, sale_id, TOTAL)
    counter.runner.begin(ReturnWanted("p", VOID, 99, TOTAL), number)
    assert counter.refused() == BackRefused("p", ReturnProblem.UNKNOWN_VOUCHER)


@pytest.mark.parametrize(
    ("kind", "amount_minor", "wanted"),
    [
        (VOID, TOTAL - 1, "NO_AMOUNT"),
        (VOID, TOTAL + 1, "TOO_MUCH"),
        (REFUND, 0, "NO_AMOUNT"),
        (REFUND, -1, "NO_AMOUNT"),
        (REFUND, TOTAL + 1, "TOO_MUCH"),
    ],
)
def test_an_amount_that_cannot_go_back(
    counter: BackCounter, kind: ReturnKind, amount_minor: int, wanted: str
) -> None:
    assert problem(counter, kind, counter.sell(), amount_minor) == wanted
    assert len(counter.store.authorised) == 0


def test_a_refund_has_its_days(counter: BackCounter) -> None:
    sale_id = counter.sell()
    counter.clock.pass_s(YEAR_S + 1)
    assert problem(counter, REFUND, sale_id, 1) == "TOO_OLD"


# --- leave ----------------------------------------------------------------------------------


def acts(sale_id: int, voucher: str) -> list[Act]:
    """Acts that are not the void of a sale by its cashier."""
    right = Act(Supervised.VOID, f"sale:{sale_id}", voucher, TOTAL, CASHIER)
    return [
        replace(right, kind=Supervised.REFUND),
        replace(right, subject=f"sale:{sale_id + 1}"),
        replace(right, subject=f"money_back:{sale_id}"),
        replace(right, voucher="000999"),
        replace(right, amount_minor=TOTAL - 1),
        replace(right, operator_id="02"),
    ]


@pytest.mark.parametrize("number", range(6))
def test_a_leave_for_another_act_gives_nothing_back(
    counter: BackCounter, number: int, caplog: pytest.LogCaptureFixture
) -> None:
    sale_id = counter.sell()
    act = acts(sale_id, counter.sale(sale_id).identity.voucher)[number]
    approval = counter.authority.grant(act, BOSS)
    counter.runner.begin(ReturnWanted("p", VOID, sale_id, TOTAL), approval.number)
    assert counter.refused() == BackRefused("p", not_authorised=True)
    assert counter.gateway == []
    assert counter.sale(sale_id).returning_minor == 0
    assert "without an approval" in caplog.text


def test_without_leave_no_supervisor_gives_money_back_either(
    counter: BackCounter, caplog: pytest.LogCaptureFixture
) -> None:
    sale_id = counter.sell()
    counter.signed_in = BOSS.operator_id
    counter.runner.begin(ReturnWanted("p", VOID, sale_id, TOTAL), "")
    assert counter.refused().not_authorised
    assert "without an approval" in caplog.text


def test_a_leave_serves_once(counter: BackCounter, caplog: pytest.LogCaptureFixture) -> None:
    first, second = counter.sell(), counter.sell()
    number = counter.grant(REFUND, first, 500)
    counter.runner.begin(ReturnWanted("a", REFUND, first, 500), number)
    counter.runner.begin(ReturnWanted("b", REFUND, first, 500), number)
    assert counter.refused() == BackRefused("b", not_authorised=True)
    counter.runner.begin(ReturnWanted("c", REFUND, second, 500), number)
    assert counter.refused() == BackRefused("c", not_authorised=True)
    assert "without an approval" in caplog.text


def test_whoever_asked_is_whoever_was_signed_in_then(counter: BackCounter) -> None:
    counter.signed_in = "07"
    sale_id = counter.sell()
    number = counter.grant(VOID, sale_id, TOTAL, "07")
    counter.runner.begin(ReturnWanted("p", VOID, sale_id, TOTAL), number)
    record = counter.row(counter.begun("p"))
    assert (record.operator_id, record.approver_id) == ("07", BOSS.operator_id)
    assert [each.number for each in counter.store.authorised] == [number]


# --- presses --------------------------------------------------------------------------------


def test_one_press_is_one_return(counter: BackCounter) -> None:
    sale_id = counter.sell()
    counter.press(REFUND, sale_id, 500, "p")
    counter.press(REFUND, sale_id, 500, "p")
    assert len([each for each in counter.news if isinstance(each, BackBegun)]) == 1
    assert len(counter.gateway) == 1
    counter.press(REFUND, sale_id, 500, "q")
    assert len(counter.gateway) == 2


def test_a_press_that_was_refused_may_be_repeated(counter: BackCounter) -> None:
    sale_id = counter.sell()
    counter.shut = {"paynow"}
    counter.press(VOID, sale_id, TOTAL, "p")
    counter.shut = set()
    counter.press(VOID, sale_id, TOTAL, "p")
    assert counter.begun("p")


def test_a_press_that_the_disk_refuses_reserves_nothing(
    counter: BackCounter, caplog: pytest.LogCaptureFixture
) -> None:
    sale_id = counter.sell_card()
    counter.store.fault = StoreErrorKind.FULL
    counter.press(VOID, sale_id, TOTAL, "p")
    assert counter.refused() == BackRefused("p", kind=StoreErrorKind.FULL)
    assert counter.host == []
    counter.store.fault = None
    assert counter.sale(sale_id).returning_minor == 0
    counter.press(VOID, sale_id, TOTAL, "p")
    assert counter.waiting() == ["SendToHost"]
    assert "not begun" in caplog.text


# --- looking and printing -------------------------------------------------------------------


def test_sales_are_found_by_their_voucher_with_what_speaks_against_them(
    counter: BackCounter,
) -> None:
    sale_id = counter.sell()
    voucher = counter.sale(sale_id).identity.voucher
    counter.shut = {"paynow"}
    counter.runner.find(7, voucher)
    told = counter.news[-1]
    assert isinstance(told, CandidatesTold)
    (found,) = told.found
    assert (told.request, found.sale.identity.sale_id) == (7, sale_id)
    assert found.returnable.is_shut
    counter.shut = set()
    counter.runner.find_sale(8, sale_id)
    again = counter.news[-1]
    assert isinstance(again, CandidatesTold)
    assert (again.request, again.found[0].returnable.is_shut) == (8, False)


def test_an_unknown_voucher_finds_nothing(counter: BackCounter) -> None:
    counter.runner.find(1, "999999")
    assert counter.news[-1] == CandidatesTold(1, ())
    counter.runner.find_sale(2, 99)
    assert counter.news[-1] == CandidatesTold(2, ())


def test_a_store_that_cannot_be_read_is_told(
    counter: BackCounter, caplog: pytest.LogCaptureFixture
) -> None:
    counter.store.unreadable = True
    counter.runner.find(1, "000101")
    counter.runner.reprint(1, SlipCopy.CUSTOMER)
    kind = StoreErrorKind.DAMAGED
    wanted = [CandidatesTold(1, (), kind), ReprintRefused(1, SlipCopy.CUSTOMER, kind)]
    assert counter.news == wanted
    counter.store.unreadable = False
    assert "cannot be looked up" in caplog.text


def test_another_slip_is_marked_and_only_of_what_went_back(
    counter: BackCounter, caplog: pytest.LogCaptureFixture
) -> None:
    flow = counter.void(counter.sell_card())
    number = counter.row(flow).identity.return_id
    counter.runner.reprint(number, SlipCopy.CUSTOMER)
    assert counter.slips(flow) == []
    counter.answer(YES)
    counter.runner.reprint(number, SlipCopy.CUSTOMER)
    assert counter.slips(flow)[-1] == (SlipCopy.CUSTOMER, True)
    assert "has not gone back" in caplog.text


def test_cancelling_what_was_sent_changes_nothing(counter: BackCounter) -> None:
    sale_id = counter.sell()
    flow = counter.void(sale_id)
    counter.runner.cancel(flow)
    assert counter.row(flow).state is ReturnState.PENDING
    counter.tell(t.WalletDone())
    assert counter.sale(sale_id).state is SaleState.VOIDED


def test_an_event_for_what_is_not_there_is_dropped(
    counter: BackCounter, caplog: pytest.LogCaptureFixture
) -> None:
    counter.runner.confirm("money_back:99")
    assert "was dropped" in caplog.text


def test_what_a_till_can_no_longer_give_back_is_refused_with_why() -> None:
    before = BackCounter()
    card, wallet, cash = before.sell_card(), before.sell(), before.sell(Method.CASH)
    without = BackCounter(before.store, before.clock, has_cards=False, has_gateway=False)
    for sale_id, problem in ((card, "NO_CARD_HOST"), (wallet, "NO_GATEWAY")):
        for kind in ReturnKind:
            without.press(kind, sale_id)
            assert without.refused().problem is ReturnProblem[problem]
        assert without.sale(sale_id).returning_minor == 0
    assert without.row(without.void(cash)).state is ReturnState.DONE


def test_a_card_that_nobody_can_read_is_not_asked_for() -> None:
    before = BackCounter()
    kept, settled = before.sell_card(), before.sell_card()
    blind = BackCounter(before.store, before.clock, can_read=False)
    # What the vault still holds needs no reader.
    assert blind.row(blind.void(kept)).state is ReturnState.PENDING
    blind.answer(YES)
    blind.settle()
    blind.press(ReturnKind.REFUND, settled)
    assert blind.refused().problem is ReturnProblem.NO_CARD_HOST


def test_a_refunds_own_voucher_is_said_to_be_one(counter: BackCounter) -> None:
    sale_id = counter.sell()
    back = counter.row(counter.refund(sale_id))
    sale, voucher = counter.sale(sale_id), back.identity.voucher
    assert voucher != sale.identity.voucher
    counter.runner.find(7, voucher)
    assert counter.told()[-1] == CandidatesTold(7, (), refund_of=sale.identity.voucher)
    counter.runner.find(8, sale.identity.voucher)
    assert (counter.told()[-1].refund_of, len(counter.told()[-1].found)) == ("", 1)
    counter.settle()
    counter.runner.find(9, voucher)
    assert counter.told()[-1] == CandidatesTold(9, ())
