"""The paper's own reader: bytes written by hand, and what must stand on the paper."""

from __future__ import annotations

import pytest

from kpay_desktop.simulation.paper.interpreter import Interpreter, PaperAsked, ProcessAsked
from kpay_desktop.simulation.paper.items import (
    DrawerKick,
    PaperFeed,
    PaperQr,
    PaperRaster,
    PaperSlip,
    PaperText,
    Span,
)

CUT = b"\x1dV\x01"


def read(data: bytes, *, dots: int = 576) -> PaperSlip:
    reader = Interpreter(dots)
    reader.feed(data + CUT)
    assert reader.problems == []
    assert reader.unread == 0
    (slip,) = reader.slips
    return slip


def test_lines_keep_their_styles() -> None:
    slip = read(b"\x1b@\x1ba\x01\x1bE\x01\x1d!\x11TOTAL\n\x1bE\x00\x1d!\x00\x1ba\x00plain\n")
    assert slip.items == (
        PaperText((Span("TOTAL", True, 2, 2),), "center", 48),
        PaperText((Span("plain", False, 1, 1),), "left", 30),
    )
    assert slip.is_cut


def test_one_line_may_hold_several_styles() -> None:
    (line,) = read(b"a\x1bE\x01b\x1bE\x00c\n").items
    assert isinstance(line, PaperText)
    assert [(span.text, span.is_bold) for span in line.spans] == [
        ("a", False),
        ("b", True),
        ("c", False),
    ]


def test_code_pages_are_followed() -> None:
    assert read(b"\x1bt\x00caf\x82\n\x1bt\x10caf\xe9\n").lines == ("caf\u00e9", "caf\u00e9")


def test_chinese_mode_reads_two_and_four_bytes() -> None:
    data = b"\x1c&A" + "合计𠀀".encode("gb18030") + b"\n\x1c.\x82\n"
    assert read(data).lines == ("A合计𠀀", "\u00e9")


def test_raster_keeps_every_dot() -> None:
    bits = bytes(range(1, 25))
    slip = read(b"\x1dv0\x00\x03\x00\x08\x00" + bits)
    assert slip.items == (PaperRaster(24, 8, bits, "left"),)
    (raster,) = slip.items
    assert isinstance(raster, PaperRaster)
    assert raster.dark_dots == sum(byte.bit_count() for byte in bits)


def test_qr_code_gives_its_text_back() -> None:
    data = (
        b"\x1ba\x01\x1d(k\x04\x001A2\x00\x1d(k\x03\x001C\x06\x1d(k\x03\x001E1"
        b"\x1d(k\x0b\x001P0KPAY:V:8\x1d(k\x03\x001Q0"
    )
    assert read(data).items == (PaperQr("KPAY:V:8", 6, "M", "center"),)


def test_feeds_and_drawer() -> None:
    slip = read(b"\n\x1bd\x02\x1bJ\x10\x1b3\x20\n\x1bp\x00\x19\xfa")
    assert slip.items == (PaperFeed(30), PaperFeed(60), PaperFeed(16), PaperFeed(32), DrawerKick(2))


def test_cut_with_feed_takes_its_feed() -> None:
    reader = Interpreter()
    reader.feed(b"a\n\x1dVB\x20b\n\x1dV\x00")
    assert [slip.lines for slip in reader.slips] == [("a",), ("b",)]
    assert reader.slips[0].items[-1] == PaperFeed(32)


def test_questions_in_the_stream_come_out_in_order() -> None:
    reader = Interpreter()
    whole, asked = reader.feed(b"a\n\x1dr\x01\x1d(H\x06\x00000042\x1dr\x02")
    assert asked == [PaperAsked(), ProcessAsked(b"0042")]
    assert reader.problems == []
    assert len(whole) == 2 + 3 + 11 + 3


def test_stream_may_be_split_anywhere() -> None:
    data = (
        b"\x1b@\x1c&" + "合计 TOTAL".encode("gb18030") + b"\n\x1c.\x1dv0\x00\x02\x00\x03\x00abcdef"
        b"\x1d(k\x0b\x001P0KPAY:V:8\x1d(k\x03\x001Q0\x10\x04\x01\x1bp\x00\x19\xfa" + CUT
    )
    whole = Interpreter()
    whole.feed(data)
    for step in (1, 2, 3, 7):
        reader = Interpreter()
        taken = b"".join(reader.feed(data[at : at + step])[0] for at in range(0, len(data), step))
        assert taken == data
        assert list(reader.slips) == list(whole.slips)
        assert reader.problems == []


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"\x1b\x99", "unknown command 1b 99"),
        (b"\x07", "unknown command 07"),
        (b"\x1d(Lab", ""),
        (b"\x1d(L\x01\x00x", "unknown command 1d 28 4c"),
        (b"\x1bt\x63", "code page 99"),
        (b"x" * 49, "text wider than the paper"),
        (b"\x1dv0\x00\x49\x00\x01\x00" + bytes(73), "raster wider than the paper"),
        (b"a\x1ba\x01", "alignment 1 in a place where it does nothing"),
        (b"\x1c&\xff\xff", "not GB18030: ff ff"),
        (b"\x1d(k\x03\x000C\x06", "symbol of kind 48"),
        (b"\x1d(k\x04\x001A1\x00", "QR code of a model that phones do not read"),
    ],
)
def test_what_a_printer_would_garble_is_written_down(data: bytes, problem: str) -> None:
    reader = Interpreter()
    reader.feed(data)
    assert reader.problems[:1] == ([problem] if problem else [])


def test_new_job_on_uncut_paper_ends_the_slip_before() -> None:
    reader = Interpreter()
    reader.feed(b"\x1b@half\n\x1b@whole\n" + CUT)
    assert [(slip.lines, slip.is_cut) for slip in reader.slips] == [
        (("half",), False),
        (("whole",), True),
    ]


def test_power_cut_drops_what_was_not_printed() -> None:
    reader = Interpreter()
    reader.feed(b"printed\nnot yet\x1dv0\x00\x02\x00\x03\x00ab")
    reader.tear()
    reader.feed(b"next\n" + CUT)
    assert [slip.lines for slip in reader.slips] == [("printed",), ("next",)]
    assert reader.problems == []
