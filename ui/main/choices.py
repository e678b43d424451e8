"""The pages of language, appearance and sounds: choices that take effect when they are touched."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from ui.main.page import wrong_view
from ui.main.sub_page import NoteCard, SubPage
from ui.theme import BOLD, REGULAR, Look
from ui.views_more import ChoiceGroup, ChoicesView
from ui.views_screens import PageBody
from ui.widgets.buttons import LARGE, TOUCH_PX, BigButton, Kind, OnPress
from ui.widgets.card import Card
from ui.widgets.label import Fit, Label
from ui.widgets.styled import StyledWidget
from ui.words import Words

# So many choices of a row are as wide as each other.
_MOST_ALIKE = 4


class ChoiceRow(StyledWidget):
    """A heading and a row of choices, one of which is in force, and perhaps a line below."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self._on_press = on_press
        self.title = Label(size=18, weight=BOLD)
        self.said = Label("", 14, REGULAR, "ink2", fit=Fit.WRAP)
        self.choices: list[BigButton] = []
        self._row = QHBoxLayout()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self.title)
        self._box.addLayout(self._row)
        self._box.addWidget(self.said)
        self._box.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_group(self, group: ChoiceGroup, words: Words) -> None:
        """Show ``group`` in place."""
        self.title.setText(words(group.title))
        while len(self.choices) < len(group.choices):
            button = BigButton(self._on_press, Kind.CHIP, LARGE)
            self._row.addWidget(button, 1)
            self.choices.append(button)
        for index, button in enumerate(self.choices):
            button.setVisible(index < len(group.choices))
            if index < len(group.choices):
                option = group.choices[index]
                button.show_press(option.press, words(option.label), enabled=group.enabled)
                button.set_chosen(option.chosen)
                # Where there are many, the longer words get the more room.
                crowded = len(group.choices) > _MOST_ALIKE
                button.setMinimumWidth(TOUCH_PX if crowded else 0)
                self._row.setStretch(index, 6 + len(button.text()) if crowded else 1)
        self.said.setText(words(group.said) if group.said is not None else "")
        self.said.set_colour(group.said_tone)
        self.said.setVisible(group.said is not None)

    def restyle(self, look: Look) -> None:
        """Take the gaps of the look."""
        self._box.setSpacing(look.px(10))
        self._row.setSpacing(look.px(10))


class ChoicesPage(SubPage):
    """Shows :class:`ChoicesView`."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(on_press)
        self.groups: list[ChoiceRow] = []
        self.note, self.more_note = NoteCard(), NoteCard()
        self._halves: tuple[bool, ...] = ()
        self._lines: list[QHBoxLayout] = []
        self._card = Card(padding=28, spacing=24)
        self._card.box.addStretch(1)
        self.main.addWidget(self._card, 1)
        for note in (self.note, self.more_note):
            self.side.addWidget(note)
        self.side.addStretch(1)

    def show_view(self, body: PageBody, words: Words) -> None:
        """Show ``body``, a :class:`ChoicesView`."""
        if not isinstance(body, ChoicesView):
            raise wrong_view(self, body)
        while len(self.groups) < len(body.groups):
            self.groups.append(ChoiceRow(self._on_press))
        self._lay_out(tuple(group.is_half for group in body.groups))
        for index, row in enumerate(self.groups):
            row.setVisible(index < len(body.groups))
            if index < len(body.groups):
                row.show_group(body.groups[index], words)
        self.note.show_note(body.note, words)
        self.more_note.setVisible(body.more_note is not None)
        if body.more_note is not None:
            self.more_note.show_note(body.more_note, words)
        self.show_back(body.back, words)

    def _lay_out(self, halves: tuple[bool, ...]) -> None:
        """Give each group a line; a half that follows a half shares that one's."""
        if halves == self._halves and self._lines:
            return
        self._halves = halves
        for line in self._lines:
            while line.takeAt(0) is not None:
                continue
            self._card.box.removeItem(line)
        self._lines.clear()
        room = 0
        for row, is_half in zip(self.groups, halves, strict=False):
            if not (is_half and room == 1):
                self._lines.append(QHBoxLayout())
                self._card.box.insertLayout(len(self._lines) - 1, self._lines[-1])
                room = 2
            self._lines[-1].addWidget(row, 1, Qt.AlignmentFlag.AlignTop)
            room -= 1 if is_half else 2
        self._space()

    def restyle(self, look: Look) -> None:
        """Take the gaps of the look."""
        super().restyle(look)
        self._space()

    def _space(self) -> None:
        for line in self._lines:
            line.setSpacing(self.look.px(28))
