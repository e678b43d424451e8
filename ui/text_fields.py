"""Widgets that text is typed into, and which keys are theirs before they mean anything else."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPlainTextEdit, QTextEdit, QWidget

_EDITING = frozenset(
    {
        *(Qt.Key.Key_Backspace, Qt.Key.Key_Delete, Qt.Key.Key_Left, Qt.Key.Key_Right),
        *(Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Insert),
    }
)
_EDITING_LINES = frozenset(
    {
        *(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown),
        *(Qt.Key.Key_Return, Qt.Key.Key_Enter),
    }
)
# All, copy, paste, cut, undo, redo.
_WITH_CONTROL = frozenset(map(Qt.Key, b"ACVXZY"))
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


def is_text_field(widget: QWidget | None) -> bool:
    """True for a field that text can be typed into."""
    if not isinstance(widget, QLineEdit | QPlainTextEdit | QTextEdit):
        return False
    return widget.isEnabled() and not widget.isReadOnly()


def edits_text(event: QKeyEvent, focused: QWidget | None) -> bool:
    """True for a key that types into the focused field or moves about in it.

    Enter, Esc and the F-keys of a field of one line go on meaning what they mean on the page.
    """
    if not is_text_field(focused):
        return False
    key, commands = Qt.Key(event.key()), event.modifiers() & _COMMANDS
    if commands:
        return commands == Qt.KeyboardModifier.ControlModifier and key in _WITH_CONTROL
    if key in _EDITING or (key in _EDITING_LINES and not isinstance(focused, QLineEdit)):
        return True
    return bool(event.text()) and event.text().isprintable()
