"""The simulated printer's paper roll as a file: every byte that was printed, appended.

The file outlives the program, so that slips survive a crash as paper does, and a program that
knows neither side can read them. Only whole commands are written; the reader never meets half of
one. When the file has grown past its bound it becomes ``roll.old.bin`` at the next cut, and the
one before that goes to the bin.
"""

from __future__ import annotations

import os
from pathlib import Path

from kpay_desktop.simulation.paper.interpreter import Interpreter
from kpay_desktop.simulation.paper.items import PaperSlip

ROLL_FILE = "roll.bin"
OLD_ROLL_FILE = "roll.old.bin"
MAX_ROLL_BYTES = 4 * 1024 * 1024


class Roll:
    """The roll in ``folder``, which is made when it is not there.

    Raises:
        OSError: the folder cannot be written.
    """

    def __init__(self, folder: Path, *, max_bytes: int = MAX_ROLL_BYTES) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder = folder
        self._max_bytes = max_bytes
        self._file: int | None = None

    def append(self, data: bytes) -> None:
        """Add printed bytes; they are the file's when this returns, whatever becomes of us."""
        if self._file is None:
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)
            self._file = os.open(self._folder / ROLL_FILE, flags, 0o600)
        view = memoryview(data)
        while view:
            view = view[os.write(self._file, view) :]

    def turn_over(self) -> None:
        """Called at a cut: start a new file if this one has reached its bound."""
        if self._file is None or os.fstat(self._file).st_size < self._max_bytes:
            return
        self.close()
        (self._folder / ROLL_FILE).replace(self._folder / OLD_ROLL_FILE)

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def read_roll_bytes(folder: Path) -> bytes:
    """Return all bytes on the roll, oldest first."""
    parts = []
    for name in (OLD_ROLL_FILE, ROLL_FILE):
        try:
            parts.append((folder / name).read_bytes())
        except FileNotFoundError:
            continue
    return b"".join(parts)


def read_roll(folder: Path, *, dots: int = 576) -> tuple[PaperSlip, ...]:
    """Return the slips on the roll, oldest first, the unfinished one too if there is one.

    Raises:
        ValueError: something on the roll is not ESC/POS as a printer understands it.
    """
    reader = Interpreter(dots)
    reader.feed(read_roll_bytes(folder))
    reader.tear()
    if reader.problems:
        raise ValueError(f"the roll cannot be read: {reader.problems[0]}")
    return tuple(reader.slips)
