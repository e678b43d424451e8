"""Documents as bytes: which rows are text, which are drawn, and what no printer may obey."""

from __future__ import annotations

import logging
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from hardware.printer.encoder import SlipEncoder, process_name, raster_bytes
from hardware.printer.escpos_library import load_dummy
from hardware.printer.options import PrinterOptions
from hardware.printer.raster import draw_lines
from kpay_desktop.domain.language import Language
from kpay_desktop.receipts.columns import character_columns, text_columns
from kpay_desktop.receipts.document import (
    Align,
    Centered,
    Columns,
    Document,
    Feed,
    QrCode,
    Row,
    Rule,
    Size,
)
from kpay_desktop.receipts.glyphs import drawable
from kpay_desktop.receipts.layout import RuleLine, TextLine
from kpay_desktop.receipts.qr_sale import qr_sale
from kpay_desktop.settings_works import ChinesePrinting
from kpay_desktop.simulation.paper.interpreter import Interpreter
from kpay_desktop.simulation.paper.items import PaperQr, PaperRaster, PaperSlip, PaperText
from tests.helpers.paper import SLIP

GB18030 = PrinterOptions(chinese=ChinesePrinting.GB18030)


def printed(tmp_path: Path, options: PrinterOptions, *rows: Row) -> PaperSlip:
    data = SlipEncoder(options, tmp_path).encode(Document("", rows))
    reader = Interpreter(options.dots)
    reader.feed(data)
    assert reader.problems == []
    (slip,) = reader.slips
    return slip


def kinds(slip: PaperSlip) -> list[str]:
    return [type(item).__name__ for item in slip.items]


def test_plain_rows_are_text_with_their_styles(tmp_path: Path) -> None:
    slip = printed(
        tmp_path,
        PrinterOptions(),
        Columns("AMOUNT", "SGD 28.00", is_money=True),
        Columns("TOTAL", "SGD 28.00", bold=True, size=Size.LARGE, is_money=True),
        Columns("TIP", "SGD 2.80", size=Size.TALL),
        Centered("APPROVED", bold=True),
    )
    lines = [item for item in slip.items if isinstance(item, PaperText)]
    assert [line.text for line in lines] == [
        "AMOUNT                                 SGD 28.00",
        "TOTAL          SGD 28.00",
        "TIP                                     SGD 2.80",
        "APPROVED",
    ]
    (amount,), (total,), (tip,), (approved,) = (line.spans for line in lines)
    assert (amount.is_bold, amount.across, amount.down) == (False, 1, 1)
    assert (total.is_bold, total.across, total.down) == (True, 2, 2)
    assert (tip.is_bold, tip.across, tip.down) == (False, 1, 2)
    assert (approved.is_bold, approved.across, lines[3].align) == (True, 1, "center")


def test_chinese_rows_are_drawn_in_one_image_a_run(tmp_path: Path) -> None:
    slip = printed(
        tmp_path,
        PrinterOptions(),
        Columns("Voucher"),
        Columns("凭证号"),
        Rule(),
        Columns("合计", bold=True),
        Columns("Total"),
        Columns("小费"),
    )
    assert kinds(slip)[:5] == ["PaperText", "PaperRaster", "PaperText", "PaperRaster", "PaperFeed"]
    rasters = [item for item in slip.items if isinstance(item, PaperRaster)]
    assert [raster.height for raster in rasters] == [30 + 16 + 30, 30]
    assert all(raster.width == 576 and raster.dark_dots > 0 for raster in rasters)


def test_tall_images_go_out_in_bands(tmp_path: Path) -> None:
    rows = [Columns("合计")] * 20
    slip = printed(tmp_path, PrinterOptions(), *rows)
    heights = [item.height for item in slip.items if isinstance(item, PaperRaster)]
    assert heights == [240, 240, 120]


def test_gb18030_printers_get_text(tmp_path: Path) -> None:
    slip = printed(
        tmp_path, GB18030, Columns("合计", "SGD 1.00"), Columns("Total"), Centered("小费")
    )
    assert slip.lines == ("合计" + " " * 36 + "SGD 1.00", "Total", "小费")
    assert "PaperRaster" not in kinds(slip)


@pytest.mark.parametrize("text", ["合计 é", "𠀀", "Ω 合", "\U0001f600 合"])
def test_gb18030_draws_what_would_not_keep_its_width(tmp_path: Path, text: str) -> None:
    assert kinds(printed(tmp_path, GB18030, Columns(text)))[0] == "PaperRaster"


def test_code_page_letters_are_text_and_wide_signs_are_drawn(tmp_path: Path) -> None:
    slip = printed(
        tmp_path, PrinterOptions(), Columns("Café £5"), Columns("20 °C"), Columns("Łódź")
    )
    assert slip.lines == ("Café £5",)
    assert kinds(slip)[:2] == ["PaperText", "PaperRaster"]
    euro = printed(tmp_path, PrinterOptions(code_page="CP1252"), Columns("Crème"))
    assert euro.lines == ("Crème",)


def test_codes_are_the_printer_s_or_drawn(tmp_path: Path) -> None:
    slip = printed(tmp_path, PrinterOptions(), QrCode("KPAY:V:1"))
    codes = [item for item in slip.items if isinstance(item, PaperQr)]
    assert codes == [PaperQr("KPAY:V:1", 6, "M", "center")]
    drawn = printed(tmp_path, PrinterOptions(native_qr=False), QrCode("KPAY:V:1"))
    assert kinds(drawn)[0] == "PaperRaster"


def test_printers_without_a_cutter_feed_past_the_tear_bar(tmp_path: Path) -> None:
    options = PrinterOptions(has_cutter=False)
    data = SlipEncoder(options, tmp_path).encode(Document("", (Feed(2),)))
    assert data.endswith(b"\x1bd\x02\x1bd\x06")


def test_questions_behind_a_slip(tmp_path: Path) -> None:
    assert SlipEncoder(PrinterOptions(), tmp_path).question(7) == b"\x1dr\x01"
    named = SlipEncoder(PrinterOptions(has_process_id=True), tmp_path).question(123_456)
    assert named == b"\x1d(H\x06\x0000" + process_name(3456)
    assert process_name(3456) == b"3456"


def test_no_text_can_order_the_printer_about(tmp_path: Path) -> None:
    rows = (Centered("a\x1b@\x10\x14\x01b"), Columns("\x1dV\x00", "\n\n"), Columns("合\x1bp\x00"))
    slip = printed(tmp_path, PrinterOptions(), *rows)
    assert slip.lines == ("a @   b", " V" + " " * 46)
    assert slip.is_cut


def test_images_hold_no_order_that_printers_obey_at_once() -> None:
    rows = b"\x10\x04\x10\x05\x10\x14\x10\x10\x04"
    image = Image.frombytes("1", (72, 1), rows)
    data = raster_bytes(image, 240)
    assert data[8:] == b"\x18\x04\x18\x05\x18\x14\x10\x18\x04"
    assert not any(order in data for order in (b"\x10\x04", b"\x10\x05", b"\x10\x14"))


@pytest.mark.parametrize("options", [PrinterOptions(), PrinterOptions(band_dots=48)])
def test_no_command_is_longer_than_promised(options: PrinterOptions) -> None:
    image = Image.new("1", (576, 2_000), 1)
    reader = Interpreter()
    data = raster_bytes(image, options.band_dots)
    longest = 0
    at = 0
    while at < len(data):
        rows = int.from_bytes(data[at + 6 : at + 8], "little")
        longest = max(longest, 8 + 72 * rows)
        at += 8 + 72 * rows
    reader.feed(data)
    assert (reader.unread, reader.problems) == (0, [])
    assert longest == options.max_command_bytes


@pytest.mark.parametrize("languages", [(Language.EN,), (Language.ZH,), (Language.EN, Language.ZH)])
@pytest.mark.parametrize("paper_mm", [80, 58])
def test_slips_fit_their_paper(
    tmp_path: Path, paper_mm: int, languages: tuple[Language, ...]
) -> None:
    options = PrinterOptions(paper_mm=paper_mm)
    document = qr_sale(replace(SLIP, languages=languages, is_duplicate=True))
    slip = printed(tmp_path, options, *document.rows)
    assert slip.codes == ("KPAY:V:80010001:000042:000138",)


@pytest.mark.parametrize("paper_mm", [0, 57, 112])
def test_paper_of_other_widths_is_refused(paper_mm: int) -> None:
    with pytest.raises(ValueError, match="80 or 58"):
        PrinterOptions(paper_mm=paper_mm)


def test_drawn_letters_stand_on_the_grid() -> None:
    """Ink of each letter stays within its own cells: the fonts are as wide as the layout counts."""
    for text, first, last in (("    合    ", 4, 6), ("    é    ", 4, 5), ("    °    ", 4, 6)):
        for size in Size:
            image = draw_lines([TextLine(text, size=size)], 576)
            box = image.getbbox()
            assert box is not None
            cell = 12 * size.across
            assert first * cell <= box[0] < box[2] <= last * cell


def test_drawn_text_is_centred() -> None:
    image = draw_lines([TextLine("合计合计", align=Align.CENTER)], 576)
    box = image.getbbox()
    assert box is not None
    assert abs((box[0] + box[2]) - 576) <= 6


def test_a_rule_crosses_the_paper() -> None:
    assert draw_lines([RuleLine()], 384).getbbox() == (0, 4, 384, 6)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("合计", "合计"),
        ("Łódź", "?ódz"),
        ("灣仔", "□仔"),
        ("é€", "é€"),
        ("😀", "□"),
        ("عربي", "????"),
    ],
)
def test_what_the_fonts_lack_is_shown_as_missing_and_keeps_its_width(text: str, shown: str) -> None:
    assert drawable(text) == shown
    assert text_columns(shown) == text_columns(text)


def test_fonts_are_as_wide_as_the_layout_counts() -> None:
    from fontTools.ttLib import TTFont

    from tools.slip_fonts import charset

    folder = Path(__file__).resolve().parents[2] / "resources" / "fonts"
    for weight in ("regular", "bold"):
        font = TTFont(str(folder / f"slip-{weight}.otf"))
        glyphs, metrics = font.getBestCmap(), font["hmtx"].metrics
        for character in charset():
            width = character_columns(character)
            if width:
                assert metrics[glyphs[ord(character)]][0] == 500 * width, character


def test_library_is_loaded_without_its_side_effects(tmp_path: Path) -> None:
    """In a process of its own: the first import is the one that leaves things behind."""
    program = (
        "import logging, os, sys, tempfile\n"
        "from pathlib import Path\n"
        "from hardware.printer.escpos_library import load_dummy\n"
        "tempfile.tempdir = sys.argv[2]\n"
        "make = tempfile.mkdtemp\n"
        "load_dummy(Path(sys.argv[1]))\n"
        "assert not logging.getLogger().handlers\n"
        "assert tempfile.mkdtemp is make\n"
        "assert 'ESCPOS_CAPABILITIES_PICKLE_DIR' not in os.environ\n"
        "assert not os.listdir(sys.argv[2])\n"
    )
    cache, temporary = tmp_path / "cache", tmp_path / "temporary"
    temporary.mkdir()
    for damage in (b"", b"\x80\x04garbage"):
        done = subprocess.run(
            [sys.executable, "-c", program, str(cache), str(temporary)],
            cwd=Path(__file__).resolve().parents[2],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        (pickled,) = cache.glob("*.pickle")
        assert pickled.stat().st_size > 1000
        pickled.write_bytes(damage)


def test_library_leaves_this_process_alone(tmp_path: Path) -> None:
    handlers = list(logging.getLogger().handlers)
    make_folder = tempfile.mkdtemp
    load_dummy(tmp_path / "cache")
    assert logging.getLogger().handlers == handlers
    assert tempfile.mkdtemp is make_folder
