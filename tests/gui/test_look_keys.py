"""What keys mean."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication

from kpay_desktop.domain.message import Message
from kpay_desktop.domain.money import AmountEntry
from kpay_desktop.domain.records import CreditState
from kpay_desktop.domain.sale import Method
from kpay_desktop.flows.wallet_sale.values import Phase
from tests.helpers.front import Front, payment, sale_view
from tests.helpers.gui import Presses, more_view, notice, signin_view, trouble_view
from ui.keys import KeyFilter, KeyMap, buttons_in, key_map, keypad_keys
from ui.views import Action, Button, Press
from ui.views_sale import ConfirmView, TotalView

NONE = Qt.KeyboardModifier.NoModifier
CTRL = Qt.KeyboardModifier.ControlModifier
KEYPAD = Qt.KeyboardModifier.KeypadModifier

CONFIRM = Press(Action.CONFIRM)
BACK = Press(Action.BACK)


def key_event(
    key: Qt.Key,
    text: str = "",
    modifiers: Qt.KeyboardModifier = NONE,
    *,
    repeat: bool = False,
    kind: QEvent.Type = QEvent.Type.KeyPress,
) -> QKeyEvent:
    return QKeyEvent(kind, key, modifiers, text, repeat)


def confirm_view(*, enabled: bool = True) -> ConfirmView:
    return ConfirmView(
        title=Message("sale.confirm_title"),
        body=Message("sale.confirm_body"),
        method=Method.PAYNOW,
        confirm=Button(
            CONFIRM, Message("sale.confirm_total"), primary=True, enabled=enabled, shortcut="Return"
        ),
        total=TotalView(
            total_minor=100,
            amount_minor=100,
            tip_minor=0,
            tip_percent=None,
            way_out=Button(BACK, Message("sale.back"), shortcut="Esc"),
        ),
    )


@pytest.fixture
def keys(qapp: QApplication, presses: Presses) -> KeyFilter:
    return KeyFilter(presses)


def press(key: str) -> Press:
    return Press(Action.KEY, key)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5", ["5"]),
        ("５", ["5"]),
        ("２８．５", ["2", "8", ".", "5"]),
        ("28。5", ["2", "8", ".", "5"]),
        (".", ["."]),
        ("，", ["."]),
        ("abc", []),
        ("", []),
        ("中1文", ["1"]),
        ("٣", []),
        ("½", []),
        ("②", []),
    ],
)
def test_texts_mean_keys(text: str, expected: list[str]) -> None:
    assert keypad_keys(text) == expected


def test_what_is_typed_is_what_the_entry_understands() -> None:
    entry = AmountEntry(max_minor=1_000_000)
    for key in keypad_keys("２８．５"):
        entry = entry.press(key)

    assert entry.minor == 2850


@pytest.mark.parametrize("modifiers", [NONE, KEYPAD], ids=["main row", "numeric pad"])
def test_digits_and_points_fill_the_keypad(
    keys: KeyFilter, presses: Presses, modifiers: Qt.KeyboardModifier
) -> None:
    keys.set_map(KeyMap(keypad=True))

    for key, text in ((Qt.Key.Key_7, "7"), (Qt.Key.Key_Period, "."), (Qt.Key.Key_0, "0")):
        assert keys.handle(key_event(key, text, modifiers))

    assert presses == [press("7"), press("."), press("0")]


def test_backspace_repeats_and_digits_do_not(keys: KeyFilter, presses: Presses) -> None:
    keys.set_map(KeyMap(keypad=True))

    for _ in range(3):
        assert keys.handle(key_event(Qt.Key.Key_Backspace, "\b", repeat=True))
        assert keys.handle(key_event(Qt.Key.Key_9, "9", repeat=True))

    assert presses == [press("back")] * 3


def test_figures_do_not_ask_what_other_keys_mean(keys: KeyFilter, presses: Presses) -> None:
    asked: list[str] = []

    def make() -> KeyMap:
        asked.append("asked")
        return KeyMap(keypad=True, enter=press("enter"))

    keys.set_map_later(make, takes_figures=True)
    assert keys.handle(key_event(Qt.Key.Key_7, "7"))
    assert keys.handle(key_event(Qt.Key.Key_Period, "."))
    assert asked == []
    control = Qt.KeyboardModifier.ControlModifier
    assert not keys.handle(key_event(Qt.Key.Key_8, "8", control))
    for _ in range(2):
        assert keys.handle(key_event(Qt.Key.Key_Return, "\r"))
    assert asked == ["asked"]
    assert presses == [press("7"), press("."), press("enter"), press("enter")]


def test_delete_and_a_free_esc_clear(keys: KeyFilter, presses: Presses) -> None:
    keys.set_map(KeyMap(keypad=True))

    assert keys.handle(key_event(Qt.Key.Key_Delete))
    assert keys.handle(key_event(Qt.Key.Key_Escape))

    assert presses == [press("clear")] * 2


def test_without_a_keypad_figures_mean_nothing(keys: KeyFilter, presses: Presses) -> None:
    keys.set_map(KeyMap())

    for key, text in ((Qt.Key.Key_7, "7"), (Qt.Key.Key_Backspace, ""), (Qt.Key.Key_Escape, "")):
        assert not keys.handle(key_event(key, text))

    assert presses == []


@pytest.mark.parametrize(
    ("key", "modifiers"),
    [(Qt.Key.Key_Return, NONE), (Qt.Key.Key_Enter, KEYPAD), (Qt.Key.Key_Enter, NONE)],
)
def test_both_enter_keys_are_the_primary_button(
    keys: KeyFilter, presses: Presses, key: Qt.Key, modifiers: Qt.KeyboardModifier
) -> None:
    keys.set_map(key_map(confirm_view(), keypad=False))

    assert keys.handle(key_event(key, "\r", modifiers))

    assert presses == [CONFIRM]


def test_enter_held_down_presses_nothing(keys: KeyFilter, presses: Presses) -> None:
    keys.set_map(key_map(confirm_view(), keypad=False))

    assert keys.handle(key_event(Qt.Key.Key_Return, "\r", repeat=True))

    assert presses == []


def test_enter_does_nothing_while_the_button_is_disabled(keys: KeyFilter, presses: Presses) -> None:
    keys.set_map(key_map(confirm_view(enabled=False), keypad=False))

    assert not keys.handle(key_event(Qt.Key.Key_Return, "\r"))

    assert presses == []


def test_esc_is_the_way_out(keys: KeyFilter, presses: Presses) -> None:
    keys.set_map(key_map(confirm_view(), keypad=True))

    assert keys.handle(key_event(Qt.Key.Key_Escape))

    assert presses == [BACK]


def test_esc_is_the_way_out_without_a_shortcut_too(keys: KeyFilter, presses: Presses) -> None:
    view = confirm_view()
    way_out = Button(Press(Action.CANCEL_SALE), Message("sale.cancel"))
    keys.set_map(key_map(replace(view, total=replace(view.total, way_out=way_out)), keypad=False))

    assert keys.handle(key_event(Qt.Key.Key_Escape))

    assert presses == [Press(Action.CANCEL_SALE)]


def test_shortcuts_and_their_modifiers(keys: KeyFilter, presses: Presses) -> None:
    first, other = Press(Action.CHECK_NOW), Press(Action.OPEN_PAGE, "more")
    keys.set_map(KeyMap(keypad=True, shortcuts=(("F5", first), ("Ctrl+2", other))))

    assert keys.handle(key_event(Qt.Key.Key_F5))
    assert keys.handle(key_event(Qt.Key.Key_2, "2", CTRL))
    assert not keys.handle(key_event(Qt.Key.Key_F5, "", CTRL))
    assert not keys.handle(key_event(Qt.Key.Key_3, "3", CTRL))

    assert presses == [first, other]


def test_a_button_comes_before_the_window(keys: KeyFilter, presses: Presses) -> None:
    more = (("Return", Press(Action.KEY, "enter")),)
    keys.set_map(key_map(confirm_view(), keypad=False, more=more))

    keys.handle(key_event(Qt.Key.Key_Return))

    assert presses == [CONFIRM]


def test_tab_and_space_are_left_to_the_widgets(keys: KeyFilter, presses: Presses) -> None:
    keys.set_map(key_map(confirm_view(), keypad=True))

    assert not keys.handle(key_event(Qt.Key.Key_Tab, "\t"))
    assert not keys.handle(key_event(Qt.Key.Key_Space, " "))

    assert presses == []


def test_an_input_method_commits_figures(keys: KeyFilter, presses: Presses) -> None:
    keys.set_map(KeyMap(keypad=True))
    event = QInputMethodEvent()
    event.setCommitString("２８")

    assert keys.commit(event)

    assert presses == [press("2"), press("8")]


def test_an_input_method_commits_words_to_nobody(keys: KeyFilter, presses: Presses) -> None:
    keys.set_map(KeyMap(keypad=True))
    event = QInputMethodEvent()
    event.setCommitString("你好")

    assert not keys.commit(event)

    assert presses == []


def test_an_interceptor_sees_every_key_event_first(keys: KeyFilter, presses: Presses) -> None:
    seen: list[QEvent.Type] = []

    def take(event: QKeyEvent) -> bool:
        seen.append(event.type())
        return event.text() == "%"

    keys.set_map(KeyMap(keypad=True))
    keys.add_interceptor(take)
    kinds = (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress, QEvent.Type.KeyRelease)

    for kind in kinds:
        assert keys.eventFilter(keys, key_event(Qt.Key.Key_Percent, "%", kind=kind))
    assert keys.eventFilter(keys, key_event(Qt.Key.Key_1, "1"))
    assert not keys.eventFilter(keys, QEvent(QEvent.Type.FocusIn))

    assert seen == [*kinds, QEvent.Type.KeyPress]
    assert presses == [press("1")]


def test_releases_and_overrides_press_nothing(keys: KeyFilter, presses: Presses) -> None:
    keys.set_map(KeyMap(keypad=True))

    for kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyRelease):
        assert not keys.eventFilter(keys, key_event(Qt.Key.Key_1, "1", kind=kind))

    assert presses == []


def test_every_button_of_a_view_is_found() -> None:
    assert [b.press.action for b in buttons_in(trouble_view())] == [Action.NEW_SALE]
    late = sale_view(Phase.PAID_LATE, payments=(payment(CreditState.INBOX),))
    front = Front().charge(sale_view(Phase.SHOWN)).news(late)
    assert [b.press.action for b in buttons_in(front.screens().clerk)][-3:] == [
        Action.NEW_SALE,
        Action.REFUND_LATE,
        Action.ACCEPT_LATE,
    ]
    assert list(buttons_in(more_view())) == []
    assert list(buttons_in(signin_view())) == []
    assert list(buttons_in((notice(), (notice(),)))) == [notice(), notice()]
