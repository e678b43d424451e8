"""The pages of language and appearance: choices that take effect when they are touched."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from ui.main.page import wrong_view
from ui.main.sub_page import NoteCard, SubPage
from ui.theme import BOLD, Look
from ui.views_more import ChoiceGroup, ChoicesView
from ui.views_screens import PageBody
from ui.widgets.buttons import LARGE, BigButton, Kind, OnPress
from ui.widgets.card import Card
from ui.widgets.label import Label
from ui.widgets.styled import StyledWidget
from ui.words import Words


class ChoiceRow(StyledWidget):
    """A heading and a row of choices, one of which is in force."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self._on_press = on_press
        self.title = Label(size=18, weight=BOLD)
        self.choices: list[BigButton] = []
        self._row = QHBoxLayout()
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self.title)
        self._box.addLayout(self._row)
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
                button.show_press(option.press, words(option.label))
                button.set_chosen(option.chosen)

    def restyle(self, look: Look) -> None:
        """Take the gaps of the look."""
        self._box.setSpacing(look.px(12))
        self._row.setSpacing(look.px(10))


class ChoicesPage(SubPage):
    """Shows :class:`ChoicesView`."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(on_press)
        self.groups: list[ChoiceRow] = []
        self.note = NoteCard()
        self._card = Card(padding=28, spacing=30)
        self._card.box.addStretch(1)
        self.main.addWidget(self._card, 1)
        self.side.addWidget(self.note)
        self.side.addStretch(1)

    def show_view(self, body: PageBody, words: Words) -> None:
        """Show ``body``, a :class:`ChoicesView`."""
        if not isinstance(body, ChoicesView):
            raise wrong_view(self, body)
        while len(self.groups) < len(body.groups):
            row = ChoiceRow(self._on_press)
            self._card.box.insertWidget(len(self.groups), row)
            self.groups.append(row)
        for index, row in enumerate(self.groups):
            row.setVisible(index < len(body.groups))
            if index < len(body.groups):
                row.show_group(body.groups[index], words)
        self.note.show_note(body.note, words)
        self.show_back(body.back, words)
