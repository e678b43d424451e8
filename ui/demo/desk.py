"""The demo desk's window: columns that stand in for cards, phone, printer and bank."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from kpay_desktop.domain.language import Language
from ui.demo.bank import BankColumn
from ui.demo.card_bank import CardBankColumn
from ui.demo.cards import CardsColumn
from ui.demo.desk_port import BankState, DeskPort
from ui.demo.lane import Lane
from ui.demo.parts import DeskColumn
from ui.demo.phone import PhoneColumn, PhoneLanes
from ui.demo.photo import sees_screen
from ui.demo.place import Place
from ui.demo.printer import PrinterColumn
from ui.theme import (
    BOLD,
    DEFAULT_THEME,
    REGULAR,
    Look,
    palette,
    scale_for,
    tokens_of,
)
from ui.views import WARN
from ui.widgets.label import Fit, Label
from ui.widgets.pill import Pill
from ui.widgets.styled import StyledWidget, apply_look
from ui.words import Words, words_of

MIN_WIDTH, MIN_HEIGHT = 960, 620
FIRST_WIDTH, FIRST_HEIGHT = 1340, 760
BANK_EVERY_MS, PAPER_EVERY_MS, CARDS_EVERY_MS, CODE_EVERY_MS = 1000, 400, 250, 500
#: From this width on there is room for cards and phone side by side.
SPREAD_WIDTH = 1200
_CARDS_WIDTH, _PHONE_WIDTH = 300, 304
#: Five codes of customers stand beside each other on the phone, each wide enough for a finger.
_PHONE_LEAST_PX = 292


class _Head(StyledWidget):
    """Title, what the window is, and that nothing in it is real."""

    def __init__(self) -> None:
        super().__init__()
        self.title = Label("", 18, BOLD, "ink")
        self.about = Label("", 13, REGULAR, "ink3", fit=Fit.ELIDE)
        self.badge = Pill("", WARN)
        self._box = QHBoxLayout(self)
        self._box.addWidget(self.title)
        self._box.addWidget(self.badge)
        self._box.addWidget(self.about, 1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_words(self, words: Words) -> None:
        """Speak the language of ``words``."""
        self.title.setText(words("demo.title"))
        self.about.setText(words("demo.about"))
        self.badge.show_state(words("frame.simulated"), WARN)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        self.setFixedHeight(look.px(56))
        self._box.setContentsMargins(look.px(24), 0, look.px(24), 0)
        self._box.setSpacing(look.px(14))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bar and the line under it."""
        look = self.look
        painter = QPainter(self)
        painter.fillRect(event.rect(), look.colour("top"))
        thick = round(look.tokens.line_px)
        painter.fillRect(0, self.height() - thick, self.width(), thick, look.colour("line"))


class DemoDesk(StyledWidget):
    """The window. ``customer_window`` returns the window that the phone is held to.

    Nothing is asked of ``port`` before the first show, and nothing while the desk is hidden.
    Closing hides it; :meth:`stop` ends its threads.
    """

    def __init__(
        self, port: DeskPort, customer_window: Callable[[], QWidget | None] = lambda: None
    ) -> None:
        super().__init__()
        self._theme = DEFAULT_THEME
        self._scale = 1.0
        self._words = words_of(Language.EN)
        names = ("phone", "code", "camera", "bank", "paper", "cards", "card-host")
        self.lanes = {name: Lane(f"desk-{name}", self) for name in names}
        self.head = _Head()
        lanes = self.lanes
        self.phone = PhoneColumn(
            port, PhoneLanes(lanes["phone"], lanes["code"], lanes["camera"]), customer_window
        )
        self.printer = PrinterColumn(port, self.lanes["paper"])
        self.bank = BankColumn(port, self.lanes["bank"], self._bank_heard)
        self.cards = CardsColumn(port, self.lanes["cards"]) if port.has_cards else None
        self.card_bank = CardBankColumn(port, self.lanes["card-host"]) if port.has_cards else None
        customer: dict[str, DeskColumn] = {"phone": self.phone}
        banks: dict[str, DeskColumn] = {"qr": self.bank}
        refreshed = {self.bank.refresh: BANK_EVERY_MS, self.printer.refresh: PAPER_EVERY_MS}
        if port.has_scanning:
            refreshed[self.phone.refresh] = CODE_EVERY_MS
        if self.cards is not None and self.card_bank is not None:
            customer = {"cards": self.cards, **customer}
            banks = {"card_bank": self.card_bank, **banks}
            refreshed[self.cards.refresh] = CARDS_EVERY_MS
            refreshed[self.card_bank.refresh] = BANK_EVERY_MS
        self.customer, self.banks = Place(customer), Place(banks)
        self._refreshes = tuple(refreshed)
        self._timers = tuple(self._timer(every, call) for call, every in refreshed.items())
        self._columns = QHBoxLayout()
        self._columns.addWidget(self.customer)
        self._columns.addWidget(self.printer, 1)
        self._columns.addWidget(self.banks, 1)
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        box.addWidget(self.head)
        box.addLayout(self._columns, 1)
        self.setMinimumSize(MIN_WIDTH, MIN_HEIGHT)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.resize(FIRST_WIDTH, FIRST_HEIGHT)
        self._take_look()
        self._speak()

    def _timer(self, every_ms: int, call: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setInterval(every_ms)
        timer.timeout.connect(call)
        return timer

    @property
    def current_look(self) -> Look:
        """The look in force."""
        return Look(tokens_of(self._theme), self._scale)

    def present(self, language: Language, theme: str) -> None:
        """Speak ``language`` and look like ``theme``, those of the cashier's window."""
        if theme != self._theme:
            self._theme = theme
            self._take_look()
        if language is not self._words.language:
            self._words = words_of(language)
            self._speak()

    def open_desk(self) -> None:
        """Show the window and bring it to the front."""
        if self.isMinimized():
            self.showNormal()
        self.show()
        if sees_screen():
            self.raise_()
        self.activateWindow()

    def stop(self, patience_s: float = 1.0) -> None:
        """End the threads; a call under way is waited for up to ``patience_s`` altogether."""
        for timer in self._timers:
            timer.stop()
        for lane in self.lanes.values():
            lane.stop()
        for lane in self.lanes.values():
            lane.join(patience_s / len(self.lanes))

    def _bank_heard(self, state: BankState) -> None:
        self.phone.show_accounts(state.accounts)

    def _speak(self) -> None:
        words = self._words
        self.setWindowTitle(words("demo.window_title"))
        self.head.show_words(words)
        for column in (self.phone, self.printer, self.bank, self.customer, self.banks):
            column.show_words(words)
        if self.cards is not None and self.card_bank is not None:
            self.cards.show_words(words)
            self.card_bank.show_words(words)

    # --- the window -----------------------------------------------------------------------------

    def _take_look(self) -> None:
        look = self.current_look
        self.setPalette(palette(look.tokens))
        apply_look(self, look)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        gap = look.px(16)
        self._columns.setContentsMargins(gap, gap, gap, gap)
        self._columns.setSpacing(gap)
        self.phone.setFixedWidth(max(_PHONE_LEAST_PX, look.px(_PHONE_WIDTH)))
        if self.cards is not None:
            self.cards.setFixedWidth(look.px(_CARDS_WIDTH))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Scale type and lengths with the window."""
        super().resizeEvent(event)
        # Not the size that is told: it may be an older one.
        self.customer.spread(self.width() >= SPREAD_WIDTH)
        scale = scale_for(self.width(), self.height())
        if scale != self._scale:
            self._scale = scale
            self._take_look()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask at once and from time to time."""
        super().showEvent(event)
        # Nothing is marked as chosen by the keyboard before the keyboard is used.
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        for refresh in self._refreshes:
            refresh()
        for timer in self._timers:
            timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Ask nothing while nobody looks."""
        super().hideEvent(event)
        for timer in self._timers:
            timer.stop()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground."""
        QPainter(self).fillRect(event.rect(), self.look.colour("bg"))
