"""Code 128, the bars that payment apps show beside their QR code (ISO/IEC 15417).

Digits go in pairs (code set C), everything else one by one (code set B); both are mixed where that
makes the symbol shorter.
"""

from __future__ import annotations

import re
from typing import Final

#: Light modules on either side of a symbol (§4.3.2 e).
QUIET_ZONE: Final = 10
#: Longer than any payment code in bars.
MAX_CHARACTERS: Final = 30

# Widths of bar, space, bar … of the values 0 to 105, and of the stop sign (§4.3.3, table 1).
_TABLE: Final = (
    "212222222122222221121223121322131222122213122312132212221213221312231212112232122132"
    "122231113222123122123221223211221132221231213212223112312131311222321122321221312212"
    "322112322211212123212321232121111323131123131321112313132113132311211313231113231311"
    "112133112331132131113123113321133121313121211331231131213113213311213131311123311321"
    "331121312113312311332111314111221411431111111224111422121124121421141122141221112214"
    "112412122114122411142112142211241211221114413111241112134111111242121142121241114212"
    "124112124211411212421112421211212141214121412121111143111341131141114113114311411113"
    "411311113141114131311141411131211412211214211232"
)
_WIDTHS: Final = (*(_TABLE[at : at + 6] for at in range(0, len(_TABLE), 6)), "2331112")
_TO_C, _TO_B, _START_B, _START_C, _STOP = 99, 100, 104, 105, 106
_CHECK_MODULO = 103

# A change of code sets costs a value: it pays from four digits on at an end, from six inside.
_PAIRS = re.compile(r"\A(?:\d\d){2,}|(?:\d\d){2,}\Z|(?:\d\d){3,}|\A\d\d\Z")


def fits(text: str) -> bool:
    """Tell whether ``text`` can be a symbol: 1 to 30 printable ASCII characters."""
    return 0 < len(text) <= MAX_CHARACTERS and all(" " <= sign <= "~" for sign in text)


def values_of(text: str) -> tuple[int, ...]:
    """Return the values of a symbol with its start and its check digit, without its stop.

    Raises:
        ValueError: nothing, too much, or something else than printable ASCII.
    """
    if not fits(text):
        raise ValueError("a symbol has 1 to 30 printable ASCII characters")
    values: list[int] = []
    at = 0
    for run in _PAIRS.finditer(text):
        _append_plain(values, text[at : run.start()])
        values.append(_TO_C if values else _START_C)
        values += [int(run[0][place : place + 2]) for place in range(0, len(run[0]), 2)]
        at = run.end()
    _append_plain(values, text[at:])
    weighed = values[0] + sum(place * value for place, value in enumerate(values))
    return (*values, weighed % _CHECK_MODULO)


def _append_plain(values: list[int], text: str) -> None:
    if text:
        values.append(_TO_B if values else _START_B)
        values += [ord(sign) - ord(" ") for sign in text]


def make_bars(text: str) -> bytes:
    """Return the modules of a symbol from left to right, 1 dark and 0 light, no quiet zone.

    Raises:
        ValueError: nothing, too much, or something else than printable ASCII.
    """
    modules = bytearray()
    for value in (*values_of(text), _STOP):
        for place, width in enumerate(_WIDTHS[value]):
            modules += bytes([1 - place % 2]) * int(width)
    return bytes(modules)
