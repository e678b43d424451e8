"""The bar at the top: where, who, how the devices are, and the time."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from kpay_desktop.domain.message import message
from ui.free_place import keep_whole
from ui.theme import BOLD, MEDIUM, SEMIBOLD, Look
from ui.views import WARN, Action, Button, Press
from ui.views_screens import FrameView
from ui.widgets.buttons import TOUCH_PX, OnPress, PaintedButton, tool_tip
from ui.widgets.card import Space
from ui.widgets.icons import paint_icon
from ui.widgets.label import Fit, Label
from ui.widgets.lamps import LampRow
from ui.widgets.painting import focus_ring, mixed, text_line
from ui.widgets.styled import StyledWidget
from ui.words import Words

HEIGHT = 60
#: Brings the demo desk to the front, whatever the till is at.
DESK_KEY = "Ctrl+D"


class TopBar(StyledWidget):
    """Title, SIMULATED, merchant, lamps, clock."""

    def __init__(self, on_press: OnPress, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = Label(size=18, weight=BOLD)
        self.badge = DeskBadge(on_press)
        self.identity = Label(size=13, colour="ink3", fit=Fit.ELIDE, tabular=True)
        self.lamps = LampRow()
        self.clock = Label(size=15, weight=SEMIBOLD, tabular=True)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.title)
        self._row.addWidget(Space(8))
        self._row.addWidget(self.badge)
        self._row.addWidget(Space(0))
        self._row.addWidget(self.identity, 1)
        self._row.addWidget(self.lamps)
        self._row.addWidget(Space(8))
        self._row.addWidget(self.clock)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        keep_whole(self)

    def show_frame(self, frame: FrameView, words: Words) -> None:
        """Show the state of the till."""
        self.title.setText(words(frame.title))
        self.badge.setVisible(frame.simulated)
        self.badge.show_words(words("frame.simulated"), words("frame.desk"))
        self.identity.setText(
            words(
                message(
                    "frame.identity",
                    merchant=frame.merchant_name,
                    terminal=frame.terminal_id,
                    batch=f"{frame.batch_no:06d}",
                )
            )
        )
        self.lamps.show_lamps(frame.lamps, words)
        self.clock.setText(frame.clock)
        self.clock.setAccessibleName(words(message("frame.clock", time=frame.clock)))

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        self.setFixedHeight(look.px(HEIGHT))
        self._row.setContentsMargins(look.px(24), 0, look.px(24), 0)
        self._row.setSpacing(look.px(6))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the ground and the line under it."""
        del event
        look = self.look
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.colour("top"))
        line = round(look.tokens.line_px)
        painter.fillRect(0, self.height() - line, self.width(), line, look.colour("line"))


class DeskBadge(PaintedButton):
    """SIMULATED. It opens the demo desk, also while a customer pays and the rail rests."""

    def __init__(self, on_press: OnPress, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.clicked.connect(lambda: on_press(Press(Action.DEMO_DESK)))

    def show_words(self, text: str, does: str) -> None:
        """Show ``text``; ``does`` says what a press does."""
        if text != self.text():
            self.setText(text)
            self.updateGeometry()
        self.setAccessibleName(f"{text} · {does}")
        self.setToolTip(tool_tip(does, DESK_KEY))

    def restyle(self, look: Look) -> None:
        """Take the type of the look."""
        self.setFont(look.font(12, SEMIBOLD))

    def is_clipped(self) -> bool:
        """True if the word does not fit."""
        return QFontMetricsF(self.font()).horizontalAdvance(self.text()) > self.width()

    def sizeHint(self) -> QSize:
        """The word and its padding, high enough to be touched."""
        width = QFontMetricsF(self.font()).horizontalAdvance(self.text())
        return QSize(round(width) + 2 * max(6, self.look.px(10)), TOUCH_PX)

    def minimumSizeHint(self) -> QSize:
        """A state is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a pill; the room above and below it is for the finger."""
        del event
        look = self.look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        fill, ink = look.tone_soft(WARN), look.tone_ink(WARN)
        painter.setBrush(mixed(fill, ink, 0.08) if self.isDown() or self.underMouse() else fill)
        height = float(look.px(24))
        area = QRectF(0, (self.height() - height) / 2, self.width(), height)
        painter.drawRoundedRect(area, height / 2, height / 2)
        painter.setPen(ink)
        painter.setFont(self.font())
        text_line(painter, area, self.text())
        if self.shows_ring:
            focus_ring(painter, self, look, look.px(8))


class NoticeBar(PaintedButton):
    """A quiet bar for something that waits; a touch anywhere on it opens that."""

    def __init__(self, on_press: OnPress, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._on_press = on_press
        self._press: Press | None = None
        self.setVisible(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._clicked)

    def show_notice(self, button: Button | None, words: Words) -> None:
        """Show what waits, or nothing."""
        self._press = button.press if button is not None else None
        if button is not None:
            text = words(button.label)
            self.setText(text)
            self.setAccessibleName(text)
            self.setToolTip(tool_tip(text, button.shortcut))
            self.setEnabled(button.enabled)
        self.setVisible(button is not None)

    def restyle(self, look: Look) -> None:
        """Take the type of the look."""
        self.setFont(look.font(14, MEDIUM, tabular=True))

    def sizeHint(self) -> QSize:
        """One line, high enough to be touched."""
        return QSize(self.look.px(200), max(TOUCH_PX, self.look.px(46)))

    def _clicked(self) -> None:
        if self._press is not None:
            self._on_press(self._press)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bar: what waits, and the sign that it can be opened where it can."""
        del event
        look = self.look
        painter = QPainter(self)
        fill, ink = look.colour("warn_soft"), look.colour("warn")
        if self.isDown() or self.underMouse():
            fill = mixed(fill, ink, 0.08)
        painter.fillRect(self.rect(), fill)
        side, left = look.px(20), look.px(24)
        middle = self.height() / 2
        paint_icon(painter, "wait", QRectF(left, middle - side / 2, side, side), ink)
        painter.setFont(self.font())
        painter.setPen(ink)
        text = QRectF(
            left + side + look.px(10), 0, self.width() - 2 * left - 2 * side, self.height()
        )
        text_line(painter, text, self.text(), Qt.AlignmentFlag.AlignLeft)
        if self.isEnabled():
            arrow = QRectF(self.width() - left - side, middle - side / 2, side, side)
            paint_icon(painter, "open", arrow, ink)
        if self.shows_ring:
            painter.setPen(QPen(look.colour("focus"), 3))
            painter.drawRect(QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5))
