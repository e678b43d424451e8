# The part of zxing-cpp that hardware/camera uses.
from collections.abc import Sequence
from enum import IntEnum

class BarcodeFormat(IntEnum):
    Code128 = ...
    QRCodeModel2 = ...

class BarcodeFormats:
    def __init__(self, formats: Sequence[BarcodeFormat], /) -> None: ...

class Barcode:
    @property
    def text(self) -> str: ...
    @property
    def format(self) -> BarcodeFormat: ...
    @property
    def bytes(self) -> bytes: ...
    @property
    def symbology_identifier(self) -> str: ...

def read_barcodes(
    image: memoryview,
    formats: BarcodeFormats = ...,
    try_rotate: bool = True,
    try_downscale: bool = True,
    try_invert: bool = True,
) -> list[Barcode]: ...
