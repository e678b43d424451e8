"""Signatures of the gateway's protocol: RSA (PKCS#1 v1.5) with SHA-1 over the sorted fields.

SHA-1 is what the protocol's ``signtype=RSA`` means; nothing else in the till signs with it. The
text that is signed does not mark where a value ends, so ``a=1&b=2`` could be read as one field or
as two: :func:`is_ambiguous` finds such messages, and they are not believed.
"""

from __future__ import annotations

import base64
import binascii
import re
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Generic, Protocol, TypeVar

from kpay_desktop.hosts.wallets.config import ConfigFault, GatewayConfigError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

SIGN_FIELD = "sign"
LEAST_KEY_BITS = 2048
MAX_KEY_FILE_BYTES = 64 * 1024

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,31}\Z")
_HIDDEN_FIELD = re.compile(r"&[A-Za-z][A-Za-z0-9_]{0,31}=")


class _Sized(Protocol):
    @property
    def key_size(self) -> int:
        """The size of the key in bits."""


Key = TypeVar("Key", bound=_Sized)


def canonical(fields: Mapping[str, str]) -> bytes:
    """Return what is signed: ``k=v`` of every field but the signature, sorted, without empties."""
    return "&".join(
        f"{name}={fields[name]}"
        for name in sorted(fields)
        if name != SIGN_FIELD and fields[name] != ""
    ).encode("utf-8")


def is_ambiguous(fields: Mapping[str, str]) -> bool:
    """True if the signed text could also be that of other fields."""
    return any(
        not _NAME.match(name) or _HIDDEN_FIELD.search(value) is not None
        for name, value in fields.items()
    )


class _KeyFile(Generic[Key]):
    """An RSA key in a PEM file, loaded at the first use. Thread-safe."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._lock = threading.Lock()
        self._key: Key | None = None

    def load(self) -> Key:
        """Return the key.

        Raises:
            GatewayConfigError: the file is missing, unreadable, no RSA key, or under 2048 bits.
        """
        from cryptography.exceptions import UnsupportedAlgorithm

        with self._lock:
            if self._key is None:
                pem = _read(self._path)
                try:
                    key = self._parse(pem)
                except (ValueError, TypeError, UnsupportedAlgorithm):
                    raise GatewayConfigError(ConfigFault.KEY_UNREADABLE, str(self._path)) from None
                if key is None:
                    raise GatewayConfigError(ConfigFault.KEY_NOT_RSA, str(self._path))
                if key.key_size < LEAST_KEY_BITS:
                    raise GatewayConfigError(ConfigFault.KEY_TOO_SHORT, str(self._path))
                self._key = key
            return self._key

    def _parse(self, pem: bytes) -> Key | None:
        """Return the key of a file, or None if it is of another kind.

        Raises:
            ValueError, TypeError, UnsupportedAlgorithm: there is no key to be read.
        """
        raise NotImplementedError


class Signer(_KeyFile["RSAPrivateKey"]):
    """Signs with the merchant's private key."""

    def _parse(self, pem: bytes) -> RSAPrivateKey | None:
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
        from cryptography.hazmat.primitives.serialization import load_pem_private_key

        key = load_pem_private_key(pem, password=None)
        return key if isinstance(key, RSAPrivateKey) else None

    def sign(self, fields: Mapping[str, str]) -> str:
        """Return the signature of ``fields`` in base64.

        Raises:
            GatewayConfigError: the key cannot be used.
        """
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.hashes import SHA1

        signature = self.load().sign(canonical(fields), PKCS1v15(), SHA1())
        return base64.b64encode(signature).decode("ascii")


class Verifier(_KeyFile["RSAPublicKey"]):
    """Verifies with the gateway's public key."""

    def _parse(self, pem: bytes) -> RSAPublicKey | None:
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
        from cryptography.hazmat.primitives.serialization import load_pem_public_key

        key = load_pem_public_key(pem)
        return key if isinstance(key, RSAPublicKey) else None

    def is_genuine(self, fields: Mapping[str, str]) -> bool:
        """True if ``fields`` carry the gateway's signature over all of them.

        Raises:
            GatewayConfigError: the key cannot be used.
        """
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.hashes import SHA1

        key = self.load()
        try:
            signature = base64.b64decode(fields.get(SIGN_FIELD, ""), validate=True)
            key.verify(signature, canonical(fields), PKCS1v15(), SHA1())
        except (InvalidSignature, binascii.Error, ValueError):
            return False
        return True


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_KEY_FILE_BYTES)
    except FileNotFoundError:
        raise GatewayConfigError(ConfigFault.KEY_MISSING, str(path)) from None
    except OSError:
        raise GatewayConfigError(ConfigFault.KEY_UNREADABLE, str(path)) from None
