"""Slips of money back, cash, batches, lists and shifts on simulated paper, letter by letter."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from hardware.printer.encoder import SlipEncoder
from hardware.printer.options import PrinterOptions
from kpay_desktop.receipts.document import Document
from kpay_desktop.receipts.layout import QrLine, TextLine, layout
from kpay_desktop.settings_works import ChinesePrinting
from kpay_desktop.simulation.paper.interpreter import Interpreter
from kpay_desktop.simulation.paper.items import PaperSlip
from tests.helpers.slip_reader import read_slip
from tests.helpers.till_paper import SAMPLES, documents_of


def printed(document: Document, options: PrinterOptions) -> PaperSlip:
    """Return the slip as a printer got it."""
    reader = Interpreter(options.dots)
    reader.feed(SlipEncoder(options, Path.home() / "escpos").encode(document))
    assert reader.problems == []
    (slip,) = reader.slips
    return slip


def plain(line: str) -> str:
    """Full-width marks are drawn as their plain forms beside an empty half."""
    return unicodedata.normalize("NFKC", line).replace(" ", "")


@pytest.mark.parametrize("name", sorted(SAMPLES))
@pytest.mark.parametrize("paper_mm", [80, 58])
@pytest.mark.parametrize("chinese", list(ChinesePrinting))
def test_till_slip_comes_back_off_the_paper(
    name: str, paper_mm: int, chinese: ChinesePrinting
) -> None:
    options = PrinterOptions(paper_mm=paper_mm, chinese=chinese)
    for document in documents_of(SAMPLES[name]):
        expected = [
            f"[{line.text}]" if isinstance(line, QrLine) else line.text
            for line in layout(document, options.columns)
            if isinstance(line, TextLine | QrLine)
        ]
        read = read_slip(printed(document, options))
        assert [plain(line) for line in read if line] == [plain(line) for line in expected]
