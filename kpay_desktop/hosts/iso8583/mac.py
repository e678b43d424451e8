"""Field 64: the MAC of ANSI X9.19, which is algorithm 3 of ISO/IEC 9797-1. DES is known here only.

Every block but the last is chained with the left half of the key; the last goes through both
halves. Padding method 1 fills up with zeros, method 2 with ``80`` and zeros.
"""

from __future__ import annotations

import hmac
import os
import re
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from kpay_desktop.hosts.iso8583.codec import pack
from kpay_desktop.hosts.iso8583.dialect import MAC_FIELD, Binary
from kpay_desktop.hosts.iso8583.profile import CardHostProfile
from kpay_desktop.settings_reader import SettingsError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.modes import CBC

BLOCK_BYTES = 8
KEY_BYTES = 16
_MAX_FILE_BYTES = 1024


@dataclass(frozen=True, slots=True)
class MacKey:
    """A double-length DES key. Its repr does not show it."""

    value: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if len(self.value) != KEY_BYTES:
            raise ValueError("a MAC key has 16 bytes")


def load_key(path: Path) -> MacKey:
    """Return the key of a file: 32 hexadecimal digits, in as many groups as one likes.

    Raises:
        SettingsError: the file cannot be read, holds no such key, or others may read it.
    """
    try:
        with path.open("rb") as file:
            is_open = sys.platform != "win32" and os.fstat(file.fileno()).st_mode & 0o077
            text = "".join(file.read(_MAX_FILE_BYTES).decode("latin-1").split())
    except OSError as error:
        raise SettingsError(str(path), "", f"cannot be read ({error.strerror})") from error
    if is_open:
        raise SettingsError(str(path), "", "may be read by others: give it to its owner alone")
    if re.fullmatch(r"[0-9A-Fa-f]{32}", text) is None:
        raise SettingsError(str(path), "", "must hold a MAC key: 32 hexadecimal digits")
    return MacKey(bytes.fromhex(text))


def retail_mac(key: MacKey, data: bytes, padding: int = 1) -> bytes:
    """Return the eight bytes of the MAC over ``data``.

    Raises:
        ValueError: there is no such padding here.
    """
    if padding not in {1, 2}:
        raise ValueError("padding method 1 or 2")
    padded = data + b"\x80" if padding == 2 else data or bytes(BLOCK_BYTES)
    padded += bytes(-len(padded) % BLOCK_BYTES)
    left, right = key.value[:BLOCK_BYTES], key.value[BLOCK_BYTES:]
    last = _des(left).encryptor().update(padded)[-BLOCK_BYTES:]
    return _des(left).encryptor().update(_des(right).decryptor().update(last))


def seal(profile: CardHostProfile, key: MacKey, fields: Mapping[int, str]) -> bytes:
    """Return the message that ``fields`` make, with its MAC in field 64.

    Raises:
        IsoError: see :func:`pack`.
    """
    message = pack(profile, {**fields, MAC_FIELD: "00" * BLOCK_BYTES})
    covered = message[: -_written_bytes(profile)]
    mac = _mac(profile, key, covered)
    return covered + (mac if _is_raw(profile) else mac.hex().upper().encode("ascii"))


def is_sealed(
    profile: CardHostProfile, key: MacKey, message: bytes, fields: Mapping[int, str]
) -> bool:
    """True if the message ends with field 64, and that is its MAC."""
    if MAC_FIELD not in fields or max(fields) != MAC_FIELD:
        return False
    expected = _mac(profile, key, message[: -_written_bytes(profile)])
    return hmac.compare_digest(expected, bytes.fromhex(fields[MAC_FIELD]))


def _mac(profile: CardHostProfile, key: MacKey, covered: bytes) -> bytes:
    whole = retail_mac(key, covered, profile.mac.padding)
    return whole[: profile.mac.length].ljust(BLOCK_BYTES, b"\0")


def _is_raw(profile: CardHostProfile) -> bool:
    return profile.dialect.formats[MAC_FIELD].binary is Binary.RAW


def _written_bytes(profile: CardHostProfile) -> int:
    return BLOCK_BYTES if _is_raw(profile) else 2 * BLOCK_BYTES


def _des(key: bytes) -> Cipher[CBC]:
    from cryptography.hazmat.decrepit.ciphers.algorithms import TripleDES
    from cryptography.hazmat.primitives.ciphers import Cipher
    from cryptography.hazmat.primitives.ciphers.modes import CBC

    # The key three times over makes it plain DES; shorter keys are on their way out.
    return Cipher(TripleDES(key * 3), CBC(bytes(BLOCK_BYTES)))
