"""A hand scanner that types like a keyboard, told from a person: pure, by pace and by its ends.

A scanner types a code's characters a few milliseconds apart, then Enter or Tab, or nothing. People
are slower. So a key that may begin a scan is held back until it is clear whose it is: a scan is
kept whole, and what a person typed is given back in its order. A scan that broke off, ran over or
went through an input method is reported: half a code must not end in an amount.

A stripe's first sign (``%``, ``;`` or ``+``) begins no scan: :mod:`kpay_desktop.domain.wedge` has
those. This filter stands in front of that one, since a scan may have such signs in its middle.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Final

from kpay_desktop.domain.wedge import STALL_MS, STARTS, Typed, Verdict

#: Between two keys of a scanner at most, by the keys' own times.
GAP_MS: Final = 100
#: A whole scan takes no longer, unless the setting says so.
WHOLE_MS: Final = 1_500
#: Keys that come this close on an average are nobody's fingers.
SURE_MS: Final = 40
#: After so long without a key the held ones are judged.
QUIET_MS: Final = 150
#: Fewer characters are no code: the shortest barcode of a product has eight.
LEAST: Final = 8
#: From so many at a scanner's pace on, it was a scanner.
FEW: Final = 4
#: What is longer is swallowed and forgotten.
MOST: Final = 1_100
LONGEST_PREFIX: Final = 4

_ENDS = frozenset({"\r", "\n", "\r\n", "\t"})
# What input methods make of signs, beyond full-width forms, which NFKC takes back.
_LEFTOVERS = str.maketrans("。、‘’“”《》【】—…¥", "./''\"\"<>[]_^$")


class Suffix(Enum):
    """What the scanner types behind a code. ``NONE``: the code ends when no more keys come."""

    ENTER = "enter"
    TAB = "tab"
    NONE = "none"


class ScanFault(StrEnum):
    """Why a scan cannot be used; the value is the id of the message that says so."""

    BROKEN_OFF = "scan.incomplete"
    TOO_SLOW = "scan.too_slow"
    TOO_LONG = "scan.too_long"
    INPUT_METHOD = "scan.input_method"


@dataclass(frozen=True, slots=True)
class ScannerSetup:
    """How the scanner is set. ``prefix``: what it types ahead of each code, or nothing.

    With a prefix no other key is ever held back. ``whole_ms`` is raised for slow scanners that
    read long codes.

    Raises:
        ValueError: the prefix is longer than four characters, has others than printable ASCII, or
            begins like a stripe; the time is none or over ten seconds.
    """

    prefix: str = ""
    suffix: Suffix = Suffix.ENTER
    whole_ms: int = WHOLE_MS

    def __post_init__(self) -> None:
        if len(self.prefix) > LONGEST_PREFIX or not _is_plain(self.prefix):
            raise ValueError("a prefix has up to four printable characters")
        if self.prefix[:1] and self.prefix[0] in STARTS:
            raise ValueError("a prefix does not begin as a stripe does")
        if not 0 < self.whole_ms <= 10_000:
            raise ValueError("a scan takes up to ten seconds")


@dataclass(frozen=True, slots=True)
class Scan:
    """A code as the scanner typed it, without prefix and suffix.

    ``meant`` is what the same keys type on an American keyboard, where that is another text: a
    scanner may take itself for one while this computer's layout is another. ``count`` keys were
    swallowed for it.
    """

    text: str = field(repr=False)
    meant: str = field(default="", repr=False)
    count: int = 0


@dataclass(frozen=True, slots=True)
class Broken:
    """A scan that cannot be used. Its ``count`` keys were swallowed, and no character is kept."""

    fault: ScanFault
    count: int


class Scanner:
    """Tells scans from typing. Times are milliseconds of the keys' own clock, which may wrap.

    :meth:`key` is asked for every key that is pressed, and :meth:`quiet` is called when
    ``patience_ms`` have passed since the last one. Both may return what has become clear. At any
    time, keys seen = passed + given back + ``swallowed`` + ``held``.
    """

    def __init__(self, setup: ScannerSetup | None = None) -> None:
        self._setup = setup or ScannerSetup()
        self._here: list[str] = []
        self._meant: list[str] = []
        self._held = self._spent_ms = self._last_ms = self._swallowed = 0
        self._is_aside = self._is_tail = self._is_draining = False

    def __repr__(self) -> str:
        return f"Scanner(held={self._held})"

    @property
    def held(self) -> int:
        """How many keys are held back now."""
        return self._held

    @property
    def swallowed(self) -> int:
        """How many keys were a scanner's so far."""
        return self._swallowed

    @property
    def is_active(self) -> bool:
        """True while keys are held back, or the rest of a scan is awaited."""
        return bool(self._held) or self._is_tail or self._is_draining

    @property
    def patience_ms(self) -> int:
        """How long no key must come until :meth:`quiet` is to be called."""
        is_awaited = self._setup.suffix is not Suffix.NONE and self._is_sure()
        return STALL_MS if is_awaited else QUIET_MS

    def key(
        self, text: str, at_ms: int, meant: str = ""
    ) -> tuple[Verdict, Scan | Broken | Typed | None]:
        """Take a key that types ``text`` here (empty for keys that type nothing).

        ``meant`` is what the same key types on an American keyboard. What is returned beside the
        verdict concerns the keys before this one, unless it is a scan that this key ends.
        """
        gap_ms = at_ms - self._last_ms
        self._last_ms = at_ms
        is_near = 0 <= gap_ms <= GAP_MS
        if self._is_aside and 0 <= gap_ms <= STALL_MS:
            return Verdict.PASS, None
        self._is_aside = False
        if is_near and (self._is_draining or (self._is_tail and text in _ENDS)):
            self._swallowed += 1
            return Verdict.HOLD, None
        self._is_draining = self._is_tail = False
        event: Scan | Broken | Typed | None = None
        if self._held and not is_near:
            event = self._judge(is_ended=False)
        elif self._held:
            return self._go_on(text, gap_ms, meant)
        return self._begin(text, meant), event

    def quiet(self) -> Scan | Broken | Typed | None:
        """Say what the held keys were, now that no more come."""
        self._is_draining = self._is_tail = False
        if not self._held:
            return None
        event = self._judge(is_ended=False)
        # Its Enter may still be on the way, where this computer is busy.
        self._is_tail = not isinstance(event, Typed)
        return event

    def drop(self) -> None:
        """Forget everything; keys that were held are gone."""
        self._swallowed += self._held
        self._clear()
        self._is_aside = self._is_tail = self._is_draining = False

    def _begin(self, text: str, meant: str) -> Verdict:
        """Look at a key with nothing ahead of it."""
        sign = text or meant
        # No code begins with a space, and a person presses buttons with it.
        if not sign.strip() or _is_control(text):
            return Verdict.PASS
        if any(typed[:1] and typed[0] in STARTS for typed in (text, meant)):
            self._is_aside = True
            return Verdict.PASS
        if not self._may_follow(text, meant):
            return Verdict.PASS
        self._hold(text, meant, 0)
        return Verdict.HOLD

    def _go_on(
        self, text: str, gap_ms: int, meant: str
    ) -> tuple[Verdict, Scan | Broken | Typed | None]:
        """Look at a key that came soon behind held ones."""
        if text in _ENDS:
            return self._end()
        if self._held >= MOST:
            return self._run_over(ScanFault.TOO_LONG)
        if self._spent_ms + gap_ms > self._setup.whole_ms and self._is_sure():
            return self._run_over(ScanFault.TOO_SLOW)
        if _is_control(text) and self._is_sure():
            # Some barcodes have separators that nobody can type; nobody needs them either.
            text = meant = ""
        is_late = self._spent_ms + gap_ms > self._setup.whole_ms
        if is_late or _is_control(text) or not self._may_follow(text, meant):
            back = self._give_back()
            return self._begin(text, meant), back
        self._hold(text, meant, gap_ms)
        return Verdict.HOLD, None

    def _end(self) -> tuple[Verdict, Scan | Broken | Typed | None]:
        """Enter or Tab came soon behind held keys."""
        event = self._judge(is_ended=True)
        if isinstance(event, Typed):
            # The keys were a person's, and so is this one.
            return Verdict.PASS, event
        self._swallowed += 1
        self._is_tail = True
        return Verdict.HOLD, event

    def _run_over(self, fault: ScanFault) -> tuple[Verdict, Broken | Typed]:
        """Swallow this key with the held ones, and whatever follows at once."""
        if not self._is_sure():
            # A key that is held down: it goes on as it began.
            return Verdict.PASS, self._give_back()
        broken = self._swallow(fault, more=1)
        self._swallowed += 1
        self._is_draining = True
        return Verdict.HOLD, broken

    def _judge(self, *, is_ended: bool) -> Scan | Broken | Typed:
        """Say what the held keys were. ``is_ended``: Enter or Tab stands behind them."""
        is_sure = self._is_sure()
        is_whole = is_ended or (self._setup.suffix is Suffix.NONE and is_sure)
        texts = self._texts()
        if is_whole and texts and min(map(len, texts)) >= LEAST and not self._is_one_sign():
            scan = Scan(texts[0], texts[1] if len(texts) > 1 else "", self._held + is_ended)
            self._swallowed += self._held
            self._clear()
            return scan
        if not is_sure:
            return self._give_back()
        fault = ScanFault.BROKEN_OFF if texts else ScanFault.INPUT_METHOD
        return self._swallow(fault, more=int(is_ended))

    def _texts(self) -> list[str]:
        """Return the readings that can be a code: as typed here, and as on an American keyboard."""
        here, meant = "".join(self._here), "".join(self._meant)
        readings = (here, meant) if _is_plain(here) else (meant, _without_leftovers(here))
        prefix = self._setup.prefix
        fit = [text for text in readings if _is_plain(text) and text.startswith(prefix)]
        if not _is_plain(here):
            # Either says what was meant; the keys themselves say it better.
            fit = fit[:1]
        return list(dict.fromkeys(text[len(prefix) :] for text in fit))

    def _may_follow(self, text: str, meant: str) -> bool:
        """True if the held keys and this one can be the beginning of a scan."""
        prefix = self._setup.prefix
        readings = ("".join((*self._here, text)), "".join((*self._meant, meant or text)))
        return any(read.startswith(prefix[: len(read)]) for read in readings)

    def _is_sure(self) -> bool:
        """True if no person types like that: as fast, and more than one key held down."""
        is_fast = self._spent_ms <= SURE_MS * (self._held - 1)
        return self._held >= FEW and is_fast and not self._is_one_sign()

    def _is_one_sign(self) -> bool:
        return len({*self._here}) < 2 and len({*self._meant}) < 2

    def _hold(self, text: str, meant: str, gap_ms: int) -> None:
        self._held += 1
        self._spent_ms += gap_ms
        if text or meant:
            self._here.append(text)
            self._meant.append(meant or text)

    def _give_back(self) -> Typed:
        typed = Typed(self._held)
        self._clear()
        return typed

    def _swallow(self, fault: ScanFault, *, more: int) -> Broken:
        broken = Broken(fault, self._held + more)
        self._swallowed += self._held
        self._clear()
        return broken

    def _clear(self) -> None:
        self._here.clear()
        self._meant.clear()
        self._held = self._spent_ms = 0


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable()


def _is_control(text: str) -> bool:
    """True for what a key such as Escape or Backspace types."""
    return any(unicodedata.category(sign) == "Cc" for sign in text)


def _without_leftovers(text: str) -> str:
    """Return ``text`` as it was before an input method made wide and Chinese signs of it."""
    return unicodedata.normalize("NFKC", text.translate(_LEFTOVERS)).translate(_LEFTOVERS)
