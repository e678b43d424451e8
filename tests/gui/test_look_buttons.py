"""Buttons and the keypad: sizes, colours, presses, focus."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import Message
from tests.helpers.gui import Presses
from tests.helpers.widgets import dark_pixels, put
from ui.theme import Look
from ui.tokens import LIGHT
from ui.views import Action, Button, Press
from ui.widgets.buttons import HUGE, LARGE, MIDDLE, SMALL, BigButton, ButtonSize, Kind, key_name
from ui.widgets.keypad import PIN_KEYS, SALE_KEYS, Keypad
from ui.widgets.styled import apply_look
from ui.words import words_of

EN, ZH = words_of(Language.EN), words_of(Language.ZH)


def button_of(enabled: bool = True, **more: bool) -> Button:
    return Button(
        Press(Action.NEW_SALE), Message("frame.sale"), enabled=enabled, shortcut="Return", **more
    )


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("size", [HUGE, LARGE, MIDDLE, SMALL])
def test_buttons_report_and_can_be_hit(host: QWidget, kind: Kind, size: ButtonSize) -> None:
    presses = Presses()
    button = BigButton(presses, kind, size)
    button.show_button(button_of(), EN)
    put(host, button)

    QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    assert presses == [Press(Action.NEW_SALE)]
    assert min(button.width(), button.height()) >= 44
    assert (button.text(), button.accessibleName(), button.toolTip()) == ("Sale", "Sale", "Enter")


def test_a_disabled_button_reports_nothing(host: QWidget) -> None:
    presses = Presses()
    button = BigButton(presses)
    button.show_button(button_of(enabled=False), EN)
    put(host, button)

    QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    assert presses == []


def test_a_button_may_be_away(host: QWidget) -> None:
    button = BigButton(Presses())
    put(host, button)

    button.show_button(None, EN)
    assert not button.isVisible()
    assert button.press is None

    button.show_button(button_of(), ZH)
    assert button.isVisible()
    assert button.text() == "消费"


@pytest.mark.parametrize(
    ("button", "token"),
    [
        (button_of(), "card"),
        (button_of(primary=True), "accent"),
        (button_of(danger=True), "bad"),
    ],
)
def test_colour_says_what_a_button_does(host: QWidget, button: Button, token: str) -> None:
    widget = BigButton(Presses())
    widget.show_button(button, EN)
    put(host, widget)

    seen = widget.grab().toImage().pixelColor(20, 8)

    assert seen == QColor(getattr(LIGHT, token))


def test_a_chosen_chip_shows_it(host: QWidget) -> None:
    chip = BigButton(Presses(), Kind.CHIP, SMALL)
    chip.show_press(Press(Action.TIP, "10"), "10%")
    put(host, chip)
    before = chip.grab().toImage().pixelColor(chip.width() // 2, 4)

    chip.set_chosen(True)

    assert chip.grab().toImage().pixelColor(chip.width() // 2, 4) == QColor(LIGHT.accent_soft)
    assert before == QColor(LIGHT.soft)
    assert chip.is_chosen


def test_long_labels_shrink_before_they_are_lost(host: QWidget) -> None:
    button = BigButton(Presses(), size=HUGE)
    button.show_press(Press(Action.CHARGE), "Charge SGD 999,999.99 →")
    button.setFixedWidth(260)
    put(host, button)

    assert not button.is_clipped()
    button.setFixedWidth(60)
    assert button.is_clipped()


def test_an_icon_takes_its_room(host: QWidget) -> None:
    plain, with_icon = BigButton(Presses()), BigButton(Presses(), icon="demo")
    for button in (plain, with_icon):
        button.show_press(Press(Action.DEMO_DESK), "Demo")
    put(host, plain, with_icon)

    assert with_icon.sizeHint().width() > plain.sizeHint().width()
    assert dark_pixels(with_icon) > dark_pixels(plain)


def test_the_ring_shows_for_the_keyboard_alone(host: QWidget) -> None:
    button = BigButton(Presses())
    button.show_press(Press(Action.DEMO_DESK), "Demo")
    put(host, button)
    host.activateWindow()
    QTest.qWaitForWindowActive(host)

    button.setFocus(Qt.FocusReason.MouseFocusReason)
    rings = [button.shows_ring]
    button.clearFocus()
    button.setFocus(Qt.FocusReason.TabFocusReason)
    rings.append(button.shows_ring)
    assert button.grab().toImage().pixelColor(button.width() // 2, 1) == QColor(LIGHT.focus)
    button.clearFocus()
    rings.append(button.shows_ring)
    assert rings == [False, True, False]


def test_keys_have_names_people_know() -> None:
    assert [key_name(k) for k in ("Return", "Esc", "F5", "Ctrl+1")] == [
        "Enter",
        "Esc",
        "F5",
        "Ctrl+1",
    ]


@pytest.mark.parametrize("keys", [SALE_KEYS, PIN_KEYS])
def test_every_key_reports_itself(host: QWidget, keys: tuple[tuple[str, ...], ...]) -> None:
    presses = Presses()
    keypad = Keypad(presses, keys, key_height=60)
    keypad.show_words(EN)
    put(host, keypad)
    names = [name for row in keys for name in row]

    for name in names:
        QTest.mousePress(keypad.key(name), Qt.MouseButton.LeftButton)

    assert presses == [Press(Action.KEY, name) for name in names]
    assert all(keypad.key(name).accessibleName() for name in names)


@pytest.mark.parametrize("scale", [0.9, 1.0, 1.4])
def test_sale_keys_are_a_hundred_pixels_high(host: QWidget, scale: float) -> None:
    apply_look(host, Look(LIGHT, scale))
    keypad = Keypad(Presses())
    put(host, keypad)
    host.adjustSize()
    QCoreApplication.processEvents()

    assert all(keypad.key(name).height() >= 100 for row in SALE_KEYS for name in row)


def test_keys_speak_both_languages(host: QWidget) -> None:
    keypad = Keypad(Presses())
    keypad.show_words(ZH)

    assert keypad.key("back").accessibleName() == "删除最后一位"


def test_a_disabled_keypad_reports_nothing(host: QWidget) -> None:
    presses = Presses()
    keypad = Keypad(presses, PIN_KEYS, key_height=60)
    keypad.setEnabled(False)
    put(host, keypad)

    QTest.mousePress(keypad.key("1"), Qt.MouseButton.LeftButton)

    assert presses == []
