"""The help page: the guide's own pages for this till, its questions, and whom to ask."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout

from kpay_desktop.domain.message import Message
from ui.main.page import wrong_view
from ui.main.paper_help import PaperSteps
from ui.main.sub_page import SubPage
from ui.theme import BOLD, REGULAR, SEMIBOLD, Look
from ui.views_more import HelpView, Option
from ui.views_screens import PageBody
from ui.widgets.buttons import MIDDLE, SMALL, BigButton, Kind, OnPress
from ui.widgets.card import Card, Gap
from ui.widgets.label import Fit, Label
from ui.widgets.pill import Pill
from ui.widgets.styled import StyledWidget
from ui.words import Words


class HelpLine(StyledWidget):
    """A step with its number, or a paragraph without one."""

    def __init__(self) -> None:
        super().__init__()
        self.number = Pill(size=15)
        self.text = Label("", 17, REGULAR, "ink", fit=Fit.WRAP)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.number, 0, Qt.AlignmentFlag.AlignTop)
        self._row.addWidget(self.text, 1)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_line(self, number: int, text: str) -> None:
        """Show ``text``; 0 is no number."""
        self.number.setVisible(bool(number))
        self.number.setText(str(number) if number else "")
        self.text.setText(text)

    def restyle(self, look: Look) -> None:
        """Take the gap of the look."""
        self._row.setSpacing(look.px(14))


class _Topics(StyledWidget):
    """A heading and the pages under it, in so many columns."""

    def __init__(self, on_press: OnPress, columns: int = 1) -> None:
        super().__init__()
        self._on_press = on_press
        self._columns = columns
        self._grid = QGridLayout()
        self.title = Label("", 13, SEMIBOLD, "ink3")
        self.buttons: list[BigButton] = []
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self.title)
        self._box.addLayout(self._grid)
        for column in range(columns):
            self._grid.setColumnStretch(column, 1)

    def show_topics(self, title: str, options: tuple[Option, ...], words: Words) -> None:
        self.title.setText(title)
        while len(self.buttons) < len(options):
            button = BigButton(self._on_press, Kind.CHIP, SMALL)
            self._grid.addWidget(button, *divmod(len(self.buttons), self._columns))
            self.buttons.append(button)
        for button, option in zip(self.buttons, options, strict=False):
            button.show_press(option.press, words(option.label))
            button.set_chosen(option.chosen)

    def restyle(self, look: Look) -> None:
        self._box.setSpacing(look.px(5))
        self._grid.setSpacing(look.px(5))


class AskCard(Card):
    """Whom to ask, in a line below the page."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(padding=20)
        self.title = Label("", 16, BOLD, fit=Fit.SHRINK)
        self.text = Label("", 14, REGULAR, "ink2", fit=Fit.WRAP, tabular=True)
        self.open = BigButton(on_press, Kind.QUIET, MIDDLE)
        texts = QVBoxLayout()
        texts.setSpacing(0)
        texts.addWidget(self.title)
        texts.addWidget(self.text)
        self._row = QHBoxLayout()
        self._row.addLayout(texts, 1)
        self._row.addWidget(self.open)
        self.box.addLayout(self._row)

    def show_contact(self, view: HelpView, words: Words) -> None:
        """Show the contact of ``view``."""
        self.title.setText(words("help.in_doubt"))
        self.text.setText(" · ".join(words(line) for line in view.contact))
        self.open.show_button(view.open_contact, words)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        super().restyle(look)
        self._row.setSpacing(look.px(16))


class HelpPage(SubPage):
    """Shows :class:`HelpView`."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(on_press)
        self.title = Label("", 24, BOLD, fit=Fit.WRAP)
        self.title.set_line_height(1.25)
        self.lines: list[HelpLine] = []
        self.pictures = PaperSteps(wide=172)
        self.note = Label("", 15, REGULAR, "ink3", fit=Fit.WRAP)
        self.guide, self.questions = _Topics(on_press, 2), _Topics(on_press, 2)
        self.ask = AskCard(on_press)
        self._lines = QVBoxLayout()
        card = Card(padding=28)
        card.box.addWidget(self.title)
        card.box.addWidget(Gap(20))
        card.box.addLayout(self._lines)
        card.box.addWidget(self.pictures)
        card.box.addWidget(Gap(20))
        card.box.addWidget(self.note)
        card.box.addStretch(1)
        topics = Card(padding=16, spacing=12)
        topics.box.addWidget(self.guide)
        topics.box.addWidget(self.questions)
        topics.box.addStretch(1)
        self.main.addWidget(card, 1)
        self.main.addWidget(self.ask)
        self.side.addWidget(topics, 1)

    def show_view(self, body: PageBody, words: Words) -> None:
        """Show ``body``, a :class:`HelpView`."""
        if not isinstance(body, HelpView):
            raise wrong_view(self, body)
        self.title.setText(words(body.title))
        self._show_lines(body.lines, words, numbered=body.numbered)
        self.pictures.setVisible(bool(body.pictures))
        self.pictures.show_steps(body.pictures, words)
        self.note.setText(words(body.note) if body.note is not None else "")
        self.note.setVisible(body.note is not None)
        self.guide.show_topics(words("help.guide"), body.guide, words)
        self.questions.show_topics(words("help.questions"), body.questions, words)
        self.ask.show_contact(body, words)
        self.show_back(body.back, words)

    def _show_lines(self, lines: tuple[Message, ...], words: Words, *, numbered: bool) -> None:
        while len(self.lines) < len(lines):
            line = HelpLine()
            self._lines.addWidget(line)
            self.lines.append(line)
        for index, line in enumerate(self.lines):
            line.setVisible(index < len(lines))
            if index < len(lines):
                line.show_line(index + 1 if numbered else 0, words(lines[index]))

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        super().restyle(look)
        self._lines.setSpacing(look.px(14))
