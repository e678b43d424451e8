"""The checksum of merchant codes: CRC-16/CCITT-FALSE (EMVCo QR MPM §4.7.3)."""

from __future__ import annotations

_POLYNOMIAL = 0x1021
_INITIAL = 0xFFFF


def _table() -> tuple[int, ...]:
    entries = []
    for byte in range(256):
        register = byte << 8
        for _ in range(8):
            register = (register << 1) ^ (_POLYNOMIAL if register & 0x8000 else 0)
        entries.append(register & 0xFFFF)
    return tuple(entries)


_TABLE = _table()


def crc16(data: bytes) -> int:
    """Return the checksum of ``data``; that of ``b"123456789"`` is ``0x29B1``."""
    register = _INITIAL
    for byte in data:
        register = ((register << 8) & 0xFFFF) ^ _TABLE[(register >> 8) ^ byte]
    return register


def crc_text(data: bytes) -> str:
    """Return the checksum as a code carries it: four upper-case hexadecimal digits."""
    return f"{crc16(data):04X}"
