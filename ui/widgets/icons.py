"""Icons: strokes on a grid of 24 units, painted in any colour at any size."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

GRID = 24.0
STROKE = 1.9


def _lines(path: QPainterPath, *points: tuple[float, float], close: bool = False) -> None:
    path.moveTo(*points[0])
    for x, y in points[1:]:
        path.lineTo(x, y)
    if close:
        path.closeSubpath()


def _card(path: QPainterPath) -> None:
    path.addRoundedRect(QRectF(2.5, 5, 19, 14), 2.5, 2.5)
    _lines(path, (2.5, 9.6), (21.5, 9.6))
    _lines(path, (6, 14.6), (9.5, 14.6))


def _cash(path: QPainterPath) -> None:
    path.addRoundedRect(QRectF(2.5, 6, 19, 12), 1.8, 1.8)
    path.addEllipse(QPointF(12, 12), 2.9, 2.9)
    _lines(path, (6.2, 12), (6.3, 12))
    _lines(path, (17.7, 12), (17.8, 12))


def _receipt(path: QPainterPath) -> None:
    edge = [(4.5, 3.0), (4.5, 21.0), (7.0, 19.3), (9.5, 21.0), (12.0, 19.3), (14.5, 21.0)]
    edge += [(17.0, 19.3), (19.5, 21.0), (19.5, 3.0)]
    _lines(path, *edge, close=True)
    _lines(path, (8.5, 8.5), (15.5, 8.5))
    _lines(path, (8.5, 13), (15.5, 13))


def _undo(path: QPainterPath) -> None:
    _lines(path, (8, 4.5), (3.5, 9), (8, 13.5))
    path.moveTo(3.5, 9)
    path.lineTo(14.5, 9)
    path.arcTo(QRectF(9, 9, 11.4, 11.4), 90, -180)
    path.lineTo(10, 20.4)


def _checked(path: QPainterPath) -> None:
    path.addRoundedRect(QRectF(3.5, 3.5, 17, 17), 3, 3)
    _lines(path, (8, 12.3), (10.9, 15.2), (16.2, 9.4))


def _bars(path: QPainterPath) -> None:
    _lines(path, (3, 20.5), (21, 20.5))
    _lines(path, (6.5, 20.5), (6.5, 12))
    _lines(path, (11.5, 20.5), (11.5, 4.5))
    _lines(path, (16.5, 20.5), (16.5, 9))


def _dots(path: QPainterPath) -> None:
    for x in (5.0, 12.0, 19.0):
        path.addEllipse(QPointF(x, 12), 1.6, 1.6)


def _backspace(path: QPainterPath) -> None:
    _lines(path, (21, 5), (8.6, 5), (2.4, 12), (8.6, 19), (21, 19), close=True)
    _lines(path, (11.6, 9.2), (17.2, 14.8))
    _lines(path, (17.2, 9.2), (11.6, 14.8))


def _shift(path: QPainterPath) -> None:
    _lines(
        path,
        (12, 3.5),
        (20, 12),
        (15.6, 12),
        (15.6, 19.5),
        (8.4, 19.5),
        (8.4, 12),
        (4, 12),
        close=True,
    )


def _check(path: QPainterPath) -> None:
    _lines(path, (5, 12.8), (10, 17.5), (19.2, 7.2))


def _cross(path: QPainterPath) -> None:
    _lines(path, (6.2, 6.2), (17.8, 17.8))
    _lines(path, (17.8, 6.2), (6.2, 17.8))


def _alert(path: QPainterPath) -> None:
    _lines(path, (12, 5), (12, 13.6))
    _lines(path, (12, 18.4), (12, 18.45))


def _wait(path: QPainterPath) -> None:
    path.addEllipse(QPointF(12, 12), 8.2, 8.2)
    _lines(path, (12, 7.2), (12, 12), (15.4, 14.2))


def _globe(path: QPainterPath) -> None:
    path.addEllipse(QPointF(12, 12), 9, 9)
    path.addEllipse(QPointF(12, 12), 4, 9)
    _lines(path, (3, 12), (21, 12))


def _sun(path: QPainterPath) -> None:
    path.addEllipse(QPointF(12, 12), 4.2, 4.2)
    _lines(path, (12, 2), (12, 4))
    _lines(path, (12, 20), (12, 22))
    _lines(path, (2, 12), (4, 12))
    _lines(path, (20, 12), (22, 12))
    for x in (4.9, 19.1):
        for y in (4.9, 19.1):
            inwards = (x + math.copysign(1.4, 12 - x), y + math.copysign(1.4, 12 - y))
            _lines(path, (x, y), inwards)


def _phone(path: QPainterPath) -> None:
    path.addRoundedRect(QRectF(6.5, 2.5, 11, 19), 2.6, 2.6)
    _lines(path, (10.8, 18.2), (13.2, 18.2))


def _leave(path: QPainterPath) -> None:
    _lines(path, (10, 20.5), (4, 20.5), (4, 3.5), (10, 3.5))
    _lines(path, (9.5, 12), (20.5, 12))
    _lines(path, (16, 7.5), (20.5, 12), (16, 16.5))


def _info(path: QPainterPath) -> None:
    path.addEllipse(QPointF(12, 12), 9, 9)
    _lines(path, (12, 11), (12, 16.4))
    _lines(path, (12, 7.6), (12, 7.65))


def _screen(path: QPainterPath) -> None:
    path.addRoundedRect(QRectF(2.5, 4, 19, 12.5), 2, 2)
    _lines(path, (8, 20.5), (16, 20.5))
    _lines(path, (12, 16.5), (12, 20.5))


def _qr(path: QPainterPath) -> None:
    for x, y in ((3.0, 3.0), (14.0, 3.0), (3.0, 14.0)):
        path.addRoundedRect(QRectF(x, y, 7, 7), 1, 1)
    _lines(path, (14, 14), (17.5, 14), (17.5, 17.5), (21, 17.5), (21, 21))
    _lines(path, (14, 18), (14, 21), (17, 21))


def _open(path: QPainterPath) -> None:
    _lines(path, (9, 5.5), (15.5, 12), (9, 18.5))


def _help(path: QPainterPath) -> None:
    path.addEllipse(QPointF(12, 12), 9, 9)
    path.moveTo(9.2, 9.6)
    path.cubicTo(9.4, 6.4, 14.8, 6.5, 14.8, 9.7)
    path.cubicTo(14.8, 11.9, 12, 11.9, 12, 14)
    _lines(path, (12, 17), (12, 17.05))


def _sound(path: QPainterPath) -> None:
    _lines(path, (3, 9.5), (6.5, 9.5), (11.5, 5), (11.5, 19), (6.5, 14.5), (3, 14.5), close=True)
    path.moveTo(15.2, 8.6)
    path.quadTo(17.6, 12, 15.2, 15.4)
    path.moveTo(18.2, 5.8)
    path.quadTo(22.6, 12, 18.2, 18.2)


def _lock(path: QPainterPath) -> None:
    path.addRoundedRect(QRectF(5, 10.5, 14, 10), 2.4, 2.4)
    path.moveTo(8, 10.5)
    path.lineTo(8, 7.5)
    path.arcTo(QRectF(8, 3.5, 8, 8), 180, -180)
    path.lineTo(16, 10.5)
    _lines(path, (12, 14.6), (12, 16.6))


def _contact(path: QPainterPath) -> None:
    path.moveTo(8.2, 18.5)
    path.lineTo(4.2, 20.5)
    path.lineTo(5.2, 16.6)
    path.arcTo(QRectF(3, 3.5, 18, 16), 215, -322)
    path.closeSubpath()
    for x in (8.3, 12.0, 15.7):
        _lines(path, (x, 11.5), (x, 11.55))


def _tap(path: QPainterPath) -> None:
    # Three waves, the farther the larger.
    for radius in (5.0, 9.5, 14.0):
        around = QRectF(2.5 - radius, 12 - radius, 2 * radius, 2 * radius)
        path.arcMoveTo(around, -40)
        path.arcTo(around, -40, 80)


def _chip(path: QPainterPath) -> None:
    path.addRoundedRect(QRectF(5.5, 2.5, 13, 14.5), 2.2, 2.2)
    path.addRoundedRect(QRectF(9.5, 8.5, 5, 4.6), 1, 1)
    _lines(path, (2.5, 21), (21.5, 21))
    _lines(path, (7.5, 17), (7.5, 21))
    _lines(path, (16.5, 17), (16.5, 21))


def _swipe(path: QPainterPath) -> None:
    path.addRoundedRect(QRectF(3, 3.5, 18, 11.5), 2.2, 2.2)
    _lines(path, (3, 7.6), (21, 7.6))
    _lines(path, (5.5, 19.5), (18.5, 19.5))
    _lines(path, (15.4, 16.8), (18.5, 19.5), (15.4, 22.2))


def _sign(path: QPainterPath) -> None:
    path.moveTo(2.5, 16.5)
    path.cubicTo(6, 6, 8.5, 6, 7.4, 11.5)
    path.cubicTo(6.6, 16, 8.6, 16.4, 10.6, 12.6)
    path.cubicTo(12.4, 9, 13.4, 10.6, 12.8, 13.6)
    path.cubicTo(12.4, 16.4, 15.4, 15.6, 17, 13.6)
    path.cubicTo(18, 12.4, 19.4, 13.8, 21.5, 13)
    _lines(path, (3, 20.5), (21, 20.5))


_SHAPES: dict[str, Callable[[QPainterPath], None]] = {
    "sale": _card,
    "transactions": _receipt,
    "void": _undo,
    "settlement": _checked,
    "reports": _bars,
    "more": _dots,
    "backspace": _backspace,
    "shift": _shift,
    "check": _check,
    "cross": _cross,
    "alert": _alert,
    "wait": _wait,
    "language": _globe,
    "theme": _sun,
    "demo": _phone,
    "leave": _leave,
    "info": _info,
    "screen": _screen,
    "qr": _qr,
    "open": _open,
    "help": _help,
    "contact": _contact,
    "sound": _sound,
    "lock": _lock,
    "card": _card,
    "cash": _cash,
    "tap": _tap,
    "chip": _chip,
    "swipe": _swipe,
    "sign": _sign,
}

_PATHS: dict[str, QPainterPath] = {}


def icon_path(name: str) -> QPainterPath:
    """Return the strokes of an icon on the grid; an unknown name gives an empty path."""
    path = _PATHS.get(name)
    if path is None:
        path = QPainterPath()
        draw = _SHAPES.get(name)
        if draw is not None:
            draw(path)
        _PATHS[name] = path
    return path


def icon_names() -> tuple[str, ...]:
    """Return every icon there is."""
    return tuple(_SHAPES)


def paint_icon(
    painter: QPainter, name: str, rect: QRectF, colour: QColor, stroke: float = STROKE
) -> None:
    """Paint an icon into ``rect`` (a square); ``stroke`` in units of the grid."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.translate(rect.topLeft())
    painter.scale(rect.width() / GRID, rect.height() / GRID)
    pen = QPen(colour, stroke)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(icon_path(name))
    painter.restore()
