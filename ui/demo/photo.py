"""What the phone's camera sees: the pixels of the customer's window, as they are on the screen."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QWidget

# Platforms that let a program read its screen. Elsewhere (no display, or a compositor that
# forbids it) the window's own rendering has to do.
_READABLE_SCREENS = frozenset({"xcb", "windows", "cocoa"})


def sees_screen() -> bool:
    """True if a photograph shows what lies over a window, not the window's own rendering."""
    return QGuiApplication.platformName() in _READABLE_SCREENS


def take_photo(window: QWidget | None) -> QImage | None:
    """Return a picture of ``window`` with whatever lies over it, or None if it is not to be seen.

    Belongs to the thread of the windows.
    """
    if window is None or not window.isVisible() or window.isMinimized():
        return None
    seen = _from_screen(window)
    if seen is None:
        seen = window.grab().toImage()
    return None if seen.isNull() else seen


def _from_screen(window: QWidget) -> QImage | None:
    screen = window.screen()
    if not sees_screen():
        return None
    place = QRect(window.mapToGlobal(QPoint(0, 0)), window.size())
    place = place.intersected(screen.geometry()).translated(-screen.geometry().topLeft())
    if place.isEmpty():
        return None
    picture = screen.grabWindow(0, place.x(), place.y(), place.width(), place.height())
    return None if picture.isNull() else picture.toImage()


def grey_pixels(image: QImage) -> tuple[bytes, int, int]:
    """Return one byte a pixel, row by row, with width and height. Any thread."""
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    width, height, stride = grey.width(), grey.height(), grey.bytesPerLine()
    pixels = bytes(grey.constBits())
    if stride == width:
        return pixels, width, height
    # Qt fills every row up to four bytes.
    rows = (pixels[y * stride : y * stride + width] for y in range(height))
    return b"".join(rows), width, height
