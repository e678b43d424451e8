"""The decoders' chain."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Sequence

import pytest

from hardware.camera.decode import (
    MAX_PIXELS,
    CarefulDecoder,
    DecoderChain,
    GreyFrame,
    Reading,
    ZbarDecoder,
    is_plausible,
    load_zbar,
    read_zxing,
)
from kpay_desktop.qr.symbol import make_symbol, symbol_pixels

TEXT = "weixin://wxpay/bizpayurl?pr=Hs6dJ2a"


def frame_of(text: str = TEXT) -> GreyFrame:
    return GreyFrame(*symbol_pixels(make_symbol(text), 4))


def stripes(widths: str, height: int = 60, pixels_per_module: int = 3) -> GreyFrame:
    line = b"\xff" * 30
    for index, width in enumerate(widths):
        shade = b"\xff" if index % 2 else b"\x00"
        line += shade * (int(width) * pixels_per_module)
    line += b"\xff" * 30
    blank = b"\xff" * len(line)
    return GreyFrame(blank * 20 + line * height + blank * 20, len(line), height + 40)


def read(chain: DecoderChain, frame: GreyFrame) -> list[str]:
    return list(chain.read_grey(frame.pixels, frame.width, frame.height))


def test_a_qr_code_is_read() -> None:
    assert read(DecoderChain(), frame_of()) == [TEXT]


def test_a_code_128_is_read() -> None:
    assert code_128_checksum(105, 12, 34) == 82
    assert read(DecoderChain(), stripes(code_128(105, 12, 34))) == ["1234"]


def test_a_price_label_is_not_read() -> None:
    # EAN-13 4006381333931: guard, six digits by their parity, middle, six digits, guard.
    left = "0001101 0100111 0101111 0111101 0001001 0110011"
    right = "1000010 1000010 1000010 1110100 1000010 1100110"
    bits = "101" + left.replace(" ", "") + "01010" + right.replace(" ", "") + "101"
    assert read(DecoderChain(), stripes(run_lengths(bits))) == []


def test_utf8_is_read_as_it_was_written() -> None:
    assert read(DecoderChain(), frame_of("最佳运输 é")) == ["最佳运输 é"]


def test_a_blank_frame_has_no_code() -> None:
    assert read(DecoderChain(), GreyFrame(b"\x80" * 10_000, 100, 100)) == []


@pytest.mark.parametrize(
    ("pixels", "width", "height"),
    [(b"", 0, 0), (b"1234", 2, 3), (b"1234", -2, -2), (b"", MAX_PIXELS, 2)],
)
def test_figures_that_do_not_fit_are_refused(pixels: bytes, width: int, height: int) -> None:
    with pytest.raises(ValueError, match="pixels"):
        DecoderChain().read_grey(pixels, width, height)


def test_the_next_decoder_is_asked_only_if_the_one_before_read_nothing() -> None:
    asked: list[str] = []

    def step(name: str, *texts: str) -> Sequence[str]:
        asked.append(name)
        return texts

    chain = DecoderChain(
        (
            lambda _: step("first", "", ""),
            lambda _: step("second", "a", "b", "a"),
            lambda _: step("third", "c"),
        )
    )
    assert read(chain, frame_of()) == ["a", "b"]
    assert asked == ["first", "second"]


def test_without_zbar_the_chain_goes_on_and_says_so_once(caplog: pytest.LogCaptureFixture) -> None:
    def missing() -> CarefulDecoder:
        raise ImportError("Unable to find zbar shared library")

    caplog.set_level(logging.INFO, "hardware.camera.decode")
    zbar = ZbarDecoder(load=missing)
    chain = DecoderChain((zbar, read_zxing))
    assert read(chain, frame_of()) == [TEXT]
    assert read(chain, frame_of()) == [TEXT]
    assert [record.getMessage() for record in caplog.records] == ["zbar_missing kind=ImportError"]


def test_an_orientation_without_a_name_loses_one_frame_only() -> None:
    answers = iter([ValueError("4294967295 is not a valid ZBarOrientation"), None])

    def load() -> CarefulDecoder:
        def decode(_: GreyFrame) -> Sequence[Reading]:
            answer = next(answers)
            if answer is not None:
                raise answer
            return [Reading("read")]

        return decode

    zbar = ZbarDecoder(load=load)
    assert list(zbar(frame_of())) == []
    assert list(zbar(frame_of())) == ["read"]


def test_zbar_is_loaded_once_whoever_asks_first() -> None:
    loads: list[int] = []
    gate = threading.Barrier(4)

    def load() -> CarefulDecoder:
        loads.append(1)
        return lambda _: [Reading("read")]

    zbar = ZbarDecoder(load=load)

    def ask() -> None:
        gate.wait(timeout=5)
        zbar(frame_of("A"))

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=5)
    assert loads == [1]


def test_zbar_reads_where_the_machine_has_it() -> None:
    try:
        decode = load_zbar()
    except (ImportError, OSError):
        # A machine without libzbar: the chain works with zxing-cpp alone, as the tests above show.
        assert read(DecoderChain(), frame_of()) == [TEXT]
        return
    assert [one.text for one in decode(frame_of())] == [TEXT]
    bars = decode(stripes(code_128(105, 12, 34)))
    assert [(one.text, one.is_bars, one.lines > 1) for one in bars] == [("1234", True, True)]
    wrapper = sys.modules["pyzbar.wrapper"]
    assert wrapper.zbar_symbol_get_orientation.restype.__name__ == "c_int"


@pytest.mark.parametrize(
    ("text", "is_bars", "lines", "may_be"),
    [
        ("130012345678901234", True, 1, True),
        ("A12345678901234567", True, 1, False),
        ("1234", True, 1, False),
        ("1234", True, 2, True),
        ("N\x18\x15WT\x10", True, 2, False),
        ("", False, 1, True),
        ("最佳运输", False, 1, True),
    ],
)
def test_chance_readings_of_bars_are_told_by_what_they_say(
    text: str, is_bars: bool, lines: int, may_be: bool
) -> None:
    assert is_plausible(Reading(text, is_bars, lines)) is may_be


def run_lengths(bits: str) -> str:
    lengths: list[int] = []
    last = ""
    for bit in bits:
        if bit == last:
            lengths[-1] += 1
        else:
            lengths.append(1)
            last = bit
    return "".join(map(str, lengths))


# The patterns of the values that the tests use (ISO/IEC 15417 table 1).
PATTERNS = {12: "112232", 34: "131123", 82: "121241", 105: "211232", 106: "2331112"}


def code_128_checksum(start: int, *values: int) -> int:
    return (start + sum(place * value for place, value in enumerate(values, start=1))) % 103


def code_128(start: int, *values: int) -> str:
    checksum = code_128_checksum(start, *values)
    return "".join(PATTERNS[value] for value in (start, *values, checksum, 106))
