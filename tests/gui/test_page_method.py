"""The method and confirm pages, and the column beside them."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from kpay_desktop.domain.message import Message
from kpay_desktop.domain.sale import WALLET_METHODS, Method
from tests.helpers.gui import Presses
from tests.helpers.page_views import (
    BACK,
    confirm_view,
    method_view,
    show_qr_view,
    total_view,
)
from tests.helpers.pages import click, page_of, show
from ui.main.confirm import ConfirmPage
from ui.main.method import MethodPage
from ui.main.show_qr import ShowQrPage
from ui.main.total_column import TotalColumn
from ui.main.window import MainWindow
from ui.views import Action, Button, Page, Press, Step
from ui.widgets.label import Label


def test_only_the_offered_ways_are_shown(window: MainWindow, presses: Presses) -> None:
    show(window, Page.METHOD, method_view(Method.WECHAT, Method.PAYNOW), step=Step.METHOD)
    page = page_of(window, MethodPage)

    assert [card.name.text() for card in page.cards] == ["WeChat Pay", "PayNow"]
    click(page.cards[1].buttons[0])
    click(page.total.way_out)
    QTest.keyClick(window, Qt.Key.Key_F2)

    assert presses == [
        Press(Action.PICK_METHOD, "paynow:show"),
        Press(Action.BACK),
        Press(Action.PICK_METHOD, "wechat:show"),
    ]
    assert page.cards[1].buttons[0].accessibleName() == "PayNow: Show QR"


def test_a_touch_anywhere_on_a_card_picks_it_once(window: MainWindow, presses: Presses) -> None:
    show(window, Page.METHOD, method_view(Method.WECHAT, Method.PAYNOW))
    card = page_of(window, MethodPage).cards[0]

    QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    QTest.mouseClick(card, Qt.MouseButton.RightButton, pos=QPoint(20, 20))

    assert presses == [Press(Action.PICK_METHOD, "wechat:show")]


def test_a_card_with_two_ways_is_no_button(window: MainWindow, presses: Presses) -> None:
    view = method_view(Method.WECHAT)
    method = view.methods[0]
    scan = Button(Press(Action.PICK_METHOD, "wechat:scan"), Message("sale.show_qr"))
    both = replace(view, methods=(replace(method, buttons=(*method.buttons, scan)),))
    show(window, Page.METHOD, both)
    card = page_of(window, MethodPage).cards[0]

    QTest.mouseClick(card, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    click(card.buttons[1])

    assert presses == [Press(Action.PICK_METHOD, "wechat:scan")]


def test_another_profile_deals_the_cards_anew(window: MainWindow) -> None:
    show(window, Page.METHOD, method_view(Method.WECHAT, Method.PAYNOW))
    page = page_of(window, MethodPage)

    show(window, Page.METHOD, method_view(*WALLET_METHODS))
    assert [card.isVisible() for card in page.cards] == [True, True, True]
    # The last of three takes the whole row.
    assert page.cards[2].width() > 1.8 * page.cards[0].width()

    show(window, Page.METHOD, method_view(Method.PAYNOW))
    assert [card.name.text() for card in page.cards] == ["PayNow"]
    assert page.cards[0].width() > 800


def test_confirm_says_the_total_in_large_figures(window: MainWindow, presses: Presses) -> None:
    show(window, Page.CONFIRM, confirm_view(), step=Step.METHOD)
    page = page_of(window, ConfirmPage)

    assert page.amount.text() == "SGD 30.80"
    assert page.mark.method is Method.PAYNOW
    assert page.mark.accessibleName() == "PayNow"

    click(page.confirm)
    click(page.total.way_out)
    QTest.keyClick(window, Qt.Key.Key_Return)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert presses == [
        Press(Action.CONFIRM),
        Press(Action.BACK),
        Press(Action.CONFIRM),
        Press(Action.BACK),
    ]


def test_a_charge_under_way_cannot_be_confirmed_again(window: MainWindow, presses: Presses) -> None:
    view = confirm_view()
    show(
        window,
        Page.CONFIRM,
        replace(
            view,
            confirm=replace(view.confirm, enabled=False),
            total=total_view(Method.PAYNOW, way_out=replace(BACK, enabled=False)),
        ),
    )

    click(page_of(window, ConfirmPage).confirm)
    QTest.keyClick(window, Qt.Key.Key_Return)
    QTest.keyClick(window, Qt.Key.Key_Escape)

    assert presses == []


# --- the right-hand column -----------------------------------------------------------------------


def facts_of(column: TotalColumn) -> list[str]:
    """Return the visible names and values in their order."""
    lists = (column.parts, column.facts)
    return [
        label.text()
        for facts in lists
        for label in facts.findChildren(Label)
        if label.isVisible() and label.text()
    ]


def test_the_column_tells_what_the_total_is_made_of(window: MainWindow) -> None:
    show(window, Page.SHOW_QR, show_qr_view(), step=Step.PAY)
    column = page_of(window, ShowQrPage).total

    assert column.amount.text() == "SGD 30.80"
    assert facts_of(column) == [
        "Amount",
        "28.00",
        "Tip 10%",
        "2.80",
        "Method",
        "WeChat Pay",
        "Voucher no.",
        "000138",
    ]


def test_the_column_leaves_out_what_there_is_not(window: MainWindow) -> None:
    view = replace(total_view(way_out=None), tip_minor=0, tip_percent=None, total_minor=2800)
    show(window, Page.METHOD, replace(method_view(Method.PAYNOW), total=view))
    column = page_of(window, MethodPage).total

    assert facts_of(column) == ["Amount", "28.00"]
    assert not column.way_out.isVisible()

    own_tip = replace(view, tip_minor=100, tip_percent=None)
    show(window, Page.METHOD, replace(method_view(Method.PAYNOW), total=own_tip))
    assert facts_of(column) == ["Amount", "28.00", "Tip", "1.00"]
