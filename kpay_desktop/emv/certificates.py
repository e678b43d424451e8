"""Certificates and signatures with message recovery (Book 2 §5.2, §5.3, §6.3, §6.4, Annex A2.1).

Each is opened with the public key of whoever signed it, and taken apart only when its ends and its
hash are right.
"""

from __future__ import annotations

import calendar
import hashlib
from dataclasses import dataclass
from datetime import date

from kpay_desktop.emv.errors import AuthenticationError, AuthenticationFault

HASH_SIZE = 20
_HEADER, _TRAILER = 0x6A, 0xBC
_SHA_1, _RSA = 0x01, 0x01
_ISSUER_FIXED, _ICC_FIXED = 36, 42
_SIGNED_FIXED = 25
_EXPONENTS = (3, 65_537)


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An RSA public key."""

    modulus: bytes
    exponent: int

    @property
    def size(self) -> int:
        """Length of the modulus in bytes."""
        return len(self.modulus)


@dataclass(frozen=True, slots=True)
class IssuerKey:
    """An issuer's key with what its certificate says beside it (Book 2 Table 6)."""

    key: PublicKey
    issuer_id: bytes
    expires: date
    serial: bytes


@dataclass(frozen=True, slots=True)
class IccKey:
    """A card's key with what its certificate says beside it (Book 2 Table 14)."""

    key: PublicKey
    pan: str
    expires: date
    serial: bytes


@dataclass(frozen=True, slots=True)
class Signed:
    """What stands in signed application data: the format's own bytes between header and padding."""

    content: bytes


def sha1(*parts: bytes) -> bytes:
    """Return the hash of algorithm 01 (Book 2 Annex B3.1)."""
    digest = hashlib.sha1(usedforsecurity=False)
    for part in parts:
        digest.update(part)
    return digest.digest()


def recover(signature: bytes, key: PublicKey, form: int) -> bytes:
    """Return what is signed, from its format byte to the end of its hash.

    Raises:
        AuthenticationError: length, header, trailer or format are not as they must be.
    """
    if not signature or len(signature) != key.size:
        raise AuthenticationError(AuthenticationFault.LENGTH)
    modulus = int.from_bytes(key.modulus, "big")
    number = int.from_bytes(signature, "big")
    if number >= modulus:
        raise AuthenticationError(AuthenticationFault.LENGTH)
    clear = pow(number, key.exponent, modulus).to_bytes(key.size, "big")
    if clear[-1] != _TRAILER:
        raise AuthenticationError(AuthenticationFault.TRAILER)
    if clear[0] != _HEADER:
        raise AuthenticationError(AuthenticationFault.HEADER)
    if clear[1] != form:
        raise AuthenticationError(AuthenticationFault.FORMAT)
    return clear[1:-1]


def issuer_certificate(
    certificate: bytes, ca_key: PublicKey, remainder: bytes, exponent: bytes
) -> IssuerKey:
    """Open tag 90 with the authority's key (Book 2 §5.3, §6.3).

    Raises:
        AuthenticationError: the certificate is not what it should be.
    """
    body = _recovered(certificate, ca_key, 0x02, _ISSUER_FIXED)
    key = _certified_key(body, 12, remainder, exponent)
    _check_hash(body, (remainder, exponent))
    _check_algorithms(body[10], body[11])
    _check_key(key, body[12])
    return IssuerKey(key, body[1:5], _last_day(body[5:7]), body[7:10])


def icc_certificate(
    certificate: bytes, issuer_key: PublicKey, remainder: bytes, exponent: bytes, static: bytes
) -> IccKey:
    """Open tag 9F46 with the issuer's key (Book 2 §6.4).

    ``static`` is the static data to be authenticated: the certificate's hash covers it.

    Raises:
        AuthenticationError: the certificate is not what it should be.
    """
    body = _recovered(certificate, issuer_key, 0x04, _ICC_FIXED)
    key = _certified_key(body, 18, remainder, exponent)
    _check_hash(body, (remainder, exponent, static))
    _check_algorithms(body[16], body[17])
    _check_key(key, body[18])
    pan = body[1:11].hex().upper().rstrip("F")
    return IccKey(key, pan, _last_day(body[11:13]), body[13:16])


def signed_data(signature: bytes, key: PublicKey, form: int, covered: bytes) -> Signed:
    """Open tag 93 (form 03) or 9F4B (form 05); ``covered`` is hashed after what is inside.

    Raises:
        AuthenticationError: the signature is not what it should be.
    """
    body = _recovered(signature, key, form, _SIGNED_FIXED)
    _check_hash(body, (covered,))
    if body[1] != _SHA_1:
        raise AuthenticationError(AuthenticationFault.HASH_ALGORITHM)
    return Signed(body[2:-HASH_SIZE])


def _recovered(signature: bytes, key: PublicKey, form: int, fixed: int) -> bytes:
    if key.size < fixed:
        raise AuthenticationError(AuthenticationFault.LENGTH)
    return recover(signature, key, form)


def _check_hash(body: bytes, covered: tuple[bytes, ...]) -> None:
    if sha1(body[:-HASH_SIZE], *covered) != body[-HASH_SIZE:]:
        raise AuthenticationError(AuthenticationFault.HASH)


def _check_algorithms(hash_algorithm: int, key_algorithm: int) -> None:
    if hash_algorithm != _SHA_1:
        raise AuthenticationError(AuthenticationFault.HASH_ALGORITHM)
    if key_algorithm != _RSA:
        raise AuthenticationError(AuthenticationFault.KEY_ALGORITHM)


def _certified_key(body: bytes, at: int, remainder: bytes, exponent: bytes) -> PublicKey:
    """Put a key together from its part in the certificate and its remainder (Book 2 §5.3).

    At ``at`` stand the lengths of modulus and exponent, then the modulus's leftmost bytes.
    """
    length, leftmost = body[at], body[at + 2 : -HASH_SIZE]
    if length > len(leftmost) and not remainder:
        raise AuthenticationError(AuthenticationFault.REMAINDER_MISSING)
    modulus = leftmost[:length] if length <= len(leftmost) else leftmost + remainder
    return PublicKey(modulus, int.from_bytes(exponent, "big"))


def _check_key(key: PublicKey, length: int) -> None:
    if key.size != length or not length or key.exponent not in _EXPONENTS:
        raise AuthenticationError(AuthenticationFault.KEY_PARTS)


def _last_day(written: bytes) -> date:
    """Return the last day of a certificate's MMYY, which still counts."""
    try:
        month, year = int(written[:1].hex()), 2000 + int(written[1:].hex())
        return date(year, month, calendar.monthrange(year, month)[1])
    except (ValueError, calendar.IllegalMonthError):
        raise AuthenticationError(AuthenticationFault.EXPIRED) from None
