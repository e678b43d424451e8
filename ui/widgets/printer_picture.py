"""Drawn steps at the receipt printer: open the cover, put the roll in, close the cover."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme import Look
from ui.widgets.styled import StyledWidget

# The picture's own grid: a printer seen from its side, its hinge at the right.
_WIDTH, _HEIGHT = 160.0, 148.0
# An open cover reaches up over the printer; what is drawn counts from here.
_TOP = 36.0
_BODY = QRectF(28, 62, 104, 46)
_STROKE = 3.0
_ROLL, _CORE = 21.0, 6.0


class PrinterPicture(StyledWidget):
    """One step; ``width`` in design pixels. ``open``, ``roll``, ``close`` or ``power``."""

    def __init__(self, width: float = 136, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._width = width
        self._step = "close"
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_step(self, step: str, meaning: str) -> None:
        """Show ``step``; ``meaning`` is read aloud."""
        self.setAccessibleName(meaning)
        if step != self._step:
            self._step = step
            self.update()

    @property
    def step(self) -> str:
        """The step that is drawn."""
        return self._step

    def sizeHint(self) -> QSize:
        """The picture's proportion."""
        width = self.look.px(self._width)
        return QSize(width, round(width * _HEIGHT / _WIDTH))

    def minimumSizeHint(self) -> QSize:
        """A picture is never cut."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the step."""
        del event
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        # Squeezed on a small window the printer gets smaller and keeps its shape.
        scale = min(self.width() / _WIDTH, self.height() / _HEIGHT)
        painter.translate((self.width() - scale * _WIDTH) / 2, self.height() - scale * _HEIGHT)
        painter.scale(scale, scale)
        painter.translate(0, _TOP)
        draw = {"open": _open, "roll": _roll, "power": _power}.get(self._step, _close)
        draw(_Pencil(painter, self.look))


class _Pencil:
    """Lines and areas in the colours of a look."""

    def __init__(self, painter: QPainter, look: Look) -> None:
        self.painter = painter
        self.ink, self.accent = look.colour("ink2"), look.colour("accent")
        self.ground, self.paper = look.colour("soft"), look.colour("card")
        self.shade = look.colour("line")

    def shape(self, path: QPainterPath, fill: QColor | None, colour: QColor | None = None) -> None:
        pen = QPen(colour or self.ink, _STROKE)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        self.painter.setPen(pen)
        self.painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
        self.painter.drawPath(path)

    def box(self, rect: QRectF, radius: float, fill: QColor) -> None:
        path = QPainterPath()
        path.addRoundedRect(rect, radius, radius)
        self.shape(path, fill)

    def line(self, *points: tuple[float, float], colour: QColor | None = None) -> None:
        path = QPainterPath(QPointF(*points[0]))
        for point in points[1:]:
            path.lineTo(*point)
        self.shape(path, None, colour)

    def body(self) -> None:
        self.box(_BODY, 9, self.ground)
        self.line((44, 94), (70, 94))

    def cover(self, angle: float) -> None:
        """The cover, turned open by ``angle`` degrees about its hinge."""
        self.painter.save()
        self.painter.translate(128, 62)
        self.painter.rotate(angle)
        path = QPainterPath(QPointF(0, 0))
        path.lineTo(-96, 0)
        path.cubicTo(-98, -14, -88, -22, -76, -22)
        path.lineTo(-12, -22)
        path.cubicTo(-2, -22, 2, -12, 0, 0)
        path.closeSubpath()
        self.shape(path, self.ground)
        self.painter.restore()

    def arrow(self, x: float, top: float, bottom: float, *, up: bool) -> None:
        self.line((x, top), (x, bottom), colour=self.accent)
        tip, back = (top, top + 9) if up else (bottom, bottom - 9)
        self.line((x - 8, back), (x, tip), (x + 8, back), colour=self.accent)


def _open(pencil: _Pencil) -> None:
    pencil.cover(52)
    pencil.body()
    pencil.arrow(44, 20, 50, up=True)


def _roll(pencil: _Pencil) -> None:
    pencil.cover(72)
    middle = QPointF(76, 56)
    paper = QPainterPath(QPointF(middle.x() - _ROLL, middle.y()))
    paper.cubicTo(48, 36, 40, 40, 34, 50)
    pencil.shape(paper, None, pencil.accent)
    roll = QPainterPath()
    roll.addEllipse(middle, _ROLL, _ROLL)
    pencil.shape(roll, pencil.paper, pencil.accent)
    core = QPainterPath()
    core.addEllipse(middle, _CORE, _CORE)
    pencil.shape(core, pencil.shade, pencil.accent)
    pencil.body()
    pencil.arrow(76, 4, 26, up=False)


def _close(pencil: _Pencil) -> None:
    paper = QPainterPath(QPointF(46, 46))
    paper.lineTo(46, 10)
    for step in range(4):
        left = 46 + step * 8.5
        paper.lineTo(left + 4.25, 15)
        paper.lineTo(left + 8.5, 10)
    paper.lineTo(80, 46)
    pencil.shape(paper, pencil.paper)
    pencil.line((54, 24), (72, 24), colour=pencil.shade)
    pencil.line((54, 32), (66, 32), colour=pencil.shade)
    pencil.cover(0)
    pencil.body()
    pencil.arrow(104, 6, 32, up=False)


def _power(pencil: _Pencil) -> None:
    pencil.cover(0)
    pencil.body()
    ring = QPainterPath()
    ring.arcMoveTo(QRectF(98, 77, 18, 18), 125)
    ring.arcTo(QRectF(98, 77, 18, 18), 125, 290)
    pencil.shape(ring, None, pencil.accent)
    pencil.line((107, 74), (107, 84), colour=pencil.accent)
    cable = QPainterPath(QPointF(132, 96))
    cable.cubicTo(146, 96, 140, 107, 156, 107)
    pencil.shape(cable, None)
