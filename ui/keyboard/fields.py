"""What a field is typed with."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from ui.keyboard.sheets import Sheet

_FIGURES = Qt.InputMethodHint.ImhDigitsOnly
_DECIMAL = Qt.InputMethodHint.ImhFormattedNumbersOnly


def sheet_for(field: QWidget) -> Sheet:
    """Return what a field is typed with: figures, figures with a point, or letters."""
    hints = field.inputMethodHints()
    if hints & _DECIMAL:
        return Sheet.DECIMAL
    return Sheet.FIGURES if hints & _FIGURES else Sheet.LETTERS
