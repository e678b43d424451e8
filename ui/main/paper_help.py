"""Drawn steps beside each other: what to do with the printer."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ui.theme import BOLD, REGULAR, Look
from ui.views_more import PaperStep
from ui.widgets.label import CENTRE, Fit, Label
from ui.widgets.printer_picture import PrinterPicture
from ui.widgets.styled import StyledWidget
from ui.words import Words

_TOP = Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter


class _Step(StyledWidget):
    def __init__(self) -> None:
        super().__init__()
        self.picture = PrinterPicture()
        self.number = Label("", 17, BOLD, "ink", align=CENTRE)
        self.caption = Label("", 16, REGULAR, "ink2", fit=Fit.WRAP, align=_TOP)
        self.caption.set_line_height(1.35)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignHCenter)
        self._box.addWidget(self.number, 0, Qt.AlignmentFlag.AlignHCenter)
        self._box.addWidget(self.caption, 1)

    def show_step(self, step: PaperStep, number: int, words: Words) -> None:
        self.picture.show_step(step.picture, words(f"paper.picture_{step.picture}"))
        self.number.setText(str(number) if number else "")
        self.number.setVisible(bool(number))
        self.caption.setText(words(step.caption))

    def restyle(self, look: Look) -> None:
        self._box.setSpacing(look.px(4))


class PaperSteps(StyledWidget):
    """One step, or three with their numbers, each ``wide`` design pixels."""

    def __init__(self, *, wide: float = 240) -> None:
        super().__init__()
        self._wide = wide
        self.steps: list[_Step] = []
        self._shown = 0
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addStretch(1)
        self._row.addStretch(1)

    def show_steps(self, steps: tuple[PaperStep, ...], words: Words) -> None:
        """Show ``steps`` in place."""
        while len(self.steps) < len(steps):
            made = _Step()
            self._row.insertWidget(len(self.steps) + 1, made)
            self.steps.append(made)
        self._shown = len(steps)
        for index, widget in enumerate(self.steps):
            widget.setVisible(index < len(steps))
            if index < len(steps):
                widget.show_step(steps[index], index + 1 if len(steps) > 1 else 0, words)
        self._widen(self.look)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        self._row.setSpacing(look.px(12))
        self._widen(look)

    def _widen(self, look: Look) -> None:
        # One step alone has a longer text, and the room of two.
        wide = look.px(self._wide * (2 if self._shown == 1 else 1))
        for widget in self.steps:
            widget.setMaximumWidth(wide)
