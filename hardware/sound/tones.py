"""The sounds themselves: a few notes each, as 16-bit PCM in a WAV file.

They are made when they are first needed, so that no recording is shipped and the volume is a
matter of the samples. Each is shorter than a second and begins and ends in silence, without which a
loudspeaker clicks.
"""

from __future__ import annotations

import io
import math
import sys
import wave
from array import array
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from kpay_desktop.domain.sound import Sound

RATE_HZ: Final = 44_100
FULL_SCALE: Final = 32_767
# Room for the overtone; nothing is ever cut off.
PEAK: Final = 0.8

_ATTACK_S: Final = 0.004
_RELEASE_S: Final = 0.012
_OVERTONE: Final = 0.25
_DECAY: Final = 3.0


@dataclass(frozen=True, slots=True)
class Note:
    """A tone that dies away. ``frequency_hz`` of 0 is a rest."""

    frequency_hz: float
    length_ms: int


TUNES: Final[Mapping[Sound, tuple[Note, ...]]] = {
    # Two notes upwards, two downwards, three times the same: told apart without looking.
    Sound.APPROVED: (Note(659.26, 120), Note(987.77, 320)),
    Sound.FAILED: (Note(440.0, 180), Note(293.66, 380)),
    Sound.ATTENTION: (
        *(Note(880.0, 110), Note(0.0, 60), Note(880.0, 110), Note(0.0, 60)),
        Note(880.0, 220),
    ),
    # Four short ones, high, as card terminals do.
    Sound.REMOVE_CARD: (*(Note(1_318.51, 110), Note(0.0, 50)) * 3, Note(1_318.51, 160)),
    # One, as scanners do.
    Sound.CODE_READ: (Note(2_093.0, 160),),
    Sound.KEY: (Note(1_760.0, 22),),
}


def length_s(sound: Sound) -> float:
    """Return how long a sound lasts, in seconds."""
    return sum(note.length_ms for note in TUNES[sound]) / 1000


def wav_of(sound: Sound, volume_percent: int) -> bytes:
    """Return the sound as a WAV file: one channel, 16 bits, ``RATE_HZ``.

    ``volume_percent``: 0 is silence, 100 as loud as the computer's own volume lets it be.

    Raises:
        ValueError: the volume is not 0 to 100.
    """
    if not 0 <= volume_percent <= 100:
        raise ValueError(f"a volume of {volume_percent} percent")
    loudest = FULL_SCALE * PEAK * volume_percent / 100
    samples = array("h", (round(loudest * level) for level in _levels(sound)))
    if sys.byteorder == "big":
        samples.byteswap()
    file = io.BytesIO()
    with wave.open(file, "wb") as made:
        made.setnchannels(1)
        made.setsampwidth(2)
        made.setframerate(RATE_HZ)
        made.writeframes(samples.tobytes())
    return file.getvalue()


def _levels(sound: Sound) -> Iterator[float]:
    """Yield the samples between -1 and 1."""
    for note in TUNES[sound]:
        count = RATE_HZ * note.length_ms // 1000
        turn = 2 * math.pi * note.frequency_hz / RATE_HZ
        for index in range(count):
            strength = _strength(index / RATE_HZ, count / RATE_HZ)
            tone = math.sin(turn * index) + _OVERTONE * math.sin(2 * turn * index)
            yield strength * tone / (1 + _OVERTONE)


def _strength(at_s: float, whole_s: float) -> float:
    """Return how loud a note is at a moment: quick in, dying away, and silent at its end."""
    rise = min(1.0, at_s / _ATTACK_S)
    fall = min(1.0, (whole_s - at_s) / _RELEASE_S)
    return rise * fall * math.exp(-_DECAY * at_s / whole_s)
