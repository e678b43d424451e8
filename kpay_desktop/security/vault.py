"""Card numbers kept for reversal, void and settlement: sealed one by one, wiped with the batch.

Number, expiry and sequence number are sealed with AES-256-GCM under a data key of their own (not
the database's), each bound to its handle, so that one row's seal opens no other row. What must not
be kept after an authorisation, even encrypted, is never put in here: tracks, their chip equivalent,
verification codes (PCI DSS 4.0.1 §3.3.1).
"""

from __future__ import annotations

import hmac
import json
import os
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from kpay_desktop.security.keys import KEY_BYTES

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE_BYTES = 12
_VERSION = b"\x01"
_FINGERPRINT_LABEL = b"KPay Desktop card fingerprint"


class VaultError(Exception):
    """A seal does not open: damaged, another row's, or of another key. Never carries data."""


@dataclass(frozen=True, slots=True)
class KeptCard:
    """What is kept of a card until settlement: number, expiry ``YYMM``, sequence number."""

    number: str = field(repr=False)
    expiry: str = field(repr=False)
    sequence: str = field(default="", repr=False)


class Vault:
    """Seals and opens. Thread-safe; it keeps nothing itself."""

    def __init__(self, key_hex: str, random_bytes: Callable[[int], bytes] = os.urandom) -> None:
        key = bytes.fromhex(key_hex)
        if len(key) != KEY_BYTES:
            raise VaultError("a data key has 32 bytes")
        self._key = key
        self._random_bytes = random_bytes
        self._fingerprint_key = hmac.new(key, _FINGERPRINT_LABEL, sha256).digest()

    def __repr__(self) -> str:
        return "Vault()"

    def seal(self, handle: str, card: KeptCard) -> bytes:
        """Return the sealed card; ``handle`` must be given again to open it."""
        clear = json.dumps([card.number, card.expiry, card.sequence]).encode("ascii")
        nonce = self._random_bytes(NONCE_BYTES)
        return _VERSION + nonce + self._cipher().encrypt(nonce, clear, _bound(handle))

    def open(self, handle: str, sealed: bytes) -> KeptCard:
        """Return what was sealed under that handle.

        Raises:
            VaultError: it was not, or not with this key.
        """
        from cryptography.exceptions import InvalidTag

        head, nonce, body = sealed[:1], sealed[1 : 1 + NONCE_BYTES], sealed[1 + NONCE_BYTES :]
        if head != _VERSION or len(nonce) != NONCE_BYTES:
            raise VaultError("not a seal")
        try:
            clear = self._cipher().decrypt(nonce, body, _bound(handle))
        except InvalidTag:
            raise VaultError("the seal does not open") from None
        number, expiry, sequence = json.loads(clear)
        return KeptCard(number, expiry, sequence)

    def fingerprint(self, number: str) -> str:
        """Return what tells equal cards apart and gives none away, as 64 hexadecimal digits."""
        return hmac.new(self._fingerprint_key, number.encode("ascii"), sha256).hexdigest()

    def _cipher(self) -> AESGCM:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(self._key)


def _bound(handle: str) -> bytes:
    return _VERSION + handle.encode("utf-8")
