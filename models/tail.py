"""A witness outside the database of how long the journal is.

A damaged write-ahead log makes the engine drop the commits behind the damage without a word: what
is left is an older state, and every chain in it is whole. This small file remembers the last row
that was durable. It is written after the commit and not synced: it may fall behind, never run
ahead, so a journal that is shorter than it says has lost rows.

It also tells a wrong key from a damaged file: the engine's error is the same for both.
"""

from __future__ import annotations

import contextlib
import os
import re
from dataclasses import dataclass
from pathlib import Path
from zlib import crc32

from kpay_desktop.ports import StoreError, StoreErrorKind
from kpay_desktop.security.keys import write_owner_only
from models.chain import Link
from models.dialect_sqlite import Guard

TAIL_FILE = "store.tail"

_LINE = re.compile(r"key=([0-9a-f]{64}) seq=(\d{12}) hash=([0-9a-f]{64}) sum=[0-9a-f]{8}\n")


@dataclass(frozen=True, slots=True)
class Witness:
    """What the file says: the key's check text, and the journal's last row."""

    key_check: str
    link: Link


class TailFile:
    """The witness of one data folder. Used by the writer's thread alone."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / TAIL_FILE
        self._guard = Guard(self.path)
        self._handle: int | None = None
        self._key_check = ""

    def read(self) -> Witness | None:
        """Return what it says, or None if there is none yet, or it was torn.

        Raises:
            StoreError: it cannot be read.
        """
        with self._guard:
            try:
                text = self.path.read_bytes()[:300].decode("ascii", "replace")
            except FileNotFoundError:
                return None
        match = _LINE.fullmatch(text)
        if match is None:
            return None
        witness = Witness(match[1], Link(int(match[2]), match[3]))
        return witness if _line(witness) == text else None

    def open(self, key_check: str, link: Link) -> None:
        """Begin to witness, from ``link`` on.

        Raises:
            StoreError: it cannot be written.
        """
        self._key_check = key_check
        with self._guard:
            write_owner_only(self.path, _line(Witness(key_check, link)))
            self._handle = os.open(self.path, os.O_WRONLY | getattr(os, "O_BINARY", 0))

    def note(self, link: Link) -> None:
        """Remember a row that is durable. Costs a few microseconds.

        The line keeps its length and place, so no room on the disk is needed. An error is left
        out of account: the commit stands, and a witness that fell behind does no harm. The next
        row is noted again.
        """
        if self._handle is None:
            return
        with contextlib.suppress(OSError):
            os.lseek(self._handle, 0, os.SEEK_SET)
            os.write(self._handle, _line(Witness(self._key_check, link)).encode("ascii"))

    def close(self) -> None:
        """Stop. Harmless when repeated."""
        if self._handle is not None:
            handle, self._handle = self._handle, None
            os.close(handle)


def _line(witness: Witness) -> str:
    """Return the file's line; its sum tells one that was torn by a power cut."""
    line = f"key={witness.key_check} seq={witness.link.seq:012d} hash={witness.link.hash}"
    return f"{line} sum={crc32(line.encode('ascii')):08x}\n"


def check_not_shorter(witness: Witness | None, tail: Link, same_row: str | None) -> None:
    """Make sure that the journal reaches as far as the witness saw it.

    ``tail`` is the journal's last row, ``same_row`` the hash of the row the witness names.

    Raises:
        StoreError: (DAMAGED) rows are missing, or the row is another one.
    """
    if witness is None or witness.link.seq == 0:
        return
    if witness.link.seq > tail.seq:
        lost = witness.link.seq - tail.seq
        raise StoreError(StoreErrorKind.DAMAGED, f"the journal's last {lost} rows are missing")
    if same_row != witness.link.hash:
        raise StoreError(StoreErrorKind.DAMAGED, "the journal is not the one of this folder")
