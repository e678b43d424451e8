"""The result page: approved, not charged, checking, paid late, refunded."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QVBoxLayout

from kpay_desktop.domain.message import Message
from ui.free_place import Need, mark_spare
from ui.main.change_block import ChangeBlock
from ui.main.page import wrong_view
from ui.main.paper_help import PaperSteps
from ui.main.sale_page import TITLE_LINE, ButtonRow, SalePage
from ui.theme import BOLD, REGULAR, Look
from ui.views_cash import ChangeView
from ui.views_more import PaperHelp
from ui.views_sale import ResultView
from ui.views_screens import PageBody
from ui.widgets.banner import Banner
from ui.widgets.buttons import LARGE, OnPress
from ui.widgets.card import Card, Gap
from ui.widgets.facts import FactList
from ui.widgets.label import Fit, Label
from ui.widgets.mark import Mark
from ui.widgets.paper import PaperView
from ui.widgets.paragraph import Paragraph
from ui.widgets.progress import ProgressBar
from ui.words import Words

_BAR_WIDTH = 460
_TEXT_WIDTH = 560
_MARK, _SMALL_MARK = 132, 76


class FactsCard(Card):
    """What is known of the sale, and whom to ask."""

    def __init__(self) -> None:
        super().__init__(padding=22)
        self.title = Label("", 18, BOLD, "ink", fit=Fit.WRAP)
        self.title.set_line_height(TITLE_LINE)
        self.facts = FactList()
        self.contact: list[Label] = []
        self._contact = QVBoxLayout()
        self.box.addWidget(self.title)
        self.box.addWidget(Gap(10))
        self.box.addWidget(self.facts)
        self.box.addStretch(1)
        self.box.addLayout(self._contact)

    def show_facts(self, view: ResultView, words: Words) -> None:
        """Show title, facts and contact of ``view``."""
        self.show_known(view.facts_title, view.facts, view.contact, words)

    def show_known(
        self,
        title: Message | None,
        facts: tuple[tuple[Message, Message], ...],
        contact: tuple[Message, ...],
        words: Words,
    ) -> None:
        """Show what is known of a sale, and whom to ask."""
        self.title.setText(words(title) if title is not None else "")
        self.facts.show_facts([(words(name), words(value)) for name, value in facts])
        self._show_contact(contact, words)

    def _show_contact(self, contact: tuple[Message, ...], words: Words) -> None:
        while len(self.contact) < len(contact):
            label = Label("", 13, REGULAR, "ink3", fit=Fit.WRAP)
            self._contact.addWidget(label)
            self.contact.append(label)
        for index, label in enumerate(self.contact):
            label.setText(words(contact[index]) if index < len(contact) else "")
            label.setVisible(index < len(contact))

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        super().restyle(look)
        self._contact.setSpacing(look.px(2))


class ResultPage(SalePage):
    """The sign, the words and the next steps; at the right the slip, or what is known."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(on_press)
        self.mark = Mark(_MARK)
        self.title = Paragraph(32, BOLD, max_width=720)
        self.title.set_line_height(TITLE_LINE)
        self.prompt = Banner()
        self._prompt_gap = Gap(12)
        self.change = ChangeBlock()
        self._has_change = False
        self._change_gap = Gap(14)
        self.lines: list[Paragraph] = []
        self.bar = ProgressBar()
        self.buttons = ButtonRow(on_press, LARGE)
        self.facts = FactsCard()
        self.slip = PaperView()
        self.paper = PaperSteps()
        self.after = Paragraph(17, REGULAR, "ink3", max_width=_TEXT_WIDTH)
        self._paper_gaps = (Gap(20), Gap(14))
        self._lines_box = QVBoxLayout()
        self._bar_gap = Gap(22)
        self._card = card = Card(padding=24)
        card.box.addStretch(1)
        card.box.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignHCenter)
        card.box.addWidget(Gap(14))
        card.box.addWidget(self.title, 0, Qt.AlignmentFlag.AlignHCenter)
        card.box.addWidget(self._prompt_gap)
        card.box.addWidget(self.prompt, 0, Qt.AlignmentFlag.AlignHCenter)
        card.box.addWidget(self._change_gap)
        card.box.addWidget(self.change)
        card.box.addWidget(Gap(8))
        card.box.addLayout(self._lines_box)
        card.box.addWidget(self._paper_gaps[0])
        card.box.addWidget(self.paper)
        card.box.addWidget(self._paper_gaps[1])
        card.box.addWidget(self.after, 0, Qt.AlignmentFlag.AlignHCenter)
        card.box.addWidget(self._bar_gap)
        card.box.addWidget(self.bar, 0, Qt.AlignmentFlag.AlignHCenter)
        card.box.addWidget(Gap(32))
        card.box.addWidget(self.buttons)
        card.box.addStretch(1)
        self.main.addWidget(card, 1)
        self.side.addWidget(self.facts)
        self.side.addWidget(self.slip)
        # They can wait until the customer has seen the result, the slip better than the facts.
        mark_spare(self.slip)
        mark_spare(self.facts, at=Need.ALMOST_ALL)

    def show_view(self, body: PageBody, words: Words) -> None:
        """Show ``body`` in place."""
        if not isinstance(body, ResultView):
            raise wrong_view(self, body)
        self.mark.show_mark(body.mark, body.tone)
        self.mark.setAccessibleName(words(body.title))
        self.title.setText(words(body.title))
        self.prompt.show_text("" if body.prompt is None else words(body.prompt))
        self._prompt_gap.setVisible(body.prompt is not None)
        self._show_change(body.change, words)
        self._show_lines(body.lines, words)
        self.bar.set_tone(body.tone)
        self.bar.set_busy(body.working)
        self.bar.setVisible(body.working)
        self._bar_gap.setVisible(body.working)
        self.buttons.show_buttons(body.buttons, words)
        self.slip.setVisible(body.slip is not None)
        self.facts.setVisible(body.slip is None)
        # The steps at the printer take the whole width.
        self.show_side(body.paper is None)
        self._show_paper(body.paper, words)
        # The three steps need the room.
        crowded = body.paper is not None and len(body.paper.steps) + len(body.lines) > 2
        crowded = crowded or body.change is not None
        self.mark.set_size(_SMALL_MARK if crowded else _MARK)
        self._has_change = body.change is not None
        self._make_room()
        if body.slip is not None:
            self.slip.show_document(body.slip)
        else:
            self.facts.show_facts(body, words)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit what is shown to the new size."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Leave the sign out where the change needs its room."""
        self.mark.setVisible(True)
        if not self._has_change:
            return
        box = self._card.box
        box.invalidate()
        needed = max(box.totalHeightForWidth(self._card.width()), box.totalMinimumSize().height())
        self.mark.setVisible(needed <= self._card.height())

    def _show_change(self, change: ChangeView | None, words: Words) -> None:
        for widget in (self.change, self._change_gap):
            widget.setVisible(change is not None)
        if change is not None:
            self.change.show_change(change, words)

    def _show_paper(self, paper: PaperHelp | None, words: Words) -> None:
        for widget in (self.paper, self.after, *self._paper_gaps):
            widget.setVisible(paper is not None)
        if paper is not None:
            self.paper.show_steps(paper.steps, words)
            self.after.setText(words(paper.after))

    def _show_lines(self, lines: tuple[Message, ...], words: Words) -> None:
        while len(self.lines) < len(lines):
            label = Paragraph(17, REGULAR, "ink3", max_width=_TEXT_WIDTH)
            self._lines_box.addWidget(label, 0, Qt.AlignmentFlag.AlignHCenter)
            self.lines.append(label)
        for index, label in enumerate(self.lines):
            label.setText(words(lines[index]) if index < len(lines) else "")
            label.setVisible(index < len(lines))

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        super().restyle(look)
        self.bar.setFixedWidth(look.px(_BAR_WIDTH))
        self._lines_box.setSpacing(look.px(5))
