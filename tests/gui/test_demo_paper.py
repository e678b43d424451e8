"""Slips drawn from what was read back of the bytes, and photographs turned into grey pixels."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication

from kpay_desktop.qr.symbol import Symbol, make_symbol
from kpay_desktop.simulation.paper.interpreter import Interpreter
from kpay_desktop.simulation.paper.items import (
    DrawerKick,
    PaperFeed,
    PaperQr,
    PaperRaster,
    PaperSlip,
)
from tests.helpers.desk import slip, text_line
from ui.demo.photo import grey_pixels, take_photo
from ui.demo.slip_paper import MARGIN_DOTS, SlipPaper, codes_of
from ui.theme import Look, prepare_application, tokens_of
from ui.widgets.styled import apply_look

# One dot is one pixel at this width: the paper's margins and its shadow included.
FULL_WIDTH = 576 + 2 * MARGIN_DOTS + 12


@pytest.fixture
def paper(qapp: QApplication) -> SlipPaper:
    prepare_application(qapp)
    made = SlipPaper()
    apply_look(made, Look(tokens_of("light")))
    return made


def drawn(
    paper: SlipPaper, slip: PaperSlip, symbols: dict[PaperQr, Symbol] | None = None
) -> QImage:
    paper.show_slip(slip, symbols or {}, 576)
    paper.resize(FULL_WIDTH, paper.heightForWidth(FULL_WIDTH))
    return paper.grab().toImage()


def ink_in(image: QImage, x: int, y: int, width: int, height: int) -> int:
    """Return how many dots of the print are dark; ``x`` and ``y`` count from its corner."""
    left, top = MARGIN_DOTS + 6 + x, MARGIN_DOTS + 4 + y
    return sum(
        QColor(image.pixel(left + column, top + row)).lightness() < 128
        for row in range(height)
        for column in range(width)
    )


def test_the_paper_is_as_long_as_its_print(paper: SlipPaper) -> None:
    paper.show_slip(PaperSlip((PaperFeed(300),), is_cut=True), {}, 576)
    whole = paper.heightForWidth(FULL_WIDTH)

    paper.show_slip(PaperSlip((PaperFeed(600),), is_cut=True), {}, 576)

    assert paper.heightForWidth(FULL_WIDTH) - whole == 300
    # Half as wide, half as long.
    assert paper.heightForWidth(FULL_WIDTH // 2) == pytest.approx(
        paper.heightForWidth(FULL_WIDTH) / 2, abs=8
    )


def test_rasters_stand_where_they_were_printed(paper: SlipPaper) -> None:
    block = PaperRaster(16, 8, b"\xff\xff" * 8, "right")

    image = drawn(paper, PaperSlip((PaperFeed(30), block, PaperFeed(30)), is_cut=True))

    assert ink_in(image, 560, 30, 16, 8) == 16 * 8
    assert ink_in(image, 0, 30, 550, 8) == 0
    assert ink_in(image, 0, 0, 576, 29) == 0


def test_text_is_aligned_and_enlarged(paper: SlipPaper) -> None:
    lines = (text_line("left"), text_line("mid", "center"), text_line("BIG", across=2, down=2))

    image = drawn(paper, PaperSlip(lines, is_cut=True))

    assert ink_in(image, 0, 0, 48, 30) > 40
    assert ink_in(image, 60, 0, 500, 30) == 0
    assert ink_in(image, 270, 30, 36, 30) > 40
    assert ink_in(image, 0, 60, 72, 48) > 3 * ink_in(image, 270, 30, 36, 30)


def test_chinese_takes_two_columns(paper: SlipPaper) -> None:
    image = drawn(paper, PaperSlip((text_line("合计"),), is_cut=True))

    assert ink_in(image, 0, 0, 24, 30) > 30
    assert ink_in(image, 24, 0, 24, 30) > 30
    assert ink_in(image, 49, 0, 500, 30) == 0


def test_a_printers_own_code_is_drawn(paper: SlipPaper) -> None:
    code = PaperQr("KPAY:000138", 4, "M", "left")
    symbol = make_symbol(code.text)

    image = drawn(paper, PaperSlip((code,), is_cut=True), {code: symbol})

    # The corner's finder pattern: seven modules dark along its edge.
    assert ink_in(image, 0, 0, 28, 4) == 28 * 4
    assert ink_in(image, 28, 0, 4, 4) == 0
    assert paper.heightForWidth(FULL_WIDTH) == symbol.size * 4 + 2 * MARGIN_DOTS + 12


def test_a_code_that_cannot_be_made_takes_no_room(paper: SlipPaper) -> None:
    code = PaperQr("", 4, "M", "left")

    image = drawn(paper, PaperSlip((code, DrawerKick(2), text_line("below")), is_cut=True))

    assert ink_in(image, 0, 0, 60, 30) > 40


def test_what_bytes_say_is_what_is_drawn(paper: SlipPaper) -> None:
    reader = Interpreter()
    reader.feed(b"\x1b@\x1bE\x01ORCHID TEA HOUSE\n\x1bE\x00TOTAL\n\x1dV\x00")

    image = drawn(paper, reader.slips[0])

    assert paper.accessibleDescription() == "ORCHID TEA HOUSE\nTOTAL"
    assert ink_in(image, 0, 0, 192, 30) > 300
    assert ink_in(image, 0, 30, 60, 30) > 60


def test_codes_of_a_slip() -> None:
    assert [code.text for code in codes_of(slip())] == ["KPAY:80010001:000138"]


@pytest.mark.parametrize("width", [7, 8, 9, 640])
def test_grey_pixels_have_no_filling(width: int) -> None:
    image = QImage(width, 3, QImage.Format.Format_RGB32)
    image.fill(QColor("white"))
    for row in range(3):
        image.setPixelColor(row, row, QColor("black"))

    pixels, w, h = grey_pixels(image)

    assert (w, h, len(pixels)) == (width, 3, width * 3)
    assert [pixels[row * width + row] for row in range(3)] == [0, 0, 0]
    assert sum(pixels) == 255 * (width * 3 - 3)


def test_nothing_to_photograph(qapp: QApplication) -> None:
    del qapp
    assert take_photo(None) is None
    assert take_photo(SlipPaper()) is None
