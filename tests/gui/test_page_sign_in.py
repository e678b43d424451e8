"""The pages of a till that sells nothing yet: signing in, and trouble."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import message
from kpay_desktop.domain.operator import Operator, Role
from tests.helpers.gui import (
    OPERATORS,
    Presses,
    frame_view,
    signin_view,
    too_small,
    trouble_view,
)
from tests.helpers.pages import SIZES, page_of, shown
from ui.main.people import initials
from ui.main.signin import SignInPage
from ui.main.trouble import TroublePage
from ui.main.window import MainWindow
from ui.views import Action, Press
from ui.views_front import SignInView, TroubleView
from ui.views_screens import ClerkView


def signin_body(view: ClerkView) -> SignInView:
    assert isinstance(view.body, SignInView)
    return view.body


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


def test_the_keys_stay_where_they_are_when_people_come(window: MainWindow) -> None:
    view = signin_view()
    shown(window, replace(view, body=replace(signin_body(view), operators=())))
    keypad = page_of(window, SignInPage).right.keypad
    place = keypad.geometry()

    shown(window, view)

    assert len(page_of(window, SignInPage).right.operators) == 3
    assert keypad.geometry() == place


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
