"""The field that a customer signs in: mouse, finger or pen, drawn as it is written.

Each new piece is painted by itself onto what is there: a long signature costs no more at its end
than at its beginning. What is kept of it is bounded: see :class:`Strokes`.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QHideEvent,
    QImage,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QTabletEvent,
    QTouchEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from kpay_desktop.domain.signature import HEIGHT, WIDTH, Signature
from ui.strokes import Strokes
from ui.theme import Look
from ui.widgets.styled import StyledWidget

# Of the pen and the dashed edge, in design pixels.
_PEN, _EDGE, _CORNER = 4.0, 2.0, 22.0
_LEAST_WIDTH, _LEAST_HEIGHT = 180, 90
_TOUCHES = frozenset(
    {
        QEvent.Type.TouchBegin,
        QEvent.Type.TouchUpdate,
        QEvent.Type.TouchEnd,
        QEvent.Type.TouchCancel,
    }
)


class SignPad(StyledWidget):
    """Collects strokes in a box of 1000 by 400; ``on_change`` hears of the first and of none.

    It works the same at any size and pixel ratio: what is kept is in the signature's own units, and
    the box keeps their proportion inside the widget.
    """

    def __init__(self, on_change: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._on_change = on_change
        self._strokes = Strokes()
        self._ink: QImage | None = None
        self._finger: int | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_AcceptTouchEvents)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    # --- what is written --------------------------------------------------------------------

    @property
    def has_ink(self) -> bool:
        """True once something was written."""
        return self._strokes.has_ink

    def signature(self) -> Signature | None:
        """Return what was written; None while there is nothing."""
        return self._strokes.signature()

    def wipe(self) -> None:
        """Take away what was written."""
        had = self.has_ink
        self._strokes = Strokes()
        self._ink = None
        self._finger = None
        self.update()
        if had:
            self._on_change()

    def _down(self, at: QPointF) -> None:
        had = self.has_ink
        box = self.box()
        if not box.contains(at):
            return
        self._strokes.begin(*self._in_units(at, box))
        self._paint_newest()
        if self.has_ink != had:
            self._on_change()

    def _move(self, at: QPointF) -> None:
        if self._strokes.is_writing:
            self._strokes.go_to(*self._in_units(at, self.box()))
            self._paint_newest()

    def _up(self) -> None:
        self._strokes.end()

    def _in_units(self, at: QPointF, box: QRectF) -> tuple[float, float]:
        return (
            (at.x() - box.left()) * WIDTH / box.width(),
            (at.y() - box.top()) * HEIGHT / box.height(),
        )

    def box(self) -> QRectF:
        """Return where the signature lies in the widget: as large as its proportion allows."""
        edge = self.look.px(_EDGE)
        room = QRectF(self.rect()).adjusted(edge, edge, -edge, -edge)
        scale = max(0.01, min(room.width() / WIDTH, room.height() / HEIGHT))
        made = QRectF(0, 0, WIDTH * scale, HEIGHT * scale)
        made.moveCenter(room.center())
        return made

    # --- pens -------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._down(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with it."""
        self._move(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End it."""
        self._move(event.position())
        self._up()

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Write with a pen."""
        match event.type():
            case QEvent.Type.TabletPress:
                self._down(event.position())
            case QEvent.Type.TabletMove:
                self._move(event.position())
            case QEvent.Type.TabletRelease:
                self._up()
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Write with one finger; the others rest on the screen without a trace."""
        if isinstance(event, QTouchEvent) and event.type() in _TOUCHES:
            self._touch(event)
            event.accept()
            return True
        return super().event(event)

    def _touch(self, event: QTouchEvent) -> None:
        if event.type() == QEvent.Type.TouchCancel:
            self._finger = None
            self._up()
            return
        for point in event.points():
            if self._finger is None and point.state() is point.State.Pressed:
                self._finger = point.id()
                self._down(point.position())
            elif point.id() == self._finger:
                self._move(point.position())
                if point.state() is point.State.Released:
                    self._finger = None
                    self._up()

    # --- paint ------------------------------------------------------------------------------

    def sizeHint(self) -> QSize:
        """A wide field."""
        return QSize(self.look.px(_LEAST_WIDTH * 2), self.look.px(_LEAST_HEIGHT * 2))

    def minimumSizeHint(self) -> QSize:
        """Small, on a small screen."""
        return QSize(self.look.px(_LEAST_WIDTH), self.look.px(_LEAST_HEIGHT))

    def restyle(self, look: Look) -> None:
        """Draw what was written anew, in the colours of the look."""
        del look
        self._ink = None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw what was written anew, in the new size."""
        super().resizeEvent(event)
        self._ink = None

    def hideEvent(self, event: QHideEvent) -> None:
        """A stroke ends where its field goes away."""
        super().hideEvent(event)
        self._finger = None
        self._up()

    def _paint_newest(self) -> None:
        """Paint the newest piece and ask only for its place on the screen."""
        piece = self._strokes.newest()
        if piece is None:
            return
        if self._ink is None or self._ink.devicePixelRatioF() != self.devicePixelRatioF():
            self._ink = None
            self.update()
            return
        place = self._paint_pieces(self._ink, [piece])
        self.update(place.toAlignedRect())

    def _paint_pieces(self, ink: QImage, pieces: list[tuple[tuple[int, int], ...]]) -> QRectF:
        box = self.box()
        width = max(1.5, self.look.px(_PEN))
        pen = QPen(self.look.colour("paper_ink"), width)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter = QPainter(ink)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(pen)
        place = QRectF()
        for piece in pieces:
            points = [
                QPointF(box.left() + x * box.width() / WIDTH, box.top() + y * box.height() / HEIGHT)
                for x, y in piece
            ]
            if len(points) == 1:
                painter.drawPoint(points[0])
            else:
                painter.drawPolyline(points)
            for point in points:
                place = place.united(
                    QRectF(point.x() - width, point.y() - width, 2 * width, 2 * width)
                )
        painter.end()
        return place

    def _drawn(self) -> QImage:
        if self._ink is None:
            ratio = self.devicePixelRatioF()
            ink = QImage(self.size() * ratio, QImage.Format.Format_ARGB32_Premultiplied)
            ink.setDevicePixelRatio(ratio)
            ink.fill(0)
            self._ink = ink
            self._paint_pieces(ink, self._strokes.pieces())
        return self._ink

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the paper, its dashed edge and what was written."""
        look = self.look
        painter = QPainter(self)
        painter.setClipRect(event.rect())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = QPen(look.colour("line2"), look.px(_EDGE))
        edge.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(edge)
        painter.setBrush(look.colour("paper"))
        half, corner = look.px(_EDGE) / 2, look.px(_CORNER)
        painter.drawRoundedRect(self.box().adjusted(-half, -half, half, half), corner, corner)
        painter.drawImage(0, 0, self._drawn())
