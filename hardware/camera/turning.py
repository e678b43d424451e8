"""The decoders of a camera: each frame as it is, then prepared in one way, another one each time.

A phone is held up for seconds, a frame lasts for a thirtieth of one: what one frame does not give,
one of the next does.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from hardware.camera.decode import (
    SURE_LINES,
    CarefulDecoder,
    GreyFrame,
    Reading,
    ZbarDecoder,
    zxing_readings,
)
from hardware.camera.prepare import PREPARATIONS, Preparation

if TYPE_CHECKING:
    from hardware.camera.vision import Pixels

#: After so many frames without a second witness a reading is forgotten.
WITNESS_FRAMES: Final = 30
_MAX_WITNESSED: Final = 8


class TurningChain:
    """Reads grey frames of one camera, one after the other; for one thread.

    Bars that are read only once a frame was sharpened or enlarged may have been made by that (one
    reading in a hundred was, of blurred bars), and what a single line through them says may be
    wrong. They count when several lines agree, or when they are read a second time by another
    decoder or after another preparation.
    """

    def __init__(
        self,
        decoders: Sequence[CarefulDecoder] | None = None,
        preparations: Sequence[Preparation] = PREPARATIONS,
    ) -> None:
        usual = (zxing_readings, ZbarDecoder().readings)
        self._decoders = usual if decoders is None else tuple(decoders)
        self._preparations = tuple(preparations)
        self._turn = 0
        self._witnesses = _Witnesses()

    @property
    def turns(self) -> int:
        """After so many frames without a code each preparation had its turn."""
        return len(self._preparations)

    def read(self, grey: Pixels) -> Sequence[str]:
        """Return the texts of the codes in the frame, each once; nothing is guessed."""
        self._witnesses.next_frame()
        texts = self._read(grey, None)
        if texts or not self._preparations:
            return texts
        texts = self._read(self._preparations[self._turn](grey), self._turn)
        if not texts:
            # What has helped is tried again first: the phone is still the same.
            self._turn = (self._turn + 1) % len(self._preparations)
        return texts

    def _read(self, grey: Pixels, preparation: int | None) -> Sequence[str]:
        height, width = grey.shape
        frame = GreyFrame(grey.tobytes(), width, height)
        for number, decode in enumerate(self._decoders):
            texts = [
                one.text
                for one in decode(frame)
                if one.text and self._is_sure(one, number, preparation)
            ]
            if texts:
                return tuple(dict.fromkeys(texts))
        return ()

    def _is_sure(self, reading: Reading, decoder: int, preparation: int | None) -> bool:
        if not reading.is_bars or reading.lines >= SURE_LINES:
            return True
        if preparation is None and reading.lines == 0:
            # zxing-cpp reads frames as they are along two lines at least.
            return True
        place = -1 if preparation is None else preparation
        return self._witnesses.count(reading.text, (decoder, place)) > 1


class _Witnesses:
    """Who has read a text lately; of the text a hash is kept, and that for a second only."""

    def __init__(self) -> None:
        self._key = os.urandom(32)
        self._frame = 0
        self._seen: dict[bytes, tuple[int, frozenset[tuple[int, int]]]] = {}

    def next_frame(self) -> None:
        """Forget what was read too many frames ago."""
        self._frame += 1
        oldest = self._frame - WITNESS_FRAMES
        self._seen = {mark: seen for mark, seen in self._seen.items() if seen[0] > oldest}

    def count(self, text: str, witness: tuple[int, int]) -> int:
        """Return how many have read this text, with this one."""
        mark = hashlib.blake2b(text.encode("utf-8", "surrogatepass"), key=self._key).digest()
        _, witnesses = self._seen.pop(mark, (0, frozenset()))
        witnesses |= {witness}
        if len(self._seen) >= _MAX_WITNESSED:
            del self._seen[next(iter(self._seen))]
        self._seen[mark] = (self._frame, witnesses)
        return len(witnesses)
