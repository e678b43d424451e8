"""The bar that says where in a sale the cashier is."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from kpay_desktop.domain.message import message
from ui.theme import BOLD, MEDIUM, SEMIBOLD, Look
from ui.views import Step
from ui.widgets.icons import paint_icon
from ui.widgets.painting import text_line
from ui.widgets.styled import StyledWidget
from ui.words import Words

_CIRCLE = 22
_GAP = 8
_LINE = 34


class StepBar(StyledWidget):
    """Numbered steps: the ones that are done ticked, the present one strong."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names: tuple[str, ...] = ()
        self._current = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_step(self, step: Step, words: Words) -> None:
        """Show ``step`` as the present one."""
        steps = list(Step)
        names = tuple(words(f"step.{each.value}") for each in steps)
        current = steps.index(step)
        if (names, current) == (self._names, self._current):
            return
        self._names, self._current = names, current
        self.setAccessibleName(
            words(
                message(
                    "step.position",
                    number=current + 1,
                    count=len(steps),
                    name=names[current],
                )
            )
        )
        self.updateGeometry()
        self.update()

    def texts(self) -> tuple[str, ...]:
        """Return the names of the steps as shown."""
        return self._names

    def is_clipped(self) -> bool:
        """True if the last name is cut off."""
        return self._width() > self.width() + 1

    def sizeHint(self) -> QSize:
        """All steps side by side."""
        return QSize(round(self._width()), self.look.px(_CIRCLE + 2))

    def minimumSizeHint(self) -> QSize:
        """As high as the circles."""
        return QSize(0, self.look.px(_CIRCLE + 2))

    def _width(self) -> float:
        look = self.look
        metrics = QFontMetricsF(look.font(13, SEMIBOLD))
        texts = sum(metrics.horizontalAdvance(name) for name in self._names)
        each = look.px(_CIRCLE) + look.px(_GAP)
        between = look.px(_LINE) + 2 * look.px(_GAP)
        return texts + each * len(self._names) + between * max(0, len(self._names) - 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint circles, names and the lines between them."""
        del event
        look = self.look
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # Where the window is narrow the lines give way, not the names.
        lines = max(1, len(self._names) - 1)
        line = max(
            look.px(6), min(look.px(_LINE), look.px(_LINE) - (self._width() - self.width()) / lines)
        )
        x, middle = 0.0, self.height() / 2
        for index, name in enumerate(self._names):
            self._paint_circle(
                painter,
                look,
                index,
                QRectF(x, middle - look.px(_CIRCLE) / 2, look.px(_CIRCLE), look.px(_CIRCLE)),
            )
            x += look.px(_CIRCLE) + look.px(_GAP)
            current = index == self._current
            font = look.font(13, SEMIBOLD if current else MEDIUM)
            metrics = QFontMetricsF(font)
            painter.setFont(font)
            painter.setPen(look.colour("ink" if current else "ink3"))
            width = metrics.horizontalAdvance(name)
            place = QRectF(x, 0, width + 2, self.height())
            text_line(painter, place, name, Qt.AlignmentFlag.AlignLeft)
            x += width + look.px(_GAP)
            if index < len(self._names) - 1:
                painter.setPen(QPen(look.colour("line2"), max(1.0, look.tokens.line_px)))
                painter.drawLine(QPointF(x, middle), QPointF(x + line, middle))
                x += line + look.px(_GAP)

    def _paint_circle(self, painter: QPainter, look: Look, index: int, circle: QRectF) -> None:
        done, current = index < self._current, index == self._current
        fill = "accent" if current else "accent_soft" if done else "soft"
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour(fill))
        painter.drawEllipse(circle)
        if done:
            inset = circle.width() * 0.22
            box = circle.adjusted(inset, inset, -inset, -inset)
            paint_icon(painter, "check", box, look.colour("accent_ink"), 3.2)
            return
        painter.setFont(look.font(12, BOLD if current else SEMIBOLD, tabular=True))
        painter.setPen(look.colour("on_accent" if current else "ink2"))
        text_line(painter, circle, str(index + 1))
