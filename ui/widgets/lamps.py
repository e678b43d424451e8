"""Lamps: one pill a device, with a dot that says how it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from kpay_desktop.domain.devices import DeviceKind, DeviceStatus, Health
from kpay_desktop.domain.message import message
from ui.state_tones import HEALTH_TONES
from ui.theme import MEDIUM, Look
from ui.widgets.painting import mixed, text_line
from ui.widgets.styled import StyledLabel, StyledWidget
from ui.words import Words

#: States that a lamp names beside its device, because somebody has to do something.
NAMED_STATES = frozenset(
    {
        "printer.paper_low",
        "printer.paper_out",
        "printer.cover_open",
        "printer.offline",
        "printer.no_answer",
        "printer.unreachable",
        "printer.line_slow",
        "printer.queue_stopped",
        "printer.queue_busy",
        "printer.file_fails",
        "host.offline",
    }
)

# Names that a bar of lamps has no room for, shortened.
_NAMES = {DeviceKind.CARD_READER: "lamp.card_reader", DeviceKind.SCANNER: "lamp.scanner"}


def _short(status: DeviceStatus, name: str, words: Words) -> str:
    if status.message_id not in NAMED_STATES:
        return name
    return words(f"lamp.{status.message_id.replace('.', '_')}")


class Lamp(StyledLabel):
    """One device. On the dark half of the sign-in page it is drawn for a dark ground."""

    def __init__(self, on_dark: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._on_dark = on_dark
        self._health = Health.UNKNOWN
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    @property
    def health(self) -> Health:
        """How the device is."""
        return self._health

    def show_lamp(self, text: str, meaning: str, health: Health) -> None:
        """Show ``text``; ``meaning`` is read aloud and stands in the tool-tip."""
        if text != self.text():
            self.setText(text)
            self.updateGeometry()
        self.setToolTip(meaning)
        self.setAccessibleName(meaning)
        if health is not self._health:
            self._health = health
            self.update()

    def restyle(self, look: Look) -> None:
        """Take the type of the look."""
        self.setFont(look.font(13, MEDIUM, tabular=True))

    def sizeHint(self) -> QSize:
        """Dot, text and padding."""
        look = self.look
        width = QFontMetricsF(self.font()).horizontalAdvance(self.text())
        return QSize(round(width) + look.px(27) + look.px(12), look.px(32))

    def minimumSizeHint(self) -> QSize:
        """A lamp is never cut."""
        return self.sizeHint()

    def is_clipped(self) -> bool:
        """True if the text does not fit."""
        return self.sizeHint().width() > self.width()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint pill, dot and text."""
        del event
        look = self.look
        tone = HEALTH_TONES[self._health]
        calm = self._health in {Health.OK, Health.UNKNOWN}
        if self._on_dark:
            fill, ink = look.colour("rail2"), look.colour("rail_ink2")
            if not calm:
                fill = mixed(fill, look.tone_dot(tone), 0.25)
                ink = look.colour("rail_ink")
        elif calm:
            fill, ink = look.colour("soft"), look.colour("ink2")
        else:
            fill, ink = look.tone_soft(tone), look.tone_ink(tone)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        area = QRectF(self.rect())
        painter.drawRoundedRect(area, area.height() / 2, area.height() / 2)
        painter.setBrush(look.tone_dot(tone))
        painter.drawEllipse(QPointF(look.px(16), area.height() / 2), look.px(4), look.px(4))
        painter.setPen(ink)
        painter.setFont(self.font())
        area.adjust(look.px(27), 0, 0, 0)
        text_line(painter, area, self.text(), Qt.AlignmentFlag.AlignLeft)


class LampRow(StyledWidget):
    """All lamps side by side; ``spoken`` ones say their state instead of the device's name."""

    def __init__(
        self, parent: QWidget | None = None, *, on_dark: bool = False, spoken: bool = False
    ) -> None:
        super().__init__(parent)
        self._on_dark, self._spoken = on_dark, spoken
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._lamps: list[Lamp] = []
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_lamps(self, lamps: Sequence[DeviceStatus], words: Words) -> None:
        """Show the devices in the order given."""
        while len(self._lamps) > len(lamps):
            spare = self._lamps.pop()
            self._row.removeWidget(spare)
            spare.deleteLater()
        while len(self._lamps) < len(lamps):
            lamp = Lamp(self._on_dark)
            self._lamps.append(lamp)
            self._row.addWidget(lamp)
        for lamp, status in zip(self._lamps, lamps, strict=True):
            name = words(_NAMES.get(status.kind, f"device.{status.kind.value}"))
            state = words(message(status.message_id, detail=status.detail))
            text = state if self._spoken else _short(status, name, words)
            lamp.show_lamp(text, f"{name}: {state}", status.health)

    def lamps(self) -> tuple[Lamp, ...]:
        """Return the lamps that are shown."""
        return tuple(self._lamps)

    def restyle(self, look: Look) -> None:
        """Take the gaps of the look."""
        self._row.setSpacing(look.px(8))
