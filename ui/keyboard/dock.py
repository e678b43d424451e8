"""When the keyboard stands on the screen, where, and what its keys reach.

In the cashier's window it lies over the foot of the page, and the page moves up so far that the
field stays in sight. For a dialog, which would keep touches from the window behind it, it is a
window of its own that never takes the keyboard's focus.
"""

from __future__ import annotations

from collections.abc import Callable

import shiboken6
from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, Qt, QTimer, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication, QDialog, QScrollArea, QWidget

from ui.keyboard.fields import sheet_for
from ui.keyboard.panel import ScreenKeyboard, Typing
from ui.keyboard.sheets import Sheet
from ui.page_area import PageArea
from ui.text_fields import is_text_field
from ui.theme import Look
from ui.views import Action, Press
from ui.widgets.buttons import OnPress
from ui.widgets.styled import apply_look
from ui.words import Words

# A finger must have left what it touched before anything moves under it.
SETTLE_MS = 40
#: Room between the field and the keys, in design pixels.
_MARGIN = 12
_FLOATING = (
    Qt.WindowType.Tool
    | Qt.WindowType.FramelessWindowHint
    | Qt.WindowType.WindowStaysOnTopHint
    | Qt.WindowType.WindowDoesNotAcceptFocus
)

#: Takes a key that is meant for the page and not for a field.
ToPage = Callable[[QKeyEvent], bool]


class KeyboardDock(QObject):
    """``window`` is the cashier's, ``area`` where its page stands.

    ``to_page`` takes a key that is meant for the page's own field, ``on_press`` that it is done.
    """

    def __init__(self, window: QWidget, area: PageArea, to_page: ToPage, on_press: OnPress) -> None:
        super().__init__(window)
        self._window, self._area = window, area
        self._to_page, self._on_press = to_page, on_press
        self._words: Words | None = None
        self._look: Look | None = None
        self._drawn = False
        self._page_field: QWidget | None = None
        self._field: QWidget | None = None
        self._inner: ScreenKeyboard | None = None
        self._floating: ScreenKeyboard | None = None
        self._settle = QTimer(self)
        self._settle.setSingleShot(True)
        self._settle.setInterval(SETTLE_MS)
        self._settle.timeout.connect(self._arrange)
        area.resized.connect(self._moved)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._moved)

    @property
    def keyboard(self) -> ScreenKeyboard | None:
        """The keyboard that stands on the screen."""
        for each in (self._inner, self._floating):
            if each is not None and each.isVisible():
                return each
        return None

    @property
    def is_shown(self) -> bool:
        """True while keys are on the screen."""
        return self.keyboard is not None

    def follow(self, *, drawn: bool, page_field: QWidget | None, words: Words, look: Look) -> None:
        """Take over whether keys are drawn at all, and the page's own field if it is typed into."""
        wanted = (drawn, page_field, words.language, look)
        known = (
            self._drawn,
            self._page_field,
            self._words.language if self._words is not None else None,
            self._look,
        )
        if wanted == known:
            return
        if self._words is not words or look is not self._look:
            # Named and painted anew the next time a field is settled on.
            self._field = None
        self._drawn, self._page_field, self._words, self._look = drawn, page_field, words, look
        self._settle.start()

    @Slot()
    def _moved(self) -> None:
        if self._drawn:
            self._settle.start()

    # --- where and when ---------------------------------------------------------------------

    def _wanted_field(self) -> QWidget | None:
        if not self._drawn:
            return None
        floating = self._floating
        if floating is not None and floating.isVisible() and floating.isActiveWindow():
            # A window manager that gives the keyboard's window the focus all the same.
            return self._field if self._field_is_there() else None
        focused = QApplication.focusWidget()
        if is_text_field(focused) and focused is not None and self._is_ours(focused.window()):
            return focused
        return self._page_field

    def _field_is_there(self) -> bool:
        field = self._field
        return field is not None and shiboken6.isValid(field) and field.isVisible()

    def _is_ours(self, window: QWidget) -> bool:
        over = window
        while isinstance(over, QDialog):
            parent = over.parentWidget()
            if parent is None:
                return False
            over = parent.window()
        return over is self._window

    @Slot()
    def _arrange(self) -> None:
        if QGuiApplication.mouseButtons() != Qt.MouseButton.NoButton:
            self._settle.start()
            return
        field = self._wanted_field()
        if field is None:
            self._hide()
        elif self._words is not None and self._look is not None:
            self._stand_for(field, self._words, self._look)

    def _hide(self) -> None:
        self._field = None
        self._area.shift_by(0)
        for keyboard in (self._inner, self._floating):
            if keyboard is not None:
                keyboard.hide()

    def _stand_for(self, field: QWidget, words: Words, look: Look) -> None:
        inside = field.window() is self._window
        keyboard = self._inside() if inside else self._outside(look)
        other = self._floating if inside else self._inner
        if other is not None:
            other.hide()
        if field is not self._field:
            self._field = field
            keyboard.begin(self._sheet_for(field), words)
            # A touch of the keys leaves the focus where it is.
            keyboard.setFocusProxy(field if is_text_field(field) else self._window)
        if inside:
            self._lay_inside(keyboard, field, look)
        else:
            self._lay_outside(keyboard, field, look)

    def _sheet_for(self, field: QWidget) -> Sheet:
        return sheet_for(field) if is_text_field(field) else Sheet.FIGURES

    def _inside(self) -> ScreenKeyboard:
        if self._inner is None:
            self._inner = ScreenKeyboard(self._typing(), self._area)
        return self._inner

    def _outside(self, look: Look) -> ScreenKeyboard:
        if self._floating is None:
            # Of no window, or a dialog over that one would take its touches away.
            self._floating = ScreenKeyboard(self._typing())
            self._floating.setWindowFlags(_FLOATING)
            self._floating.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
            self._floating.setAttribute(Qt.WidgetAttribute.WA_QuitOnClose, on=False)
            self._window.destroyed.connect(self._floating.deleteLater)
        apply_look(self._floating, look)
        return self._floating

    def _typing(self) -> Typing:
        return Typing(self._type, self._back, self._clear, self._done)

    # --- places -----------------------------------------------------------------------------

    def _lay_inside(self, keyboard: ScreenKeyboard, field: QWidget, look: Look) -> None:
        area = self._area
        height = keyboard.sizeHint().height()
        keyboard.setGeometry(0, area.height() - height, area.width(), height)
        keyboard.raise_()
        keyboard.show()
        if field is self._page_field:
            area.shift_by(0)
            return
        _scroll_to(field)
        area.shift_by(0)
        top = field.mapTo(area, QPoint(0, 0)).y()
        margin = look.px(_MARGIN)
        hidden = top + field.height() + margin - (area.height() - height)
        # The field's upper edge stays in sight, however high it is.
        area.shift_by(max(0, min(hidden, top - margin)))

    def _lay_outside(self, keyboard: ScreenKeyboard, field: QWidget, look: Look) -> None:
        dialog = field.window()
        screen = dialog.screen().availableGeometry()
        height = keyboard.sizeHint().height()
        place = QRect(screen.left(), screen.bottom() + 1 - height, screen.width(), height)
        keyboard.setGeometry(place)
        if not keyboard.isVisible():
            keyboard.show()
        frame = dialog.frameGeometry()
        bottom = field.mapToGlobal(QPoint(0, field.height())).y() + look.px(_MARGIN)
        hidden = max(frame.bottom() + 1 - place.top(), 0)
        up = min(hidden, max(frame.top() - screen.top(), bottom - place.top()))
        if up > 0:
            dialog.move(dialog.pos() - QPoint(0, up))

    # --- keys -------------------------------------------------------------------------------

    def _type(self, text: str) -> None:
        key = Qt.Key(ord(text.upper())) if text.isascii() else Qt.Key.Key_unknown
        self._send(key, text)

    def _back(self) -> None:
        self._send(Qt.Key.Key_Backspace)

    def _clear(self) -> None:
        if not is_text_field(self._field):
            self._send(Qt.Key.Key_Delete)
            return
        self._send(Qt.Key.Key_A, modifiers=Qt.KeyboardModifier.ControlModifier)
        self._send(Qt.Key.Key_Backspace)

    def _send(
        self,
        key: Qt.Key,
        text: str = "",
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> None:
        field = self._field
        if field is None or not shiboken6.isValid(field):
            return
        pressed = QKeyEvent(QEvent.Type.KeyPress, key, modifiers, text)
        if not is_text_field(field):
            self._to_page(pressed)
            return
        QCoreApplication.sendEvent(field, pressed)
        released = QKeyEvent(QEvent.Type.KeyRelease, key, modifiers, text)
        QCoreApplication.sendEvent(field, released)

    def _done(self) -> None:
        field = self._field
        if field is None or not shiboken6.isValid(field):
            return
        if not is_text_field(field):
            self._on_press(Press(Action.FIND_DONE))
            return
        field.clearFocus()
        if field.window() is self._window:
            self._window.setFocus(Qt.FocusReason.OtherFocusReason)


def _scroll_to(field: QWidget) -> None:
    """Bring a field into the sight of the scrolling areas that it stands in."""
    around = field.parentWidget()
    while around is not None and not around.isWindow():
        if isinstance(around, QScrollArea):
            around.ensureWidgetVisible(field)
        around = around.parentWidget()
