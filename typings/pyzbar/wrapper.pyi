from enum import IntEnum
from typing import Protocol

class ZBarSymbol(IntEnum):
    QRCODE = 64
    CODE128 = 128

class _ForeignFunction(Protocol):
    restype: type | None

# None with a libzbar of before 0.20.
zbar_symbol_get_orientation: _ForeignFunction | None
