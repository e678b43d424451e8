"""What a computer plays a sound with: a program of the system, or Windows' own function.

The till brings no sound library along: every desktop has one of these.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol

#: Programs that play a WAV file, in the order in which they are looked for, and what each is told
#: before the file's name.
LINUX_PLAYERS: Final = (("pw-play", ()), ("paplay", ()), ("aplay", ("-q",)))
MAC_PLAYERS: Final = (("afplay", ()),)

# PlaySound's flags (winuser: mmsystem.h).
SND_ASYNC: Final = 0x0001
SND_NODEFAULT: Final = 0x0002
SND_PURGE: Final = 0x0040
SND_FILENAME: Final = 0x0002_0000

KILL_S: Final = 2.0


class Played(StrEnum):
    """How playing ended: through, refused by the player, or stopped because it hung."""

    THROUGH = "through"
    FAILED = "failed"
    HUNG = "hung"


class Player(Protocol):
    """Plays one file at a time, on the speaker's thread."""

    name: str

    def play(self, file: Path, length_s: float, deadline_s: float) -> Played:
        """Play ``file``, which lasts ``length_s``; come back by ``deadline_s`` in any case."""

    def hush(self) -> None:
        """Let what plays end at once, and nothing begin any more. From any thread."""


class CommandPlayer:
    """A program that plays a file and ends."""

    def __init__(self, name: str, command: Sequence[str]) -> None:
        self.name = name
        self._command = tuple(command)
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._is_hushed = False

    def play(self, file: Path, length_s: float, deadline_s: float) -> Played:
        """Run the program on ``file``."""
        del length_s
        process = self._start(file)
        if process is None:
            return Played.FAILED
        try:
            code = process.wait(deadline_s)
        except subprocess.TimeoutExpired:
            _kill(process)
            return Played.HUNG
        finally:
            self._process = None
        return Played.THROUGH if code == 0 else Played.FAILED

    def hush(self) -> None:
        """Kill it."""
        with self._lock:
            self._is_hushed = True
            process = self._process
        if process is not None:
            _kill(process)

    def _start(self, file: Path) -> subprocess.Popen[bytes] | None:
        with self._lock:
            if self._is_hushed:
                return None
            try:
                # A group of its own: a script among the players takes its children along.
                self._process = subprocess.Popen(
                    [*self._command, str(file)],
                    stdin=subprocess.DEVNULL,
                    stdout=subprocess.DEVNULL,
                    stderr=subprocess.DEVNULL,
                    start_new_session=True,
                )
            except OSError:
                self._process = None
            return self._process


def _kill(process: subprocess.Popen[bytes]) -> None:
    """End a program with its children; it is waited for, so that nothing of it is left."""
    with contextlib.suppress(OSError):
        if sys.platform == "win32":
            process.kill()
        elif process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(KILL_S)


PlaySound = Callable[[str | None, int], None]


class WindowsPlayer:
    """Windows' ``PlaySound``: it plays beside the caller, who waits here until it is through."""

    name = "Windows"

    def __init__(self, play_sound: PlaySound) -> None:
        self._play_sound = play_sound
        self._hushed = threading.Event()

    def play(self, file: Path, length_s: float, deadline_s: float) -> Played:
        """Play ``file``; no other sound takes the place of one that Windows cannot play."""
        try:
            self._play_sound(str(file), SND_FILENAME | SND_ASYNC | SND_NODEFAULT)
            self._hushed.wait(min(length_s, deadline_s))
            self._play_sound(None, SND_PURGE)
        except (RuntimeError, OSError):
            return Played.FAILED
        return Played.THROUGH

    def hush(self) -> None:
        """Stop it: the thread that plays sees it at once."""
        self._hushed.set()


def find_commands(known: Sequence[tuple[str, Sequence[str]]]) -> list[Player]:
    """Return the players of ``known`` that are installed, in that order."""
    found: list[Player] = []
    for name, options in known:
        path = shutil.which(name)
        if path is not None:
            found.append(CommandPlayer(name, (path, *options)))
    return found


if sys.platform == "win32":

    def find_players() -> list[Player]:
        """Return what this computer plays sounds with; nothing where it has nothing."""
        import winsound

        return [WindowsPlayer(winsound.PlaySound)]

else:

    def find_players() -> list[Player]:
        """Return what this computer plays sounds with; nothing where it has nothing."""
        return find_commands(MAC_PLAYERS if sys.platform == "darwin" else LINUX_PLAYERS)
