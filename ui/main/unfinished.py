"""The page of a sale that is not charged and whose reversal is not confirmed yet."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout

from ui.main.page import wrong_view
from ui.main.result import FactsCard
from ui.main.sale_page import TITLE_LINE, ButtonRow, SalePage
from ui.theme import BOLD, MEDIUM, REGULAR, Look
from ui.views import Action, Press
from ui.views_card import ContactField, UnfinishedView
from ui.views_screens import PageBody
from ui.widgets.buttons import LARGE, MIDDLE, BigButton, Kind, OnPress
from ui.widgets.card import Card, Gap
from ui.widgets.label import Fit, Label
from ui.widgets.lines import Lines
from ui.widgets.mark import Mark
from ui.widgets.paragraph import Paragraph, put_text
from ui.widgets.progress import ProgressBar
from ui.widgets.styled import StyledWidget
from ui.widgets.text_field import TextField
from ui.words import Words

_MARK, _SMALL_MARK = 132, 76
_TEXT_WIDTH, _BAR_WIDTH, _FIELD_WIDTH = 560, 460, 560


class ContactBox(StyledWidget):
    """A label, a field and its button. Enter in the field is the button."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self._on_press = on_press
        self._press: Press | None = None
        self._open = False
        self.label = Label("", 14, MEDIUM, "ink2", fit=Fit.WRAP)
        self.field = TextField()
        self.save = BigButton(self._save, Kind.PRIMARY, MIDDLE)
        self.field.returnPressed.connect(self._entered)
        row = QHBoxLayout()
        row.addWidget(self.field, 1)
        row.addWidget(self.save)
        self._row = row
        self._box = QVBoxLayout(self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.addWidget(self.label)
        self._box.addLayout(row)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """What was typed."""
        return self.field.text()

    def show_field(self, view: ContactField | None, words: Words) -> None:
        """Show the field; what is typed stays while it is open."""
        if view is None:
            if self.field.hasFocus():
                # Hidden, it would hand the keys on to whatever comes next.
                self.window().setFocus(Qt.FocusReason.OtherFocusReason)
            self._open, self._press = False, None
            self.field.clear()
            self.setVisible(False)
            return
        self._press = view.save_press
        self.label.setText(words(view.label))
        self.field.setMaxLength(view.most)
        self.field.setPlaceholderText(words(view.hint))
        self.field.setAccessibleName(words(view.label))
        self.save.show_press(view.save_press, words(view.save))
        self.setVisible(True)
        if not self._open:
            self._open = True
            self.field.setText(view.text)
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _entered(self) -> None:
        if self._press is not None:
            self._save(self._press)

    def _save(self, press: Press) -> None:
        self._on_press(Press(press.action, self.text))

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        self._row.setSpacing(look.px(10))
        self._box.setSpacing(look.px(6))
        self.setFixedWidth(look.px(_FIELD_WIDTH))


class UnfinishedPage(SalePage):
    """The sign, the words, when it is tried again, and what can be done meanwhile."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(on_press)
        self.mark = Mark(_MARK)
        self.title = Paragraph(32, BOLD, max_width=720)
        self.title.set_line_height(TITLE_LINE)
        self._lines = Lines(_TEXT_WIDTH)
        self.lines = self._lines.labels
        self.bar = ProgressBar()
        self.attempt = Paragraph(16, REGULAR, "ink3", max_width=_TEXT_WIDTH)
        self.contact = ContactBox(on_press)
        self._contact_gap = Gap(18)
        self.buttons = ButtonRow(on_press, LARGE)
        self.facts = FactsCard()
        centre = Qt.AlignmentFlag.AlignHCenter
        self._mark_gap = Gap(14)
        self._card = card = Card(padding=24)
        card.box.addStretch(1)
        card.box.addWidget(self.mark, 0, centre)
        card.box.addWidget(self._mark_gap)
        card.box.addWidget(self.title, 0, centre)
        card.box.addWidget(Gap(8))
        card.box.addLayout(self._lines)
        card.box.addWidget(Gap(20))
        card.box.addWidget(self.bar, 0, centre)
        card.box.addWidget(Gap(10))
        card.box.addWidget(self.attempt, 0, centre)
        card.box.addWidget(self._contact_gap)
        card.box.addWidget(self.contact, 0, centre)
        card.box.addWidget(Gap(26))
        card.box.addWidget(self.buttons)
        card.box.addStretch(1)
        self.main.addWidget(card, 1)
        self.side.addWidget(self.facts)

    def show_view(self, body: PageBody, words: Words) -> None:
        """Show ``body`` in place."""
        if not isinstance(body, UnfinishedView):
            raise wrong_view(self, body)
        self.mark.show_mark("alert", body.tone)
        self.mark.setAccessibleName(words(body.title))
        put_text(self.title, words(body.title))
        self._lines.show_lines(body.lines, words)
        self.bar.set_tone(body.tone)
        self.bar.set_busy(body.progress is None)
        if body.progress is not None:
            self.bar.set_fraction(body.progress)
        put_text(self.attempt, words(body.progress_line))
        self.contact.show_field(body.field, words)
        self._contact_gap.setVisible(body.field is not None)
        self.buttons.show_buttons(body.buttons, words)
        self.facts.show_known(body.facts_title, body.facts, body.contact, words)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit what is shown to the new size."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Draw the sign smaller, or leave it out, where words and buttons need its room."""
        box, card = self._card.box, self._card
        for size in (_MARK, _SMALL_MARK, 0):
            self.mark.setVisible(size > 0)
            self._mark_gap.setVisible(size > 0)
            self.mark.set_size(size or _SMALL_MARK)
            box.invalidate()
            needed = max(box.totalHeightForWidth(card.width()), box.totalMinimumSize().height())
            if needed <= card.height():
                break
        box.activate()

    def shortcuts(self) -> tuple[tuple[str, Press], ...]:
        """Esc leaves the page, as the rail does; in the field it leaves the field."""
        return (("Esc", Press(Action.NEW_SALE)),)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        super().restyle(look)
        self.bar.setFixedWidth(look.px(_BAR_WIDTH))
        self._lines.restyle(look)
