"""Slips as PDF, read back with tools that know nothing of the till."""

from __future__ import annotations

import subprocess
import sys
import threading
from datetime import datetime

import pytest
from PySide6.QtWidgets import QApplication

from hardware.camera.decode import DecoderChain
from kpay_desktop.receipts.columns import character_columns
from kpay_desktop.receipts.document import Centered, Columns, Document, Feed, QrCode, Rule
from kpay_desktop.receipts.qr_sale import qr_sale
from kpay_desktop.receipts.slip_code import read_slip_code
from kpay_desktop.receipts.slip_shop import SINGAPORE
from kpay_desktop.receipts.trial_slip import trial_slip
from kpay_desktop.settings import demo_settings
from tests.helpers.paper import GOLDEN, GOLDEN_SLIPS, SLIP
from tests.helpers.pdf import golden_lines, pdf_facts, pdf_fonts, pdf_lines, pdf_picture
from tools.slip_fonts import charset
from ui.slip_pdf import slip_pdf

POINTS_PER_MM = 72 / 25.4


@pytest.mark.parametrize("name", list(GOLDEN_SLIPS))
def test_text_is_the_golden_slip(qapp: QApplication, name: str) -> None:
    wide, narrow = (GOLDEN / f"{name}.txt").read_text("utf-8").split("\n\n")
    document = qr_sale(GOLDEN_SLIPS[name])

    assert pdf_lines(slip_pdf(document, 80)) == golden_lines(wide)
    assert pdf_lines(slip_pdf(document, 58)) == golden_lines(narrow)


@pytest.mark.parametrize("half", [0, 1])
def test_every_character_of_the_slip_fonts_reads_back_as_itself(
    qapp: QApplication, half: int
) -> None:
    # U+00B7 and U+30FB are one glyph, so one of them cannot be told from the other.
    letters = [c for c in charset() if c.strip() and character_columns(c) and c != "\u30fb"]
    # Beside Chinese the marks of running text stay as they are.
    rows = tuple(
        Centered("茶" + "".join(letters[start : start + 40 : 2]))
        for start in range(half, len(letters), 40)
    )

    read = pdf_lines(slip_pdf(Document("letters", rows), 80))

    assert [line.replace(" ", "") for line in read] == [row.text for row in rows]


@pytest.mark.parametrize("paper_mm", [80, 58])
def test_paper_is_the_printers_and_its_fonts_are_in_the_file(
    qapp: QApplication, paper_mm: int
) -> None:
    pdf = slip_pdf(qr_sale(SLIP), paper_mm)
    facts = pdf_facts(pdf)

    width, height = (float(part) for part in facts["Page size"].split()[::2])
    assert width == pytest.approx(paper_mm * POINTS_PER_MM, abs=1)
    assert 300 < height < 600
    assert facts["Pages"] == "1"
    assert facts["Title"] == "000138 MERCHANT COPY 商户存根"
    fonts = pdf_fonts(pdf)
    assert {name.partition("+")[2] or name for name, _, _ in fonts} == {
        "SlipMonoSC-Regular",
        "SlipMonoSC-Bold",
    }
    assert all(embedded and readable for _, embedded, readable in fonts)


def test_page_is_as_long_as_the_slip(qapp: QApplication) -> None:
    heights = []
    for lines in (1, 11):
        facts = pdf_facts(slip_pdf(Document("feed", (Centered("x"), Feed(lines))), 80))
        heights.append(float(facts["Page size"].split()[2]))

    # Ten lines of 30 dots at 8 dots a millimetre.
    assert heights[1] - heights[0] == pytest.approx(37.5 * POINTS_PER_MM, abs=2)


@pytest.mark.parametrize("dpi", [90, 203, 600])
@pytest.mark.parametrize("paper_mm", [80, 58])
def test_code_reads_at_every_size(qapp: QApplication, paper_mm: int, dpi: int) -> None:
    page = pdf_picture(slip_pdf(qr_sale(SLIP), paper_mm), dpi)

    texts = DecoderChain().read_grey(page.pixels, page.width, page.height)

    assert [read_slip_code(text) for text in texts] == [read_slip_code(_code_of(SLIP.voucher))]


def _code_of(voucher: str) -> str:
    return f"KPAY:V:80010001:000042:{voucher}"


def test_code_is_black_and_white_where_dots_meet_modules(qapp: QApplication) -> None:
    # 203.2 dots an inch are 8 a millimetre: at their double each module is 12 whole pixels.
    page = pdf_picture(slip_pdf(Document("code", (QrCode("KPAY TEST"),)), 80), 406)

    greys = sum(0 < grey < 255 for grey in page.pixels)

    assert greys < len(page.pixels) // 100


def test_the_largest_code_fits_narrow_paper(qapp: QApplication) -> None:
    text = "K" * 200
    page = pdf_picture(slip_pdf(Document("code", (QrCode(text),)), 58), 300)

    assert DecoderChain().read_grey(page.pixels, page.width, page.height) == (text,)


def test_test_slip(qapp: QApplication) -> None:
    document = trial_slip(demo_settings(), datetime(2026, 11, 22, 14, 32, 8, tzinfo=SINGAPORE))
    lines = pdf_lines(slip_pdf(document, 80))

    assert lines.count("** NOT A RECEIPT 非收据 **") == 2
    assert "TEST SLIP 测试单" in lines
    assert not any("DUPLICATE" in line for line in lines)


def test_what_no_font_has_is_a_box_of_its_width(qapp: QApplication) -> None:
    lines = pdf_lines(slip_pdf(Document("name", (Columns("茶\U0001f375室", "ŵ"),)), 80))

    assert lines == ["茶□室 w"]


def test_five_metres_go_on_over_the_page(qapp: QApplication) -> None:
    rows = tuple(Columns(f"{number:06d}", f"{number}.00") for number in range(3_000))
    pdf = slip_pdf(Document("list", (*rows, Rule(), Centered("end"))), 80)

    assert pdf_facts(pdf)["Pages"] == "3"
    assert pdf_lines(pdf) == [*(f"{n:06d} {n}.00" for n in range(3_000)), "end"]


def test_threads_draw_at_once(qapp: QApplication) -> None:
    made: dict[str, bytes] = {}

    def draw(name: str) -> None:
        made[name] = slip_pdf(qr_sale(GOLDEN_SLIPS[name]), 80)

    threads = [threading.Thread(target=draw, args=(name,)) for name in GOLDEN_SLIPS]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    for name in ("both-customer", "zh-merchant"):
        wide = (GOLDEN / f"{name}.txt").read_text("utf-8").split("\n\n")[0]
        assert pdf_lines(made[name]) == golden_lines(wide)


def test_paper_that_nobody_has_is_refused(qapp: QApplication) -> None:
    with pytest.raises(ValueError, match="80 or 58"):
        slip_pdf(qr_sale(SLIP), 70)


def test_without_an_application_it_says_so() -> None:
    code = (
        "from kpay_desktop.receipts.document import Document\n"
        "from ui.slip_pdf import slip_pdf\n"
        "try:\n    slip_pdf(Document('none', ()), 80)\n"
        "except RuntimeError as error:\n    print(error)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True
    )

    assert done.stdout == "a PDF is drawn with the application's fonts\n"
