"""QR symbols: made, rendered, read back."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

import pytest

from hardware.camera.decode import DecoderChain
from kpay_desktop.qr.errors import CodeError, CodeFault
from kpay_desktop.qr.symbol import (
    MAX_BYTES,
    ErrorCorrection,
    Symbol,
    make_symbol,
    prepare,
    symbol_pixels,
)

FINDER = (b"\1\1\1\1\1\1\1", b"\1\0\0\0\0\0\1", b"\1\0\1\1\1\0\1")


class FixedReader:
    """Reads the same texts in every image, and keeps the image's size."""

    def __init__(self, *texts: str) -> None:
        self.texts = texts
        self.sizes: list[tuple[int, int, int]] = []

    def read_grey(self, pixels: bytes, width: int, height: int) -> Sequence[str]:
        self.sizes.append((len(pixels), width, height))
        return self.texts


def test_a_symbol_is_a_square_with_a_finder_pattern() -> None:
    symbol = make_symbol("weixin://wxpay/bizpayurl?pr=Hs6dJ2a")
    assert symbol.size == len(symbol.modules) == 29
    assert {len(row) for row in symbol.modules} == {29}
    assert tuple(row[:7] for row in symbol.modules[:3]) == FINDER
    assert symbol.is_dark(0, 0)
    assert not symbol.is_dark(1, 1)


def test_more_correction_never_makes_a_smaller_symbol() -> None:
    text = "7" * 200
    sizes = [make_symbol(text, level).size for level in ErrorCorrection]
    assert sizes == sorted(sizes)
    assert sizes[0] < sizes[-1]


def test_pixels_have_whole_modules_and_a_quiet_zone() -> None:
    symbol = Symbol(2, (b"\1\0", b"\0\1"))
    pixels, width, height = symbol_pixels(symbol, 2, quiet=1)
    assert (width, height, len(pixels)) == (8, 8, 64)
    light, dark = b"\xff\xff", b"\0\0"
    rows = [pixels[at : at + 8] for at in range(0, 64, 8)]
    blank = light * 4
    first, second = light + dark + light * 2, light * 2 + dark + light
    assert rows == [blank, blank, first, first, second, second, blank, blank]


@pytest.mark.parametrize(("scale", "quiet"), [(0, 4), (-1, 4), (1, -1)])
def test_impossible_renderings_are_refused(scale: int, quiet: int) -> None:
    with pytest.raises(ValueError, match="module"):
        symbol_pixels(Symbol(1, (b"\1",)), scale, quiet)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", CodeFault.EMPTY),
        ("x" * (MAX_BYTES + 1), CodeFault.TOO_LONG),
        ("好" * 342, CodeFault.TOO_LONG),
        ("half \ud800", CodeFault.CHARACTERS),
    ],
)
def test_texts_that_no_symbol_carries_are_refused(text: str, fault: CodeFault) -> None:
    with pytest.raises(CodeError) as caught:
        make_symbol(text)
    assert caught.value.problem.fault is fault


def test_digits_that_the_library_cannot_pack_are_written_as_bytes() -> None:
    assert prepare("0" * 200, DecoderChain(), ErrorCorrection.M).size > 0


def test_a_text_of_nul_characters_is_refused() -> None:
    with pytest.raises(CodeError) as caught:
        make_symbol("\0" * 200)
    assert caught.value.problem.fault is CodeFault.CHARACTERS


def test_the_longest_text_still_fits_at_every_level() -> None:
    assert make_symbol("x" * MAX_BYTES, ErrorCorrection.H).size <= 177


@pytest.mark.parametrize(
    "text",
    [
        "weixin://wxpay/bizpayurl?pr=Hs6dJ2a",
        "00020101021226370009SG.PAYNOW010120210201912345K03010",
        "最佳运输 KOPI 1,284.60",
        "A",
        "x" * MAX_BYTES,
    ],
)
def test_a_prepared_symbol_reads_back_exactly(text: str) -> None:
    symbol = prepare(text, DecoderChain())
    assert list(DecoderChain().read_grey(*symbol_pixels(symbol, 3))) == [text]


@pytest.mark.parametrize("read", [(), ("other",), ("text ",), ("text", "text 2")])
def test_a_symbol_that_does_not_read_back_is_not_shown(read: tuple[str, ...]) -> None:
    reader = FixedReader(*read)
    with pytest.raises(CodeError) as caught:
        prepare("text", reader)
    assert caught.value.problem.fault is CodeFault.UNREADABLE
    assert reader.sizes == [(116 * 116, 116, 116)]


def test_importing_the_room_loads_no_library() -> None:
    heavy = "qrcode PIL zxingcpp pyzbar urllib3 cryptography cv2"
    program = (
        "import sys, kpay_desktop.qr.symbol, kpay_desktop.qr.check, hardware.camera.decode\n"
        f"print([name for name in {heavy.split()!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"
