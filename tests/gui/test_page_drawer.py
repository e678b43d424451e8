"""The drawer's page in a window: it fits, is pressed, counted by keys alone, and speaks."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from kpay_desktop.domain.cash import DrawerCount
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.moves import DrawerKind
from kpay_desktop.flows.cash_view import DrawerRefused, DrawerStayedShut, DrawerTold
from kpay_desktop.ports import DeviceKind, DeviceStatus, Health, StoreErrorKind
from tests.helpers.drawer_front import at_count, at_drawer, at_move, done, shift
from tests.helpers.front import Front
from tests.helpers.gui import Presses, tree
from tests.helpers.page_views import confirm_view
from tests.helpers.pages import SIZES, assert_fits, cashiers_window, click, page_of, show
from ui.drawer_model import ROWS
from ui.keys import buttons_in
from ui.main.authorise import AuthorisePage
from ui.main.drawer import DrawerPage
from ui.main.titles import announced, page_title
from ui.main.window import MainWindow
from ui.views import Action, Page, Press
from ui.views_authorise import AuthoriseView
from ui.widgets.buttons import BigButton
from ui.widgets.label import Label
from ui.words import words_of

MINIMUM = (960, 640)
ROLL_OUT = DeviceStatus(DeviceKind.PRINTER, Health.BAD, "printer.paper_out")


@pytest.fixture
def presses() -> Presses:
    return Presses()


@pytest.fixture
def window(qapp: QApplication, presses: Presses) -> Iterator[MainWindow]:
    with cashiers_window(qapp, presses) as made:
        yield made


def told_nothing() -> Front:
    return Front().sign_in().press(Action.OPEN_PAGE, "drawer")


def unread() -> Front:
    front = told_nothing()
    front.controller.news(DrawerTold(None, StoreErrorKind.DAMAGED))
    return front


def full() -> Front:
    """Every row with the most that can be counted."""
    return at_count(DrawerKind.CLOSED, *((worth, "9999") for worth in ROWS))


def refused(front: Front, kind: StoreErrorKind | None = None) -> Front:
    front.press(Action.DRAWER_CONFIRM)
    front.controller.news(DrawerRefused(front.model.drawer.request, kind))
    return front


def shut() -> Front:
    front = at_move(DrawerKind.PAID_IN, "5", "00").press(Action.DRAWER_CONFIRM)
    front.controller.news(DrawerStayedShut(front.model.drawer.request))
    front.controller.news(ROLL_OUT)
    return done(front, shift())


def closed(*counted: tuple[int, str]) -> Front:
    return done(at_count(DrawerKind.CLOSED, *counted).press(Action.DRAWER_CONFIRM))


FRONTS: dict[str, Callable[[], Front]] = {
    "not told": told_nothing,
    "unread": unread,
    "none open": lambda: at_drawer(is_open=False),
    "open": at_drawer,
    "never counted": lambda: at_drawer(shift(is_counted=False)),
    "largest": lambda: at_drawer(shift(99_999_995)),
    "opening": lambda: at_count(DrawerKind.OPENED, (5_000, "2")),
    "closing": lambda: at_count(DrawerKind.CLOSED, (5_000, "7"), (5, "12")),
    "agrees": lambda: at_count(DrawerKind.CLOSED, (5_000, "7"), (100, "13"), (5, "9")),
    "full": full,
    "moved on": lambda: refused(at_count(DrawerKind.CLOSED, (5, "1"))),
    "pay in": lambda: at_move(DrawerKind.PAID_IN, "5", "0", "00", reason=""),
    "pay out": lambda: at_move(DrawerKind.PAID_OUT, "5", "0", "00"),
    "too much": lambda: at_move(DrawerKind.PAID_OUT, *"99999995", reason="W" * 60),
    "in cents": lambda: at_move(DrawerKind.PAID_IN, "1"),
    "disk full": lambda: refused(at_move(DrawerKind.PAID_IN, "5", "00"), StoreErrorKind.FULL),
    "sent": lambda: at_move(DrawerKind.PAID_IN, "5", "00").press(Action.DRAWER_CONFIRM),
    "no sale": lambda: at_move(DrawerKind.NO_SALE),
    "paid in": shut,
    "short": lambda: closed((5_000, "7")),
    "over": lambda: closed((5_000, "8")),
    "closed": lambda: closed((5_000, "7"), (100, "13"), (5, "9")),
}


def put(window: MainWindow, front: Front, language: Language = Language.EN) -> None:
    clerk = front.screens().clerk
    show(window, clerk.page, clerk.body, step=clerk.step, language=language)


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("size", SIZES, ids=[f"{w}x{h}" for w, h in SIZES])
def test_texts_fit_and_buttons_can_be_hit(
    window: MainWindow, language: Language, size: tuple[int, int]
) -> None:
    window.resize(*size)
    for name, made in FRONTS.items():
        put(window, made(), language)

        assert_fits(window, size, name)


def test_the_smallest_window_holds_it(window: MainWindow) -> None:
    window.resize(*MINIMUM)
    for name in ("open", "full", "too much", "short", "moved on"):
        put(window, FRONTS[name]())

        assert_fits(window, MINIMUM, name)


@pytest.mark.parametrize("theme", ["light", "dark", "contrast"])
def test_it_paints_in_every_theme(window: MainWindow, theme: str) -> None:
    for name, made in FRONTS.items():
        clerk = made().screens().clerk
        show(window, clerk.page, clerk.body, theme=theme)

        assert not window.grab().isNull(), name


def test_every_button_of_a_view_is_on_the_page(window: MainWindow, presses: Presses) -> None:
    for name, made in FRONTS.items():
        put(window, made())
        presses.clear()
        body = made().screens().clerk.body
        wanted = {button.press for button in buttons_in(body) if button.enabled}
        page = page_of(window, DrawerPage)

        for widget in tree(page):
            if isinstance(widget, BigButton) and widget not in page.reason.ready:
                click(widget)
        for cell in page.count.cells:
            if cell.isVisible():
                click(cell)

        assert set(presses) == wanted, name


class Hand:
    """Types into the window; every press is carried out, and shown before the next key."""

    def __init__(self, window: MainWindow, presses: Presses, front: Front) -> None:
        self._window, self._presses, self.front = window, presses, front

    def type(self, *keys: Qt.Key | str) -> None:
        for key in keys:
            put(self._window, self.front)
            self._presses.clear()
            if isinstance(key, str):
                QTest.keyClicks(self._window, key)
            else:
                QTest.keyClick(self._window, key)
            for press in tuple(self._presses):
                self.front.controller.press(press)
        put(self._window, self.front)


def test_a_shift_is_opened_by_keys_alone(window: MainWindow, presses: Presses) -> None:
    hand = Hand(window, presses, at_drawer(is_open=False))

    hand.type(Qt.Key.Key_Return, "2", Qt.Key.Key_Return, "3", Qt.Key.Key_Down, "7")
    hand.type(Qt.Key.Key_Backspace, Qt.Key.Key_Up, "1")
    assert hand.front.backend.cash.counts == []
    # Enter goes down the list, and opens the shift at its end.
    hand.type(*[Qt.Key.Key_Return] * len(ROWS))

    assert hand.front.backend.cash.counts == [DrawerCount({100_000: 2, 10_000: 31})]


def test_money_is_paid_out_by_keys_alone_and_a_pin(window: MainWindow, presses: Presses) -> None:
    hand = Hand(window, presses, at_drawer())

    hand.type(Qt.Key.Key_F3, "5", "0", "0", "0", Qt.Key.Key_F2, Qt.Key.Key_Return)

    clerk = hand.front.screens().clerk
    assert isinstance(clerk.body, AuthoriseView)
    assert clerk.body.facts[0][1].args == (("value", "To the bank"),)
    assert "sale.fact_voucher" not in [name.id for name, _ in clerk.body.facts]
    page_of(window, AuthorisePage)
    hand.type("1", Qt.Key.Key_Escape, Qt.Key.Key_Escape)
    assert hand.front.model.drawer.reason == ""
    assert [call for call in hand.front.backend.calls if call[0] == "cash.pay_out"] == []


def test_another_reason_is_typed_into_its_field(window: MainWindow, presses: Presses) -> None:
    front = at_move(DrawerKind.PAID_IN, "5", "00", reason="")
    put(window, front)
    page = page_of(window, DrawerPage)
    page.reason.field.setFocus(Qt.FocusReason.TabFocusReason)

    QTest.keyClicks(page.reason.field, "2 rolls")

    assert presses[-1] == Press(Action.DRAWER_REASON, "2 rolls")
    put(window, front.press(Action.DRAWER_REASON, "2 rolls"))
    assert page.reason.field.text() == "2 rolls"
    assert front.model.drawer.amount.minor == 500


def test_a_ready_reason_is_given_in_the_cashiers_language(
    window: MainWindow, presses: Presses
) -> None:
    front = at_move(DrawerKind.PAID_OUT, "5", "00", reason="")
    put(window, front, Language.ZH)
    page = page_of(window, DrawerPage)

    click(page.reason.ready[0])

    assert presses == [Press(Action.DRAWER_REASON, "存入银行")]
    assert page.shortcuts()[0] == ("F2", presses[0])
    put(window, front.press(Action.DRAWER_REASON, "存入银行"), Language.ZH)
    assert page.reason.field.text() == "存入银行"


def test_the_field_hands_the_keys_back(window: MainWindow) -> None:
    put(window, FRONTS["pay in"]())
    page = page_of(window, DrawerPage)
    page.reason.field.setFocus(Qt.FocusReason.TabFocusReason)

    put(window, at_drawer())

    assert not page.reason.field.hasFocus()


def test_cells_speak_and_say_whose_turn_it_is(window: MainWindow) -> None:
    put(window, FRONTS["opening"]())
    page = page_of(window, DrawerPage)

    names = [cell.accessibleName() for cell in page.count.cells]
    assert names[:3] == ["SGD 1,000: 0", "SGD 100: 0", "SGD 50: 2"]
    assert names[-1] == "5¢: 0"
    assert [cell.is_active for cell in page.count.cells].index(True) == 2
    assert page.keys.title.text() == "How many of SGD 50?"


@pytest.mark.parametrize(
    ("name", "title", "difference"),
    [
        ("short", "SGD 13.45 is missing from the drawer", "SGD -13.45"),
        ("over", "SGD 36.55 too much in the drawer", "+SGD 36.55"),
        ("closed", "The drawer agrees", "SGD 0.00"),
    ],
)
def test_a_difference_is_said_plainly(
    window: MainWindow, name: str, title: str, difference: str
) -> None:
    front = FRONTS[name]()
    put(window, front)
    page = page_of(window, DrawerPage)
    words = words_of(Language.EN)

    assert page.outcome.title.text() == title
    clerk = front.screens().clerk
    assert words(announced(clerk)[0]) == words(page_title(clerk)) == title
    assert page.shift.amount.minor == front.backend.cash.counts[-1].total_minor
    told = [label.text() for label in page.shift.facts.findChildren(Label)]
    assert difference in told
    assert "The shift report prints." in [line.text() for line in page.outcome.lines]


def test_a_drawer_that_stayed_shut_and_a_slip_that_waits_are_said(window: MainWindow) -> None:
    put(window, shut())
    lines = [line.text() for line in page_of(window, DrawerPage).outcome.lines]

    assert lines[:2] == [
        "The drawer did not open. Open it with its key.",
        "The slip prints when the printer is ready.",
    ]


def test_what_is_wrong_is_announced(window: MainWindow) -> None:
    clerk = FRONTS["too much"]().screens().clerk
    words = words_of(Language.EN)

    assert [words(each) for each in announced(clerk)] == [
        "There should be no more than SGD 363.45 in the drawer"
    ]
    show(window, Page.DRAWER, clerk.body)
    page = page_of(window, DrawerPage)
    assert page.keys.problem.isVisible()
    assert not page.keys.body.isVisible()
    assert not page.keys.ways[1].isEnabled()


def test_a_key_makes_no_widget(window: MainWindow) -> None:
    for made in FRONTS.values():
        put(window, made())
    page = page_of(window, DrawerPage)
    before = set(map(id, page.findChildren(QWidget)))

    for made in FRONTS.values():
        put(window, made())

    assert set(map(id, page.findChildren(QWidget))) == before


def test_it_refuses_the_view_of_another(window: MainWindow) -> None:
    with pytest.raises(TypeError, match="DrawerPage cannot show ConfirmView"):
        show(window, Page.DRAWER, confirm_view())
