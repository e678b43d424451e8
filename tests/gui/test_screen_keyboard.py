"""The keyboard on the screen: its keys, and whom they reach."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import shiboken6
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLineEdit,
)
from pytestqt.qtbot import QtBot

from kpay_desktop.domain.language import Language
from tests.helpers.gui import clipped, nameless, too_small
from tests.helpers.keyboard_desk import LEFT, WAIT_MS, Desk
from tests.helpers.pages import spilt
from ui.keyboard.panel import ScreenKeyboard, Typing
from ui.keyboard.sheets import PLANS, Does, Sheet
from ui.theme import font, load_fonts
from ui.tokens import THEMES
from ui.views import Action
from ui.words import words_of

SIZES = [(960, 640), (1024, 768), (1366, 768), (1920, 1080)]


# --- the sheets -------------------------------------------------------------------------------


@pytest.mark.parametrize("sheet", list(Sheet))
def test_keys_stand_beside_each_other(sheet: Sheet) -> None:
    plan = PLANS[sheet]
    cells: set[tuple[int, int]] = set()
    for place in plan.places:
        assert place.x >= 0
        assert place.x + place.width <= plan.columns + 1e-9
        assert place.y + place.height <= plan.rows
        # In hundredths of a key, so that parts of keys count.
        xs = range(round(place.x * 100), round((place.x + place.width) * 100))
        mine = {(x, y) for x in xs for y in range(place.y, place.y + place.height)}
        assert not mine & cells, place
        cells |= mine


def test_all_of_ascii_can_be_typed() -> None:
    faces = {place.face for plan in PLANS.values() for place in plan.places}
    typed = faces | {face.upper() for face in faces}

    lacking = {chr(number) for number in range(0x20, 0x7F)} - typed
    assert lacking == set()


@pytest.mark.parametrize("sheet", list(Sheet))
def test_every_sheet_has_a_way_back_and_an_end(sheet: Sheet) -> None:
    does = [place.does for place in PLANS[sheet].places]

    assert does.count(Does.BACK) == does.count(Does.DONE) == 1


def test_every_face_can_be_drawn(qapp: QApplication) -> None:
    from PySide6.QtGui import QTextLayout

    families = set(load_fonts())
    for plan in PLANS.values():
        for place in plan.places:
            for face in {place.face, place.face.upper()} - {"", " "}:
                layout = QTextLayout(face, font(22))
                layout.beginLayout()
                layout.createLine()
                layout.endLayout()
                used = {run.rawFont().familyName() for run in layout.glyphRuns()}
                assert used <= families, face
                assert all(0 not in run.glyphIndexes() for run in layout.glyphRuns()), face


@pytest.mark.parametrize("language", list(Language))
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_finger_can_hit_every_key_of_every_sheet(
    new_desk: Callable[..., Desk], size: tuple[int, int], language: Language
) -> None:
    desk = new_desk(size)
    desk.press(Action.LANGUAGE, language.value)
    line = QLineEdit()
    desk.add(line)
    line.setFocus()
    keyboard = desk.wait_for_keys()

    for sheet in Sheet:
        keyboard.begin(sheet, words_of(language))
        desk.settle()
        assert too_small(keyboard) == [], sheet
        assert clipped(keyboard) == [], sheet
        assert nameless(keyboard) == [], sheet
        assert spilt(keyboard) == [], sheet
        boxes = [key.geometry() for key in keyboard.keys]
        assert not any(a.intersects(b) for a in boxes for b in boxes if a is not b), sheet
    assert desk.window.size().toTuple() == size


@pytest.mark.parametrize("theme", list(THEMES))
def test_it_is_painted_in_every_theme(desk: Desk, field: QLineEdit, theme: str) -> None:
    desk.press(Action.THEME, theme)
    keyboard = desk.wait_for_keys()

    ground = keyboard.grab().toImage().pixelColor(1, keyboard.height() - 2)
    assert ground.name() == THEMES[theme].line
    done = keyboard.key("Done")
    fill = keyboard.grab().toImage().pixelColor(done.geometry().topLeft() + QPoint(30, 8))
    assert fill.name() == THEMES[theme].accent


def test_it_speaks_the_cashiers_language(desk: Desk, field: QLineEdit) -> None:
    desk.press(Action.LANGUAGE, "zh_CN")
    keyboard = desk.wait_for_keys()
    desk._bot.waitUntil(lambda: keyboard.accessibleName() == "屏幕键盘", timeout=WAIT_MS)

    assert {"完成", "空格", "123"} <= {key.text() for key in keyboard.keys}
    assert {"大写字母", "数字和符号"} <= {key.accessibleName() for key in keyboard.keys}
    assert {"q", "m"} <= {key.text() for key in keyboard.keys}


# --- typing -----------------------------------------------------------------------------------


def test_what_is_touched_is_typed_and_the_field_keeps_the_focus(
    desk: Desk, field: QLineEdit
) -> None:
    desk.touch("Capital letters", "T", "e", "a", "Space")
    desk.touch("Figures and signs", "2", "More signs", "€", "Letters", "x", "Backspace")

    assert field.text() == "Tea 2€"
    assert field.hasFocus()


def test_capitals_last_for_one_letter_or_until_they_are_let_go(
    desk: Desk, field: QLineEdit
) -> None:
    shift = desk.wait_for_keys().key("Capital letters")
    lit = []
    for faces in (["Capital letters", "A", "b"], ["Capital letters"] * 2 + ["C", "D"]):
        desk.touch(*faces)
        lit.append(shift.is_lit)
    desk.touch("Capital letters", "e")

    assert field.text() == "AbCDe"
    assert lit == [False, True]


def test_backspace_goes_on_while_it_is_held(desk: Desk, field: QLineEdit, qtbot: QtBot) -> None:
    field.setText("somewhat long")
    back = desk.wait_for_keys().key("Backspace")

    QTest.mousePress(back, LEFT)
    qtbot.waitUntil(lambda: len(field.text()) <= 8, timeout=WAIT_MS)
    QTest.mouseRelease(back, LEFT)
    left = field.text()
    # Twice as long as between two of its steps.
    qtbot.wait(150)

    assert field.text() == left


@pytest.mark.parametrize(
    ("hints", "faces", "typed"),
    [
        (Qt.InputMethodHint.ImhDigitsOnly, ["1", "2", "Clear", "7", "0", "Backspace"], "7"),
        (Qt.InputMethodHint.ImhFormattedNumbersOnly, ["1", ".", "5"], "1.5"),
    ],
    ids=["figures", "decimal"],
)
def test_fields_of_numbers_get_figures(
    desk: Desk, hints: Qt.InputMethodHint, faces: list[str], typed: str
) -> None:
    line = QLineEdit()
    line.setInputMethodHints(hints)
    desk.add(line)
    line.setFocus()
    keyboard = desk.wait_for_keys()

    desk.touch(*faces)

    assert line.text() == typed
    assert keyboard.sheet in {Sheet.FIGURES, Sheet.DECIMAL}


def test_another_field_begins_anew(desk: Desk, field: QLineEdit, qtbot: QtBot) -> None:
    other = QLineEdit()
    other.setInputMethodHints(Qt.InputMethodHint.ImhDigitsOnly)
    desk.add(other, y=120)
    desk.touch("Capital letters", "Capital letters")

    other.setFocus()
    keyboard = desk.wait_for_keys()
    qtbot.waitUntil(lambda: keyboard.sheet is Sheet.FIGURES, timeout=WAIT_MS)
    field.setFocus()
    qtbot.waitUntil(lambda: keyboard.sheet is Sheet.LETTERS, timeout=WAIT_MS)

    desk.touch("k")
    assert (field.text(), other.text()) == ("k", "")


def test_done_takes_it_away_and_a_touch_of_the_field_brings_it_back(
    desk: Desk, field: QLineEdit
) -> None:
    desk.touch("Done")
    desk.wait_for_none()
    assert desk.window.hasFocus()

    QTest.mouseClick(field, LEFT)
    desk.wait_for_keys()


def test_several_fingers_type_at_once(desk: Desk, field: QLineEdit) -> None:
    keyboard = desk.wait_for_keys()
    device = QTest.createTouchDevice()
    one, two = (keyboard.key(face).geometry().center() for face in "ab")

    QTest.touchEvent(keyboard, device).press(0, one, keyboard).commit()
    QTest.touchEvent(keyboard, device).stationary(0).press(1, two, keyboard).commit()
    assert keyboard.key("a").isDown()
    assert keyboard.key("b").isDown()
    QTest.touchEvent(keyboard, device).release(0, one, keyboard).stationary(1).commit()
    QTest.touchEvent(keyboard, device).release(1, two, keyboard).commit()

    assert field.text() == "ab"
    assert not keyboard.key("a").isDown()
    desk.show_right()
    done = keyboard.key("Done").geometry().center()
    QTest.touchEvent(keyboard, device).press(0, done, keyboard).commit()
    QTest.touchEvent(keyboard, device).release(0, done, keyboard).commit()
    desk.wait_for_none()


def test_an_interrupted_touch_types_no_more(desk: Desk, field: QLineEdit) -> None:
    field.setText("safe")
    keyboard = desk.wait_for_keys()
    device = QTest.createTouchDevice()
    desk.show_right()
    back = keyboard.key("Backspace").geometry().center()

    QTest.touchEvent(keyboard, device).press(0, back, keyboard).commit()
    keyboard.begin(Sheet.FIGURES, words_of(Language.EN))
    desk._bot.wait(700)

    assert field.text() == "saf"
    QTest.touchEvent(keyboard, device).release(0, back, keyboard).commit()


def test_typing() -> None:
    """The keyboard knows no field: it reports."""
    said: list[str] = []
    typing = Typing(
        said.append,
        lambda: said.append("<"),
        lambda: said.append("C"),
        lambda: said.append("done"),
    )
    keyboard = ScreenKeyboard(typing)
    keyboard.begin(Sheet.FIGURES, words_of(Language.EN))
    for face in ("4", "Backspace", "Clear", "Done"):
        QTest.mouseClick(keyboard.key(face), LEFT)

    assert said == ["4", "<", "C", "done"]
    shiboken6.delete(keyboard)
