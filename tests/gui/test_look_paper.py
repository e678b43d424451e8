"""Slips on the screen are the printer's lines."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from kpay_desktop.qr.symbol import QUIET_ZONE
from kpay_desktop.receipts.document import Centered, Columns, Document, Feed, QrCode, Rule, Size
from tests.helpers.widgets import dark_pixels, put
from ui.widgets.paper import Paper, PaperView

SLIP = Document(
    "Merchant copy",
    (
        Centered("ORCHID TEA HOUSE", bold=True),
        Centered("兰花茶馆"),
        Rule(),
        Columns("TOTAL", "SGD 30.80", bold=True, size=Size.TALL, is_money=True),
        Columns("合计", "SGD 30.80", size=Size.LARGE, is_money=True),
        Feed(2),
        QrCode("https://example.com/r/000138"),
    ),
)


def test_paper_draws_the_printer_s_lines(host: QWidget, qtbot: QtBot) -> None:
    host.resize(420, 900)
    paper = Paper()
    paper.show_document(replace(SLIP, rows=SLIP.rows[:-1]))
    put(host, paper)
    plain = dark_pixels(paper)
    assert plain > 200

    paper.show_document(SLIP)

    assert paper.accessibleName() == "Merchant copy"
    assert "ORCHID TEA HOUSE" in paper.accessibleDescription()
    # The code comes from a thread, a moment later.
    qtbot.waitUntil(lambda: dark_pixels(paper) > plain + 500, timeout=60_000)


def test_longer_slips_take_more_paper(host: QWidget) -> None:
    paper = Paper()
    paper.show_document(Document("a", (Centered("one"),)))
    short = paper.heightForWidth(344)

    paper.show_document(Document("b", tuple(Centered(f"line {n}") for n in range(20))))

    assert paper.heightForWidth(344) > short
    assert paper.heightForWidth(600) > paper.heightForWidth(344)


def test_no_document_is_no_paper(host: QWidget) -> None:
    paper = Paper()
    put(host, paper)
    assert dark_pixels(paper) == 0

    paper.show_document(SLIP)
    paper.show_document(None)

    assert paper.document is None
    assert paper.lines == []


def test_a_long_slip_scrolls(host: QWidget) -> None:
    view = PaperView()
    put(host, view)
    view.show_document(Document("long", tuple(Centered(f"line {n}") for n in range(80))))
    QCoreApplication.processEvents()

    assert view.verticalScrollBar().maximum() > 0
    assert view.verticalScrollBar().value() == 0


def test_a_code_keeps_its_quiet_zone_at_every_width(host: QWidget, qtbot: QtBot) -> None:
    host.resize(420, 900)
    code = QrCode("KPAY:V:80010001:000001:000138")
    paper = Paper()
    paper.show_document(Document("a", (code, Centered("HHHHHHHH"))))
    put(host, paper)
    # Letters alone are a dozen rows high; the code comes from a thread, a moment later.
    qtbot.waitUntil(lambda: len(_inked_rows(paper)) > 50, timeout=60_000)

    for width in range(256, 360, 2):
        paper.setFixedSize(width, paper.heightForWidth(width))
        inked = _inked_rows(paper)
        breaks = [(a, b) for a, b in pairwise(inked) if b > a + 1]

        assert len(breaks) == 1, width
        end, begin = breaks[0]
        module = (end + 1 - inked[0]) / 25
        assert module == int(module), width
        assert begin - end > QUIET_ZONE * module, width


def _inked_rows(paper: Paper) -> list[int]:
    """The rows of pixels in which the paper's middle has ink."""
    image = paper.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    data, line = bytes(image.constBits()), image.bytesPerLine()
    left, right = image.width() // 4, image.width() * 3 // 4
    return [y for y in range(image.height()) if min(data[y * line + left : y * line + right]) < 128]
