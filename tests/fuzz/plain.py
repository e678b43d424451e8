"""Changing inputs without watching the code: where no build of atheris exists, and in tests.

Nothing here knows which input led somewhere new; what is found is found by chance alone.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from random import Random

from tests.fuzz.target import Target

_BYTES = (0x00, 0x01, 0x1F, 0x20, 0x30, 0x39, 0x3D, 0x5E, 0x60, 0x6F, 0x70, 0x77, 0x7F, 0x80, 0xFF)
_MOST_CHANGES = 4


def inputs(target: Target, chance: Random) -> Iterator[bytes]:
    """Yield every seed as it is, then changed ones without end."""
    yield from target.seeds
    while True:
        data = chance.choice(target.seeds)
        for _ in range(chance.randint(1, _MOST_CHANGES)):
            data = spoilt(target, data, chance)
        yield data[: target.longest]


def spoilt(target: Target, data: bytes, chance: Random) -> bytes:
    """Return an input with one change, by the target's own way if it has one."""

    def change(part: bytes) -> bytes:
        return changed(part, chance)

    if target.spoil is None or not chance.randrange(5):
        return change(data)
    return target.spoil(data, chance, change)


def changed(data: bytes, chance: Random) -> bytes:
    """Return bytes with a bit, a byte or a stretch of them changed."""
    at = chance.randrange(len(data) + 1)
    size = chance.randrange(1, 9)
    one = bytes((chance.choice(_BYTES),))
    match chance.randrange(7):
        case 0 if data:
            at = min(at, len(data) - 1)
            return data[:at] + bytes((data[at] ^ 1 << chance.randrange(8),)) + data[at + 1 :]
        case 1:
            return data[:at] + one + data[at + 1 :]
        case 2:
            return data[:at] + one * size + data[at:]
        case 3:
            return data[:at] + data[at + size :]
        case 4:
            return data[:at] + data[at : at + size] + data[at:]
        case 5:
            return data[:at]
        case _:
            return data[:at] + chance.randbytes(size) + data[at + size :]


def run(target: Target, chance: Random, *, seconds: float, most: int | None = None) -> int:
    """Try inputs until the time is over or ``most`` are done; return how many there were.

    Raises:
        Exception: what the target raised; the input is its last note, in hexadecimal.
    """
    ends = time.monotonic() + seconds
    for number, data in enumerate(inputs(target, chance)):
        if number == most or time.monotonic() >= ends:
            return number
        try:
            target.try_one(data)
        except BaseException as error:
            error.add_note(f"input: {data.hex()}")
            raise
    raise AssertionError("there is no last input")
