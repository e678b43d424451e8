"""The trouble page: the till cannot sell; why, and what to do."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from ui.main.page import MARGIN_X, MARGIN_Y, PageWidget, wrong_view
from ui.theme import BOLD, REGULAR, SEMIBOLD, Look
from ui.views import BAD
from ui.views_front import TroubleView
from ui.views_screens import PageBody
from ui.widgets.buttons import BigButton, Kind, OnPress
from ui.widgets.card import Card, Gap
from ui.widgets.label import CENTRE, Fit, Label
from ui.widgets.mark import Mark
from ui.widgets.paragraph import Paragraph
from ui.words import Words

_TEXT_WIDTH = 620


class TroublePage(PageWidget):
    """Shows :class:`TroubleView`."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(on_press)
        self.mark = Mark()
        self.title = Paragraph(32, BOLD, max_width=_TEXT_WIDTH + 160)
        self.lines = Paragraph(17, REGULAR, "ink3", max_width=_TEXT_WIDTH)
        self.contact_title = Label(size=13, weight=SEMIBOLD, colour="ink2", align=CENTRE)
        self.contact = Label(size=14, colour="ink3", fit=Fit.WRAP, align=CENTRE, tabular=True)
        self.buttons: list[BigButton] = []
        self._row = QHBoxLayout()
        card = Card(28)
        card.box.addStretch(1)
        centre = Qt.AlignmentFlag.AlignHCenter
        card.box.addWidget(self.mark, 0, centre)
        card.box.addWidget(Gap(14))
        card.box.addWidget(self.title, 0, centre)
        card.box.addWidget(Gap(8))
        card.box.addWidget(self.lines, 0, centre)
        card.box.addWidget(Gap(30))
        card.box.addLayout(self._row)
        card.box.addStretch(1)
        card.box.addWidget(self.contact_title)
        card.box.addWidget(self.contact)
        self._box = QVBoxLayout(self)
        self._box.addWidget(card)
        self._row.addStretch(1)
        self._row.addStretch(1)

    def show_view(self, body: PageBody, words: Words) -> None:
        """Show ``body``, a :class:`TroubleView`."""
        if not isinstance(body, TroubleView):
            raise wrong_view(self, body)
        self.mark.show_mark("alert", BAD)
        self.title.setText(words(body.title))
        self.lines.setText("\n".join(words(line) for line in body.lines))
        while len(self.buttons) < len(body.buttons):
            button = BigButton(self._on_press, Kind.SECONDARY)
            self._row.insertWidget(len(self.buttons) + 1, button)
            self.buttons.append(button)
        for index, button in enumerate(self.buttons):
            shown = body.buttons[index] if index < len(body.buttons) else None
            button.show_button(shown, words)
        for label in (self.contact_title, self.contact):
            label.setVisible(bool(body.contact))
        self.contact_title.setText(words("trouble.contact"))
        self.contact.setText(" · ".join(words(line) for line in body.contact))

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        x, y = look.px(MARGIN_X), look.px(MARGIN_Y)
        self._box.setContentsMargins(x, y, x, y)
        self._row.setSpacing(look.px(12))
