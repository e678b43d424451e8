"""Field 64: ANSI X9.19, which is ISO/IEC 9797-1 MAC algorithm 3 with padding method 1.

It covers the message from its type to the last byte before field 64, bitmap included; length and
TPDU are not covered, since networks change them.
"""

from __future__ import annotations

import hmac
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.modes import CBC

KEY = 16
SIZE = 8
_BLOCK = 8


def retail_mac(key: bytes, data: bytes) -> bytes:
    """Return the eight bytes of a MAC under a key of sixteen bytes."""
    left, right = key[:_BLOCK], key[_BLOCK:]
    padded = data + bytes(-len(data) % _BLOCK) if data else bytes(_BLOCK)
    last = _cipher(left * 3).encryptor().update(padded)[-_BLOCK:]
    return _cipher(left * 3).encryptor().update(_cipher(right * 3).decryptor().update(last))


def signed(key: bytes, body: bytes) -> bytes:
    """Return a message with its MAC filled in. It ends with a field 64 of whatever content."""
    covered = body[:-SIZE]
    return covered + retail_mac(key, covered)


def holds(key: bytes, body: bytes) -> bool:
    """True if the field 64 at the end of a message is right."""
    return hmac.compare_digest(body[-SIZE:], retail_mac(key, body[:-SIZE]))


def _cipher(key: bytes) -> Cipher[CBC]:
    from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.modes import CBC

    return Cipher(TripleDES(key), CBC(bytes(_BLOCK)))
