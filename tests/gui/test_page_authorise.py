"""The panel of supervised acts: texts fit, keys count, and every button is reported."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.operator import Operator, Role
from kpay_desktop.domain.records import CreditKind, CreditState
from kpay_desktop.flows.sale_view import SaleView
from kpay_desktop.flows.wallet_sale.values import EndReason, Phase
from kpay_desktop.ports import Payment
from tests.helpers.front import CASHIER, Front, payment, sale_view
from tests.helpers.gui import Presses, clipped, nameless, too_small
from tests.helpers.page_views import confirm_view
from tests.helpers.pages import SIZES, cashiers_window, click, page_of, show, spilt
from ui.backend import OperatorsNews
from ui.main.authorise import AuthorisePage
from ui.main.result import ResultPage
from ui.main.titles import announced
from ui.main.window import MainWindow
from ui.views import Action, Page, Press
from ui.views_authorise import AuthoriseView
from ui.views_sale import ResultView
from ui.views_screens import ClerkView
from ui.words import words_of

LONG = "Bartholomew Featherstonehaugh"
PEOPLE = tuple(
    Operator(f"9{n}", name, role)
    for n, (name, role) in enumerate(
        [
            ("Supervisor", Role.SUPERVISOR),
            (LONG, Role.SUPERVISOR),
            ("Manager", Role.MANAGER),
            ("Siti binte Abdullah", Role.SUPERVISOR),
            ("经理", Role.MANAGER),
        ]
    )
)


@pytest.fixture
def presses() -> Presses:
    return Presses()


@pytest.fixture
def window(qapp: QApplication, presses: Presses) -> Iterator[MainWindow]:
    with cashiers_window(qapp, presses) as made:
        yield made


def on_screen(view: SaleView) -> Front:
    """A sale in front of a cashier with a long name."""
    return Front().charge(sale_view(Phase.SHOWN), replace(CASHIER, name=LONG)).news(view)


def in_doubt() -> Front:
    """A sale of the largest amount, of which the bank keeps naming another."""
    view = sale_view(Phase.DOUBT, end=EndReason.MISMATCH, amount_minor=99_999_719, tip_minor=280)
    odd = (Payment("T9", 100_000_099),)
    return on_screen(replace(view, state=replace(view.state, odd=odd, insists=True)))


def late() -> Front:
    view = sale_view(
        Phase.PAID_LATE, end=EndReason.CANCELLED, payments=(payment(CreditState.INBOX),)
    )
    return on_screen(view)


def twice() -> Front:
    sold = payment(CreditState.ACCEPTED, kind=CreditKind.SALE)
    second = payment(CreditState.INBOX, kind=CreditKind.SECOND)
    return on_screen(sale_view(Phase.APPROVED, payments=(sold, second)))


def panel(front: Front, action: Action = Action.REFUND_LATE, people: int = 1) -> AuthoriseView:
    front.controller.news(OperatorsNews((CASHIER, *PEOPLE[:people])))
    body = front.press(action).screens().clerk.body
    assert isinstance(body, AuthoriseView)
    return body


def bodies() -> dict[str, AuthoriseView]:
    """Every panel, with few and many people, typed into, refused, busy."""
    plain = panel(late())
    return {
        "late": plain,
        "accept": panel(late(), Action.ACCEPT_LATE, 3),
        "second": panel(twice(), people=5),
        "doubt": panel(in_doubt(), people=2),
        "other": panel(in_doubt(), Action.ACCEPT_LATE, 3),
        "nobody": panel(late(), people=0),
        "wrong": replace(plain, error=message("signin.wrong_pin", left=4)),
        "locked": replace(plain, error=message("signin.locked", seconds=900)),
        "store": replace(plain, error=Message("authorise.store")),
        "not allowed": replace(plain, error=Message("authorise.not_allowed")),
        "till busy": replace(plain, error=Message("authorise.busy")),
        "busy": replace(plain, busy=True),
        "typed": replace(plain, pin_entered=6),
    }


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("size", SIZES, ids=[f"{w}x{h}" for w, h in SIZES])
def test_texts_fit_and_buttons_can_be_hit(
    window: MainWindow, language: Language, size: tuple[int, int]
) -> None:
    window.resize(*size)
    for name, body in bodies().items():
        show(window, Page.AUTHORISE, body, language=language)
        assert window.size().toTuple() == size, name
        assert clipped(window) == [], name
        assert too_small(window) == [], name
        assert nameless(window) == [], name
        assert spilt(window) == [], name


@pytest.mark.parametrize("make", [in_doubt, late])
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("size", SIZES, ids=[f"{w}x{h}" for w, h in SIZES])
def test_the_page_that_asks_has_room_for_its_ways(
    window: MainWindow, language: Language, size: tuple[int, int], make: Callable[[], Front]
) -> None:
    window.resize(*size)
    body = make().screens().clerk.body
    assert isinstance(body, ResultView)
    show(window, Page.RESULT, body, language=language)
    assert clipped(window) == []
    assert too_small(window) == []
    assert len(page_of(window, ResultPage).buttons.buttons) == 3


def test_the_pin_is_typed_and_never_shown(window: MainWindow, presses: Presses) -> None:
    show(window, Page.AUTHORISE, replace(panel(late()), pin_entered=4))
    page = page_of(window, AuthorisePage)
    assert page.pin.dots.entered == 4
    for key in (Qt.Key.Key_9, Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
        QTest.keyClick(window, key)
    click(page.pin.keypad.key("0"))
    assert presses == [Press(Action.KEY, key) for key in ("9", "back", "clear", "0")]
    hints = window.inputMethodHints()
    assert hints & Qt.InputMethodHint.ImhHiddenText
    assert hints & Qt.InputMethodHint.ImhSensitiveData


def test_enter_authorises_once_it_can_and_escape_cancels(
    window: MainWindow, presses: Presses
) -> None:
    body = panel(late())
    show(window, Page.AUTHORISE, body)
    QTest.keyClick(window, Qt.Key.Key_Return)
    assert presses == []
    show(window, Page.AUTHORISE, replace(body, confirm=replace(body.confirm, enabled=True)))
    QTest.keyClick(window, Qt.Key.Key_Return)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    page = page_of(window, AuthorisePage)
    for button in (page.act.confirm, page.act.cancel):
        click(button)
    authorise, back = Press(Action.AUTHORISE), Press(Action.BACK)
    assert presses == [authorise, back, authorise, back]
    assert (page.act.confirm.toolTip(), page.act.cancel.toolTip()) == ("Enter", "Esc")


def test_supervisors_are_chosen_by_touch_and_by_key(window: MainWindow, presses: Presses) -> None:
    show(window, Page.AUTHORISE, panel(late(), people=3))
    page = page_of(window, AuthorisePage)
    assert [b.isChecked() for b in page.pin.people.buttons] == [True, False, False]
    click(page.pin.people.buttons[1])
    QTest.keyClick(window, Qt.Key.Key_F3)
    assert presses == [Press(Action.PICK_OPERATOR, "91"), Press(Action.PICK_OPERATOR, "92")]
    assert page.pin.people.buttons[2].toolTip() == "Manager authorises (F3)"
    # Fewer people next time: nobody of them is left over.
    show(window, Page.AUTHORISE, panel(late()))
    assert [b.text() for b in page.pin.people.buttons] == ["Supervisor"]


def test_the_window_is_called_by_what_is_done(window: MainWindow) -> None:
    show(window, Page.AUTHORISE, panel(late()))
    assert window.windowTitle().startswith("Refund SGD 30.80")
    assert page_of(window, AuthorisePage).act.amount.accessibleName() == "SGD 30.80"


def test_a_screen_reader_is_told_what_the_pin_is_for() -> None:
    view = ClerkView(Page.AUTHORISE, None, None, panel(late()), Language.EN, "light")
    words = words_of(Language.EN)
    assert " ".join(words(each) for each in announced(view)) == (
        "Refund SGD 30.80 The money goes back to the customer’s wallet, and the sale stays closed."
        " Supervisor PIN"
    )


def test_without_a_supervisor_there_is_nothing_to_type(
    window: MainWindow, presses: Presses
) -> None:
    show(window, Page.AUTHORISE, panel(late(), people=0))
    page = page_of(window, AuthorisePage)
    assert not page.pin.keypad.isEnabled()
    assert "no supervisor" in page.pin.line.text()
    assert not page.act.confirm.isEnabled()


def test_the_panel_refuses_the_view_of_another_page(window: MainWindow) -> None:
    with pytest.raises(TypeError, match="cannot show"):
        show(window, Page.AUTHORISE, confirm_view())


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_the_panel_paints_in_every_theme(window: MainWindow, theme: str) -> None:
    show(window, Page.AUTHORISE, panel(late()), theme=theme)
    assert not window.grab().isNull()
