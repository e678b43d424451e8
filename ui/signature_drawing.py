"""A signature's strokes painted with Qt: on the paper of a page and in a PDF."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from kpay_desktop.domain.signature import HEIGHT, WIDTH, Signature


def draw_signature(
    painter: QPainter, signature: Signature, box: QRectF, pen_width: float, ink: QColor
) -> None:
    """Paint the strokes into ``box``, with the pen's own breadth inside it.

    Lengths are the painter's units. Strokes are shapes, not a picture: they stay sharp.
    """
    half = pen_width / 2
    room = box.adjusted(half, half, -half, -half)
    across, down = room.width() / WIDTH, room.height() / HEIGHT
    path = QPainterPath()
    for stroke in signature.strokes:
        points = [QPointF(room.left() + x * across, room.top() + y * down) for x, y in stroke]
        path.moveTo(points[0])
        for point in points[1:]:
            path.lineTo(point)
        if len(set(stroke)) == 1:
            # A tap of the pen: a stroke without a length would not be painted.
            path.lineTo(points[0] + QPointF(pen_width / 100, 0))
    pen = QPen(ink, pen_width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.save()
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.strokePath(path, pen)
    painter.restore()
