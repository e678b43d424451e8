"""Pictures of a window of another process, compared with the same window painted here.

What stands in a real window is seen as pixels alone. Whoever wants to know whether it says
something paints it in memory, at the same size, and looks at the same place of the display.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager

import shiboken6
from PIL import Image, ImageChops, ImageStat
from PySide6.QtCore import QBuffer, QIODevice, QPoint, QRect
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from tests.helpers.display import Area, Display
from ui.main.window import MainWindow
from ui.theme import prepare_application
from ui.views import Press
from ui.views_screens import ClerkView

#: The mean difference of pixels, of 255, up to which two pictures say the same. Letters drawn by
#: another rasteriser differ by less, another word or another figure by more.
ALIKE = 2.0
_ROUNDS = 4


def _nothing(_: Press) -> None:
    return


@contextmanager
def twin_of(app: QApplication, real: Area, view: ClerkView) -> Iterator[MainWindow]:
    """Give the twin of the cashier's window whose inside is at ``real``."""
    prepare_application(app)
    window = MainWindow(_nothing)
    try:
        window.resize(real.width, real.height)
        window.show()
        window.show_view(view)
        # A wrapped text that finds its height moves what stands below it: one round of events each.
        for _ in range(_ROUNDS):
            app.processEvents()
        yield window
    finally:
        shiboken6.delete(window)


def place_of(window: MainWindow, widget: QWidget, real: Area) -> Area:
    """Return where a widget of the twin is on the display."""
    corner = widget.mapTo(window, QPoint(0, 0))
    return Area(real.x + corner.x(), real.y + corner.y(), widget.width(), widget.height())


def button_place(app: QApplication, real: Area, view: ClerkView, name: str) -> tuple[int, int]:
    """Return the point of the display to click for the button called ``name``."""
    with twin_of(app, real, view) as window:
        found = [
            button
            for button in window.findChildren(QAbstractButton)
            if name in {button.text(), button.accessibleName()} and button.isVisible()
        ]
        assert len(found) == 1, f"{len(found)} buttons are called {name}"
        return place_of(window, found[0], real).centre


def painted(window: MainWindow, widget: QWidget) -> Image.Image:
    """Return what the twin paints at a widget's place."""
    corner = widget.mapTo(window, QPoint(0, 0))
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    window.grab(QRect(corner, widget.size())).save(buffer, "PNG")
    return Image.open(io.BytesIO(bytes(buffer.data().data()))).convert("RGB")


def difference(display: Display, place: Area, wanted: Image.Image) -> float:
    """Return how unlike the display at ``place`` is to a picture: 0 for the same, 255 at most."""
    seen = display.picture(place).convert("RGB")
    if seen.size != wanted.size:
        return 255.0
    channels = ImageStat.Stat(ImageChops.difference(seen, wanted)).mean
    return sum(channels) / len(channels)
