"""Searches what a program wrote for cards: files, what is packed inside them, and the store.

Streams of gzip, zip, PNG and PDF files are unpacked and looked at too, also within each other. Of
the store every page is looked at as it stands on the disk and decrypted, with pages that have
fallen free and those of the write-ahead log, and every column of every table.
"""

from __future__ import annotations

import gzip
import io
import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from sqlcipher3 import dbapi2

from kpay_desktop.security.keys import KEY_FILE
from models.database import STORE_FILE
from tests.helpers.canary_shapes import LONGEST, Canary, Pattern, pattern_of
from tests.helpers.store_bytes import file_bytes, log_bytes

CHUNK = 1 << 20
MOST_UNPACKED = 64 << 20
DEEPEST = 4
_PNG, _GZIP, _ZIP, _PDF = b"\x89PNG\r\n\x1a\n", b"\x1f\x8b", b"PK\x03\x04", b"%PDF-"
_ALL_OF = 'SELECT * FROM "?"'
_STREAM = re.compile(rb"stream\r?\n")


@dataclass(frozen=True, slots=True)
class Finding:
    """A card where none may be: the place, and which card in which shape. It repeats none."""

    place: str
    at: int
    what: str


class Search:
    """A search for some cards, over whatever it is given; ``looked_at`` counts the bytes."""

    def __init__(self, canaries: Iterable[Canary], *, chunk: int = CHUNK) -> None:
        self._pattern: Pattern = pattern_of(canaries)
        self._chunk = chunk
        self.looked_at = 0

    def below(self, *folders: Path, without: Iterable[Path] = ()) -> list[Finding]:
        """Search every file below the folders, but for files and folders named ``without``."""
        left_out = {path.resolve() for path in without}
        return [
            finding
            for folder in folders
            for path in sorted(folder.rglob("*"))
            if path.is_file() and not left_out & {path.resolve(), *path.resolve().parents}
            for finding in self.file(path)
        ]

    def file(self, path: Path) -> list[Finding]:
        """Search a file and its name, and what is packed in it."""
        with path.open("rb") as file:
            found = [
                *self.stream(file, str(path)),
                *self.data(path.name.encode(), f"{path}'s name"),
            ]
        data = path.read_bytes()
        return found + [
            finding
            for place, inner in unpacked(data, str(path))
            for finding in self.data(inner, place)
        ]

    def stream(self, file: BinaryIO, place: str) -> list[Finding]:
        """Search a stream a chunk at a time; what lies across two chunks is found once."""
        found: list[Finding] = []
        kept, start = b"", 0
        while read := file.read(self._chunk):
            self.looked_at += len(read)
            data, fresh = kept + read, len(kept)
            found += [
                Finding(place, start + at, what)
                for at, end, what in self._pattern.hits(data)
                if end > fresh
            ]
            kept = data[-LONGEST:]
            start += len(data) - len(kept)
        return found

    def data(self, data: bytes, place: str) -> list[Finding]:
        """Search bytes."""
        return self.stream(io.BytesIO(data), place)

    def store(self, folder: Path) -> list[Finding]:
        """Search the decrypted pages and the rows of the store in a till's data folder."""
        if not (folder / STORE_FILE).exists():
            return []
        key = (folder / KEY_FILE).read_text("ascii").strip()
        found = self.data(file_bytes(folder, key), f"{folder / STORE_FILE}, decrypted")
        found += self.data(log_bytes(folder, key), f"{folder / STORE_FILE}'s log, decrypted")
        for place, value in columns(folder, key):
            found += self.data(value, place)
        return found


# --- what is packed -------------------------------------------------------------------------


def unpacked(data: bytes, place: str, depth: int = 0) -> Iterator[tuple[str, bytes]]:
    """Yield what is packed in ``data``, and what is packed in that."""
    if depth >= DEEPEST:
        return
    for name, inner in _inside(data):
        yield f"{place}!{name}", inner
        yield from unpacked(inner, f"{place}!{name}", depth + 1)


def _inside(data: bytes) -> Iterator[tuple[str, bytes]]:
    if data.startswith(_GZIP):
        yield "gzip", gzip.GzipFile(fileobj=io.BytesIO(data)).read(MOST_UNPACKED)
    elif data.startswith(_ZIP):
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            for each in packed.infolist():
                yield each.filename, packed.read(each)
    elif data.startswith(_PNG):
        yield from _chunks_of_png(data)
    elif data.startswith(_PDF):
        for number, match in enumerate(_STREAM.finditer(data)):
            inner = _inflated(data[match.end() :])
            if inner:
                yield f"stream {number}", inner


def _chunks_of_png(data: bytes) -> Iterator[tuple[str, bytes]]:
    at, pixels = len(_PNG), b""
    while at + 8 <= len(data):
        size, kind = int.from_bytes(data[at : at + 4]), data[at + 4 : at + 8]
        body = data[at + 8 : at + 8 + size]
        if kind == b"IDAT":
            pixels += body
        elif kind in {b"zTXt", b"iTXt", b"iCCP"}:
            for start in re.finditer(b"\0", body):
                yield kind.decode(), _inflated(body[start.end() :])
                yield kind.decode(), _inflated(body[start.end() + 1 :])
        at += 12 + size
    yield "pixels", _inflated(pixels)


def _inflated(data: bytes) -> bytes:
    """Return what zlib makes of the beginning of ``data``; nothing if it is not its."""
    try:
        return zlib.decompressobj().decompress(data, MOST_UNPACKED)
    except zlib.error:
        return b""


# --- the store ------------------------------------------------------------------------------


def columns(folder: Path, key_hex: str) -> Iterator[tuple[str, bytes]]:
    """Yield each column of each table as lines; from a copy, so that no byte of it changes."""
    with tempfile.TemporaryDirectory() as copies:
        for path in folder.glob(f"{STORE_FILE}*"):
            shutil.copy(path, copies)
        engine = dbapi2.connect(str(Path(copies) / STORE_FILE))
        try:
            engine.execute(f"PRAGMA key = \"x'{key_hex}'\"")
            tables = engine.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
            for (table,) in tables.fetchall():
                rows = engine.execute(_ALL_OF.replace("?", table)).fetchall()
                names = engine.execute(f'PRAGMA table_info("{table}")').fetchall()
                for number, (_, name, *_) in enumerate(names):
                    values = b"\n".join(_bytes(row[number]) for row in rows)
                    yield f"{folder / STORE_FILE}: {table}.{name}", values
        finally:
            engine.close()


def _bytes(value: object) -> bytes:
    return value if isinstance(value, bytes) else str(value).encode("utf-8")
