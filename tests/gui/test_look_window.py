"""The cashier's window around its pages, and the pages that belong to no sale."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import message
from kpay_desktop.domain.operator import Operator, Role
from kpay_desktop.ports import Health
from tests.helpers.gui import (
    CLERK,
    LAMPS,
    OPERATORS,
    Presses,
    clipped,
    frame_view,
    more_view,
    nameless,
    notice,
    signin_view,
    too_small,
    trouble_view,
)
from ui.main.more import MorePage
from ui.main.page import PageWidget
from ui.main.pages import PAGES, make_page
from ui.main.signin import SignInPage, initials
from ui.main.trouble import TroublePage
from ui.main.window import MainWindow
from ui.theme import colour, prepare_application
from ui.tokens import DARK, LIGHT
from ui.views import Action, Page, Press
from ui.views_front import SignInView, TroubleView
from ui.views_screens import ClerkView
from ui.words import words_of

AnyPage = TypeVar("AnyPage", bound=PageWidget)

SIZES = [(1024, 768), (1366, 768), (1920, 1080)]


@pytest.fixture
def presses() -> Presses:
    return Presses()


@pytest.fixture
def window(qapp: QApplication, presses: Presses) -> Iterator[MainWindow]:
    prepare_application(qapp)
    made = MainWindow(presses)
    made.resize(1366, 768)
    yield made
    made.close_for_good()
    made.deleteLater()
    QCoreApplication.sendPostedEvents()


def shown(window: MainWindow, view: ClerkView) -> MainWindow:
    window.show_view(view)
    window.show()
    QCoreApplication.processEvents()
    return window


def signin_body(view: ClerkView) -> SignInView:
    assert isinstance(view.body, SignInView)
    return view.body


def page_of(window: MainWindow, kind: type[AnyPage]) -> AnyPage:
    page = window.page
    assert isinstance(page, kind)
    return page


# --- what is shown ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", CLERK)
@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("size", SIZES, ids=[f"{w}x{h}" for w, h in SIZES])
def test_texts_fit_and_buttons_can_be_hit(
    window: MainWindow, name: str, language: Language, size: tuple[int, int]
) -> None:
    window.resize(*size)

    shown(window, replace(CLERK[name](), language=language))

    assert window.size().toTuple() == size
    assert clipped(window) == []
    assert too_small(window) == []
    assert nameless(window) == []


@pytest.mark.parametrize("size", SIZES, ids=[f"{w}x{h}" for w, h in SIZES])
def test_long_names_do_not_push_anything_out(window: MainWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    view = more_view()
    assert view.frame is not None
    long = "The Very Long Name of a Shop in a Shopping Centre Pte. Ltd. 很长的商户名称有限公司" * 2
    operator = Operator("c9", "Bartholomew Featherstonehaugh", Role.SUPERVISOR)

    shown(window, replace(view, frame=replace(view.frame, merchant_name=long, operator=operator)))

    assert window.size().toTuple() == size
    assert clipped(window) == []
    assert window.top_bar.identity.shown_text().endswith("…")
    assert long in window.top_bar.identity.toolTip()


def test_top_bar_says_where_who_and_how(window: MainWindow) -> None:
    shown(window, more_view())
    bar = window.top_bar

    assert bar.title.text() == "More"
    assert bar.badge.text() == "SIMULATED 模拟"
    assert bar.identity.text() == "Orchid Tea House · TID 80010001 · Batch 000042"
    assert bar.clock.text() == "14:32"
    assert [lamp.text() for lamp in bar.lamps.lamps()] == ["Host", "Printer", "Customer screen"]
    assert bar.lamps.lamps()[0].toolTip() == "Host: Host online · 38 ms"


def test_lamps_follow_the_devices(window: MainWindow) -> None:
    view = more_view()
    shown(window, view)
    assert view.frame is not None
    broken = replace(LAMPS[0], health=Health.BAD, message_id="host.offline")

    shown(window, replace(view, frame=replace(view.frame, lamps=(broken,))))

    (lamp,) = window.top_bar.lamps.lamps()
    assert (lamp.health, lamp.accessibleName()) == (Health.BAD, "Host: Host offline")


def test_no_badge_where_the_money_is_real(window: MainWindow) -> None:
    view = more_view()
    assert view.frame is not None

    shown(window, replace(view, frame=replace(view.frame, simulated=False)))

    assert not window.top_bar.badge.isVisible()


def test_sign_in_has_no_frame(window: MainWindow) -> None:
    shown(window, signin_view())

    assert not window.rail.isVisible()
    assert not window.top_bar.isVisible()
    assert not window.notice.isVisible()


def test_pages_are_kept_and_widgets_stay(window: MainWindow) -> None:
    shown(window, signin_view())
    first = window.page
    before = window.findChildren(QWidget)

    for entered in range(7):
        view = signin_view()
        shown(window, replace(view, body=replace(signin_body(view), pin_entered=entered)))
    assert window.findChildren(QWidget) == before

    shown(window, more_view())
    shown(window, signin_view())
    assert window.page is first


def test_every_page_has_a_widget(qapp: QApplication, presses: Presses) -> None:
    prepare_application(qapp)
    assert set(PAGES) == set(Page)
    for page in Page:
        made = make_page(page, presses)
        wrong = trouble_view().body if page is not Page.TROUBLE else more_view().body
        with pytest.raises(TypeError):
            made.show_view(wrong, words_of(Language.EN))


def test_language_changes_while_running(window: MainWindow) -> None:
    shown(window, more_view())

    shown(window, replace(more_view(), language=Language.ZH))

    assert window.top_bar.title.text() == "更多"
    assert [b.text() for b in window.rail.buttons()] == ["消费", "更多"]
    assert page_of(window, MorePage).cards[0].title.text() == "设备"


def test_theme_changes_while_running(window: MainWindow) -> None:
    shown(window, more_view())
    corner = window.grab().toImage().pixelColor(600, 70)
    assert corner == colour(LIGHT.bg)

    shown(window, replace(more_view(), theme="dark"))

    assert window.grab().toImage().pixelColor(600, 70) == colour(DARK.bg)
    assert window.current_look.tokens is DARK


def test_size_changes_the_type(window: MainWindow) -> None:
    shown(window, more_view())
    small = window.top_bar.title.font().pixelSize()

    window.resize(1920, 1080)
    QCoreApplication.processEvents()

    assert window.top_bar.title.font().pixelSize() > small


def test_notice_opens_what_waits(window: MainWindow, presses: Presses) -> None:
    view = more_view()
    assert view.frame is not None
    shown(window, replace(view, frame=replace(view.frame, notice=notice())))
    assert window.notice.isVisible()
    assert "000138" in window.notice.text()

    QTest.mouseClick(window.notice, Qt.MouseButton.LeftButton)
    assert presses == [notice().press]

    shown(window, view)
    assert not window.notice.isVisible()


def test_a_disabled_rail_reports_nothing(window: MainWindow, presses: Presses) -> None:
    view = more_view()
    assert view.frame is not None
    shown(window, replace(view, frame=replace(view.frame, rail_enabled=False)))

    QTest.mouseClick(window.rail.buttons()[0], Qt.MouseButton.LeftButton)
    QTest.keyClick(window, Qt.Key.Key_1, Qt.KeyboardModifier.ControlModifier)

    assert presses == []


def test_rail_by_touch_and_by_key(window: MainWindow, presses: Presses) -> None:
    shown(window, more_view())
    sale, more = window.rail.buttons()

    QTest.mouseClick(sale, Qt.MouseButton.LeftButton)
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)

    assert presses == [Press(Action.OPEN_PAGE, "amount"), Press(Action.OPEN_PAGE, "more")]
    assert (sale.isChecked(), more.isChecked()) == (False, True)
    assert sale.toolTip() == "Sale (Ctrl+1)"


def test_closing_asks_first(window: MainWindow, presses: Presses) -> None:
    shown(window, more_view())

    assert not window.close()

    assert presses == [Press(Action.QUIT)]
    assert window.isVisible()


# --- keys ---------------------------------------------------------------------------------------


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


# --- pages --------------------------------------------------------------------------------------


def test_sign_in_shows_people_dots_and_devices(window: MainWindow) -> None:
    shown(window, signin_view())
    page = page_of(window, SignInPage)

    assert [b.text() for b in page.right.operators] == [o.name for o in OPERATORS]
    assert [b.isChecked() for b in page.right.operators] == [True, False, False]
    assert page.right.dots.entered == 4
    assert page.right.dots.accessibleName() == "PIN, 4 of 6 entered"
    assert page.left.greeting.text() == "Good afternoon.\nWho is at the counter?"
    assert page.left.lamps.lamps()[0].text() == "Host online · 38 ms"
    assert [b.texts()[1] for b in page.right.operators] == [
        "PIN 1111",
        "PIN 2222",
        "PIN 3333",
    ]
    assert page.right.mode.text() == "Demo mode"


def test_a_real_till_shows_no_pins(window: MainWindow) -> None:
    view = signin_view()
    shown(window, replace(view, body=replace(signin_body(view), demo_pins=(), simulated=False)))
    page = page_of(window, SignInPage)

    assert [b.texts()[1] for b in page.right.operators] == ["Cashier", "Cashier", "Supervisor"]
    assert page.right.mode.text() == ""


def test_sign_in_says_what_went_wrong(window: MainWindow) -> None:
    shown(window, signin_view(message("signin.wrong_pin", left=2)))
    page = page_of(window, SignInPage)
    assert page.right.line.text() == "Wrong PIN. Tries left: 2."

    view = signin_view()
    shown(window, replace(view, body=replace(signin_body(view), busy=True)))

    assert page.right.line.text() == "Checking the PIN…"
    assert not page.right.keypad.isEnabled()


def test_operators_are_picked_by_touch_and_key(window: MainWindow, presses: Presses) -> None:
    shown(window, signin_view())
    buttons = page_of(window, SignInPage).right.operators

    QTest.mouseClick(buttons[1], Qt.MouseButton.LeftButton)
    QTest.keyClick(window, Qt.Key.Key_F3)

    assert presses == [Press(Action.PICK_OPERATOR, "c2"), Press(Action.PICK_OPERATOR, "s1")]
    assert [b.isChecked() for b in buttons] == [True, False, False]
    assert buttons[2].toolTip() == "Sign in as Supervisor (F3)"


@pytest.mark.parametrize("count", [0, 1, 4, 6])
@pytest.mark.parametrize("size", SIZES, ids=[f"{w}x{h}" for w, h in SIZES])
def test_any_number_of_operators_fits(
    window: MainWindow, count: int, size: tuple[int, int]
) -> None:
    window.resize(*size)
    people = tuple(Operator(f"o{n}", f"Cashier {n:02d}", Role.CASHIER) for n in range(count))
    view = signin_view()

    shown(window, replace(view, body=replace(signin_body(view), operators=people)))
    page = page_of(window, SignInPage)

    assert window.size().toTuple() == size
    assert len(page.right.operators) == count
    assert too_small(window) == []
    low = page.right.language.mapTo(window, page.right.language.rect().bottomLeft()).y()
    assert low <= size[1]


def test_the_language_switch_reports(window: MainWindow, presses: Presses) -> None:
    shown(window, signin_view())
    switch = page_of(window, SignInPage).right.language

    QTest.mouseClick(switch.button(Language.ZH), Qt.MouseButton.LeftButton)

    assert presses == [Press(Action.LANGUAGE, "zh_CN")]
    assert switch.button(Language.EN).isChecked()


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Cashier 01", "C1"),
        ("Supervisor", "Su"),
        ("Tan Wei Ming", "TM"),
        ("陈伟明", "伟明"),
        ("", "?"),
        ("Cashier 110", "C11"),
    ],
)
def test_initials(name: str, expected: str) -> None:
    assert initials(name) == expected


def test_trouble_says_why_and_offers_a_way(window: MainWindow, presses: Presses) -> None:
    shown(window, trouble_view())
    page = page_of(window, TroublePage)

    assert page.title.text() == "This sale was not started"
    assert "Nothing was charged." in page.lines.text()
    assert "support@example.com" in page.contact.text()
    QTest.mouseClick(page.buttons[0], Qt.MouseButton.LeftButton)
    assert presses == [Press(Action.NEW_SALE)]


def test_trouble_without_a_frame(window: MainWindow) -> None:
    shown(window, replace(trouble_view(), frame=None))

    assert not window.rail.isVisible()
    assert page_of(window, TroublePage).isVisible()


def test_trouble_without_contact(window: MainWindow) -> None:
    view = trouble_view()
    assert isinstance(view.body, TroubleView)

    shown(window, replace(view, body=replace(view.body, contact=()), frame=frame_view()))

    assert not page_of(window, TroublePage).contact_title.isVisible()
