"""The warning before a second charge and the inbox: texts fit, and rows open their sales."""

from __future__ import annotations

import pytest

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.records import CreditKind, CreditState
from kpay_desktop.flows.sale_view import ChargeDoubted, InboxTold
from kpay_desktop.flows.wallet_sale.values import EndReason, Phase, SeenPayment
from tests.helpers.front import Front, sale_view
from tests.helpers.gui import Presses
from tests.helpers.page_views import confirm_view
from tests.helpers.pages import SIZES, assert_fits, click, page_of, show
from ui.main.inbox import InboxPage
from ui.main.window import MainWindow
from ui.views import Action, Page, Press, Step
from ui.views_screens import PageBody


def warnings() -> dict[str, PageBody]:
    """The warning for a sale in every phase, before and after the first press."""
    found: dict[str, PageBody] = {}
    for phase in Phase:
        front = Front().to_confirm().press(Action.CONFIRM)
        others = [sale_view(phase, end=EndReason.NO_ANSWER)]
        others += [sale_view(Phase.ASKING, number=130 + n) for n in range(5)]
        front.controller.news(ChargeDoubted(front.model.draft.request, tuple(others)))
        found[phase.value] = front.screens().clerk.body
        front.press(Action.CHARGE_ANYWAY)
        found[f"{phase.value} armed"] = front.screens().clerk.body
    return found


def inboxes() -> dict[str, PageBody]:
    """The list: empty, some rows, more than there is room for."""
    found: dict[str, PageBody] = {}
    for count in (0, 3, 40):
        front = Front().sign_in().press(Action.OPEN_INBOX)
        views = tuple(
            sale_view(
                Phase.PAID_LATE,
                number=100 + n,
                amount_minor=100_000_000 - 280,
                payments=(
                    SeenPayment(
                        f"T{n}", 99_999_999, CreditKind.LATE, state, "R", "3999" if n % 2 else ""
                    ),
                ),
            )
            for n, state in zip(
                range(count),
                [CreditState.INBOX, CreditState.INBOX, CreditState.REFUNDING] * 20,
                strict=False,
            )
        )
        front.controller.news(InboxTold(views, has_more=count > 30))
        found[str(count)] = front.screens().clerk.body
    return found


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("size", SIZES, ids=[f"{w}x{h}" for w, h in SIZES])
def test_texts_fit_and_buttons_can_be_hit(
    window: MainWindow, language: Language, size: tuple[int, int]
) -> None:
    window.resize(*size)
    bodies = [(Page.DOUBT, name, body) for name, body in warnings().items()]
    bodies += [(Page.INBOX, name, body) for name, body in inboxes().items()]
    for page, name, body in bodies:
        step = Step.METHOD if page is Page.DOUBT else None
        show(window, page, body, step=step, language=language)
        assert_fits(window, size, name)


def test_a_row_opens_its_sale(window: MainWindow, presses: Presses) -> None:
    show(window, Page.INBOX, inboxes()["3"])
    page = page_of(window, InboxPage)
    click(page.rows.rows[1])
    assert presses[-1] == Press(Action.OPEN_WAITING, "show_qr:101")
    assert "000101" in page.rows.rows[1].accessibleName()
    # Fewer rows next time: what is left over is not there.
    show(window, Page.INBOX, inboxes()["0"])
    assert [row.isVisible() for row in page.rows.rows] == [False] * 3


def test_the_list_refuses_the_view_of_another_page(window: MainWindow) -> None:
    with pytest.raises(TypeError, match="cannot show"):
        show(window, Page.INBOX, confirm_view())


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_the_list_paints_in_every_theme(window: MainWindow, theme: str) -> None:
    show(window, Page.INBOX, inboxes()["40"], theme=theme)
    assert not window.grab().isNull()
