"""The panel of a supervised act: a supervisor's PIN at the left, what it is for at the right."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QSizePolicy

from ui.main.page import GAP, MARGIN_X, MARGIN_Y, PageWidget, wrong_view
from ui.main.people import OperatorGrid, PinDots, operator_keys
from ui.theme import BOLD, MEDIUM, REGULAR, Look
from ui.views import BAD, Press
from ui.views_authorise import AuthoriseView
from ui.views_screens import PageBody
from ui.widgets.amount import AmountLabel
from ui.widgets.buttons import LARGE, BigButton, Kind, OnPress
from ui.widgets.card import Card, Gap
from ui.widgets.facts import FactList
from ui.widgets.keypad import PIN_KEYS, Keypad
from ui.widgets.label import CENTRE, LEFT, Fit, Label
from ui.words import Words

_PADDING = 22


class PinCard(Card):
    """Whose PIN, how much of it is in, what went wrong, and the keys."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(padding=_PADDING)
        self.heading = Label("", 20, BOLD, "ink", fit=Fit.SHRINK)
        self.people = OperatorGrid(on_press, "authorise.pick")
        self.dots = PinDots()
        self.line = Label(size=14, weight=MEDIUM, fit=Fit.WRAP, align=CENTRE)
        self.keypad = Keypad(on_press, PIN_KEYS, key_height=56)
        self.box.addWidget(self.heading)
        self.box.addWidget(Gap(14))
        self.box.addWidget(self.people)
        for widget in (self.dots, self.line):
            self.box.addWidget(widget)
        self.box.addWidget(Gap(8))
        self.box.addWidget(self.keypad, 1)

    def show_pin(self, view: AuthoriseView, words: Words) -> None:
        """Show whose PIN is asked for, and how far it is."""
        self.heading.setText(words(view.heading))
        self.people.setVisible(bool(view.supervisors))
        self.people.show_operators(view.supervisors, view.selected_id, view.demo_pins, words)
        self.dots.show_pin(view.pin_entered, view.pin_length, words)
        self.keypad.show_words(words)
        self.keypad.setEnabled(bool(view.supervisors) and not view.busy)
        self.line.set_colour(BAD if view.error is not None else "ink3")
        told = view.error if view.error is not None else ("signin.busy" if view.busy else None)
        self.line.setText("" if told is None else words(told))

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        super().restyle(look)
        self.dots.setFixedHeight(look.px(46))
        self.line.setMinimumHeight(look.px(22))


class ActCard(Card):
    """What is about to be done, with its amount, its facts and its two ways on."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(padding=_PADDING)
        self.title = Label("", 20, BOLD, "ink", fit=Fit.SHRINK)
        self.amount = AmountLabel(54, LEFT)
        self.text = Label("", 15, REGULAR, "ink2", fit=Fit.WRAP)
        self.facts = FactList(strong=True)
        self.note = Label("", 13, REGULAR, "ink3", fit=Fit.WRAP)
        self.cancel = BigButton(on_press, Kind.SECONDARY, LARGE)
        self.confirm = BigButton(on_press, Kind.PRIMARY, LARGE)
        self._buttons = QHBoxLayout()
        self._buttons.addWidget(self.cancel, 2)
        self._buttons.addWidget(self.confirm, 3)
        for button in (self.cancel, self.confirm):
            button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.box.addWidget(self.title)
        self.box.addWidget(self.amount)
        self.box.addWidget(Gap(6))
        self.box.addWidget(self.text)
        self.box.addWidget(Gap(10))
        self.box.addWidget(self.facts)
        self.box.addStretch(1)
        self.box.addWidget(self.note)
        self.box.addWidget(Gap(12))
        self.box.addLayout(self._buttons)

    def show_act(self, view: AuthoriseView, words: Words) -> None:
        """Show what the PIN is asked for."""
        self.title.setText(words(view.title))
        self.amount.set_minor(view.amount_minor)
        self.text.setText(words(view.body))
        self.facts.show_facts([(words(name), words(value)) for name, value in view.facts])
        self.note.setText(words(view.note))
        self.cancel.show_button(view.cancel, words)
        self.confirm.show_button(view.confirm, words)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        super().restyle(look)
        self._buttons.setSpacing(look.px(12))


class AuthorisePage(PageWidget):
    """Shows :class:`AuthoriseView`."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(on_press)
        self.pin = PinCard(on_press)
        self.act = ActCard(on_press)
        self._view: AuthoriseView | None = None
        self._columns = QHBoxLayout(self)
        for card in (self.pin, self.act):
            card.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            self._columns.addWidget(card, 1)

    def show_view(self, body: PageBody, words: Words) -> None:
        """Show ``body``, an :class:`AuthoriseView`."""
        if not isinstance(body, AuthoriseView):
            raise wrong_view(self, body)
        self._view = body
        self.pin.show_pin(body, words)
        self.act.show_act(body, words)

    def shortcuts(self) -> tuple[tuple[str, Press], ...]:
        """F1, F2, … pick the supervisors in their order."""
        return () if self._view is None else operator_keys(self._view.supervisors)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        x, y = look.px(MARGIN_X), look.px(MARGIN_Y)
        self._columns.setContentsMargins(x, y, x, y)
        self._columns.setSpacing(look.px(GAP))
