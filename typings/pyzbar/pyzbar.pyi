from collections.abc import Iterable
from typing import NamedTuple

from pyzbar.wrapper import ZBarSymbol

class Decoded(NamedTuple):
    data: bytes
    type: str
    quality: int

def decode(
    image: tuple[bytes, int, int], symbols: Iterable[ZBarSymbol] | None = None
) -> list[Decoded]: ...
