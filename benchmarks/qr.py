"""A code on its way to the screen: made, checked and read back on a worker, then painted."""

from __future__ import annotations

from pathlib import Path

from benchmarks import codes
from benchmarks.measure import BenchError, Effort, race, timed
from benchmarks.report import Row, Target, compare
from hardware.camera.decode import DecoderChain
from kpay_desktop.qr.symbol import symbol_pixels

FRAME_S = 0.016


def run(effort: Effort, _folder: Path) -> list[Row]:
    return [*_made(effort), *_painted(effort)]


def _made(effort: Effort) -> list[Row]:
    import zxingcpp

    text = codes.sample_code()
    reader = DecoderChain()
    pixels, width, height = symbol_pixels(codes.made(text), 4)
    image = memoryview(pixels).cast("B", (height, width))
    kinds = zxingcpp.BarcodeFormats([zxingcpp.BarcodeFormat.QRCodeModel2])

    def made_and_read() -> None:
        codes.made_floor(text)
        if [code.text for code in zxingcpp.read_barcodes(image, kinds)] != [text]:
            raise BenchError("the code was not read")

    bare, both, ours, ready = race(
        timed(lambda: codes.made_floor(text)),
        timed(made_and_read),
        timed(lambda: codes.made(text)),
        timed(lambda: codes.ready_to_show(text, reader)),
        rounds=effort.times(60),
    )
    return [
        compare("qr", "code made", ("qrcode alone", bare), ours, Target(ratio=1.2)),
        compare(
            "qr",
            "code checked, made and read back (worker)",
            ("qrcode, then zxing-cpp", both),
            ready,
            Target(ratio=1.3),
        ),
    ]


def _painted(effort: Effort) -> list[Row]:
    from benchmarks.window import application

    application()
    symbol = codes.made(codes.sample_code())
    floor, ours = race(
        timed(codes.painter_floor(symbol)),
        timed(codes.painter(symbol)),
        rounds=effort.times(300),
        warm_up=5,
    )
    return [
        compare(
            "qr",
            "code painted, 600 px (windows' thread)",
            ("one QPainter.drawImage", floor),
            ours,
            Target(p99_s=FRAME_S),
        )
    ]
