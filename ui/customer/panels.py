"""What stands in the middle of the customer's window, one panel a kind."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

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
from ui.widgets.qr import SYMBOL_MM, QrWidget
from ui.words import Words, method_name

_TITLE_WIDTH, _BODY_WIDTH = 1100, 900
_QR_SIDE = 520
# Between a sign, its title and its line, all in all.
_SAID_GAPS = 28
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
        box = QVBoxLayout(self)
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
            words = (self.title, *([self.body] if self.body.text() else []))
            needed = sum(label.heightForWidth(self.width()) for label in words)
            needed += self.mark.sizeHint().height() + self.look.px(_SAID_GAPS)
            self.mark.setVisible(needed <= self.height())


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
    CustomerKind.PAID: lambda _: SaidPanel("tick", OK),
    CustomerKind.BY_HAND: lambda _: SaidPanel("hand", INFO),
    CustomerKind.NOT_CHARGED: lambda _: SaidPanel("cross", PLAIN),
}
