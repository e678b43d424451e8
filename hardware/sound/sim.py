"""The twins: a loudspeaker that notes what it would play, and none at all."""

from __future__ import annotations

import threading
from collections import deque
from typing import Final

from hardware.sound.speaker import NO_PLAYER, Done, Tell, sound_status
from kpay_desktop.domain.sound import Sound
from kpay_desktop.ports import DeviceStatus, Health

MAX_PLAYED: Final = 200
SIMULATED: Final = sound_status(Health.OK, "simulated")


class SimSpeaker:
    """Implements ``Speaker``: ``played`` is what would have been heard, the newest last.

    Switches: ``break_down`` makes every sound fail from now on, ``mend`` ends it.
    """

    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._lock = threading.Lock()
        self._status = SIMULATED
        self._is_stopped = False
        self._played: deque[tuple[Sound, int]] = deque(maxlen=MAX_PLAYED)

    @property
    def played(self) -> tuple[tuple[Sound, int], ...]:
        """The sounds and their volumes in percent, oldest first."""
        with self._lock:
            return tuple(self._played)

    def start(self) -> None:
        """Say that it is there."""
        self._tell(self._status)

    def play(self, sound: Sound, volume_percent: int, done: Done | None = None) -> None:
        """Note a sound; silence is not noted."""
        with self._lock:
            is_stopped, status = self._is_stopped, self._status
            if not is_stopped and status.health is Health.OK and volume_percent:
                self._played.append((sound, volume_percent))
        if done is not None:
            done(None if is_stopped else status)

    def stop(self, deadline_s: float) -> bool:
        """Note nothing any more."""
        del deadline_s
        with self._lock:
            self._is_stopped = True
        return True

    def break_down(self, word: str) -> None:
        """Be a speaker that does not work: ``none``, ``fails``, ``hangs`` or ``file_fails``."""
        health = Health.UNKNOWN if word == "none" else Health.WARN
        self._become(sound_status(health, word))

    def mend(self) -> None:
        """Work again."""
        self._become(SIMULATED)

    def _become(self, status: DeviceStatus) -> None:
        with self._lock:
            self._status = status
        self._tell(status)


class NoSpeaker:
    """Implements ``Speaker`` for a till that is to be silent."""

    def start(self) -> None:
        """Say nothing: there is no device."""

    def play(self, sound: Sound, volume_percent: int, done: Done | None = None) -> None:
        """Play nothing."""
        del sound, volume_percent
        if done is not None:
            done(NO_PLAYER)

    def stop(self, deadline_s: float) -> bool:
        """There is nothing to stop."""
        del deadline_s
        return True
