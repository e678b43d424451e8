"""What the pages behind More have in common: a main column, a side column, and Back at its foot."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.main.page import GAP, MARGIN_X, MARGIN_Y, PageWidget
from ui.main.sale_page import SIDE_WIDTH, STACK
from ui.theme import BOLD, REGULAR, Look
from ui.views import Button
from ui.views_more import Note
from ui.widgets.buttons import LARGE, BigButton, Kind, OnPress
from ui.widgets.card import Card, Gap
from ui.widgets.label import Fit, Label
from ui.words import Words


class SubPage(PageWidget):
    """``main`` and ``side`` are the columns' layouts; the way back stands below the side's."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(on_press)
        self.back = BigButton(on_press, Kind.SECONDARY, LARGE)
        self._side_area = QWidget()
        self.main, self.side = QVBoxLayout(), QVBoxLayout()
        self._right = QVBoxLayout(self._side_area)
        self._right.addLayout(self.side, 1)
        self._right.addWidget(self.back)
        self._columns = QHBoxLayout(self)
        self._columns.addLayout(self.main, 1)
        self._columns.addWidget(self._side_area)
        for box in (self.main, self.side, self._right):
            box.setContentsMargins(0, 0, 0, 0)

    def show_back(self, button: Button, words: Words) -> None:
        """Show the way back."""
        self.back.show_button(button, words)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        x, y = look.px(MARGIN_X), look.px(MARGIN_Y)
        self._columns.setContentsMargins(x, y, x, y)
        self._columns.setSpacing(look.px(GAP))
        for box in (self.main, self.side, self._right):
            box.setSpacing(look.px(STACK))
        self._side_area.setFixedWidth(look.px(SIDE_WIDTH))


class NoteCard(Card):
    """A heading and a quiet text."""

    def __init__(self) -> None:
        super().__init__(padding=22)
        self.title = Label("", 18, BOLD, "ink", fit=Fit.WRAP)
        self.text = Label("", 14, REGULAR, "ink2", fit=Fit.WRAP)
        self.box.addWidget(self.title)
        self.box.addWidget(Gap(6))
        self.box.addWidget(self.text)

    def show_note(self, note: Note, words: Words) -> None:
        """Show ``note``."""
        self.title.setText(words(note.title))
        self.text.setText(words(note.text))
