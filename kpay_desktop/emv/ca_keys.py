"""Public keys of certification authorities: checked before they are believed (Book 2 §11.2).

A terminal is handed these keys as a file. Each is published with a checksum, so that a key that was
altered or mistyped is found when it is loaded, not when a card is refused.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date

from kpay_desktop.emv.config import RID_LENGTH, CaKey

MAX_MODULUS = 248
EXPONENTS = (b"\x02", b"\x03", b"\x01\x00\x01")


class CaKeyError(ValueError):
    """A key that cannot be used; the text says which and why."""


def checksum(key: CaKey) -> bytes:
    """Return SHA-1 over RID, index, modulus and exponent (Book 2 §11.2.2, Table 30)."""
    parts = key.rid + bytes((key.index,)) + key.modulus + key.exponent
    return hashlib.sha1(parts, usedforsecurity=False).digest()


def check(key: CaKey) -> None:
    """Say that a key may be used.

    Raises:
        CaKeyError: its parts cannot be a key's, or its checksum is another.
    """
    name = f"CA key {key.rid.hex().upper()} {key.index:02X}"
    if len(key.rid) != RID_LENGTH or not 0 <= key.index <= 0xFF:
        raise CaKeyError(f"{name}: no such key")
    if not 1 <= len(key.modulus) <= MAX_MODULUS or not key.modulus[0] or not key.modulus[-1] & 1:
        raise CaKeyError(f"{name}: not a modulus")
    if key.exponent not in EXPONENTS:
        raise CaKeyError(f"{name}: not an exponent")
    if key.checksum and key.checksum != checksum(key):
        raise CaKeyError(f"{name}: the checksum is another")


def table(keys: Iterable[CaKey]) -> Mapping[tuple[bytes, int], CaKey]:
    """Return checked keys by RID and index.

    Raises:
        CaKeyError: see :func:`check`; also if two keys share RID and index.
    """
    found: dict[tuple[bytes, int], CaKey] = {}
    for key in keys:
        check(key)
        if (key.rid, key.index) in found:
            raise CaKeyError(f"CA key {key.rid.hex().upper()} {key.index:02X}: stands twice")
        found[key.rid, key.index] = key
    return found


def read(text: str) -> Mapping[tuple[bytes, int], CaKey]:
    """Return the keys of a TOML text: ``[[key]]`` tables.

    ``rid``, ``index``, ``modulus`` and ``exponent`` are hexadecimal, ``checksum`` too and wanted;
    ``expires`` is a date or missing.

    Raises:
        CaKeyError: the text is no such list, or a key cannot be used.
    """
    try:
        rows = tomllib.loads(text).get("key", [])
        return table([_key(row) for row in rows])
    except RecursionError:
        raise CaKeyError("nested too deep") from None
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise CaKeyError("not a list of CA keys") from error


def _key(row: Mapping[str, object]) -> CaKey:
    rid, index, modulus, exponent, given = (
        _hex(row[name]) for name in ("rid", "index", "modulus", "exponent", "checksum")
    )
    expires = row.get("expires")
    if expires is not None and type(expires) is not date:
        raise CaKeyError("expires is a date")
    if len(index) != 1 or len(given) != hashlib.sha1(usedforsecurity=False).digest_size:
        raise CaKeyError("an index has one byte, a checksum twenty")
    return CaKey(rid, index[0], modulus, exponent, expires, given)


def _hex(value: object) -> bytes:
    if not isinstance(value, str):
        raise CaKeyError("hexadecimal text was expected")
    try:
        return bytes.fromhex(value)
    except ValueError:
        raise CaKeyError("hexadecimal text was expected") from None
