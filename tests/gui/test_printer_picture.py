"""The drawn steps at the printer are whole: nothing reaches over the picture's edge."""

from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from ui.theme import Look, prepare_application, tokens_of
from ui.widgets.printer_picture import PrinterPicture
from ui.widgets.styled import apply_look


def inked_edges(image: QImage) -> set[str]:
    """Return the edges of a picture at which something is drawn."""
    ground = image.pixel(0, 0)
    right, bottom = image.width() - 1, image.height() - 1
    across, down = range(image.width()), range(image.height())
    points = {
        "top": [(x, 0) for x in across],
        "bottom": [(x, bottom) for x in across],
        "left": [(0, y) for y in down],
        "right": [(right, y) for y in down],
    }
    return {
        edge for edge, ends in points.items() if any(image.pixel(*end) != ground for end in ends)
    }


@pytest.mark.parametrize("scale", [0.9, 1.0, 1.6])
@pytest.mark.parametrize("step", ["open", "roll", "close", "power"])
def test_a_step_is_drawn_whole(qapp: QApplication, step: str, scale: float) -> None:
    prepare_application(qapp)
    picture = PrinterPicture()
    try:
        apply_look(picture, Look(tokens_of("light"), scale))
        picture.show_step(step, step)
        picture.resize(picture.sizeHint())
        image = QImage(picture.size(), QImage.Format.Format_RGB32)
        image.fill(0)
        picture.render(image)
        assert inked_edges(image) == set()
    finally:
        shiboken6.delete(picture)
