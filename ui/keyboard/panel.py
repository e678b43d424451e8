"""The keys of the sheet in force, and what becomes of a touch."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QEventPoint, QPainter, QPaintEvent, QResizeEvent, QTouchEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.keyboard.keys import ScreenKey
from ui.keyboard.sheets import PLANS, Does, Place, Sheet
from ui.theme import Look
from ui.widgets.buttons import TOUCH_PX
from ui.widgets.styled import StyledWidget
from ui.words import Words

#: A key's height and the room between keys, in design pixels.
KEY_HEIGHT, GAP = 54, 8
#: Keys wider than this, in design pixels, are no easier to hit.
_WIDEST_KEY = 112
_REPEAT_AFTER_MS, _REPEAT_EVERY_MS = 450, 70
_TOUCHES = (
    QEvent.Type.TouchBegin,
    QEvent.Type.TouchUpdate,
    QEvent.Type.TouchEnd,
    QEvent.Type.TouchCancel,
)
_NAMES = {
    Does.SHIFT: "comfort.key_shift",
    Does.BACK: "comfort.key_back",
    Does.CLEAR: "key.clear",
    Does.SPACE: "comfort.key_space",
    Does.DONE: "comfort.key_done",
}
_SHEET_NAMES = {
    Sheet.LETTERS: "comfort.key_letters",
    Sheet.SIGNS: "comfort.key_signs",
    Sheet.MORE: "comfort.key_more",
}


class Shift(Enum):
    """Small letters, one capital, or capitals until it is touched again."""

    OFF = "off"
    ONCE = "once"
    LOCKED = "locked"

    @property
    def next(self) -> Shift:
        """What another touch makes of it."""
        return {Shift.OFF: Shift.ONCE, Shift.ONCE: Shift.LOCKED, Shift.LOCKED: Shift.OFF}[self]


@dataclass(frozen=True, slots=True)
class Typing:
    """Where the keys' meaning goes."""

    text: Callable[[str], None]
    back: Callable[[], None]
    clear: Callable[[], None]
    done: Callable[[], None]


class ScreenKeyboard(StyledWidget):
    """Keys that act when they are touched, several fingers at a time."""

    def __init__(self, typing: Typing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._typing = typing
        self._sheets: dict[Sheet, list[ScreenKey]] = {}
        self._sheet = Sheet.LETTERS
        self._shift = Shift.OFF
        self._words: Words | None = None
        self._fingers: dict[int, ScreenKey] = {}
        self._repeat = QTimer(self)
        self._repeat.timeout.connect(self._again)
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def sheet(self) -> Sheet:
        """The sheet in force."""
        return self._sheet

    @property
    def keys(self) -> list[ScreenKey]:
        """The keys of the sheet in force."""
        return self._sheets.get(self._sheet, [])

    def key(self, face: str) -> ScreenKey:
        """Return a key of the sheet in force by its face or, where it has none, its name."""
        return next(k for k in self.keys if face in {k.text(), k.accessibleName()})

    def begin(self, sheet: Sheet, words: Words) -> None:
        """Begin to type into a field: with its sheet, in small letters."""
        self._words = words
        self._set_shift(Shift.OFF)
        self._turn_to(sheet)
        self.setAccessibleName(words("comfort.keys"))

    # --- sheets -----------------------------------------------------------------------------

    def _turn_to(self, sheet: Sheet) -> None:
        self._lift_all()
        for key in self.keys:
            key.hide()
        self._sheet = sheet
        if sheet not in self._sheets:
            self._sheets[sheet] = [self._make(place) for place in PLANS[sheet].places]
        self._name_keys()
        self._place_keys()
        for key in self.keys:
            key.show()

    def _make(self, place: Place) -> ScreenKey:
        key = ScreenKey(place, self)
        key.pressed.connect(self._mouse_down)
        key.released.connect(self._repeat.stop)
        key.clicked.connect(self._mouse_clicked)
        return key

    def _name_keys(self) -> None:
        words = self._words
        if words is None:
            return
        for key in self.keys:
            does, face = key.place.does, key.place.face
            name = words(_NAMES[does]) if does in _NAMES else ""
            if key.place.leads is not None:
                name = words(_SHEET_NAMES[key.place.leads])
            if does in {Does.SPACE, Does.DONE}:
                face = name
            elif does is Does.TYPES and self._shift is not Shift.OFF:
                face = face.upper()
            key.show_face(face, name)
            if does is Does.SHIFT:
                key.set_mark(lit=self._shift is not Shift.OFF, locked=self._shift is Shift.LOCKED)

    def _set_shift(self, shift: Shift) -> None:
        if shift is not self._shift:
            self._shift = shift
            self._name_keys()

    # --- touches ----------------------------------------------------------------------------

    def _down(self, key: ScreenKey) -> None:
        match key.place.does:
            case Does.TYPES:
                self._typing.text(key.text())
                if self._shift is Shift.ONCE:
                    self._set_shift(Shift.OFF)
            case Does.SPACE:
                self._typing.text(" ")
            case Does.BACK:
                self._typing.back()
                self._repeat.start(_REPEAT_AFTER_MS)
            case Does.CLEAR:
                self._typing.clear()
            case Does.SHIFT:
                self._set_shift(self._shift.next)
            case Does.LEADS | Does.DONE:
                # When the finger leaves: what comes instead must not be touched by it.
                pass

    def _clicked(self, key: ScreenKey) -> None:
        if key.place.does is Does.DONE:
            self._typing.done()
        elif key.place.leads is not None:
            self._turn_to(key.place.leads)

    @Slot()
    def _again(self) -> None:
        self._repeat.setInterval(_REPEAT_EVERY_MS)
        self._typing.back()

    @Slot()
    def _mouse_down(self) -> None:
        key = self.sender()
        if isinstance(key, ScreenKey):
            self._down(key)

    @Slot()
    def _mouse_clicked(self) -> None:
        key = self.sender()
        if isinstance(key, ScreenKey):
            self._clicked(key)

    def event(self, event: QEvent) -> bool:
        """Take touches here: through the mouse a second finger would be lost."""
        if event.type() not in _TOUCHES or not isinstance(event, QTouchEvent):
            return super().event(event)
        if event.type() == QEvent.Type.TouchCancel:
            self._lift_all()
        else:
            for point in event.points():
                self._finger(point)
        event.accept()
        return True

    def _finger(self, point: QEventPoint) -> None:
        at = self.mapFromGlobal(point.globalPosition().toPoint())
        if point.state() == QEventPoint.State.Pressed:
            key = self._key_at(at)
            if key is not None and key not in self._fingers.values():
                self._fingers[point.id()] = key
                key.setDown(True)
                self._down(key)
        elif point.state() == QEventPoint.State.Released:
            key = self._fingers.pop(point.id(), None)
            if key is not None:
                self._repeat.stop()
                key.setDown(False)
                if key.geometry().contains(at):
                    self._clicked(key)

    def _key_at(self, at: QPoint) -> ScreenKey | None:
        return next((key for key in self.keys if key.geometry().contains(at)), None)

    def _lift_all(self) -> None:
        self._repeat.stop()
        for key in self._fingers.values():
            key.setDown(False)
        self._fingers.clear()

    # --- the look ---------------------------------------------------------------------------

    def _key_height(self) -> int:
        return max(TOUCH_PX, self.look.px(KEY_HEIGHT))

    def sizeHint(self) -> QSize:
        """As high as its rows."""
        gap = self.look.px(GAP)
        rows = PLANS[self._sheet].rows
        return QSize(self.look.px(900), rows * (self._key_height() + gap) + gap)

    def minimumSizeHint(self) -> QSize:
        """Keys may be narrow, never low."""
        return QSize(480, self.sizeHint().height())

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        del look
        self._place_keys()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the width among the keys."""
        super().resizeEvent(event)
        self._place_keys()

    def _place_keys(self) -> None:
        look, plan = self.look, PLANS[self._sheet]
        gap, height = look.px(GAP), self._key_height()
        step = min((self.width() - gap) / plan.columns, look.px(_WIDEST_KEY + GAP))
        left = (self.width() + gap - step * plan.columns) / 2
        for key in self.keys:
            place = key.place
            x, right = left + place.x * step, left + (place.x + place.width) * step - gap
            top = gap + place.y * (height + gap)
            bottom = top + place.height * (height + gap) - gap
            key.setGeometry(round(x), top, round(right) - round(x), bottom - top)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground, and the line above it."""
        del event
        look = self.look
        painter = QPainter(self)
        area = QRectF(self.rect())
        painter.fillRect(area, look.colour("line"))
        painter.fillRect(QRectF(0, 0, area.width(), look.tokens.line_px), look.colour("line2"))
