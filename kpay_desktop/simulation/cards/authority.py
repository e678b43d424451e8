"""The simulation's own certification authority, its issuers and what they sign (Book 2 §5, §6)."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from kpay_desktop.simulation.cards.rsa import RsaKey, make_key
from kpay_desktop.simulation.cards.spec import Scheme

CA_EXPIRES = date(2035, 12, 31)
_SHORT, _LONG = 0xE1, 0xE2
_BITS = {_SHORT: 1408, _LONG: 1984}
_CA_EXPONENT = 3
_HEADER, _TRAILER, _FILLER = b"\x6a", b"\xbc", 0xBB
_SHA_1 = _RSA = b"\x01"
_ISSUER_FIXED, _ICC_FIXED, _SIGNED_FIXED = 36, 42, 26


@dataclass(frozen=True, slots=True)
class Authority:
    """One of a scheme's keys, as terminals know it: by RID and index."""

    scheme: Scheme
    index: int
    key: RsaKey

    @property
    def checksum(self) -> bytes:
        """What it is published with (Book 2 §11.2.2)."""
        key = self.key
        return sha1(self.scheme.value, bytes((self.index,)), key.modulus, key.exponent_bytes)


@dataclass(frozen=True, slots=True)
class Certified:
    """A certificate with what did not fit into it: tags 90, 92, 9F32 or 9F46, 9F48, 9F47."""

    certificate: bytes
    remainder: bytes
    exponent: bytes


def authorities() -> Iterator[Authority]:
    """Go through all keys: a shorter and a longer one for each scheme."""
    return (authority(scheme, index) for scheme in Scheme for index in _BITS)


def authority(scheme: Scheme, index: int) -> Authority:
    """Return one key."""
    return Authority(scheme, index, make_key(*_ca_key(scheme, index)))


def indices() -> tuple[int, ...]:
    """Return the indices that every scheme's keys have."""
    return tuple(_BITS)


def key_names() -> Iterator[tuple[str, int, int]]:
    """Go through all keys of the authority: name, bits, exponent."""
    return (_ca_key(scheme, index) for scheme in Scheme for index in _BITS)


def ca_keys_toml(expires: date = CA_EXPIRES) -> str:
    """Return the public keys as the file that a till is given."""
    lines = ["# Public keys of the simulated certification authority. No card outside has them."]
    for one in authorities():
        lines += [
            "",
            "[[key]]",
            f'rid = "{_hex(one.scheme.value)}"',
            f'index = "{one.index:02X}"',
            f'modulus = "{_hex(one.key.modulus)}"',
            f'exponent = "{_hex(one.key.exponent_bytes)}"',
            f'checksum = "{_hex(one.checksum)}"',
            f"expires = {expires.isoformat()}",
        ]
    return "\n".join(lines) + "\n"


def issuer_certificate(
    ca: Authority, issuer: RsaKey, prefix: str, expires: date, serial: bytes
) -> Certified:
    """Certify an issuer's key for card numbers that begin with ``prefix`` (Book 2 Table 2)."""
    leading = b"\x02" + bytes.fromhex(prefix.ljust(8, "F")) + _month(expires) + serial
    return _certify(ca.key, leading, issuer, _ISSUER_FIXED, b"")


def icc_certificate(
    issuer: RsaKey, icc: RsaKey, pan: str, expires: date, serial: bytes, static: bytes
) -> Certified:
    """Certify a card's key together with its static data (Book 2 Table 10)."""
    leading = b"\x04" + bytes.fromhex(pan.ljust(20, "F")) + _month(expires) + serial
    return _certify(issuer, leading, icc, _ICC_FIXED, static)


def sign_static(issuer: RsaKey, code: bytes, static: bytes) -> bytes:
    """Return tag 93: the static data, signed with a code of two bytes (Book 2 Table 3)."""
    body = (b"\x03" + _SHA_1 + code).ljust(issuer.size - _SIGNED_FIXED + 4, bytes((_FILLER,)))
    return _signed(issuer, body, static)


def sign_dynamic(icc: RsaKey, data: bytes, covered: bytes) -> bytes:
    """Return tag 9F4B: the card's data, signed with what it was asked (Book 2 Table 15).

    Raises:
        ValueError: the data is too long for this key.
    """
    room = icc.size - _SIGNED_FIXED + 1
    if len(data) > room:
        raise ValueError("the card's key is too short for this")
    body = b"\x05" + _SHA_1 + bytes((len(data),)) + data.ljust(room, bytes((_FILLER,)))
    return _signed(icc, body, covered)


def _certify(signer: RsaKey, leading: bytes, key: RsaKey, fixed: int, covered: bytes) -> Certified:
    room = signer.size - fixed
    kept, rest = key.modulus[:room], key.modulus[room:]
    exponent = key.exponent_bytes
    sizes = bytes((key.size, len(exponent)))
    body = leading + _SHA_1 + _RSA + sizes + kept.ljust(room, bytes((_FILLER,)))
    return Certified(_signed(signer, body, rest + exponent + covered), rest, exponent)


def _signed(signer: RsaKey, body: bytes, covered: bytes) -> bytes:
    return signer.sign(_HEADER + body + sha1(body, covered) + _TRAILER)


def _ca_key(scheme: Scheme, index: int) -> tuple[str, int, int]:
    return f"authority {scheme.name} {index:02X}", _BITS[index], _CA_EXPONENT


def _month(day: date) -> bytes:
    return bytes.fromhex(f"{day:%m%y}")


def sha1(*parts: bytes) -> bytes:
    """Return the hash of algorithm 01 (Book 2 Annex B3.1)."""
    return hashlib.sha1(b"".join(parts), usedforsecurity=False).digest()


def _hex(data: bytes) -> str:
    return data.hex().upper()
