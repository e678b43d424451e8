"""A stripe reader that types like a keyboard, told from a person: pure, by characters and times.

A reader begins with ``%``, ``;`` or ``+`` and types a character every few milliseconds; then come
one or two Enters, sometimes one after each track. A person who types ``%`` waits before the next
key. So a start character is held back until it is clear whose it is; a burst is kept to its end,
and nothing else ever gets to see it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import Final

STARTS: Final = "%;+"
ENTERS: Final = "\r\n"

#: Between two keys of a reader at most, by the keys' own times; people are slower.
GAP_MS: Final = 45
#: After so long without a key a whole burst is over, or a held key was a person's.
QUIET_MS: Final = 250
#: A burst that broke off in the middle is waited for longer: this computer may be busy.
STALL_MS: Final = 600
#: An Enter that comes so soon behind a burst is the reader's.
TAIL_MS: Final = 400
#: Fewer keys than this are nobody's stripe.
LEAST: Final = 6
#: Three tracks with their sentinels, and some slack; what is longer is swallowed and forgotten.
MOST: Final = 300


class Verdict(Enum):
    """What becomes of a key: it is nobody's business here, or it is held back."""

    PASS = 0
    HOLD = 1


@dataclass(frozen=True, slots=True)
class Burst:
    """What a reader typed, without its Enters. ``is_whole``: it did not run over."""

    text: str = field(repr=False)
    is_whole: bool = True


@dataclass(frozen=True, slots=True)
class Typed:
    """Keys that were a person's after all, to be given back: their number, in their order."""

    count: int


class Wedge:
    """Tells bursts from typing. Times are milliseconds of the keys' own clock, which may wrap.

    :meth:`key` is asked for every key that is pressed, and :meth:`quiet` is called when
    ``patience_ms`` have passed since the last one. Both may return what has become clear.
    """

    def __init__(self) -> None:
        self._held: list[str] = []
        self._meant: list[str] = []
        self._count = self._slow = 0
        self._last_ms = 0
        self._is_draining = self._ran_over = False

    def __repr__(self) -> str:
        return f"Wedge(held={self._count})"

    @property
    def patience_ms(self) -> int:
        """How long no key must come until :meth:`quiet` is to be called."""
        is_ended = any(keys and keys[-1] == "?" for keys in (self._held, self._meant))
        is_cut_off = self._count >= LEAST and not is_ended
        return STALL_MS if is_cut_off and not self._ran_over else QUIET_MS

    @property
    def is_active(self) -> bool:
        """True while keys are held back, or the rest of a burst is awaited."""
        return bool(self._count) or self._is_draining

    def key(self, text: str, at_ms: int, meant: str = "") -> tuple[Verdict, Typed | None]:
        """Take a key that types ``text`` here (empty for keys that type nothing).

        ``meant`` is what the same key types on an American keyboard, which is what readers take
        themselves for, whatever this computer's layout is.
        """
        back: Typed | None = None
        is_enter = bool(text) and text in ENTERS
        meant = text if is_enter else meant or text
        starts = _is_start(text) or _is_start(meant)
        gap_ms = at_ms - self._last_ms
        self._last_ms = at_ms
        is_slow = not 0 <= gap_ms <= GAP_MS
        is_tail = is_enter and 0 <= gap_ms <= TAIL_MS
        if self._is_draining and (is_tail or not (is_slow or starts)):
            return Verdict.HOLD, None
        if self._is_draining:
            self._reset()
        if self._count and is_slow and self._count < LEAST:
            self._slow += 1
            # One pause may be this computer's, two are a person's.
            if self._slow > 1 or not 0 <= gap_ms <= QUIET_MS:
                # Given back first; then this key is looked at afresh.
                back = Typed(self._count)
                self._reset()
        if not self._count and not starts:
            return Verdict.PASS, back
        self._hold(text, meant)
        return Verdict.HOLD, back

    def quiet(self) -> Burst | Typed | None:
        """Say what the keys were, now that no more come."""
        if self._is_draining or not self._count:
            self._reset()
            return None
        if self._count < LEAST:
            typed = Typed(self._count)
            self._reset()
            return typed
        is_local = _is_framed(self._held) or not _is_framed(self._meant)
        kept = self._held if is_local and _begins(self._held) else self._meant
        burst = Burst("".join(kept), not self._ran_over)
        self._reset()
        # Whatever comes right behind is the reader's: a second Enter, or the card swiped twice.
        self._is_draining = True
        return burst

    def drop(self) -> None:
        """Forget everything."""
        self._reset()

    def _hold(self, text: str, meant: str) -> None:
        self._count += 1
        if self._count > MOST:
            self._ran_over = True
            self._held.clear()
            self._meant.clear()
        elif meant and meant not in ENTERS:
            # A key that types nothing here, as one for accents, may still mean something.
            self._held.append(text)
            self._meant.append(meant)

    def _reset(self) -> None:
        self._held.clear()
        self._meant.clear()
        self._count = self._slow = 0
        self._is_draining = self._ran_over = False


def _begins(keys: list[str]) -> bool:
    return bool(keys) and _is_start(keys[0])


def _is_framed(keys: list[str]) -> bool:
    """True if this is a stripe from its first sign to its last: the layout is the reader's own."""
    return _begins(keys) and keys[-1] == "?"


def _is_start(text: str) -> bool:
    return bool(text) and text in STARTS
