"""The bytes of a store's pages as the engine sees them: decrypted, with what no row shows."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

from models.database import STORE_FILE
from models.dialect_sqlite import wal_path
from tests.helpers.store import KEY_HEX

PAGE = 4_096
# The cipher's own end of each page: initial value, authentication code.
RESERVED, IV = 80, 16
SALT = 16
WAL_HEAD, FRAME_HEAD = 32, 24


def file_bytes(folder: Path, key_hex: str = KEY_HEX) -> bytes:
    """Return the pages of the database file, used and free."""
    data = (folder / STORE_FILE).read_bytes()
    assert len(data) % PAGE == 0
    pages = [data[at : at + PAGE] for at in range(0, len(data), PAGE)]
    return b"".join(_plain(key_hex, page, SALT if n == 0 else 0) for n, page in enumerate(pages))


def log_bytes(folder: Path, key_hex: str = KEY_HEX) -> bytes:
    """Return the pages of the write-ahead log, also those that were overtaken."""
    log = wal_path(folder / STORE_FILE)
    data = log.read_bytes() if log.exists() else b""
    plain = []
    for at in range(WAL_HEAD, len(data) - FRAME_HEAD - PAGE + 1, FRAME_HEAD + PAGE):
        number = int.from_bytes(data[at : at + 4])
        page = data[at + FRAME_HEAD : at + FRAME_HEAD + PAGE]
        plain.append(_plain(key_hex, page, SALT if number == 1 else 0))
    return b"".join(plain)


def _plain(key_hex: str, page: bytes, start: int) -> bytes:
    end = PAGE - RESERVED
    cipher = Cipher(algorithms.AES(bytes.fromhex(key_hex)), modes.CBC(page[end : end + IV]))
    decryptor = cipher.decryptor()
    return decryptor.update(page[start:end]) + decryptor.finalize()
