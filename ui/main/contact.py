"""The contact page: telephone, WhatsApp and e-mail to read and to scan, and the support file."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout

from ui.main.page import GAP, wrong_view
from ui.main.sub_page import SubPage
from ui.theme import BOLD, MEDIUM, REGULAR, SEMIBOLD, Look
from ui.views_more import ContactView, ContactWay
from ui.views_screens import PageBody
from ui.widgets.buttons import MIDDLE, BigButton, Kind, OnPress
from ui.widgets.card import Card, Gap
from ui.widgets.label import CENTRE, Fit, Label
from ui.widgets.qr import QrWidget
from ui.words import Words

_CODE_SIDE = 230


class WayCard(Card):
    """A way to reach the service: its name, its number, its code."""

    def __init__(self) -> None:
        super().__init__(padding=12)
        self.title = Label("", 20, BOLD, "ink", fit=Fit.SHRINK, align=CENTRE)
        self.value = Label(
            "", 16, SEMIBOLD, "accent_ink", fit=Fit.SHRINK, tabular=True, align=CENTRE
        )
        self.code = QrWidget(greatest=_CODE_SIDE)
        self.hint = Label("", 14, REGULAR, "ink3", fit=Fit.SHRINK, align=CENTRE)
        self.box.addStretch(1)
        self.box.addWidget(self.title)
        self.box.addWidget(Gap(6))
        self.box.addWidget(self.value)
        self.box.addWidget(Gap(14))
        self.box.addWidget(self.code, 6)
        self.box.addWidget(Gap(10))
        self.box.addWidget(self.hint)
        self.box.addStretch(1)

    def show_way(self, way: ContactWay, words: Words) -> None:
        """Show ``way`` in place."""
        title, value = words(way.title), words(way.value)
        self.title.setText(title)
        self.value.setText(value)
        self.code.set_symbol(way.symbol)
        self.code.setAccessibleName(f"{words(way.hint)}: {value}")
        self.hint.setText(words(way.hint))

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        super().restyle(look)
        self.code.setMaximumHeight(look.px(_CODE_SIDE + 20))


class SupportCard(Card):
    """The support file: what is in it, the button, and where it lies."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(padding=22)
        self.title = Label("", 18, BOLD, fit=Fit.WRAP)
        self.text = Label("", 14, REGULAR, "ink2", fit=Fit.WRAP)
        self.save = BigButton(on_press, Kind.QUIET, MIDDLE)
        self.said = Label("", 13, MEDIUM, "ink2", fit=Fit.WRAP)
        self.box.addWidget(self.title)
        self.box.addWidget(Gap(6))
        self.box.addWidget(self.text)
        self.box.addWidget(Gap(16))
        self.box.addWidget(self.save)
        self._gap = Gap(12)
        self.box.addWidget(self._gap)
        self.box.addWidget(self.said)

    def show_support(self, view: ContactView, words: Words) -> None:
        """Show the support file's part of ``view``."""
        self.title.setText(words("more.support"))
        self.text.setText(words("more.support_body"))
        self.save.show_button(view.save, words)
        self.said.setText(words(view.said) if view.said is not None else "")
        self.said.set_colour(view.said_tone)
        for widget in (self.said, self._gap):
            widget.setVisible(view.said is not None)


class ContactPage(SubPage):
    """Shows :class:`ContactView`."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(on_press)
        self.cards: list[WayCard] = []
        self.support = SupportCard(on_press)
        self._row = QHBoxLayout()
        self.main.addLayout(self._row, 1)
        self.side.addWidget(self.support)
        self.side.addStretch(1)

    def show_view(self, body: PageBody, words: Words) -> None:
        """Show ``body``, a :class:`ContactView`."""
        if not isinstance(body, ContactView):
            raise wrong_view(self, body)
        while len(self.cards) < len(body.ways):
            card = WayCard()
            self._row.addWidget(card, 1)
            self.cards.append(card)
        for index, card in enumerate(self.cards):
            card.setVisible(index < len(body.ways))
            if index < len(body.ways):
                card.show_way(body.ways[index], words)
        self.support.show_support(body, words)
        self.show_back(body.back, words)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        super().restyle(look)
        self._row.setSpacing(look.px(GAP - 4))
