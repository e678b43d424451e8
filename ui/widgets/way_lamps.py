"""The lamps of the ways to read a card, side by side in the middle."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy

from ui.theme import Look
from ui.views_card import WayLamp
from ui.widgets.lamps import Lamp
from ui.widgets.styled import StyledWidget
from ui.words import Words


class WayLamps(StyledWidget):
    """One lamp for each way that there is a reader for."""

    def __init__(self) -> None:
        super().__init__()
        self._lamps: list[Lamp] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addStretch(1)
        self._row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def lamps(self) -> list[Lamp]:
        """The lamps on the screen."""
        return [lamp for lamp in self._lamps if lamp.isVisibleTo(self)]

    def show_ways(self, ways: tuple[WayLamp, ...], words: Words) -> None:
        """Show ``ways`` in place."""
        while len(self._lamps) < len(ways):
            lamp = Lamp(on_dark=False)
            self._row.insertWidget(1 + len(self._lamps), lamp)
            self._lamps.append(lamp)
        for index, lamp in enumerate(self._lamps):
            lamp.setVisible(index < len(ways))
            if index < len(ways):
                text = words(ways[index].label)
                lamp.show_lamp(text, text, ways[index].health)
        self.setVisible(bool(ways))

    def restyle(self, look: Look) -> None:
        """Take the gaps of the look."""
        self._row.setSpacing(look.px(10))
