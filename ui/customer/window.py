"""The customer's window: the total, the code, the result. Never anything of the staff.

It takes no keyboard focus: a touch on the customer's screen must not carry off what the cashier
types.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from kpay_desktop.domain.language import Language
from kpay_desktop.domain.message import message
from ui.customer.panel import Panel
from ui.customer.panels import PANELS
from ui.theme import (
    BOLD,
    DEFAULT_THEME,
    DESIGN_HEIGHT,
    DESIGN_WIDTH,
    Look,
    palette,
    stepped,
    tokens_of,
)
from ui.views import WARN, Action
from ui.views_customer import CustomerKind, CustomerView
from ui.widgets.buttons import OnPress
from ui.widgets.label import CENTRE, Fit, Label
from ui.widgets.language import LanguageSwitch
from ui.widgets.pill import Pill
from ui.widgets.styled import StyledWidget, apply_look
from ui.words import Words, words_of

MIN_WIDTH, MIN_HEIGHT = 300, 190
# It is read from across the counter, so type grows with the window in full proportion.
_SCALE_MIN, _SCALE_MAX = 0.42, 2.4


class CustomerWindow(StyledWidget):
    """Shows :class:`CustomerView`; the language switch is reported as ``CUSTOMER_LANGUAGE``."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self._on_press = on_press
        self._words: Words = words_of(Language.EN)
        self._view: CustomerView | None = None
        self._panels: dict[CustomerKind, Panel] = {}
        self._theme = DEFAULT_THEME
        self._scale = 1.0
        self._closing = False
        self.merchant = Label(size=22, weight=BOLD, fit=Fit.ELIDE)
        self.badge = Pill(tone=WARN)
        self.language = LanguageSwitch(
            on_press, Action.CUSTOMER_LANGUAGE, 16, flush=Qt.AlignmentFlag.AlignRight
        )
        self.stack = QStackedWidget()
        self.ways = Label(size=15, colour="ink3", fit=Fit.SHRINK, align=CENTRE)
        self._top, self._box = QHBoxLayout(), QVBoxLayout(self)
        self._build()
        self._take_look()

    def _build(self) -> None:
        self._top.addWidget(self.merchant)
        self._top.addWidget(self.badge)
        self._top.addStretch(1)
        self._top.addWidget(self.language)
        self._box.addLayout(self._top)
        self._box.addWidget(self.stack, 1)
        self._box.addWidget(self.ways)
        self.setMinimumSize(MIN_WIDTH, MIN_HEIGHT)
        self.setWindowFlag(Qt.WindowType.WindowDoesNotAcceptFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)

    def show_view(self, view: CustomerView, theme: str = DEFAULT_THEME) -> None:
        """Show ``view`` in its own language; ``theme`` is the one of the cashier's window."""
        if view == self._view and theme == self._theme:
            return
        if theme != self._theme:
            self._theme = theme
            self._take_look()
        last, self._view = self._view, view
        self._words = words_of(view.language)
        if last is None or _around(last) != _around(view):
            self._show_around(view, self._words)
        panel, before = self._panel(view.kind), self.panel
        if before is not None and before is not panel:
            before.put_away()
        panel.show_view(view, self._words)
        self.stack.setCurrentWidget(panel)

    def _show_around(self, view: CustomerView, words: Words) -> None:
        """Show what stands around the panel and stays while an amount is typed."""
        self.setWindowTitle(words("customer.window_title"))
        self.merchant.setText(view.merchant_name)
        self.badge.setVisible(view.simulated)
        self.badge.show_state(words("frame.simulated"), WARN)
        self.language.show_language(view.language)
        self.language.setAccessibleName(words("customer.language"))
        ways = " · ".join(words(way) for way in view.ways)
        self.ways.setText(ways)
        self.ways.setAccessibleName(words(message("customer.ways", ways=ways)) if ways else "")

    @property
    def panel(self) -> Panel | None:
        """The panel that is shown."""
        shown = self.stack.currentWidget()
        return shown if isinstance(shown, Panel) else None

    @property
    def words(self) -> Words:
        """The language of this window."""
        return self._words

    def close_for_good(self) -> None:
        """Close; before this, closing the window is ignored."""
        self._closing = True
        self.close()

    def _panel(self, kind: CustomerKind) -> Panel:
        made = self._panels.get(kind)
        if made is None:
            made = self._panels[kind] = PANELS[kind](self._on_press)
            self.stack.addWidget(made)
        return made

    def _take_look(self) -> None:
        look = Look(tokens_of(self._theme), self._scale)
        self.setPalette(palette(look.tokens))
        apply_look(self, look)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        side = look.px(48)
        self._box.setContentsMargins(side, look.px(20), side, look.px(20))
        self._box.setSpacing(look.px(8))
        self._top.setSpacing(look.px(16))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scale type with the window."""
        super().resizeEvent(event)
        # Not the size that is told: it may be an older one.
        ratio = min(self.width() / DESIGN_WIDTH, self.height() / DESIGN_HEIGHT)
        scale = stepped(min(_SCALE_MAX, max(_SCALE_MIN, ratio)))
        if scale != self._scale:
            self._scale = scale
            self._take_look()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground."""
        QPainter(self).fillRect(event.rect(), self.look.colour("card"))

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stay: the customer's window closes with the till."""
        if self._closing:
            event.accept()
        else:
            event.ignore()


def _around(view: CustomerView) -> tuple[object, ...]:
    return view.language, view.merchant_name, view.simulated, view.ways
