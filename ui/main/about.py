"""The About page: what this till is."""

from __future__ import annotations

from ui.main.page import wrong_view
from ui.main.sub_page import NoteCard, SubPage
from ui.views_more import AboutView
from ui.views_screens import PageBody
from ui.widgets.buttons import OnPress
from ui.widgets.card import Card
from ui.widgets.facts import FactList
from ui.words import Words


class AboutPage(SubPage):
    """Shows :class:`AboutView`."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(on_press)
        self.facts = FactList(height=54, shorten=True)
        self.note = NoteCard()
        card = Card(padding=28)
        card.box.addWidget(self.facts)
        card.box.addStretch(1)
        self.main.addWidget(card, 1)
        self.side.addWidget(self.note)
        self.side.addStretch(1)

    def show_view(self, body: PageBody, words: Words) -> None:
        """Show ``body``, an :class:`AboutView`."""
        if not isinstance(body, AboutView):
            raise wrong_view(self, body)
        self.facts.show_facts([(words(name), words(value)) for name, value in body.facts])
        self.note.show_note(body.note, words)
        self.show_back(body.back, words)
