"""What stands in the middle of the customer's window, one panel a kind."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.money import format_sgd
from ui.customer.card_panels import CardPanel, ChoosePanel, SignPanel
from ui.customer.panel import Panel
from ui.customer.phone_panel import PhonePanel
from ui.theme import BOLD, Look
from ui.views import INFO, OK, PLAIN, WARN, Tone
from ui.views_customer import CustomerKind, CustomerView
from ui.widgets.amount import AmountLabel
from ui.widgets.buttons import OnPress
from ui.widgets.card import Gap
from ui.widgets.label import CENTRE, LEFT, Fit, Label
from ui.widgets.mark import Mark
from ui.widgets.qr import LEAST_MODULE_PX, SYMBOL_MM, QrWidget
from ui.words import Words, method_name

_TITLE_WIDTH, _BODY_WIDTH = 1100, 900
_QR_SIDE = 520
# The code for a receipt beside a result, in design pixels, and in millimetres where those are few.
_RECEIPT_SIDE, _RECEIPT_MM, _LARGE_RECEIPT_SIDE = 400, 55.0, 560
_RECEIPT_GAP = 48
# Between a sign, its title and its line, all in all.
_SAID_GAPS = 28
# How a result and the code for its receipt share the width while they stand side by side.
_SAID_PARTS = (56, 44)
# How code and texts share the width while they stand side by side.
_CODE_PARTS = (54, 46)


def _said(text: Message | None, words: Words) -> str:
    return words(text) if text is not None else ""


class SaidPanel(Panel):
    """A sign, a title and a line: welcome, wait, paid, not charged."""

    def __init__(self, mark: str = "", tone: Tone = PLAIN) -> None:
        super().__init__()
        self.mark = Mark(180)
        self.mark.show_mark(mark, tone)
        self._has_mark = bool(mark)
        self.mark.setVisible(self._has_mark)
        self.title = Label(size=56, weight=BOLD, fit=Fit.WRAP, align=CENTRE, max_width=_TITLE_WIDTH)
        self.title.set_line_height(1.25)
        self.body = Label(size=26, colour="ink2", fit=Fit.WRAP, align=CENTRE, max_width=_BODY_WIDTH)
        self._said = QWidget()
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._parts.setContentsMargins(0, 0, 0, 0)
        self._parts.addWidget(self._said, _SAID_PARTS[0])
        box = QVBoxLayout(self._said)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addStretch(1)
        box.addWidget(self.mark, 0, Qt.AlignmentFlag.AlignHCenter)
        if mark:
            box.addWidget(Gap(18))
        box.addWidget(self.title, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addWidget(Gap(10))
        box.addWidget(self.body, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addStretch(1)

    def show_view(self, view: CustomerView, words: Words) -> None:
        """Show title and line."""
        self.title.setText(_said(view.title, words))
        self.body.setText(_said(view.body, words))
        self.body.setVisible(view.body is not None)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit what is shown to the new size."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Leave the sign out where the words need its room: on one screen the window is small."""
        if self._has_mark:
            room = self._room()
            self.mark.setVisible(self._said_height(room.width(), with_mark=True) <= room.height())

    def _room(self) -> QSize:
        """Return the room that sign and words have."""
        return self.size()

    def _said_height(self, width: int, *, with_mark: bool) -> int:
        """Return how high the words are at that width, with the sign over them or without."""
        words = (self.title, *([self.body] if self.body.text() else []))
        needed = sum(label.heightForWidth(width) for label in words)
        if with_mark:
            needed += self.mark.sizeHint().height() + self.look.px(_SAID_GAPS)
        return needed


class PaidPanel(SaidPanel):
    """A payment that came, and beside it the code by which its receipt is taken along.

    Where there is no room for a code that a phone can read there is none: the cashier has a button
    that shows it alone.
    """

    def __init__(self) -> None:
        super().__init__("tick", OK)
        self.code = QrWidget(least_mm=_RECEIPT_MM, greatest=_RECEIPT_SIDE)
        self.note = Label(size=20, colour="ink2", fit=Fit.WRAP, align=CENTRE)
        self._taken = QWidget()
        box = QVBoxLayout(self._taken)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addStretch(1)
        box.addWidget(self.code, 0, Qt.AlignmentFlag.AlignHCenter)
        box.addWidget(self.note)
        box.addStretch(1)
        self._parts.addWidget(self._taken, _SAID_PARTS[1])

    def show_view(self, view: CustomerView, words: Words) -> None:
        """Show the payment, and the code if there is one."""
        self.code.set_symbol(view.symbol)
        self.note.setText(_said(view.note, words))
        self.code.setAccessibleName(self.note.text())
        super().show_view(view, words)

    def restyle(self, look: Look) -> None:
        """Take the gap of the look."""
        self._parts.setSpacing(look.px(_RECEIPT_GAP))

    @property
    def _is_tall(self) -> bool:
        return self.height() > self.width()

    def _room(self) -> QSize:
        if not self._taken.isVisibleTo(self):
            return self.size()
        if self._is_tall:
            taken = self._taken_height(self.code.height()) + self.look.px(_RECEIPT_GAP)
            return QSize(self.width(), self.height() - taken)
        return QSize(self._width_of(0), self.height())

    def _make_room(self) -> None:
        """Give the code what the words leave it, or nothing."""
        tall = self._is_tall
        self._parts.setDirection(
            QBoxLayout.Direction.TopToBottom if tall else QBoxLayout.Direction.LeftToRight
        )
        for index, part in enumerate((1, 0) if tall else _SAID_PARTS):
            self._parts.setStretch(index, part)
        side = max(self._code_side(with_mark=True), self._code_side(with_mark=False))
        is_readable = self.code.module_px_in(side) >= LEAST_MODULE_PX
        self._taken.setVisible(is_readable)
        if is_readable:
            self.code.setFixedSize(side, side)
        super()._make_room()

    def _code_side(self, *, with_mark: bool) -> int:
        """Return how large the code can be; nothing where too little is left for one to be read."""
        side = self.code.sizeHint().width()
        if not self._is_tall:
            side = min(side, self._width_of(1), self.height() - self._taken_height(0))
        else:
            words = self._said_height(self.width(), with_mark=with_mark)
            left = self.height() - words - self._taken_height(0) - self.look.px(_RECEIPT_GAP)
            side = min(side, self.width(), left)
        return max(0, side) if self.code.module_px_in(side) >= LEAST_MODULE_PX else 0

    def _width_of(self, part: int) -> int:
        width = self.width() - self.look.px(_RECEIPT_GAP)
        return width * _SAID_PARTS[part] // sum(_SAID_PARTS)

    def _taken_height(self, side: int) -> int:
        width = self.width() if self._is_tall else self._width_of(1)
        return side + self.note.heightForWidth(width)


class ReceiptPanel(Panel):
    """The code for the receipt alone, above its words in a high window."""

    def __init__(self) -> None:
        super().__init__()
        self.code = QrWidget(least_mm=SYMBOL_MM, greatest=_LARGE_RECEIPT_SIDE)
        self.title = Label(size=42, weight=BOLD, fit=Fit.WRAP)
        self.title.set_line_height(1.25)
        self.amount = AmountLabel(64, LEFT, currency_weight=BOLD, ground="card")
        self.body = Label(size=24, colour="ink2", fit=Fit.WRAP)
        self._texts = QWidget()
        self._texts.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        texts = QVBoxLayout(self._texts)
        texts.setContentsMargins(0, 0, 0, 0)
        texts.setSpacing(0)
        texts.addStretch(1)
        for widget in (self.title, Gap(10), self.amount, Gap(14), self.body):
            texts.addWidget(widget)
        texts.addStretch(1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.code, _CODE_PARTS[0])
        self._row.addWidget(self._texts, _CODE_PARTS[1])

    def show_view(self, view: CustomerView, words: Words) -> None:
        """Show the code and what to do with it."""
        self.code.set_symbol(view.symbol)
        self.title.setText(_said(view.title, words))
        self.code.setAccessibleName(self.title.text())
        self.amount.set_minor(view.total_minor)
        self.body.setText(_said(view.body, words))
        self._make_room()

    def restyle(self, look: Look) -> None:
        """Take the gap of the look."""
        self._row.setSpacing(look.px(_RECEIPT_GAP))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand beside each other or one above the other."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        """Leave out what the code needs the room of: first the amount, then all words."""
        tall = self.height() > self.width()
        self._row.setDirection(
            QBoxLayout.Direction.TopToBottom if tall else QBoxLayout.Direction.LeftToRight
        )
        for index, part in enumerate((1, 0) if tall else _CODE_PARTS):
            self._row.setStretch(index, part)
        align = CENTRE if tall else LEFT
        for label in (self.title, self.body):
            label.setAlignment(align)
        self.amount.set_align(align)
        fits = {amount: self._fits(with_amount=amount, tall=tall) for amount in (True, False)}
        self.amount.setVisible(fits[True])
        self._texts.setVisible(fits[False])

    def _fits(self, *, with_amount: bool, tall: bool) -> bool:
        """True if the code can still be read beside the words, or under them."""
        gap = self.look.px(_RECEIPT_GAP)
        across = (self.width() - gap) * _CODE_PARTS[0] // 100
        needed = self._words_height(
            self.width() if tall else self.width() - gap - across, with_amount=with_amount
        )
        left = self.height() - (needed + gap if tall else 0)
        side = min(left, self.width() if tall else across)
        return needed <= self.height() and self.code.module_px_in(side) >= LEAST_MODULE_PX

    def _words_height(self, width: int, *, with_amount: bool) -> int:
        needed = sum(label.heightForWidth(max(1, width)) for label in (self.title, self.body))
        if with_amount:
            needed += self.amount.sizeHint().height()
        return needed + self.look.px(_SAID_GAPS)


class TotalPanel(Panel):
    """What is to be paid."""

    def __init__(self) -> None:
        super().__init__()
        self.title = Label(size=28, colour="ink2", fit=Fit.SHRINK, align=CENTRE)
        self.amount = AmountLabel(136, CENTRE, currency_weight=BOLD, ground="card")
        self.body = Label(size=26, colour="ink2", fit=Fit.WRAP, align=CENTRE, max_width=_BODY_WIDTH)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addStretch(1)
        for widget in (self.title, Gap(14), self.amount, Gap(14), self.body):
            box.addWidget(widget)
        box.addStretch(1)

    def show_view(self, view: CustomerView, words: Words) -> None:
        """Show the total."""
        self.title.setText(_said(view.title, words))
        self.amount.set_minor(view.total_minor)
        self.body.setText(_said(view.body, words))


class CodePanel(Panel):
    """The code beside what it is for; above it where the window is higher than wide."""

    def __init__(self) -> None:
        super().__init__()
        self.code = QrWidget(least_mm=SYMBOL_MM, greatest=_QR_SIDE)
        self.method = Label(size=30, weight=BOLD, fit=Fit.SHRINK)
        self.amount = AmountLabel(94, LEFT, currency_weight=BOLD)
        self.body = Label(size=24, colour="ink2", fit=Fit.WRAP)
        self.clock = Label(size=24, colour="ink2", fit=Fit.SHRINK, tabular=True)
        self._texts = QWidget()
        texts = QVBoxLayout(self._texts)
        texts.setContentsMargins(0, 0, 0, 0)
        texts.setSpacing(0)
        texts.addStretch(1)
        for widget in (self.method, Gap(10), self.amount, Gap(14), self.body, self.clock):
            texts.addWidget(widget)
        texts.addStretch(1)
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.addWidget(self.code, _CODE_PARTS[0])
        self._row.addWidget(self._texts, _CODE_PARTS[1])

    def show_view(self, view: CustomerView, words: Words) -> None:
        """Show code, amount and clock."""
        self.code.set_symbol(view.symbol)
        if view.method is not None:
            name = method_name(view.method, words)
            self.method.setText(name)
            self.method.set_colour(f"{view.method.value}_ink")
            self.code.setAccessibleName(
                words(message("customer.code", total=format_sgd(view.total_minor), method=name))
            )
        self.amount.set_minor(view.total_minor)
        self.body.setText(_said(view.body, words))
        self.clock.setVisible(view.seconds_left is not None)
        if view.seconds_left is not None:
            left = f"{view.seconds_left // 60}:{view.seconds_left % 60:02d}"
            self.clock.setText(words(message("customer.expires", time=left)))

    def restyle(self, look: Look) -> None:
        """Take the gap of the look."""
        self._row.setSpacing(look.px(48))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Stand beside each other or one above the other."""
        super().resizeEvent(event)
        tall = self.height() > self.width()
        self._row.setDirection(
            QBoxLayout.Direction.TopToBottom if tall else QBoxLayout.Direction.LeftToRight
        )
        # Above the texts the code has all the room that they leave.
        for index, part in enumerate((1, 0) if tall else _CODE_PARTS):
            self._row.setStretch(index, part)
        align = CENTRE if tall else LEFT
        for label in (self.method, self.body, self.clock):
            label.setAlignment(align)
        self.amount.set_align(align)


PANELS: dict[CustomerKind, Callable[[OnPress], Panel]] = {
    CustomerKind.IDLE: lambda _: SaidPanel(),
    # Without a sign: a tick would look like a payment.
    CustomerKind.NAMED: lambda _: SaidPanel(),
    CustomerKind.TOTAL: lambda _: TotalPanel(),
    CustomerKind.QR: lambda _: CodePanel(),
    CustomerKind.CARD: lambda _: CardPanel(),
    CustomerKind.CHOOSE: ChoosePanel,
    CustomerKind.SIGN: SignPanel,
    CustomerKind.SHOW_CODE: lambda _: PhonePanel(),
    CustomerKind.ON_PHONE: lambda _: PhonePanel(),
    CustomerKind.WAIT: lambda _: SaidPanel("wait", WARN),
    CustomerKind.PAID: lambda _: PaidPanel(),
    CustomerKind.RECEIPT: lambda _: ReceiptPanel(),
    CustomerKind.BY_HAND: lambda _: SaidPanel("hand", INFO),
    CustomerKind.NOT_CHARGED: lambda _: SaidPanel("cross", PLAIN),
}
