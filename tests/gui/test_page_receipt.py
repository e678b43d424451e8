"""The button of the customer's receipt on the cashier's pages: it fits, and is where it belongs."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kpay_desktop.domain.language import Language
from kpay_desktop.flows.wallet_sale.values import Phase
from kpay_desktop.ports import DeviceKind, DeviceStatus, Health
from tests.helpers.card_front import approved as approved_card
from tests.helpers.cash_front import sold
from tests.helpers.front import SYMBOL, Front, sale_view
from tests.helpers.gui import Presses
from tests.helpers.pages import SIZES, assert_fits, click, show
from ui.backend_receipt import ReceiptCodeTold
from ui.main.result import ResultPage
from ui.main.window import MainWindow
from ui.views import Action, Page, Press, Step
from ui.views_sale import ResultView

NO_PAPER = DeviceStatus(DeviceKind.PRINTER, Health.BAD, "printer.paper_out")


def by_wallet() -> Front:
    return Front().charge(sale_view(Phase.SHOWN)).news(sale_view(Phase.APPROVED))


def by_card() -> Front:
    return Front().charge(approved_card())


SOLD: dict[str, Callable[[], Front]] = {"wallet": by_wallet, "card": by_card, "cash": sold}


def page(front: Front, *, paper: bool, large: bool) -> ResultView:
    """Return the page with the code at hand, shown beside the result or alone."""
    front.controller.news(ReceiptCodeTold(138, Language.EN, SYMBOL))
    if not paper:
        front.controller.news(NO_PAPER)
    if large:
        front.press(Action.SHOW_RECEIPT)
    return front.body(ResultView)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("size", SIZES, ids=[f"{w}x{h}" for w, h in SIZES])
def test_it_fits_on_every_page(
    window: MainWindow, language: Language, size: tuple[int, int]
) -> None:
    window.resize(*size)
    for name, make in SOLD.items():
        for paper in (True, False):
            for large in (True, False):
                body = page(make(), paper=paper, large=large)
                show(window, Page.RESULT, body, step=Step.RECEIPT, language=language)
                assert_fits(window, size, f"{name} paper={paper} large={large}")


@pytest.mark.parametrize("paper", [True, False], ids=["printed", "no paper"])
@pytest.mark.parametrize("name", SOLD)
def test_the_second_button_shows_it(
    window: MainWindow, presses: Presses, name: str, paper: bool
) -> None:
    show(window, Page.RESULT, page(SOLD[name](), paper=paper, large=False), step=Step.RECEIPT)
    result = window.page
    assert isinstance(result, ResultPage)
    button = result.buttons.buttons[1]
    assert button.text() == "Receipt as QR"
    assert "F3" in button.toolTip()
    click(button)
    assert presses == [Press(Action.SHOW_RECEIPT)]
