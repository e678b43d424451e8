"""What holds for every page of a sale: texts fit, buttons can be hit, each is reported."""

from __future__ import annotations

import pytest

from kpay_desktop.domain.language import Language
from tests.helpers.gui import Presses, tree
from tests.helpers.page_views import (
    VIEWS,
    amount_view,
    confirm_view,
)
from tests.helpers.pages import SIZES, assert_fits, click, page_of, show
from ui.keys import buttons_in
from ui.main.confirm import ConfirmPage
from ui.main.window import MainWindow
from ui.views import Page, Press, Step
from ui.views_screens import PageBody
from ui.widgets.buttons import BigButton


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("size", SIZES, ids=[f"{w}x{h}" for w, h in SIZES])
def test_texts_fit_and_buttons_can_be_hit(
    window: MainWindow, language: Language, size: tuple[int, int]
) -> None:
    window.resize(*size)

    for name, (page, step, body) in VIEWS.items():
        show(window, page, body(), step=step, language=language)

        assert_fits(window, size, name)


def test_every_button_of_a_view_is_on_its_page(window: MainWindow, presses: Presses) -> None:
    for name, (page, step, body) in VIEWS.items():
        presses.clear()
        check_buttons(window, presses, page, step, body(), name)


def check_buttons(
    window: MainWindow, presses: Presses, page: Page, step: Step, body: PageBody, name: str
) -> None:
    show(window, page, body, step=step)
    assert window.page is not None

    offered = {press.action for press in _presses_in(body)}
    on_page = [
        widget
        for widget in tree(window.page)
        if isinstance(widget, BigButton) and widget.isEnabled() and widget.press is not None
    ]
    for widget in on_page:
        click(widget)

    assert offered <= {press.action for press in presses}, name
    with_keys = {button.press for button in buttons_in(body) if button.shortcut}
    assert all(widget.toolTip() for widget in on_page if widget.press in with_keys), name


def _presses_in(body: PageBody) -> set[Press]:
    return {button.press for button in buttons_in(body) if button.enabled}


@pytest.mark.parametrize(
    "page", [Page.AMOUNT, Page.METHOD, Page.CONFIRM, Page.SHOW_QR, Page.RESULT]
)
def test_a_page_refuses_the_view_of_another(window: MainWindow, page: Page) -> None:
    wrong = confirm_view() if page is not Page.CONFIRM else amount_view()

    with pytest.raises(TypeError, match="cannot show"):
        show(window, page, wrong)


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_pages_paint_in_every_theme(window: MainWindow, theme: str) -> None:
    for page, step, body in VIEWS.values():
        show(window, page, body(), step=step, theme=theme)

    assert not window.grab().isNull()


def test_tool_tips_name_the_keys(window: MainWindow) -> None:
    show(window, Page.CONFIRM, confirm_view())
    page = page_of(window, ConfirmPage)

    assert page.confirm.toolTip() == "Enter"
    assert page.total.way_out.toolTip() == "Esc"
