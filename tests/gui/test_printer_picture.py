"""The drawn steps at the printer are whole: nothing reaches over the picture's edge."""

from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from kpay_desktop.domain.language import Language
from tests.helpers.gui import Presses
from tests.helpers.more_pages import waiting
from tests.helpers.pages import SIZES, cashiers_window, page_of
from ui.main.result import ResultPage
from ui.main.window import MIN_HEIGHT, MIN_WIDTH
from ui.theme import Look, prepare_application, tokens_of
from ui.views import Action
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


@pytest.mark.parametrize("size", [(MIN_WIDTH, MIN_HEIGHT), *SIZES])
@pytest.mark.parametrize("language", list(Language))
def test_the_steps_stand_beside_each_other_whole(
    qapp: QApplication, language: Language, size: tuple[int, int]
) -> None:
    front = waiting().press(Action.LANGUAGE, language.value)
    with cashiers_window(qapp, Presses()) as window:
        window.resize(*size)
        window.show_view(front.screens().clerk)
        window.show()
        qapp.processEvents()
        pictures = [step.picture for step in page_of(window, ResultPage).paper.steps]
        assert len(pictures) == 3
        assert len({picture.mapTo(window, QPoint(0, 0)).y() for picture in pictures}) == 1
        assert {picture.size() for picture in pictures} == {pictures[0].sizeHint()}
