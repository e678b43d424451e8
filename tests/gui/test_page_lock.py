"""The locked screen and the Sounds page in the real window, and the window's own touches."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QPoint, Qt
from PySide6.QtGui import QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import message
from kpay_desktop.domain.operator import Operator, Role
from kpay_desktop.flows.wallet_sale.values import Phase
from tests.helpers.front import CASHIER, SUPERVISOR, Front, sale_view
from tests.helpers.gui import Presses
from tests.helpers.more_pages import HOST, READY, SCREEN, front_at
from tests.helpers.pages import SIZES, assert_fits, click, page_of, shown
from ui.backend import OperatorsNews, SignInRefused
from ui.main.choices import ChoicesPage
from ui.main.signin import LockPanel, SignInPage
from ui.main.window import MainWindow
from ui.theme import prepare_application
from ui.views import Action, Page, Press

LONG = Operator("03", "Bartholomew Featherstonehaugh-Cholmondeley", Role.CASHIER)


def locked(owner: Operator = CASHIER) -> Front:
    front = Front().sign_in(owner)
    for status in (HOST, READY, SCREEN):
        front.controller.news(status)
    front.controller.news(OperatorsNews((CASHIER, LONG, SUPERVISOR)))
    return front.press(Action.LOCK)


def locks() -> Iterator[tuple[str, Front]]:
    """Yield the states of the locked screen."""
    yield "own", locked().keys("1", "2")
    yield "other", locked().press(Action.PICK_OPERATOR, LONG.operator_id)
    yield "supervisor", locked().press(Action.PICK_OPERATOR, SUPERVISOR.operator_id)
    long = locked(LONG).press(Action.PICK_OPERATOR, SUPERVISOR.operator_id)
    for number in range(12):
        long.news(sale_view(Phase.PAID_LATE, number=number))
    yield "long name, many notices", long
    wrong = locked().keys(*"135790")
    wrong.controller.news(SignInRefused(message("signin.locked", seconds=900)))
    yield "wrong", wrong


def show(window: MainWindow, front: Front) -> MainWindow:
    shown(window, front.screens().clerk)
    for _ in range(3):
        QCoreApplication.processEvents()
    return window


def panel(window: MainWindow) -> LockPanel:
    found = page_of(window, SignInPage).left.lock
    assert found is not None
    return found


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("size", [*SIZES, (960, 640)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_the_lock_fits_and_can_be_touched(
    window: MainWindow, language: Language, size: tuple[int, int]
) -> None:
    window.resize(*size)
    for name, front in locks():
        if front.model.language is not language:
            front.press(Action.LANGUAGE, language.value)
        show(window, front)
        assert_fits(window, size, name)


@pytest.mark.parametrize("theme", ["dark", "contrast"])
def test_the_lock_paints_in_every_theme(window: MainWindow, theme: str) -> None:
    for name, front in locks():
        view = replace(front.screens().clerk, theme=theme)
        assert not shown(window, view).grab().isNull(), name


def test_the_lock_stands_in_place_of_everything(window: MainWindow) -> None:
    front = locked()
    front.news(sale_view(Phase.PAID_LATE, number=8))
    show(window, front)
    assert not window.rail.isVisible()
    assert not window.top_bar.isVisible()
    assert not window.notice.isVisible()
    assert window.windowTitle() == "Screen locked · KPay Desktop · Orchid Tea House"
    assert page_of(window, SignInPage).left.greeting.text() == "Screen locked"
    assert panel(window).owner.text() == "Cashier 01 is signed in"
    assert panel(window).notices.text() == "1 notice waits"
    assert not any(button.isVisible() for button in panel(window).choices)


def test_a_supervisor_chooses_by_touch(window: MainWindow, presses: Presses) -> None:
    front = locked().press(Action.PICK_OPERATOR, "90")
    show(window, front)
    owner, own = panel(window).choices
    assert (owner.text(), own.text()) == ("Unlock for Cashier 01", "Sign in instead")
    assert (owner.is_chosen, own.is_chosen) == (True, False)
    click(own)
    assert presses == [Press(Action.UNLOCK_AS, "self")]
    show(window, front.press(Action.UNLOCK_AS, "self"))
    assert (owner.is_chosen, own.is_chosen) == (False, True)
    assert page_of(window, SignInPage).right.line.text() == "Cashier 01 will be signed out"


def test_signing_in_afterwards_shows_no_lock(window: MainWindow) -> None:
    show(window, locked())
    front = Front().sign_in()
    front.press(Action.SIGN_OUT)
    show(window, front)
    assert window.page is not None
    assert not any(part.isVisible() for part in window.page.findChildren(LockPanel))


def test_keys_type_the_pin_at_the_lock(window: MainWindow, presses: Presses) -> None:
    show(window, locked())
    handle = window.windowHandle()
    for key in (Qt.Key.Key_1, Qt.Key.Key_Backspace, Qt.Key.Key_Return, Qt.Key.Key_F2):
        QTest.keyClick(handle, key)
    assert presses == [
        Press(Action.KEY, "1"),
        Press(Action.KEY, "back"),
        Press(Action.KEY, "enter"),
        Press(Action.PICK_OPERATOR, LONG.operator_id),
    ]
    presses.clear()
    QTest.keyClick(handle, Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(handle, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)
    assert presses == []


@pytest.mark.parametrize("page", [Page.AMOUNT, Page.TRANSACTIONS, Page.MORE, Page.SOUNDS])
def test_ctrl_l_locks_on_every_page(window: MainWindow, presses: Presses, page: Page) -> None:
    show(window, front_at(page))
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert presses == [Press(Action.LOCK)]


def test_ctrl_l_means_nothing_while_a_customer_pays(window: MainWindow, presses: Presses) -> None:
    show(window, Front().charge(sale_view(Phase.SHOWN)))
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_L, Qt.KeyboardModifier.ControlModifier)
    assert presses == []


# --- touches --------------------------------------------------------------------------------


@pytest.fixture
def touched(qapp: QApplication) -> Iterator[tuple[MainWindow, Callable[[], int]]]:
    """A window on the amount page, and a count of its touches."""
    prepare_application(qapp)
    seen: list[None] = []
    made = MainWindow(Presses(), lambda: seen.append(None))
    show(made, Front().sign_in())
    yield made, lambda: len(seen)
    made.close_for_good()
    shiboken6.delete(made)


def test_keys_clicks_and_touches_are_somebody(
    touched: tuple[MainWindow, Callable[[], int]],
) -> None:
    window, count = touched
    handle = window.windowHandle()
    where = QPoint(300, 20)
    QTest.keyClick(handle, Qt.Key.Key_1)
    assert count() == 1
    # A key that means nothing here, and a click on nothing.
    QTest.keyClick(handle, Qt.Key.Key_F9)
    assert count() == 2
    QTest.mouseClick(handle, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)
    assert count() == 3
    screen = QTest.createTouchDevice(QPointingDevice.DeviceType.TouchScreen)
    before = count()
    QTest.touchEvent(handle, screen).press(0, where, handle).commit()
    QTest.touchEvent(handle, screen).release(0, where, handle).commit()
    assert count() > before


def test_a_mouse_that_is_nudged_is_nobody(touched: tuple[MainWindow, Callable[[], int]]) -> None:
    window, count = touched
    for x in (200, 240, 280):
        QTest.mouseMove(window.windowHandle(), QPoint(x, 30))
    QCoreApplication.processEvents()
    assert count() == 0


def test_a_dialog_over_the_window_is_watched_too(
    touched: tuple[MainWindow, Callable[[], int]],
) -> None:
    window, count = touched
    dialog = QDialog(window)
    dialog.open()
    dialog.activateWindow()
    handle = dialog.windowHandle()
    for _ in range(200):
        QTest.qWait(10)
        if QApplication.focusWindow() is handle:
            break
    QTest.keyClick(handle, Qt.Key.Key_A)
    assert count() == 1
    dialog.close()
    shiboken6.delete(dialog)


# --- sounds ---------------------------------------------------------------------------------


def test_the_sounds_page_is_switches_and_tries(window: MainWindow, presses: Presses) -> None:
    show(window, front_at(Page.SOUNDS))
    page = page_of(window, ChoicesPage)
    titles = [row.title.text() for row in page.groups if row.isVisible()]
    assert titles == ["Sounds", "Volume", "A click for each key", "Try"]
    volumes = page.groups[1].choices
    assert [button.text() for button in volumes] == ["20 %", "40 %", "60 %", "80 %", "100 %"]
    assert [button.is_chosen for button in volumes] == [False, False, True, False, False]
    for row, index in ((0, 1), (1, 4), (2, 0), (3, 2)):
        click(page.groups[row].choices[index])
    assert presses == [
        Press(Action.SOUND, "off"),
        Press(Action.SOUND_VOLUME, "100"),
        Press(Action.SOUND_KEYS, "on"),
        Press(Action.TRY_SOUND, "attention"),
    ]
    assert not page.groups[3].said.isVisible()


def test_the_page_says_what_a_try_came_to(window: MainWindow) -> None:
    front = front_at(Page.SOUNDS).press(Action.TRY_SOUND, "key")
    show(window, front)
    assert page_of(window, ChoicesPage).groups[3].said.text() == "Playing…"
