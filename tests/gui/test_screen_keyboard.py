"""The keyboard on the screen: its keys, whom they reach, and that the field stays in sight."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
import shiboken6
from PySide6.QtCore import QCoreApplication, QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialog,
    QLineEdit,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from kpay_desktop.domain.language import Language
from tests.helpers.front import Front
from tests.helpers.gui import clipped, nameless, too_small
from tests.helpers.more_pages import front_at
from tests.helpers.pages import spilt
from ui.backend import InputsSeen
from ui.keyboard.panel import ScreenKeyboard, Typing
from ui.keyboard.sheets import PLANS, Does, Sheet
from ui.main.window import MainWindow
from ui.theme import font, load_fonts, prepare_application
from ui.tokens import THEMES
from ui.views import Action, Page
from ui.words import words_of

LEFT = Qt.MouseButton.LeftButton
WAIT_MS = 60_000
SIZES = [(960, 640), (1024, 768), (1366, 768), (1920, 1080)]


class Desk:
    """The cashier's window behind a real front, with a field of text on its page."""

    def __init__(self, qtbot: QtBot, size: tuple[int, int] = (1366, 768)) -> None:
        self._bot = qtbot
        self.front = front_at(Page.ABOUT)
        self.front.press(Action.SCREEN_KEYBOARD, "on")
        self.window = MainWindow(self._press)
        self.window.resize(*size)
        self.show()
        self.window.show()
        self.settle()

    def _press(self, press: object) -> None:
        from ui.views import Press

        assert isinstance(press, Press)
        self.front.controller.press(press)
        self.show()

    def show(self) -> None:
        """Show what the front knows."""
        self.window.show_view(self.front.screens().clerk)

    def press(self, action: Action, value: str = "") -> None:
        """Press something, and show what comes of it."""
        self.front.press(action, value)
        self.show()
        self.settle()

    def settle(self) -> None:
        """Let the window lay itself out."""
        for _ in range(4):
            QCoreApplication.processEvents()

    @property
    def keyboard(self) -> ScreenKeyboard | None:
        """The keyboard, if one stands on the screen."""
        dock = self.window.keyboard
        return None if dock is None else dock.keyboard

    def wait_for_keys(self) -> ScreenKeyboard:
        """Wait until there is one."""
        self._bot.waitUntil(lambda: self.keyboard is not None, timeout=WAIT_MS)
        assert self.keyboard is not None
        return self.keyboard

    def wait_for_none(self) -> None:
        """Wait until there is none, and the page is back."""
        self._bot.waitUntil(lambda: self.keyboard is None, timeout=WAIT_MS)
        self._bot.waitUntil(lambda: self.window.area.shift == 0, timeout=WAIT_MS)

    def add(self, field: QWidget, y: int = 40, height: int = 44) -> None:
        """Put a field onto the page."""
        page = self.window.page
        assert page is not None
        field.setParent(page)
        field.setGeometry(60, y, 320, height)
        field.show()

    def show_right(self) -> None:
        """Fingers only reach what is on the screen, which is a small one here."""
        window = self.window
        window.move(window.screen().size().width() - window.width(), 0)
        self.settle()

    def touch(self, *faces: str) -> None:
        """Touch keys by their faces or names."""
        for face in faces:
            keyboard = self.keyboard
            assert keyboard is not None
            QTest.mouseClick(keyboard.key(face), LEFT)


@pytest.fixture
def new_desk(qtbot: QtBot, qapp: QApplication) -> Iterator[Callable[..., Desk]]:
    prepare_application(qapp)
    made: list[Desk] = []

    def make(size: tuple[int, int] = (1366, 768)) -> Desk:
        made.append(Desk(qtbot, size))
        return made[-1]

    yield make
    for desk in made:
        desk.window.close_for_good()
        shiboken6.delete(desk.window)
    QCoreApplication.processEvents()


@pytest.fixture
def desk(new_desk: Callable[..., Desk]) -> Desk:
    return new_desk()


@pytest.fixture
def field(desk: Desk) -> QLineEdit:
    """A field that is being typed into."""
    made = QLineEdit()
    desk.add(made)
    made.setFocus()
    desk.wait_for_keys()
    return made


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


# --- when and where ---------------------------------------------------------------------------


def test_the_page_moves_so_that_the_field_is_seen(desk: Desk) -> None:
    low = QLineEdit()
    desk.add(low, y=desk.window.area.height() - 60)
    low.setFocus()
    keyboard = desk.wait_for_keys()

    area = desk.window.area
    place = QRect(low.mapTo(area, QPoint(0, 0)), low.size())
    assert area.shift > 0
    assert place.top() >= 0
    assert place.bottom() < keyboard.y()
    assert keyboard.geometry().bottom() == area.rect().bottom()
    desk.touch("Done")
    desk.wait_for_none()
    assert low.mapTo(area, QPoint(0, 0)).y() == area.height() - 60


def test_a_field_that_is_seen_stays_where_it_is(desk: Desk, field: QLineEdit) -> None:
    assert desk.window.area.shift == 0


def test_a_high_field_keeps_its_upper_edge(desk: Desk) -> None:
    high = QPlainTextEdit()
    desk.add(high, y=200, height=desk.window.area.height() - 210)
    high.setFocus()
    desk.wait_for_keys()

    assert high.mapTo(desk.window.area, QPoint(0, 0)).y() > 0
    desk.touch("o", "k")
    assert high.toPlainText() == "ok"


def test_a_field_far_down_a_scrolled_page_comes_into_sight(desk: Desk) -> None:
    scroll, inside = QScrollArea(), QWidget()
    box = QVBoxLayout(inside)
    for _ in range(30):
        box.addWidget(QWidget(minimumHeight=40))
    last = QLineEdit()
    box.addWidget(last)
    scroll.setWidget(inside)
    scroll.setWidgetResizable(True)
    desk.add(scroll, y=0, height=desk.window.area.height())
    desk.settle()
    last.setFocus()
    keyboard = desk.wait_for_keys()

    place = last.mapTo(desk.window.area, QPoint(0, last.height()))
    assert 0 < place.y() <= keyboard.y()


def test_a_window_that_is_made_smaller_keeps_the_field_in_sight(desk: Desk, qtbot: QtBot) -> None:
    low = QLineEdit()
    desk.add(low, y=420)
    low.setFocus()
    keyboard = desk.wait_for_keys()

    desk.window.resize(1024, 640)

    def seen() -> bool:
        bottom = low.mapTo(desk.window.area, QPoint(0, low.height())).y()
        is_at_foot = keyboard.geometry().bottom() == desk.window.area.rect().bottom()
        return is_at_foot and bottom <= keyboard.y()

    qtbot.waitUntil(seen, timeout=WAIT_MS)


@pytest.mark.parametrize("what", ["read only", "disabled", "no field"])
def test_what_cannot_be_typed_into_brings_up_nothing(
    desk: Desk, field: QLineEdit, what: str
) -> None:
    other = QWidget() if what == "no field" else QLineEdit()
    if isinstance(other, QLineEdit):
        other.setReadOnly(what == "read only")
        other.setEnabled(what != "disabled")
    other.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    desk.add(other, y=120)

    field.clearFocus()
    other.setFocus()

    desk.wait_for_none()


def test_another_page_takes_it_away(desk: Desk, field: QLineEdit) -> None:
    desk.press(Action.OPEN_PAGE, "more")

    desk.wait_for_none()


@pytest.mark.parametrize(
    ("choice", "needed", "drawn"),
    [
        ("auto", False, False),
        ("auto", True, True),
        ("on", False, True),
        ("off", True, False),
    ],
)
def test_it_is_drawn_where_it_is_wanted(desk: Desk, choice: str, needed: bool, drawn: bool) -> None:
    desk.press(Action.SCREEN_KEYBOARD, choice)
    desk.front.controller.news(InputsSeen(needed))
    desk.show()
    line = QLineEdit()
    desk.add(line)
    line.setFocus()

    if drawn:
        desk.wait_for_keys()
    else:
        desk.wait_for_none()


def test_a_keyboard_that_is_plugged_in_takes_it_away(desk: Desk, field: QLineEdit) -> None:
    desk.press(Action.SCREEN_KEYBOARD, "auto")
    desk.wait_for_none()
    desk.front.controller.news(InputsSeen(needs_keyboard=True))
    desk.show()
    desk.wait_for_keys()

    desk.front.controller.news(InputsSeen(needs_keyboard=False))
    desk.show()
    desk.wait_for_none()


def test_a_window_without_it_never_makes_it(new_desk: Callable[..., Desk]) -> None:
    desk = new_desk()
    plain = MainWindow(lambda _: None)
    plain.show_view(front_at(Page.TRANSACTIONS).screens().clerk)

    assert plain.keyboard is None
    assert desk.window.keyboard is not None
    shiboken6.delete(plain)


# --- the search field -------------------------------------------------------------------------


def test_a_voucher_is_typed_below_its_list(desk: Desk) -> None:
    desk.press(Action.OPEN_PAGE, "transactions")
    desk.press(Action.FIND_PANEL, "keypad")
    keyboard = desk.wait_for_keys()
    assert keyboard.sheet is Sheet.FIGURES

    desk.touch("1", "3", "9", "Backspace", "8")
    assert desk.front.model.search.typed == "138"
    desk.touch("Done")

    assert desk.front.model.search.asked.voucher == "000138"
    assert desk.front.model.search.panel is None
    desk.wait_for_none()


def test_what_was_typed_can_be_cleared(desk: Desk) -> None:
    desk.press(Action.OPEN_PAGE, "transactions")
    desk.press(Action.FIND_PANEL, "keypad")
    desk.wait_for_keys()

    desk.touch("1", "3", "Clear")

    assert desk.front.model.search.typed == ""


def test_where_there_is_a_keyboard_the_page_has_its_own_figures() -> None:
    front = Front().sign_in().press(Action.OPEN_PAGE, "transactions")
    front.press(Action.FIND_PANEL, "keypad")
    body = front.screens().clerk.body
    assert (getattr(body, "keypad", None), getattr(body, "typed_below", None)) == (True, False)

    front.press(Action.SCREEN_KEYBOARD, "on")
    body = front.screens().clerk.body
    assert (getattr(body, "keypad", None), getattr(body, "typed_below", None)) == (False, True)


# --- dialogs ----------------------------------------------------------------------------------


# The offscreen platform has one window after the other, and none above another.
@pytest.mark.qt_log_ignore("This plugin does not support raise")
def test_a_dialog_gets_a_keyboard_that_is_a_window_of_its_own(desk: Desk, qtbot: QtBot) -> None:
    dialog = QDialog(desk.window)
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    line = QLineEdit(dialog)
    line.setGeometry(20, 400, 300, 40)
    dialog.resize(500, 460)
    screen = dialog.screen().availableGeometry()
    dialog.move(screen.left() + 40, screen.bottom() - 470)
    dialog.open()
    line.setFocus()
    keyboard = desk.wait_for_keys()

    assert keyboard.isWindow()
    assert keyboard.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert line.mapToGlobal(QPoint(0, line.height())).y() <= keyboard.y()
    desk.touch("h", "i")
    assert line.text() == "hi"
    dialog.close()
    qtbot.waitUntil(lambda: desk.keyboard is None, timeout=WAIT_MS)
    shiboken6.delete(dialog)


def test_a_window_that_is_not_the_tills_gets_none(desk: Desk, qtbot: QtBot) -> None:
    other = QLineEdit()
    other.show()
    other.activateWindow()
    other.setFocus()

    desk.wait_for_none()
    other.close()
    shiboken6.delete(other)


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
