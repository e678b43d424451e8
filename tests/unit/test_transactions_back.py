"""Money back from the Transactions page: what has gone, what can go, and the slips of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.ledger import ReturnCandidate
from kpay_desktop.domain.message import message
from kpay_desktop.domain.records import PrintState, SalePage, SaleRecord, SlipCopy, SlipKind
from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.domain.sale import SaleState
from kpay_desktop.flows.back_view import CandidatesTold
from kpay_desktop.flows.money_back.state import Phase
from kpay_desktop.flows.wallet_sale.values import Phase as WalletPhase
from tests.helpers.back_front import BackFront, a_sale, back_view, candidate
from tests.helpers.front import sale_view
from ui.backend import SalesFound
from ui.backend_day import PaperNews
from ui.views import Action, Page
from ui.views_transactions import SaleDetail, TransactionsView
from ui.views_void import RefundAmount, ReturnKeys, VoidView
from ui.words import words_of


def at_list(*sales: SaleRecord) -> BackFront:
    front = BackFront()
    front.sign_in().press(Action.OPEN_PAGE, Page.TRANSACTIONS.value)
    front.controller.news(SalesFound(front.model.search.request, SalePage(sales, None)))
    return front


def detail(front: BackFront) -> SaleDetail:
    found = front.body(TransactionsView).detail
    assert found is not None
    return found


def told(front: BackFront, *returns: tuple[ReturnKind, int]) -> None:
    """Let the world tell what has gone back for the sale that is shown."""
    sale = front.model.search.selected
    assert sale is not None
    records = tuple(
        back_view(Phase.DONE, sale, kind=kind, number=number, amount_minor=500).back
        for kind, number in returns
    )
    found = ReturnCandidate(sale, candidate(sale).returnable, records)
    front.controller.news(CandidatesTold(front.model.search.back_request, (found,)))


def test_a_paid_sale_offers_both() -> None:
    front = at_list(a_sale())

    assert [button.label.id for button in detail(front).pair] == [
        "transactions.void",
        "transactions.refund",
    ]
    assert not any(call[0].startswith("back.") for call in front.backend.calls)


def test_voiding_from_the_list_asks_for_the_pin_of_that_sale() -> None:
    front = at_list(a_sale()).press(Action.VOID_FOUND)
    right = front.body(VoidView).right
    assert isinstance(right, ReturnKeys)
    assert right.title.id == "void.keys_pin"

    front.keys(*"888888")
    assert front.backend.calls[-1] == ("back.find_sale", str(front.model.void.request), "137")
    front.told(candidate()).allow().press(Action.VOID_SALE)
    assert front.backend.back.wanted[0][0].sale_id == 137


def test_refunding_from_the_list_asks_for_the_amount_first() -> None:
    front = at_list(a_sale()).press(Action.REFUND_FOUND)
    front.told(candidate(is_open=False))

    assert isinstance(front.body(VoidView).right, RefundAmount)
    assert front.backend.acts == []


@pytest.mark.parametrize(
    "state",
    [state for state in SaleState if state not in {SaleState.APPROVED, SaleState.BY_HAND}],
)
def test_what_was_not_paid_gives_nothing_back(state: SaleState) -> None:
    front = at_list(replace(a_sale(), state=state))

    assert detail(front).pair == ()


def test_a_sale_that_went_back_in_part_says_so_and_offers_the_rest() -> None:
    front = at_list(replace(a_sale(), refunded_minor=500, returning_minor=100))
    assert ("back.find_sale", "-1", "137") in front.backend.calls
    told(front, (ReturnKind.REFUND, 9001), (ReturnKind.REFUND, 9002))

    shown = detail(front)
    lines = {line.id: line.args for line in shown.lines}
    assert lines["transactions.refunded"] == (("total", "SGD 5.00"),)
    assert lines["transactions.returning"] == (("total", "SGD 1.00"),)
    assert [button.label.id for button in shown.pair] == [
        "transactions.reprint_refund",
        "transactions.refund",
    ]

    front.controller.press(shown.pair[0].press)
    assert front.backend.calls[-1] == ("back.reprint", "9002", "customer")
    front.controller.press(shown.pair[0].press)
    assert len([c for c in front.backend.calls if c[0] == "back.reprint"]) == 1


def test_all_of_it_gone_leaves_nothing_to_refund() -> None:
    front = at_list(replace(a_sale(), refunded_minor=2350))

    assert detail(front).pair == ()


def test_a_voided_sale_says_so_and_prints_its_void_again() -> None:
    front = at_list(replace(a_sale(), state=SaleState.VOIDED))
    told(front, (ReturnKind.VOID, 9001))
    shown = detail(front)

    assert shown.slip is None
    assert [line.id for line in shown.lines] == ["transactions.about_voided"]
    assert [button.label.id for button in shown.buttons] == ["transactions.reprint_void"]
    facts = {name.id: words_of(Language.EN)(value) for name, value in shown.facts}
    assert facts["transactions.fact_voided_at"] == "22 Nov 2026 14:32:08"
    assert facts["sale.fact_time"] == "22 Nov 2026 14:32:08"
    assert facts["transactions.fact_approver"] == "Supervisor"
    front.controller.press(shown.buttons[0].press)
    front.controller.news(PaperNews(SlipKind.RETURN, 9001, SlipCopy.CUSTOMER, PrintState.PRINTED))
    assert detail(front).lines[-1].id == "transactions.printed"


def test_a_void_that_is_done_elsewhere_is_seen_in_the_list() -> None:
    front = at_list(a_sale())
    front.controller.news(back_view(Phase.DONE))

    assert [row.state for row in front.model.search.rows] == [SaleState.VOIDED]
    assert detail(front).pair == ()


def test_only_slips_of_the_sale_that_is_shown_are_printed() -> None:
    front = at_list(replace(a_sale(), state=SaleState.VOIDED))
    front.press(Action.REPRINT_BACK, "9001")
    told(front, (ReturnKind.VOID, 9001))
    front.press(Action.REPRINT_BACK, "7")

    assert not any(call[0] == "back.reprint" for call in front.backend.calls)


def test_what_went_back_stays_where_the_sale_itself_is_still_watched() -> None:
    gone = replace(a_sale(), refunded_minor=500)
    front = at_list(gone)
    front.controller.news(replace(sale_view(WalletPhase.APPROVED, number=137), sale=a_sale()))

    assert front.model.search.selected == gone
    assert front.model.search.rows == (gone,)


def test_a_voided_sale_stays_voided_where_it_is_still_watched() -> None:
    voided = replace(a_sale(), state=SaleState.VOIDED)
    front = at_list(voided)
    front.controller.news(replace(sale_view(WalletPhase.APPROVED, number=137), sale=a_sale()))

    assert front.model.search.rows == (voided,)


def test_the_number_of_a_refund_is_said_to_be_one() -> None:
    front = at_list(a_sale())
    for figure in "000031":
        front.press(Action.TYPE, figure)
    front.controller.news(SalesFound(front.model.search.request, SalePage((), None)))
    asked = front.model.search.back_request
    assert front.backend.calls[-1] == ("back.find", str(asked), "000031")
    front.controller.news(CandidatesTold(asked + 1, (), refund_of="000099"))
    assert front.model.search.problem is None
    front.controller.news(CandidatesTold(asked, (), refund_of="000012"))
    problem = front.body(TransactionsView).problem
    assert problem == message("void.is_refund", refund="000031", sale="000012")
    front.press(Action.KEY, "back")
    assert front.model.search.problem is None
