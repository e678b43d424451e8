"""Any document: nothing is lost, nothing is wider than the paper, money stays whole."""

from __future__ import annotations

import string
import unicodedata
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hardware.printer.encoder import SlipEncoder
from hardware.printer.options import PrinterOptions
from kpay_desktop.domain.language import Language
from kpay_desktop.domain.money import format_sgd
from kpay_desktop.domain.records import SlipCopy
from kpay_desktop.domain.sale import QrMode, Wallet
from kpay_desktop.ports import CodeReader
from kpay_desktop.receipts.columns import printable, text_columns
from kpay_desktop.receipts.document import (
    Centered,
    Columns,
    Document,
    Feed,
    QrCode,
    Row,
    Rule,
    Size,
)
from kpay_desktop.receipts.layout import QrLine, TextLine, layout, wrap
from kpay_desktop.receipts.qr_sale import QrSaleSlip, qr_sale
from kpay_desktop.settings_works import ChinesePrinting
from kpay_desktop.simulation.paper import picture
from kpay_desktop.simulation.paper.interpreter import Interpreter
from kpay_desktop.simulation.paper.items import PaperRaster, PaperSlip
from tests.helpers.paper import SLIP
from tests.helpers.slip_reader import read_slip

CHINESE = "付款收据商户存根顾客合计小费凭证号，。（）！"
OTHER = "éÅñ£€·°①Ωжｶ가😀𠀀\u0301\u200b\x1b\x10\n\t\u3000“”’—"

plain_texts = st.text(string.ascii_letters + string.digits + " .,:#/-", max_size=90)
chinese_texts = st.text(string.ascii_letters + "  " + CHINESE, max_size=60)
any_texts = st.text(string.ascii_letters + "  " + CHINESE + OTHER, max_size=60)
texts = plain_texts | chinese_texts | any_texts
any_sizes = st.sampled_from(Size)
plain_sizes = st.sampled_from([Size.NORMAL, Size.LARGE])
amounts = st.integers(0, 99_999_999_999).map(format_sgd)
codes = st.text(string.ascii_letters + string.digits + ":/-", min_size=1, max_size=60)


def rows(texts_: st.SearchStrategy[str], sizes: st.SearchStrategy[Size]) -> st.SearchStrategy[Row]:
    return st.one_of(
        st.builds(Columns, texts_, texts_, texts_, st.booleans(), sizes),
        st.builds(Columns, texts_, amounts, bold=st.booleans(), size=sizes, is_money=st.just(True)),
        st.builds(Centered, texts_, st.booleans(), sizes),
        st.just(Rule()),
        st.builds(QrCode, codes),
        st.builds(Feed, st.integers(1, 5)),
    )


def documents(
    texts_: st.SearchStrategy[str] = texts, sizes: st.SearchStrategy[Size] = any_sizes
) -> st.SearchStrategy[Document]:
    return st.builds(
        Document, st.just("any"), st.lists(rows(texts_, sizes), max_size=10).map(tuple)
    )


papers = st.sampled_from([80, 58])


@lru_cache(maxsize=16)
def encoder(options: PrinterOptions) -> SlipEncoder:
    return SlipEncoder(options, Path.home() / "escpos")


def printed(document: Document, options: PrinterOptions) -> PaperSlip:
    reader = Interpreter(options.dots)
    reader.feed(encoder(options).encode(document))
    assert reader.problems == []
    assert reader.unread == 0
    (slip,) = reader.slips
    return slip


def letters(text: str) -> str:
    return printable(text).replace(" ", "")


def plain(line: str) -> str:
    """Full-width marks are drawn as their plain forms beside an empty half."""
    return unicodedata.normalize("NFKC", line).replace(" ", "")


@given(documents(), st.integers(20, 60))
def test_layout_loses_nothing_and_fits(document: Document, columns: int) -> None:
    laid = layout(document, columns)
    texts_: list[str] = []
    for row in document.rows:
        match row:
            case Columns():
                texts_ += [row.left, row.center, row.right]
            case Centered():
                texts_.append(row.text)
            case _:
                pass
    lines = [line for line in laid if isinstance(line, TextLine)]
    shown = "".join(line.text for line in lines).replace(" ", "")
    assert sorted(shown) == sorted("".join(map(letters, texts_)))
    for line in lines:
        assert text_columns(line.text) * line.size.across <= columns
        assert "\n" not in line.text
    assert [line.text for line in laid if isinstance(line, QrLine)] == [
        row.text for row in document.rows if isinstance(row, QrCode)
    ]


@given(texts | st.text(max_size=60))
@example("A\u200b\u0301")
@example("\u2000\u2126\u2026\u00a0")
def test_what_is_printable_stays_as_it_is(text: str) -> None:
    """Texts are made printable where they are measured and where they are broken."""
    assert printable(printable(text)) == printable(text)


@given(texts, st.integers(2, 48))
def test_wrapped_lines_joined_are_the_text(text: str, columns: int) -> None:
    lines = wrap(text, columns)
    assert "".join(lines).replace(" ", "") == letters(text)
    assert all(line.strip(" ") for line in lines)
    assert all(text_columns(line) <= columns for line in lines)


@given(documents(), st.sampled_from([32, 48]))
def test_money_stands_whole_on_one_line(document: Document, columns: int) -> None:
    lines = [line.text for line in layout(document, columns) if isinstance(line, TextLine)]
    for row in document.rows:
        if isinstance(row, Columns) and row.is_money:
            assert any(line.endswith(row.right) for line in lines)


@given(documents(plain_texts), papers)
def test_plain_documents_come_back_letter_by_letter(document: Document, paper_mm: int) -> None:
    options = PrinterOptions(paper_mm=paper_mm)
    slip = printed(document, options)
    expected = [
        line
        for line in layout(document, options.columns)
        if isinstance(line, TextLine) and line.text
    ]
    assert slip.lines == tuple(line.text for line in expected)
    assert slip.codes == tuple(row.text for row in document.rows if isinstance(row, QrCode))


@given(documents(chinese_texts), papers)
def test_gb18030_documents_come_back_letter_by_letter(document: Document, paper_mm: int) -> None:
    options = PrinterOptions(paper_mm=paper_mm, chinese=ChinesePrinting.GB18030)
    slip = printed(document, options)
    expected = [
        line
        for line in layout(document, options.columns)
        if isinstance(line, TextLine) and line.text
    ]
    assert slip.lines == tuple(line.text for line in expected)


@given(documents(chinese_texts, plain_sizes), papers)
def test_drawn_documents_come_back_letter_by_letter(document: Document, paper_mm: int) -> None:
    """The drawn rows are compared with the fonts, cell by cell.

    Not the tall ones: letters side by side are made narrow together and share a dot at times.
    """
    options = PrinterOptions(paper_mm=paper_mm)
    expected = [
        f"[{line.text}]" if isinstance(line, QrLine) else line.text.strip()
        for line in layout(document, options.columns)
        if isinstance(line, TextLine | QrLine)
    ]
    read = read_slip(printed(document, options))
    assert [plain(line) for line in read if line] == [plain(line) for line in expected if line]


@given(documents(), papers, st.sampled_from(ChinesePrinting), st.booleans())
def test_any_document_is_clean_escpos_and_drawn_rows_have_ink(
    document: Document, paper_mm: int, chinese: ChinesePrinting, native_qr: bool
) -> None:
    options = PrinterOptions(paper_mm=paper_mm, chinese=chinese, native_qr=native_qr)
    slip = printed(document, options)
    assert slip.is_cut
    rasters = [item for item in slip.items if isinstance(item, PaperRaster)]
    assert all(raster.width == options.dots for raster in rasters)
    # What is not in the text rows must be in the drawn ones, and those show it.
    in_text = letters("".join(slip.lines))
    wanted = letters(
        "".join(t.text for t in layout(document, options.columns) if isinstance(t, TextLine))
    )
    if sorted(in_text) != sorted(wanted):
        assert sum(raster.dark_dots for raster in rasters) > 0


@given(documents(chinese_texts), st.integers(1, 997))
def test_bytes_may_arrive_in_any_pieces(document: Document, step: int) -> None:
    data = encoder(PrinterOptions()).encode(document)
    whole, pieces = Interpreter(), Interpreter()
    whole.feed(data)
    for at in range(0, len(data), step):
        pieces.feed(data[at : at + step])
    assert list(whole.slips) == list(pieces.slips)


slips = st.builds(
    replace,
    st.just(SLIP),
    amount_minor=st.integers(1, 99_999_999_999),
    tip_minor=st.integers(0, 99_999_999_999),
    wallet=st.sampled_from(Wallet),
    mode=st.sampled_from(QrMode),
    copy=st.sampled_from(SlipCopy),
    is_duplicate=st.booleans(),
    is_simulated=st.booleans(),
    languages=st.sampled_from([(Language.EN,), (Language.ZH,), (Language.EN, Language.ZH)]),
    merchant=st.text("Orchid Tea House 兰花茶室", min_size=1, max_size=80),
    wallet_txn_no=st.text(string.digits, max_size=40),
)


@given(slips, papers, st.sampled_from(ChinesePrinting))
def test_every_slip_shows_its_money_and_its_marks(
    slip: QrSaleSlip, paper_mm: int, chinese: ChinesePrinting
) -> None:
    options = PrinterOptions(paper_mm=paper_mm, chinese=chinese)
    lines = read_slip(printed(qr_sale(slip), options))
    text = "\n".join(lines)
    for minor in (slip.amount_minor, slip.tip_minor, slip.total_minor):
        assert any(line.endswith(format_sgd(minor)) for line in lines)
    assert ("DUPLICATE" in text or "重印" in text) is slip.is_duplicate
    assert ("SIMULATED" in text) is slip.is_simulated


@pytest.mark.parametrize("native_qr", [True, False])
@pytest.mark.parametrize("paper_mm", [80, 58])
def test_code_on_paper_is_read_off_the_picture(paper_mm: int, native_qr: bool) -> None:
    from hardware.camera.decode import DecoderChain

    options = PrinterOptions(paper_mm=paper_mm, native_qr=native_qr)
    paper = picture.draw(printed(qr_sale(SLIP), options), options.dots).convert("L")
    reader: CodeReader = DecoderChain()
    found = reader.read_grey(paper.tobytes(), paper.width, paper.height)
    assert list(found) == ["KPAY:V:80010001:000042:000138"]
