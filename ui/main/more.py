"""The More page: language, appearance, what else can be done here, and what this till is."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from kpay_desktop.domain.language import Language
from ui.main.page import GAP, MARGIN_X, MARGIN_Y, PageWidget, wrong_view
from ui.theme import BOLD, Look
from ui.views import Action, MoreView, PageBody, Press
from ui.widgets.buttons import MIDDLE, BigButton, Kind, OnPress
from ui.widgets.card import Card, Gap, Rule
from ui.widgets.facts import FactList
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
        self._row.addStretch(1)
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self.title)
        self._box.addLayout(self._row)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_choices(self, title: str, choices: list[tuple[Press, str, bool]]) -> None:
        """Show ``choices``: the press, the text, and whether it is the one in force."""
        self.title.setText(title)
        while len(self.choices) < len(choices):
            button = BigButton(self._on_press, Kind.CHIP, MIDDLE)
            self._row.insertWidget(len(self.choices), button)
            self.choices.append(button)
        for button, (press, text, chosen) in zip(self.choices, choices, strict=True):
            button.show_press(press, text)
            button.set_chosen(chosen)
            button.setToolTip(text)

    def restyle(self, look: Look) -> None:
        """Take the gaps of the look."""
        self._box.setSpacing(look.px(12))
        self._row.setSpacing(look.px(8))


class MorePage(PageWidget):
    """Shows :class:`MoreView`."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(on_press)
        self.language = ChoiceRow(on_press)
        self.theme = ChoiceRow(on_press)
        self.actions_title = Label(size=18, weight=BOLD)
        self.buttons: list[BigButton] = []
        self.about_title = Label(size=18, weight=BOLD)
        self.about = FactList(shorten=True)
        self._actions = QHBoxLayout()
        self._actions.addStretch(1)
        left, self._right = Card(28), Card(22)
        for widget in (self.language, Gap(22), Rule(), Gap(22), self.theme, Gap(22), Rule()):
            left.box.addWidget(widget)
        left.box.addWidget(Gap(22))
        left.box.addWidget(self.actions_title)
        left.box.addWidget(Gap(12))
        left.box.addLayout(self._actions)
        left.box.addStretch(1)
        self._right.box.addWidget(self.about_title)
        self._right.box.addWidget(Gap(6))
        self._right.box.addWidget(self.about)
        self._right.box.addStretch(1)
        self._row = QHBoxLayout(self)
        self._row.addWidget(left, 1)
        self._row.addWidget(self._right)

    def show_view(self, body: PageBody, words: Words) -> None:
        """Show ``body``, a :class:`MoreView`."""
        if not isinstance(body, MoreView):
            raise wrong_view(self, body)
        self.language.show_choices(
            words("more.language"),
            [
                (Press(Action.LANGUAGE, each.value), each.own_name, each is body.language)
                for each in Language
            ],
        )
        self.theme.show_choices(
            words("more.theme"),
            [
                (Press(Action.THEME, name), words(label), name == body.theme)
                for name, label in body.themes
            ],
        )
        self.actions_title.setText(words("more.actions"))
        self.actions_title.setVisible(bool(body.buttons))
        while len(self.buttons) < len(body.buttons):
            button = BigButton(self._on_press, Kind.QUIET, MIDDLE)
            self._actions.insertWidget(len(self.buttons), button)
            self.buttons.append(button)
        for index, button in enumerate(self.buttons):
            shown = body.buttons[index] if index < len(body.buttons) else None
            button.show_button(shown, words)
        self.about_title.setText(words("more.about"))
        self.about.show_facts([(words(name), words(value)) for name, value in body.about])

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        x, y = look.px(MARGIN_X), look.px(MARGIN_Y)
        self._row.setContentsMargins(x, y, x, y)
        self._row.setSpacing(look.px(GAP))
        self._right.setFixedWidth(look.px(400))
        self._actions.setSpacing(look.px(10))
