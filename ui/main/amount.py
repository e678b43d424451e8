"""The amount page: keypad, amount, tip, total, and the open batch."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from kpay_desktop.domain.money import format_plain, format_sgd
from ui.free_place import mark_spare
from ui.main.batch_card import BatchCard
from ui.main.page import wrong_view
from ui.main.sale_page import SalePage
from ui.theme import BOLD, REGULAR, SEMIBOLD, Look
from ui.views import Action, Press
from ui.views_sale import AmountView, TipChoice
from ui.views_screens import PageBody
from ui.widgets.amount import AmountLabel
from ui.widgets.buttons import HUGE, SMALL, TOUCH_PX, BigButton, Kind, OnPress
from ui.widgets.card import Card, Gap, Rule
from ui.widgets.figures import Figures
from ui.widgets.keypad import SALE_KEYS, Keypad
from ui.widgets.label import Fit, Label
from ui.widgets.painting import rounded
from ui.widgets.styled import StyledWidget
from ui.words import Words

# The proportion of the two columns.
_LEFT, _RIGHT = 674, 520
# From the card's edge to the frame of the tip line, which lies around its texts.
TIP_INSET = 16


class TipLine(StyledWidget):
    """The tip's choices and its amount; framed while the keypad fills it."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self._on_press = on_press
        self._editing = False
        self._tips: tuple[TipChoice, ...] = ()
        self._words: Words | None = None
        self.label = Label("", 16, REGULAR, "ink3")
        self.chips: list[BigButton] = []
        self.figures = Figures(22, SEMIBOLD)
        self._box = QHBoxLayout(self)
        self._box.addWidget(self.label)
        self._box.addWidget(self.figures, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_tips(self, view: AmountView, words: Words) -> None:
        """Show choices and amount."""
        self.figures.set_text(format_plain(view.tip_minor))
        if view.editing_tip != self._editing:
            self._editing = view.editing_tip
            self.figures.set_colour("accent_ink" if self._editing else "ink")
            self.label.set_colour("accent_ink" if self._editing else "ink3")
            self.update()
        if view.tips != self._tips or words is not self._words:
            self._tips, self._words = view.tips, words
            self.label.setText(words("sale.tip"))
            self._show_chips(view.tips, words)

    def _show_chips(self, tips: tuple[TipChoice, ...], words: Words) -> None:
        while len(self.chips) < len(tips):
            chip = BigButton(self._on_press, Kind.CHIP, SMALL, self)
            self._box.insertWidget(1 + len(self.chips), chip)
            self.chips.append(chip)
        for index, chip in enumerate(self.chips):
            chip.setVisible(index < len(tips))
            if index < len(tips):
                tip = tips[index]
                chip.show_press(Press(Action.TIP, tip.value), words(tip.label))
                chip.set_chosen(tip.chosen)
                chip.setToolTip(f"{words('sale.tip')} · {words(tip.label)}")

    @property
    def is_editing(self) -> bool:
        """True while the line is framed."""
        return self._editing

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        self._box.setContentsMargins(look.px(12), look.px(6), look.px(12), look.px(6))
        self._box.setSpacing(look.px(8))
        self.label.setMinimumWidth(look.px(64))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the frame."""
        del event
        if self._editing:
            look = self.look
            rounded(
                QPainter(self),
                QRectF(self.rect()),
                look.px(14),
                look.colour("card"),
                look.colour("accent"),
                2.0,
            )


class _ChargeButton(BigButton):
    """Its width is the column's, so a new amount costs a repaint and no layout.

    Qt lays the window out anew for every text given to its buttons; this one keeps it to itself.
    """

    _label = ""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(on_press, Kind.PRIMARY, HUGE)

    def showEvent(self, event: QShowEvent) -> None:
        """Paint every pixel of its own: the style takes that from buttons before they are shown."""
        super().showEvent(event)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def text(self) -> str:
        """Return what is shown."""
        return self._label

    def show_press(
        self, press: Press, text: str, *, enabled: bool = True, kind: Kind | None = None
    ) -> None:
        """Show a press without telling the layout."""
        self._press = press
        self._kind = kind or self._base_kind
        if text != self._label:
            self._label = text
            self.setAccessibleName(text)
            self.update()
        if enabled != self.isEnabled():
            self.setEnabled(enabled)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground in its corners first: what is behind it is left alone."""
        QPainter(self).fillRect(self.rect(), self.look.colour("bg"))
        super().paintEvent(event)

    def sizeHint(self) -> QSize:
        """The height alone matters."""
        return QSize(self.look.px(200), max(TOUCH_PX, self.look.px(HUGE.height)))


class AmountCard(Card):
    """Prompt, amount, tip and total."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self.prompt = Label("", 16, REGULAR, "ink3", fit=Fit.SHRINK)
        self.back = BigButton(on_press, Kind.QUIET, SMALL)
        keeps = self.back.sizePolicy()
        keeps.setRetainSizeWhenHidden(True)
        self.back.setSizePolicy(keeps)
        self.amount = AmountLabel(68, ground="card")
        self.tip_line = TipLine(on_press)
        self.total_label = Label("", 18, SEMIBOLD, "ink")
        self.total = Figures(30, BOLD, ground="card")
        self._tip_parts = (Gap(6), self.tip_line, Gap(6), Rule())
        self._lines: list[QHBoxLayout] = []
        self.box.addWidget(Gap(12))
        self._add_line(self.prompt, self.back)
        self._add_line(self.amount)
        self.box.addWidget(Gap(16))
        self._add_line(Rule())
        for part in self._tip_parts[:-1]:
            self.box.addWidget(part)
        self._add_line(self._tip_parts[-1])
        self.box.addWidget(Gap(14))
        self._add_line(self.total_label, self.total)
        self.box.addWidget(Gap(20))
        self._words: Words | None = None

    def _add_line(self, first: QWidget, second: QWidget | None = None) -> None:
        """Add a line; figures take the room that a label leaves, buttons what they need."""
        line = QHBoxLayout()
        figures = second is not None and second is self.total
        line.addWidget(first, 0 if figures else 1)
        if second is not None:
            line.addWidget(second, 1 if figures else 0)
        self.box.addLayout(line)
        self._lines.append(line)

    def show_amount(self, view: AmountView, words: Words) -> None:
        """Show the figures of ``view`` in place."""
        self.amount.set_minor(view.amount_minor)
        self.total.set_text(format_sgd(view.total_minor))
        self.tip_line.show_tips(view, words)
        self._show_back(view, words)
        self._show_prompt(view, words)
        if words is not self._words:
            self._words = words
            self.total_label.setText(words("sale.total"))
            self.amount.setAccessibleDescription(words("sale.amount"))
            self.total.setAccessibleDescription(words("sale.total"))
        if bool(view.tips) != self.tip_line.isVisibleTo(self):
            for part in self._tip_parts:
                part.setVisible(bool(view.tips))

    def _show_prompt(self, view: AmountView, words: Words) -> None:
        """Say what to do; what is wrong takes its place."""
        text = words(view.prompt if view.hint is None else view.hint)
        if text != self.prompt.text():
            self.prompt.setText(text)
        self.prompt.set_colour("ink3" if view.hint is None else view.hint_tone)

    def _show_back(self, view: AmountView, words: Words) -> None:
        """Offer the way back only while there is something to go back from."""
        offered = view.back is not None and view.back.enabled
        if offered != self.back.isVisibleTo(self) or words is not self._words:
            self.back.show_button(view.back if offered else None, words)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        inset = look.px(TIP_INSET)
        self.box.setContentsMargins(inset, 0, inset, 0)
        self.box.setSpacing(0)
        for line in self._lines:
            line.setContentsMargins(inset - look.px(4), 0, inset - look.px(4), 0)
            line.setSpacing(look.px(12))


class AmountPage(SalePage):
    """Amount, tip, total and the batch at the left; the keypad and Charge at the right."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(on_press, side_width=0, stretch=(_LEFT, _RIGHT))
        self.card = AmountCard(on_press)
        self.batch = BatchCard()
        self.keypad = Keypad(on_press, SALE_KEYS)
        self.charge = _ChargeButton(on_press)
        self.main.addWidget(self.card)
        self.main.addWidget(self.batch, 1)
        mark_spare(self.batch)
        self.side.addWidget(self.keypad, 1)
        self.side.addWidget(self.charge)
        self._words: Words | None = None

    def show_view(self, body: PageBody, words: Words) -> None:
        """Show ``body`` in place."""
        if not isinstance(body, AmountView):
            raise wrong_view(self, body)
        self.card.show_amount(body, words)
        self.charge.show_button(body.charge, words)
        self.batch.show_batch(body.batch, words)
        if words is not self._words:
            self._words = words
            self.keypad.show_words(words)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        super().restyle(look)
        self.side.setSpacing(look.px(16))
