"""A card's slip as PDF and on the screen: the same words, and the same strokes as on paper."""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication, QWidget

from hardware.printer.raster import draw_signature as draw_dots
from kpay_desktop.domain.signature import HEIGHT, WIDTH, Signature
from kpay_desktop.receipts.document import Centered, Document, SignatureBox
from kpay_desktop.receipts.layout import SignatureLine
from kpay_desktop.receipts.slips import slip_of
from tests.helpers.card_paper import (
    CARD_GOLDEN,
    CARD_GOLDEN_SLIPS,
    MERCHANT,
    SIGNATURE,
    SIGNED,
    shop,
)
from tests.helpers.pdf import DEADLINE_S, golden_lines, pdf_facts, pdf_lines, pdf_picture
from tests.helpers.widgets import put
from ui.slip_pdf import slip_pdf
from ui.widgets.paper import Paper

BOX_ACROSS, BOX_DOWN = 384, 154
TAP_OF_A_PEN = Signature((((500, 200),),))
CORNERS = Signature((((0, 0), (WIDTH, HEIGHT)), ((0, HEIGHT), (WIDTH, 0))))
DRAWINGS = {"signature": SIGNATURE, "tap of a pen": TAP_OF_A_PEN, "corners": CORNERS}

IsDark = Callable[[int, int], bool]


@pytest.mark.parametrize("name", list(CARD_GOLDEN_SLIPS))
def test_text_of_a_card_s_pdf_is_the_golden_slip(qapp: QApplication, name: str) -> None:
    wide, narrow = (CARD_GOLDEN / f"{name}.txt").read_text("utf-8").split("\n\n")
    document = CARD_GOLDEN_SLIPS[name]

    assert pdf_lines(slip_pdf(document, 80)) == golden_lines(wide)
    assert pdf_lines(slip_pdf(document, 58)) == golden_lines(narrow)


def test_signature_in_a_pdf_is_drawn_and_no_picture(qapp: QApplication) -> None:
    pdf = slip_pdf(slip_of(SIGNED, shop(), MERCHANT, signature=SIGNATURE), 80)
    listed = subprocess.run(
        ["pdfimages", "-list", "-"],
        input=pdf,
        capture_output=True,
        timeout=DEADLINE_S,
        check=True,
    )
    assert len(listed.stdout.splitlines()) == 2  # the heads of an empty table
    assert pdf_facts(pdf)["Pages"] == "1"


@pytest.mark.parametrize("paper_mm", [80, 58])
@pytest.mark.parametrize("name", list(DRAWINGS))
def test_strokes_of_a_pdf_lie_on_those_of_the_paper(
    qapp: QApplication, name: str, paper_mm: int
) -> None:
    document = Document("drawn", (SignatureBox(DRAWINGS[name]),))
    # 203.2 dots an inch are the printer's 8 a millimetre; twice as fine, so that edges are seen.
    page = pdf_picture(slip_pdf(document, paper_mm), 406)
    left, top = (paper_mm * 8 - BOX_ACROSS) // 2, 40 + 10

    def is_dark(x: int, y: int) -> bool:
        return page.pixels[(2 * (top + y) + 1) * page.width + 2 * (left + x) + 1] < 128

    assert_same(dots_of(DRAWINGS[name]), is_dark)


@pytest.mark.parametrize("name", list(DRAWINGS))
def test_strokes_on_the_screen_lie_on_those_of_the_paper(host: QWidget, name: str) -> None:
    host.resize(700, 400)
    paper = Paper()
    put(host, paper)
    paper.show_document(Document("drawn", (SignatureBox(DRAWINGS[name]), Centered("."))))
    # Shadow, margin and 48 columns, each as many pixels wide as the printer's has dots.
    paper.setFixedSize(2 * 12 + 52 * 12, paper.heightForWidth(2 * 12 + 52 * 12))
    picture = QImage(paper.size(), QImage.Format.Format_RGB32)
    picture.fill(QColor("white"))
    paper.render(picture)
    left, top = 12 + 2 * 12 + (576 - BOX_ACROSS) // 2, 1 + 2 * 12

    def is_dark(x: int, y: int) -> bool:
        return QColor(picture.pixel(left + x, top + y)).lightness() < 128

    assert paper.column_px == 12.0
    assert_same(dots_of(DRAWINGS[name]), is_dark)


def dots_of(signature: Signature) -> IsDark:
    """Return what the printer draws."""
    image = draw_dots(SignatureLine(signature), BOX_ACROSS)
    bits, across = image.tobytes(), (BOX_ACROSS + 7) // 8

    def is_dark(x: int, y: int) -> bool:
        return bool(bits[y * across + x // 8] & (0x80 >> x % 8))

    return is_dark


def assert_same(one: IsDark, other: IsDark) -> None:
    """Each dark dot of one has a dark one of the other beside it, but for the very edge."""
    for first, second in ((one, other), (other, one)):
        dark = [(x, y) for y in range(BOX_DOWN) for x in range(BOX_ACROSS) if first(x, y)]
        assert dark
        alone = [place for place in dark if not any(second(*near) for near in around(*place))]
        assert len(alone) <= len(dark) // 50


def around(x: int, y: int) -> list[tuple[int, int]]:
    """Return a dot and those around it, within the box."""
    return [
        (column, row)
        for column in range(max(0, x - 1), min(BOX_ACROSS, x + 2))
        for row in range(max(0, y - 1), min(BOX_DOWN, y + 2))
    ]
