"""What a power cut takes: every write that was not synced may be lost, alone or with others.

The guard notes each write before it happens, with what stood in its place. After the process is
gone, each file is put back to where it was last synced, and some of what came after is written
again, as a disk may have kept it: nothing, a part by chance, or the latest alone. Names of files
are taken to last at once.
"""

from __future__ import annotations

import os
import random
from dataclasses import dataclass
from pathlib import Path

SECTOR_BYTES = 512


@dataclass(frozen=True, slots=True)
class _Change:
    """A write at ``at``, or, without ``data``, a cut of the file to ``at`` bytes."""

    at: int
    data: bytes | None
    before: bytes
    size_before: int

    def undo(self, file: int) -> None:
        os.pwrite(file, self.before, self.at)
        os.ftruncate(file, self.size_before)

    def redo(self, file: int, part: int | None = None) -> None:
        """Make the change once more; of a write, its first ``part`` bytes alone."""
        if self.data is None:
            os.ftruncate(file, self.at)
        else:
            os.pwrite(file, self.data[:part], self.at)


class Unsynced:
    """The changes of files since each was last synced."""

    def __init__(self) -> None:
        self._changes: dict[Path, list[_Change]] = {}

    def write(self, path: Path, at: int, data: bytes) -> None:
        """Note that ``data`` is about to be written."""
        self._note(path, at, data, len(data))

    def truncate(self, path: Path, size: int) -> None:
        """Note that the file is about to be cut, or drawn out, to ``size``."""
        self._note(path, size, None, max(0, path.stat().st_size - size))

    def sync(self, path: Path) -> None:
        """Note that what was written so far is to last."""
        self._changes.pop(path, None)

    def rename(self, path: Path, to: Path) -> None:
        """Note that the file gets another name."""
        self._changes[to] = self._changes.pop(path, [])

    def remove(self, path: Path) -> None:
        """Note that the file goes."""
        self._changes.pop(path, None)

    def lose(self, seed: int) -> int:
        """Do what the power cut does; return how many changes are gone. ``seed`` picks which."""
        chance = random.Random(seed)
        lost = 0
        for path in sorted(self._changes):
            if path.exists():
                lost += _lose(path, self._changes[path], chance, seed % 3)
        return lost

    def _note(self, path: Path, at: int, data: bytes | None, count: int) -> None:
        file = os.open(path, os.O_RDONLY)
        try:
            change = _Change(at, data, os.pread(file, count, at), os.fstat(file).st_size)
        finally:
            os.close(file)
        self._changes.setdefault(path, []).append(change)


def _lose(path: Path, changes: list[_Change], chance: random.Random, how: int) -> int:
    """``how``: 0 loses all, 1 some by chance and tears some, 2 all but the latest."""
    lost = 0
    file = os.open(path, os.O_RDWR)
    try:
        for change in reversed(changes):
            change.undo(file)
        for number, change in enumerate(changes):
            is_kept = chance.random() < 0.5 if how == 1 else how == 2 and number == len(changes) - 1
            is_torn = is_kept and how == 1 and chance.random() < 0.2
            if is_kept:
                change.redo(file, _sectors(change, chance) if is_torn else None)
            lost += not is_kept or is_torn
    finally:
        os.close(file)
    return lost


def _sectors(change: _Change, chance: random.Random) -> int:
    """Return where a write is torn: a disk keeps sectors whole."""
    whole = len(change.data or b"") // SECTOR_BYTES
    return SECTOR_BYTES * chance.randrange(whole + 1)
