"""Triple DES with two keys, and the MAC that goes with it. Nothing else here knows DES.

ISO/IEC 9797-1 algorithm 3 with padding method 2 is what EMV Book 2 Annex A1.2 asks for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.modes import CBC

BLOCK = 8
KEY = 16


def encrypt(key: bytes, block: bytes) -> bytes:
    """Encrypt one block of eight bytes with both halves of a key of sixteen."""
    return _chained(key[:BLOCK] + key[BLOCK:] + key[:BLOCK], block)


def padded(data: bytes) -> bytes:
    """Add ``80`` and as many zeros as are missing to whole blocks (padding method 2)."""
    return data + b"\x80" + bytes(-(len(data) + 1) % BLOCK)


def mac(key: bytes, data: bytes) -> bytes:
    """Return the eight bytes of a MAC over data of any length."""
    left, right = key[:BLOCK], key[BLOCK:]
    last = _chained(left * 3, padded(data))[-BLOCK:]
    return _chained(left * 3, _cipher(right * 3).decryptor().update(last))


def odd_parity(key: bytes) -> bytes:
    """Return a key whose bytes each have an odd number of ones, as DES keys are written."""
    return bytes(byte ^ (byte.bit_count() + 1 & 1) for byte in key)


def _chained(key: bytes, data: bytes) -> bytes:
    return _cipher(key).encryptor().update(data)


def _cipher(key: bytes) -> Cipher[CBC]:
    from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.modes import CBC

    return Cipher(TripleDES(key), CBC(bytes(BLOCK)))
