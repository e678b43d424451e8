"""Shapes that several widgets paint."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QWidget

from ui.theme import Look


def rounded(
    painter: QPainter, rect: QRectF, radius: float, fill: QColor, line: QColor | None, width: float
) -> None:
    """Paint a rounded rectangle; its border of ``width`` pixels lies wholly inside ``rect``."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    if line is None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(fill)
        painter.drawRoundedRect(rect, radius, radius)
        return
    half = width / 2
    painter.setPen(QPen(line, width))
    painter.setBrush(fill)
    inner = rect.adjusted(half, half, -half, -half)
    painter.drawRoundedRect(inner, radius - half, radius - half)


def focus_ring(painter: QPainter, widget: QWidget, look: Look, radius: float) -> None:
    """Paint the ring that shows where the keyboard is."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    rect = QRectF(widget.rect())
    for inset, width, name in ((1.5, 3.0, "focus"), (4.0, 2.0, "card")):
        painter.setPen(QPen(look.colour(name), width))
        around = rect.adjusted(inset, inset, -inset, -inset)
        painter.drawRoundedRect(around, max(1.0, radius - inset), max(1.0, radius - inset))


def text_line(
    painter: QPainter,
    rect: QRectF,
    text: str,
    align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignHCenter,
) -> None:
    """Paint one line, its capitals in the middle of ``rect``.

    Chinese gets the same baseline: Qt itself would centre by the taller font and sink the line.
    """
    metrics = QFontMetricsF(painter.font())
    left = rect.left()
    if align & Qt.AlignmentFlag.AlignHCenter:
        left += (rect.width() - metrics.horizontalAdvance(text)) / 2
    elif align & Qt.AlignmentFlag.AlignRight:
        left += rect.width() - metrics.horizontalAdvance(text)
    baseline = rect.center().y() + metrics.capHeight() / 2
    painter.drawText(QPointF(left, round(baseline)), text)


def mixed(one: QColor, other: QColor, part: float) -> QColor:
    """Return ``one`` with ``part`` (0 to 1) of ``other`` in it."""
    rest = 1.0 - part
    return QColor(
        round(one.red() * rest + other.red() * part),
        round(one.green() * rest + other.green() * part),
        round(one.blue() * rest + other.blue() * part),
    )
