"""Keys, touches and input methods at the cashier's window."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton

from tests.helpers.gui import (
    Presses,
    more_view,
    signin_view,
    trouble_view,
)
from tests.helpers.pages import page_of, shown
from ui.main.signin import SignInPage
from ui.main.window import MainWindow
from ui.views import Action, Press


def test_keys_reach_the_window_before_any_widget(window: MainWindow, presses: Presses) -> None:
    shown(window, signin_view())
    handle = window.windowHandle()

    for key in (Qt.Key.Key_4, Qt.Key.Key_2, Qt.Key.Key_Backspace, Qt.Key.Key_Return):
        QTest.keyClick(handle, key)

    assert presses == [Press(Action.KEY, key) for key in ("4", "2", "back", "enter")]


def test_keys_sent_to_a_button_reach_the_page(window: MainWindow, presses: Presses) -> None:
    shown(window, signin_view())
    button = page_of(window, SignInPage).right.operators[1]
    button.setFocus(Qt.FocusReason.TabFocusReason)

    QTest.keyClick(button, Qt.Key.Key_8)
    QTest.keyClick(button, Qt.Key.Key_Space)

    assert presses == [Press(Action.KEY, "8"), Press(Action.PICK_OPERATOR, "c2")]


def test_an_input_method_reaches_the_keypad(window: MainWindow, presses: Presses) -> None:
    shown(window, signin_view())
    event = QInputMethodEvent()
    event.setCommitString("８")

    QCoreApplication.sendEvent(window, event)

    assert presses == [Press(Action.KEY, "8")]


def test_a_pin_is_not_shown_to_an_input_method(window: MainWindow) -> None:
    shown(window, signin_view())

    assert window.inputMethodHints() & Qt.InputMethodHint.ImhHiddenText


def test_input_methods_rest_where_nothing_is_typed(window: MainWindow) -> None:
    shown(window, more_view())

    assert not window.testAttribute(Qt.WidgetAttribute.WA_InputMethodEnabled)


def test_enter_is_the_next_step_whatever_has_the_focus(
    window: MainWindow, presses: Presses
) -> None:
    shown(window, trouble_view())
    window.rail.buttons()[1].setFocus(Qt.FocusReason.TabFocusReason)

    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Return)

    assert presses == [Press(Action.NEW_SALE)]


def test_touching_a_key_does_not_take_the_focus(window: MainWindow, presses: Presses) -> None:
    shown(window, signin_view())
    keypad = page_of(window, SignInPage).right.keypad

    QTest.mouseClick(keypad.key("7"), Qt.MouseButton.LeftButton)

    assert presses == [Press(Action.KEY, "7")]
    assert not keypad.key("7").hasFocus()


def test_fingers_work_like_a_mouse(window: MainWindow, presses: Presses) -> None:
    shown(window, signin_view())
    key = page_of(window, SignInPage).right.keypad.key("5")
    finger = QTest.createTouchDevice()
    place = key.mapTo(window, key.rect().center())
    handle = window.windowHandle()

    QTest.touchEvent(handle, finger).press(0, place).commit()
    QTest.touchEvent(handle, finger).release(0, place).commit()

    assert presses == [Press(Action.KEY, "5")]


def test_tab_goes_round_every_control_with_a_ring(window: MainWindow) -> None:
    shown(window, more_view())
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    reached = []
    for _ in range(20):
        QTest.keyClick(window, Qt.Key.Key_Tab)
        focused = window.focusWidget()
        if isinstance(focused, QAbstractButton) and focused not in reached:
            reached.append(focused)
            assert getattr(focused, "shows_ring", False), focused.text()

    expected = [b for b in window.findChildren(QAbstractButton) if b.isVisibleTo(window)]
    assert set(reached) == set(expected)


def test_focus_leaves_a_page_that_goes(window: MainWindow, presses: Presses) -> None:
    shown(window, signin_view())
    window.activateWindow()
    QTest.qWaitForWindowActive(window)
    page_of(window, SignInPage).right.operators[0].setFocus(Qt.FocusReason.TabFocusReason)

    shown(window, trouble_view())

    assert window.focusWidget() is window
