"""Buttons of which one is chosen, one below the other, or in two columns where there are many."""

from __future__ import annotations

from PySide6.QtWidgets import QGridLayout, QSizePolicy

from ui.theme import Look
from ui.views import Button
from ui.widgets.buttons import LARGE, BigButton, ButtonSize, Kind, OnPress
from ui.widgets.styled import StyledWidget
from ui.words import Words

_MOST_IN_COLUMN = 4


class ChoiceGrid(StyledWidget):
    """``width`` in design pixels."""

    def __init__(self, on_press: OnPress, size: ButtonSize = LARGE, width: float = 480) -> None:
        super().__init__()
        self._on_press, self._size, self._width = on_press, size, width
        self._buttons: list[BigButton] = []
        self._shown = 0
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def buttons(self) -> list[BigButton]:
        """The buttons on the screen."""
        return self._buttons[: self._shown]

    def show_choices(self, choices: tuple[Button, ...], words: Words) -> None:
        """Show ``choices`` in place."""
        while len(self._buttons) < len(choices):
            self._buttons.append(BigButton(self._on_press, Kind.SECONDARY, self._size, self))
        if len(choices) != self._shown:
            self._deal(len(choices))
        for index, button in enumerate(self._buttons):
            button.show_button(choices[index] if index < len(choices) else None, words)
        self.setVisible(bool(choices))

    def _deal(self, count: int) -> None:
        self._shown = count
        while self._grid.takeAt(0) is not None:
            continue
        columns = 1 if count <= _MOST_IN_COLUMN else 2
        for index, button in enumerate(self.buttons):
            alone = index == count - 1 and index % columns == 0
            self._grid.addWidget(
                button, index // columns, index % columns, 1, columns if alone else 1
            )

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        self._grid.setSpacing(look.px(10))
        self.setFixedWidth(look.px(self._width))
