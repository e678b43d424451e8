"""Widgets on their own: put into a window, looked at."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget


def put(host: QWidget, *widgets: QWidget) -> None:
    """Stack the widgets in a window and let them be laid out."""
    layout = host.layout()
    assert layout is not None
    for widget in widgets:
        layout.addWidget(widget)
    host.show()
    QCoreApplication.processEvents()


def dark_pixels(widget: QWidget) -> int:
    """Return how many pixels of ``widget`` are nearly black."""
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    data, line = bytes(image.constBits()), image.bytesPerLine()
    rows = (data[y * line : y * line + image.width()] for y in range(image.height()))
    return sum(1 for row in rows for value in row if value < 80)
