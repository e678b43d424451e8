"""Bits with names: verification results and what card and terminal say of themselves.

A bit is written ``(byte, bit)`` as in the books, from 1 and with bit 8 the highest (Book 3
Annex C; Books C-2 and C-3 for the qualifiers).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import Enum


class Bit(Enum):
    """A named bit. Its value is ``(byte, bit)``; no two bits of one element share one."""

    def __init__(self, byte: int, bit: int) -> None:
        #: The byte, from 1, and the bit as a mask of it.
        self.byte, self.mask = byte, 1 << bit - 1

    def is_in(self, data: bytes) -> bool:
        """True if the bit is set in ``data``; a byte that is not there is zero."""
        return len(data) >= self.byte and bool(data[self.byte - 1] & self.mask)


class TvrBit(Bit):
    """Terminal Verification Results, tag 95 (Book 3 Table 42)."""

    ODA_NOT_PERFORMED = (1, 8)
    SDA_FAILED = (1, 7)
    ICC_DATA_MISSING = (1, 6)
    CARD_ON_EXCEPTION_FILE = (1, 5)
    DDA_FAILED = (1, 4)
    CDA_FAILED = (1, 3)
    SDA_SELECTED = (1, 2)
    VERSIONS_DIFFER = (2, 8)
    EXPIRED = (2, 7)
    NOT_YET_EFFECTIVE = (2, 6)
    SERVICE_NOT_ALLOWED = (2, 5)
    NEW_CARD = (2, 4)
    CV_FAILED = (3, 8)
    UNRECOGNISED_CVM = (3, 7)
    PIN_TRIES_EXCEEDED = (3, 6)
    PIN_PAD_MISSING = (3, 5)
    PIN_NOT_ENTERED = (3, 4)
    ONLINE_PIN_ENTERED = (3, 3)
    FLOOR_LIMIT_EXCEEDED = (4, 8)
    LOWER_LIMIT_EXCEEDED = (4, 7)
    UPPER_LIMIT_EXCEEDED = (4, 6)
    RANDOMLY_SELECTED = (4, 5)
    FORCED_ONLINE = (4, 4)
    DEFAULT_TDOL_USED = (5, 8)
    ISSUER_AUTH_FAILED = (5, 7)
    SCRIPT_FAILED_BEFORE_FINAL = (5, 6)
    SCRIPT_FAILED_AFTER_FINAL = (5, 5)


class TsiBit(Bit):
    """Transaction Status Information, tag 9B (Book 3 Table 43)."""

    ODA_PERFORMED = (1, 8)
    CV_PERFORMED = (1, 7)
    CARD_RISK_PERFORMED = (1, 6)
    ISSUER_AUTH_PERFORMED = (1, 5)
    TERMINAL_RISK_PERFORMED = (1, 4)
    SCRIPTS_PERFORMED = (1, 3)


class AipBit(Bit):
    """Application Interchange Profile, tag 82 (Book 3 Table 37; C-2 §A.1.16)."""

    SDA = (1, 7)
    DDA = (1, 6)
    CARDHOLDER_VERIFICATION = (1, 5)
    TERMINAL_RISK_MANAGEMENT = (1, 4)
    ISSUER_AUTHENTICATION = (1, 3)
    ON_DEVICE_VERIFICATION = (1, 2)
    CDA = (1, 1)
    EMV_MODE = (2, 8)


class AucBit(Bit):
    """Application Usage Control, tag 9F07 (Book 3 Table 38)."""

    DOMESTIC_CASH = (1, 8)
    INTERNATIONAL_CASH = (1, 7)
    DOMESTIC_GOODS = (1, 6)
    INTERNATIONAL_GOODS = (1, 5)
    DOMESTIC_SERVICES = (1, 4)
    INTERNATIONAL_SERVICES = (1, 3)
    ATM = (1, 2)
    NOT_ATM = (1, 1)
    DOMESTIC_CASHBACK = (2, 8)
    INTERNATIONAL_CASHBACK = (2, 7)


class CapabilityBit(Bit):
    """Terminal Capabilities, tag 9F33 (Book 4 Annex A2)."""

    MANUAL_KEY_ENTRY = (1, 8)
    STRIPE = (1, 7)
    CHIP = (1, 6)
    PLAINTEXT_PIN = (2, 8)
    ONLINE_PIN = (2, 7)
    SIGNATURE = (2, 6)
    ENCIPHERED_PIN = (2, 5)
    NO_CVM = (2, 4)
    SDA = (3, 8)
    DDA = (3, 7)
    CARD_CAPTURE = (3, 6)
    CDA = (3, 4)


class TtqBit(Bit):
    """Terminal Transaction Qualifiers, tag 9F66 (Book A Table 5-4)."""

    MAGSTRIPE = (1, 8)
    QVSDC = (1, 6)
    CONTACT_CHIP = (1, 5)
    OFFLINE_ONLY = (1, 4)
    ONLINE_PIN = (1, 3)
    SIGNATURE = (1, 2)
    ODA_FOR_ONLINE = (1, 1)
    ONLINE_CRYPTOGRAM_REQUIRED = (2, 8)
    CVM_REQUIRED = (2, 7)
    CONTACT_OFFLINE_PIN = (2, 6)
    ISSUER_UPDATES = (3, 8)
    ON_DEVICE_CVM = (3, 7)


class CtqBit(Bit):
    """Card Transaction Qualifiers, tag 9F6C (Book C-3 Annex A)."""

    ONLINE_PIN_REQUIRED = (1, 8)
    SIGNATURE_REQUIRED = (1, 7)
    GO_ONLINE_IF_ODA_FAILS = (1, 6)
    SWITCH_IF_ODA_FAILS = (1, 5)
    GO_ONLINE_IF_EXPIRED = (1, 4)
    SWITCH_FOR_CASH = (1, 3)
    SWITCH_FOR_CASHBACK = (1, 2)
    ON_DEVICE_CVM_PERFORMED = (2, 8)
    ISSUER_UPDATES = (2, 7)


class BitField:
    """Verification results while a transaction is under way: bits are set, hardly ever cleared."""

    __slots__ = ("_bytes",)

    def __init__(self, length: int) -> None:
        self._bytes = bytearray(length)

    @classmethod
    def of(cls, data: bytes) -> BitField:
        """Return a field that begins with ``data``."""
        field = cls(len(data))
        field._bytes[:] = data
        return field

    def set(self, *bits: Bit) -> None:
        """Set bits."""
        for bit in bits:
            self._bytes[bit.byte - 1] |= bit.mask

    def clear(self, *bits: Bit) -> None:
        """Clear bits."""
        for bit in bits:
            self._bytes[bit.byte - 1] &= ~bit.mask

    def __contains__(self, bit: Bit) -> bool:
        return bit.is_in(bytes(self._bytes))

    def __bytes__(self) -> bytes:
        return bytes(self._bytes)

    def __repr__(self) -> str:
        return f"BitField({self._bytes.hex()})"


def new_tvr() -> BitField:
    """Return Terminal Verification Results with no bit set."""
    return BitField(5)


def new_tsi() -> BitField:
    """Return Transaction Status Information with no bit set."""
    return BitField(2)


def names(data: bytes, bits: Iterable[Bit]) -> Iterator[str]:
    """Yield the names of those ``bits`` that are set in ``data``, for tests and support."""
    return (bit.name for bit in bits if bit.is_in(data))
