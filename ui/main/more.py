"""The More page: a card for everything else that can be done here."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QVBoxLayout

from ui.main.page import GAP, MARGIN_X, MARGIN_Y, PageWidget, wrong_view
from ui.theme import BOLD, REGULAR, Look
from ui.views import Press
from ui.views_more import Entry, MoreView
from ui.views_screens import PageBody
from ui.widgets.buttons import OnPress, PaintedButton, tool_tip
from ui.widgets.card import RADIUS
from ui.widgets.icons import paint_icon
from ui.widgets.label import Fit, Label
from ui.widgets.painting import focus_ring, mixed, rounded
from ui.words import Words

_COLUMNS = 4
_HEIGHT, _PADDING, _MARK, _ICON = 160, 20, 46, 24


class EntryCard(PaintedButton):
    """A card that is one button: an icon, what it is, and what is there."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__()
        self._on_press = on_press
        self._press: Press | None = None
        self._icon = ""
        self.title = Label("", 20, BOLD, "ink", fit=Fit.SHRINK)
        self.hint = Label("", 14, REGULAR, "ink3", fit=Fit.WRAP)
        self.hint.set_line_height(1.4)
        self._head = QHBoxLayout()
        self._head.addWidget(self.title)
        self._box = QVBoxLayout(self)
        self._box.addLayout(self._head)
        self._box.addWidget(self.hint)
        self._box.addStretch(1)
        for label in (self.title, self.hint):
            label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._clicked)

    def show_entry(self, entry: Entry, words: Words) -> None:
        """Show ``entry`` in place."""
        self._press, self._icon = entry.press, entry.icon
        title, hint = words(entry.title), words(entry.hint)
        self.title.setText(title)
        self.hint.setText(hint)
        self.setAccessibleName(title)
        self.setAccessibleDescription(hint)
        self.setToolTip(tool_tip(title, entry.shortcut) if entry.shortcut else "")
        self.update()

    @property
    def press(self) -> Press | None:
        """What the card reports."""
        return self._press

    def _clicked(self) -> None:
        if self._press is not None:
            self._on_press(self._press)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        padding = look.px(_PADDING)
        self._box.setContentsMargins(padding, padding, padding, padding)
        self._box.setSpacing(look.px(10))
        # The icon's ground stands before the title.
        self._head.setContentsMargins(look.px(_MARK + 12), 0, 0, 0)
        self.title.setFixedHeight(look.px(_MARK))

    def sizeHint(self) -> QSize:
        """Icon and title, and up to three lines; a row is as high as its hints ask for."""
        return QSize(self.look.px(200), self.look.px(_HEIGHT))

    def minimumSizeHint(self) -> QSize:
        """A card may be narrow, never low."""
        return QSize(self.look.px(120), self.look.px(_HEIGHT))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card, the icon on its round ground, and the ring of the keyboard."""
        del event
        look = self.look
        painter = QPainter(self)
        fill = look.colour("card")
        if self.isDown() or self.underMouse():
            fill = mixed(fill, look.colour("ink"), 0.1 if self.isDown() else 0.03)
        radius = look.px(RADIUS)
        line = look.colour("line")
        rounded(painter, QRectF(self.rect()), radius, fill, line, look.tokens.line_px)
        padding, mark, icon = look.px(_PADDING), look.px(_MARK), look.px(_ICON)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("accent_soft"))
        painter.drawRoundedRect(QRectF(padding, padding, mark, mark), mark * 0.3, mark * 0.3)
        inside = padding + (mark - icon) / 2
        place = QRectF(inside, inside, icon, icon)
        paint_icon(painter, self._icon, place, look.colour("accent_ink"))
        if self.shows_ring:
            focus_ring(painter, self, look, radius)


class MorePage(PageWidget):
    """Shows :class:`MoreView`."""

    def __init__(self, on_press: OnPress) -> None:
        super().__init__(on_press)
        self.cards: list[EntryCard] = []
        self._box = QVBoxLayout(self)
        self._grid = QGridLayout()
        self._box.addLayout(self._grid)
        self._box.addStretch(1)
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, 1)

    def show_view(self, body: PageBody, words: Words) -> None:
        """Show ``body``, a :class:`MoreView`."""
        if not isinstance(body, MoreView):
            raise wrong_view(self, body)
        while len(self.cards) < len(body.entries):
            card = EntryCard(self._on_press)
            row, column = divmod(len(self.cards), _COLUMNS)
            self._grid.addWidget(card, row, column)
            self.cards.append(card)
        for index, card in enumerate(self.cards):
            card.setVisible(index < len(body.entries))
            if index < len(body.entries):
                card.show_entry(body.entries[index], words)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        x, y = look.px(MARGIN_X), look.px(MARGIN_Y)
        self._box.setContentsMargins(x, y, x, y)
        self._grid.setSpacing(look.px(GAP - 4))
