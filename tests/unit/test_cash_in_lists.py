"""Sales for cash in the lists of sales: paid, with their slip, and found by their way to pay."""

from __future__ import annotations

from kpay_desktop.domain.approval import Supervised
from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.moves import DrawerKind
from kpay_desktop.domain.records import BatchSummary, SalePage
from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.domain.sale import Method, SaleState
from tests.helpers.cash_front import cash_sale
from tests.helpers.drawer_front import at_move
from tests.helpers.front import Front
from ui.backend import BatchNews, SalesFound
from ui.presenter import page_of
from ui.state_tones import state_word
from ui.views import Action, Page
from ui.views_authorise import AuthoriseView
from ui.views_sale import AmountView
from ui.views_transactions import TransactionsView
from ui.void_model import Paid
from ui.widgets.sale_rows import cells
from ui.words import words_of


def listed() -> Front:
    """Return the list of sales with one for cash, which is chosen."""
    front = Front().sign_in().press(Action.OPEN_PAGE, "transactions")
    request = front.backend.searches[-1][0]
    front.controller.news(SalesFound(request, SalePage((cash_sale(),), None)))
    return front.press(Action.PICK_SALE, "138")


def test_cash_is_paid_and_approved_by_nobody() -> None:
    assert state_word(Method.CASH, SaleState.APPROVED) == "cash.state_paid"
    assert state_word(Method.CASH, SaleState.VOIDED) == "sale.state_voided"
    assert state_word(Method.CARD, SaleState.APPROVED) == "sale.state_approved"


def test_a_sale_for_cash_stands_in_the_list_with_its_slip() -> None:
    front = listed()
    body = front.body(TransactionsView)
    row = cells(cash_sale(), body.rows, words_of(front.model.language))

    assert (row["paid_with"], row["state"], row["amount"]) == ("Cash", "Paid", "28.03")
    assert body.detail is not None
    assert body.detail.title == Message("cash.state_paid")
    assert body.detail.slip is not None


def test_cash_is_looked_for_as_every_other_way() -> None:
    front = listed().press(Action.FIND_PANEL, "method").press(Action.FIND_BY, "method:cash")

    assert front.backend.searches[-1][1].method is Method.CASH


def test_cash_goes_back_by_the_void_page() -> None:
    front = listed().press(Action.VOID_FOUND)

    assert page_of(front.model) is Page.VOID
    assert (front.model.void.kind, front.model.void.paid) == (ReturnKind.VOID, Paid.CASH)


def test_the_open_batch_names_cash() -> None:
    front = Front().sign_in()
    front.controller.news(BatchNews(BatchSummary(42, 1, 2_803), (cash_sale(),)))

    (row,) = front.body(AmountView).batch.rows
    assert (row.method, row.state) == (Method.CASH, SaleState.APPROVED)


def test_what_somebody_wrote_is_no_message() -> None:
    front = at_move(DrawerKind.NO_SALE, reason="@role.cashier").press(Action.DRAWER_CONFIRM)
    body = front.body(AuthoriseView)

    assert body.facts[0] == (
        Message("drawer.reason"),
        message("sale.fact", value=" @role.cashier"),
    )
    assert front.model.authorise is not None
    assert front.model.authorise.act.kind is Supervised.NO_SALE
