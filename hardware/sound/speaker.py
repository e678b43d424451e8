"""The computer's loudspeaker: one thread of its own, and one sound that waits.

Whoever wants a sound never waits and never hears of an error: a sale does not depend on it. A new
sound takes the place of one that has not begun; only the keypad's click gives way to any other.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

from hardware.sound.players import Played, Player, find_players
from hardware.sound.tones import length_s, wav_of
from kpay_desktop.domain.sound import Sound
from kpay_desktop.ports import DeviceKind, DeviceStatus, Health

log = logging.getLogger(__name__)

#: How long a player may take for a sound, all in all; the longest lasts well under a second.
PLAY_DEADLINE_S: Final = 3.0

Tell = Callable[[DeviceStatus], None]
Done = Callable[[DeviceStatus | None], None]


def sound_status(health: Health, word: str, detail: str = "") -> DeviceStatus:
    """Return a state of the loudspeaker."""
    return DeviceStatus(DeviceKind.SOUND, health, f"sound.{word}", detail)


NO_PLAYER: Final = sound_status(Health.UNKNOWN, "none")
FILE_FAILS: Final = sound_status(Health.WARN, "file_fails")


class Speaker(Protocol):
    """Lets the cashier hear. No method waits but ``stop``; none raises."""

    def start(self) -> None:
        """Begin to work; the state is told."""

    def play(self, sound: Sound, volume_percent: int, done: Done | None = None) -> None:
        """Play a sound as soon as the one before is through.

        ``done`` hears, on any thread, how the speaker is after it; None if a newer sound took its
        place.
        """

    def stop(self, deadline_s: float) -> bool:
        """Be silent; False if the speaker was still at work at the deadline."""


@dataclass(frozen=True, slots=True)
class _Wish:
    sound: Sound
    volume_percent: int
    done: Done | None

    def end(self, status: DeviceStatus | None) -> None:
        if self.done is not None:
            self.done(status)


class ComputerSpeaker:
    """Implements :class:`Speaker` with what the computer plays sounds with.

    ``folder`` is private; the sounds' files are made there. ``find`` looks for players, each of
    which has ``deadline_s`` for a sound.
    """

    def __init__(
        self,
        folder: Path,
        tell: Tell,
        find: Callable[[], list[Player]] = find_players,
        deadline_s: float = PLAY_DEADLINE_S,
    ) -> None:
        self._folder = folder
        self._tell = tell
        self._find = find
        self._deadline_s = deadline_s
        self._players: list[Player] = []
        self._made: dict[Sound, int] = {}
        self._status: DeviceStatus | None = None
        self._changed = threading.Condition()
        self._wish: _Wish | None = None
        self._is_stopping = False
        self._thread = threading.Thread(target=self._run, name="sound", daemon=True)

    def start(self) -> None:
        """Start the thread; it looks for a player first."""
        self._thread.start()

    def play(self, sound: Sound, volume_percent: int, done: Done | None = None) -> None:
        """Put a sound in the place of the one that waits."""
        wish = _Wish(sound, volume_percent, done)
        with self._changed:
            waiting = self._wish
            gives_way = waiting is not None and sound is Sound.KEY
            dropped = wish if self._is_stopping or gives_way else waiting
            if dropped is not wish:
                self._wish = wish
                self._changed.notify()
        if dropped is not None:
            dropped.end(None)

    def stop(self, deadline_s: float) -> bool:
        """End the thread; a player at work is stopped."""
        with self._changed:
            self._is_stopping = True
            dropped, self._wish = self._wish, None
            players = list(self._players)
            self._changed.notify()
        if dropped is not None:
            dropped.end(None)
        for player in players:
            player.hush()
        if self._thread.is_alive():
            self._thread.join(deadline_s)
        return not self._thread.is_alive()

    # --- on the thread --------------------------------------------------------------------

    def _run(self) -> None:
        self._look()
        while (wish := self._next()) is not None:
            try:
                self._play(wish)
                wish.end(self._status)
            except Exception as error:
                # The thread's last line of defence: one bad sound must not take all of them away.
                log.exception("a sound failed: %s", type(error).__name__)

    def _next(self) -> _Wish | None:
        with self._changed:
            while self._wish is None and not self._is_stopping:
                self._changed.wait()
            wish, self._wish = self._wish, None
            return wish

    def _look(self) -> None:
        """Look for players, also later: one may have been installed meanwhile."""
        found = self._find()
        with self._changed:
            if self._is_stopping:
                return
            self._players = found
        self._become(sound_status(Health.OK, "ready", found[0].name) if found else NO_PLAYER)

    def _play(self, wish: _Wish) -> None:
        if not self._players:
            self._look()
        if not self._players or wish.volume_percent == 0:
            return
        try:
            file = self._file(wish.sound, wish.volume_percent)
        except OSError as error:
            log.info("a sound's file cannot be written: %s", type(error).__name__)
            self._become(FILE_FAILS)
            return
        self._become(self._sound(file, length_s(wish.sound)))

    def _sound(self, file: Path, whole_s: float) -> DeviceStatus:
        """Let the first player that can do it play; it is the first one from then on."""
        status = NO_PLAYER
        for player in list(self._players):
            played = player.play(file, whole_s, self._deadline_s)
            if played is Played.THROUGH:
                with self._changed:
                    self._players.remove(player)
                    self._players.insert(0, player)
                return sound_status(Health.OK, "ready", player.name)
            word = "hangs" if played is Played.HUNG else "fails"
            status = sound_status(Health.WARN, word, player.name)
            if self._is_stopping:
                break
        return status

    def _file(self, sound: Sound, volume_percent: int) -> Path:
        """Return the sound's file in that volume; it is whole before it bears its name."""
        file = self._folder / f"{sound.value}.wav"
        if self._made.get(sound) != volume_percent or not file.exists():
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            part = file.with_suffix(".part")
            part.write_bytes(wav_of(sound, volume_percent))
            part.replace(file)
            self._made[sound] = volume_percent
        return file

    def _become(self, status: DeviceStatus) -> None:
        if status != self._status and not self._is_stopping:
            self._status = status
            log.info("sound: %s %s", status.message_id, status.detail)
            self._tell(status)
