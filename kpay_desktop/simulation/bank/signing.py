"""The gateway's signature, the bank's own code for it.

All fields except ``sign``, empty ones left out, sorted by name and joined as ``name=value`` with
``&``; RSA PKCS#1 v1.5 over SHA-1, base64. SHA-1 is what the protocol fixes; it is not a choice.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

SIGN_FIELD = "sign"


def canonical(fields: Mapping[str, str]) -> bytes:
    """Return the bytes that a signature of ``fields`` covers."""
    pairs = sorted(
        (name, value) for name, value in fields.items() if name != SIGN_FIELD and value != ""
    )
    return "&".join(f"{name}={value}" for name, value in pairs).encode()


class Signer:
    """Signs with a private key. Thread-safe."""

    def __init__(self, key: RSAPrivateKey) -> None:
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding

        self._key = key
        self._padding = padding.PKCS1v15()
        self._hash = hashes.SHA1()

    def sign(self, fields: Mapping[str, str]) -> str:
        """Return the base64 signature of ``fields``."""
        raw = self._key.sign(canonical(fields), self._padding, self._hash)
        return base64.b64encode(raw).decode("ascii")


class Verifier:
    """Checks signatures made with the private key that belongs to ``key``. Thread-safe."""

    def __init__(self, key: RSAPublicKey) -> None:
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives import hashes
        from cryptography.hazmat.primitives.asymmetric import padding

        self._key = key
        self._padding = padding.PKCS1v15()
        self._hash = hashes.SHA1()
        self._wrong: type[Exception] = InvalidSignature

    def holds(self, fields: Mapping[str, str]) -> bool:
        """True if the field ``sign`` is the signature of the other fields."""
        try:
            raw = base64.b64decode(fields.get(SIGN_FIELD, "").encode("ascii"), validate=True)
        except (binascii.Error, UnicodeEncodeError):
            return False
        try:
            self._key.verify(raw, canonical(fields), self._padding, self._hash)
        except self._wrong:
            return False
        return True
