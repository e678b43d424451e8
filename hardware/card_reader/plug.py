"""From the profile's words to card readers. Nothing is opened yet."""

from __future__ import annotations

from collections.abc import Iterable

from hardware.card_reader.nfc_reader import NfcReader
from hardware.card_reader.pcsc import PcscReader
from hardware.card_reader.reader import CardReader
from hardware.card_reader.sim import SimReader
from hardware.paths import DevicePathError


def open_card_readers(paths: Iterable[str], simulated: SimReader | None) -> list[CardReader]:
    """Return the readers that a profile names; ``simulated`` is the one behind ``sim:``.

    Raises:
        DevicePathError: a path means nothing, or ``sim:`` without a simulated reader.
    """
    return [_open(path, simulated) for path in paths]


def _open(path: str, simulated: SimReader | None) -> CardReader:
    kind, _, rest = path.partition(":")
    match kind:
        case "pcsc":
            return PcscReader(rest)
        case "nfc" if rest:
            return NfcReader(rest)
        case "sim" if simulated is not None and not rest:
            return simulated
    raise DevicePathError(path, "is no card reader: write pcsc:, pcsc:NAME, nfc:PATH or sim:")
