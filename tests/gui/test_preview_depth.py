"""Pictures of three and of four bytes a pixel look alike."""

from __future__ import annotations

import pytest
import shiboken6
from PySide6.QtWidgets import QApplication

from kpay_desktop.ports_scan import Frame, FrameBox
from ui.widgets.preview import Preview

BLUE, GREEN, RED = 200, 120, 40


@pytest.mark.parametrize(
    ("depth", "pixel", "is_shown"),
    [
        (3, bytes((BLUE, GREEN, RED)), True),
        (4, bytes((BLUE, GREEN, RED, 0)), True),
        (2, bytes((BLUE, GREEN)), False),
        (4, bytes((BLUE, GREEN, RED)), False),
    ],
)
def test_the_colours_of_a_picture(
    qapp: QApplication, depth: int, pixel: bytes, is_shown: bool
) -> None:
    preview, box = Preview(), FrameBox()
    preview.resize(320, 240)
    preview.set_framed(False)
    preview.show()
    preview.show_frames(box, mirror=True)
    try:
        box.put(Frame(1, 64, 48, pixel * 64 * 48, depth=depth))
        qapp.processEvents()
        assert preview.has_picture is is_shown
        colour = preview.grab().toImage().pixelColor(160, 120)
        assert ((colour.blue(), colour.green(), colour.red()) == (BLUE, GREEN, RED)) is is_shown
    finally:
        shiboken6.delete(preview)
