"""The dark rail at the left: the pages, and who is signed in."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from kpay_desktop.domain.operator import Operator
from ui.free_place import keep_whole
from ui.theme import BOLD, MEDIUM, REGULAR, SEMIBOLD, Look
from ui.views import Action, Page, Press
from ui.views_screens import FrameView
from ui.widgets.buttons import OnPress, PaintedButton, tool_tip
from ui.widgets.icons import paint_icon
from ui.widgets.label import shrunk
from ui.widgets.painting import mixed, text_line
from ui.widgets.styled import StyledWidget
from ui.words import Words

WIDTH = 104
_RADIUS = 14
_LEAST_TYPE = 0.7


class Wordmark(StyledWidget):
    """The product's name, drawn."""

    def __init__(
        self,
        size: float,
        *,
        whole: bool = False,
        centred: bool = True,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._size, self._centred = size, centred
        self._parts = (("K", "rail_ink"), ("Pay", "brand")) + (
            ((" Desktop", "rail_ink"),) if whole else ()
        )
        self.setAccessibleName("".join(text for text, _ in self._parts))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """The name on one line."""
        metrics = QFontMetricsF(self.look.font(self._size, BOLD))
        return QSize(
            round(metrics.horizontalAdvance(self.accessibleName())) + 2, round(metrics.height())
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the parts in their colours."""
        del event
        look = self.look
        painter = QPainter(self)
        font = look.font(self._size, BOLD)
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        x = 0.0
        if self._centred:
            x = (self.width() - metrics.horizontalAdvance(self.accessibleName())) / 2
        baseline = (self.height() + metrics.capHeight()) / 2
        for text, colour in self._parts:
            painter.setPen(look.colour(colour))
            painter.drawText(round(x), round(baseline), text)
            x += metrics.horizontalAdvance(text)


class RailButton(PaintedButton):
    """One page of the rail."""

    def __init__(self, on_press: OnPress, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._on_press = on_press
        self._press = Press(Action.OPEN_PAGE)
        self._icon = ""
        self._current = False
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.clicked.connect(self._clicked)

    def show_entry(self, press: Press, text: str, icon: str, shortcut: str) -> None:
        """Show a page."""
        self._press = press
        if text != self.text() or icon != self._icon:
            self._icon = icon
            self.setText(text)
            self.setAccessibleName(text)
            self.update()
        self.setToolTip(tool_tip(text, shortcut))

    def set_current(self, current: bool) -> None:
        """Mark the page that is shown."""
        self._current = current
        self.setChecked(current)

    def restyle(self, look: Look) -> None:
        """Take the type of the look."""
        self.setFont(look.font(13, MEDIUM))

    def sizeHint(self) -> QSize:
        """A square that a thumb finds."""
        return QSize(self.look.px(84), self.look.px(76))

    def is_clipped(self) -> bool:
        """True if the name does not fit even at its smallest."""
        font = shrunk(self.font(), self.text(), self.width() - 4, _LEAST_TYPE)
        return QFontMetricsF(font).horizontalAdvance(self.text()) > self.width() - 3

    def _clicked(self) -> None:
        # The view says which page is shown, not the press.
        self.setChecked(self._current)
        self._on_press(self._press)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint icon and name; the present page as a card."""
        del event
        look = self.look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        radius = look.px(_RADIUS)
        ink = look.colour("rail_pick_ink" if self.isChecked() else "rail_ink2")
        painter.setPen(Qt.PenStyle.NoPen)
        if self.isChecked():
            painter.setBrush(look.colour("rail_pick"))
            painter.drawRoundedRect(area, radius, radius)
        elif self.isEnabled() and (self.underMouse() or self.isDown()):
            painter.setBrush(look.colour("rail2"))
            painter.drawRoundedRect(area, radius, radius)
        if not self.isEnabled() and not self.isChecked():
            ink = mixed(ink, look.colour("rail"), 0.55)
        side = look.px(26)
        top = area.height() * 0.37 - side / 2
        paint_icon(painter, self._icon, QRectF((area.width() - side) / 2, top, side, side), ink)
        font = look.font(13, SEMIBOLD if self.isChecked() else MEDIUM)
        painter.setFont(shrunk(font, self.text(), self.width() - 4, _LEAST_TYPE))
        painter.setPen(ink)
        place = QRectF(0, area.height() * 0.56, area.width(), area.height() * 0.3)
        text_line(painter, place, self.text())
        if self.shows_ring:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("brand"), 3))
            painter.drawRoundedRect(area.adjusted(1.5, 1.5, -1.5, -1.5), radius - 1.5, radius - 1.5)


class OperatorCard(StyledWidget):
    """Who is signed in."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = self._role = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_operator(self, operator: Operator, words: Words) -> None:
        """Show name and role."""
        role = words(f"role.{operator.role.value}")
        if (operator.name, role) != (self._name, self._role):
            self._name, self._role = operator.name, role
            self.setAccessibleName(f"{operator.name}, {role}")
            self.setToolTip(operator.name)
            self.update()

    def texts(self) -> tuple[str, ...]:
        """Return what is painted."""
        return (self._name, self._role)

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(self.look.px(84), self.look.px(64))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the card."""
        del event
        look = self.look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("rail2"))
        painter.drawRoundedRect(QRectF(self.rect()), look.px(_RADIUS), look.px(_RADIUS))
        room = self.width() - look.px(8)
        half = self.height() / 2
        for text, size, weight, colour, top in (
            (self._name, 13, BOLD, "rail_ink", half - look.px(20)),
            (self._role, 12, REGULAR, "rail_ink2", half + look.px(1)),
        ):
            font = shrunk(look.font(size, weight), text, room, _LEAST_TYPE)
            painter.setFont(font)
            painter.setPen(look.colour(colour))
            shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, room)
            place = QRectF(0, top, self.width(), look.px(18))
            text_line(painter, place, shown)


class Rail(StyledWidget):
    """Pages at the top, the operator at the bottom."""

    def __init__(self, on_press: OnPress, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._on_press = on_press
        self._mark = Wordmark(22)
        self._entries = QVBoxLayout()
        self._entries.setContentsMargins(0, 0, 0, 0)
        self._operator = OperatorCard()
        self._buttons: list[RailButton] = []
        self._box = QVBoxLayout(self)
        self._box.addWidget(self._mark)
        self._box.addLayout(self._entries)
        self._box.addStretch(1)
        self._box.addWidget(self._operator)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Expanding)
        keep_whole(self)

    def show_frame(self, frame: FrameView, words: Words) -> None:
        """Show the pages, which one is open, and the operator."""
        while len(self._buttons) > len(frame.rail):
            spare = self._buttons.pop()
            self._entries.removeWidget(spare)
            spare.deleteLater()
        while len(self._buttons) < len(frame.rail):
            button = RailButton(self._on_press)
            self._buttons.append(button)
            self._entries.addWidget(button)
        for (page, label, icon), button, (shortcut, press) in zip(
            frame.rail, self._buttons, rail_shortcuts(frame), strict=True
        ):
            button.show_entry(press, words(label), icon, shortcut)
            button.set_current(page is frame.current)
            button.setEnabled(frame.rail_enabled)
        self._operator.setVisible(frame.operator is not None)
        if frame.operator is not None:
            self._operator.show_operator(frame.operator, words)

    def buttons(self) -> tuple[RailButton, ...]:
        """Return the entries that are shown."""
        return tuple(self._buttons)

    def restyle(self, look: Look) -> None:
        """Take the lengths of the look."""
        self.setFixedWidth(look.px(WIDTH))
        side = look.px(10)
        self._box.setContentsMargins(side, look.px(27), side, look.px(14))
        self._box.setSpacing(look.px(26))
        self._entries.setSpacing(look.px(6))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the dark ground."""
        del event
        QPainter(self).fillRect(self.rect(), self.look.colour("rail"))


def rail_shortcuts(frame: FrameView) -> tuple[tuple[str, Press], ...]:
    """Return the key and the press of each entry: Ctrl+1 for the first page, and so on."""
    entries: tuple[tuple[Page, object, str], ...] = frame.rail
    return tuple(
        (f"Ctrl+{number}", Press(Action.OPEN_PAGE, page.value))
        for number, (page, _, _) in enumerate(entries, start=1)
    )
