"""Which of the things that were read are told: each code once, and never two at a time.

Between a code that can be sent and the next :meth:`CodeReading.begin` or :meth:`CodeReading.forget`
nothing is read. Of what was read nothing is kept but hashes, and nothing is ever logged.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Final

from kpay_desktop.domain.sale import Method
from kpay_desktop.ports_scan import CodeSource, CodeTold
from kpay_desktop.qr.payment_code import (
    PaymentCode,
    ScanProblem,
    ScanRules,
    WrongCode,
    classify,
    classify_either,
)
from kpay_desktop.qr.seen_codes import SeenCodes

#: A code that was turned down and is still held up is not read again at once.
TURNED_DOWN_S: Final = 1.5


class CodeReading:
    """For one thread. ``rules`` is asked at each code, since the shop's day changes at night.

    ``clock`` is monotonic, in seconds. ``tell`` hears what was read. ``takes`` are the ways to pay
    for which a code is sent here; one of another is told too, and the reading goes on.
    """

    def __init__(
        self,
        rules: Callable[[], ScanRules],
        clock: Callable[[], float],
        tell: Callable[[CodeTold], None],
        takes: Collection[Method],
    ) -> None:
        self._rules = rules
        self._clock = clock
        self._tell = tell
        self._takes = takes
        self._seen = SeenCodes(clock)
        self._turned_down = (0, 0.0)
        self._is_reading = False

    @property
    def is_reading(self) -> bool:
        """True while a code that comes is looked at."""
        return self._is_reading

    def begin(self) -> None:
        """Read from now on: the page stands."""
        self._is_reading = True
        self._turned_down = (0, 0.0)

    def forget(self, code: PaymentCode) -> None:
        """Let a code be read again that was not sent, and read on."""
        self._seen.forget(code)
        self._turned_down = (hash(code.code), self._clock())
        self._is_reading = True

    def seen(self, text: str) -> None:
        """Take what the camera saw. A code that was read lately is passed over in silence."""
        if not self._is_reading:
            return
        found = classify(text, self._rules())
        if isinstance(found, WrongCode):
            self._tell(CodeTold(CodeSource.CAMERA, found))
        elif not self._was_turned_down(found):
            self._admit(CodeSource.CAMERA, found)

    def said(self, source: CodeSource, text: str, meant: str = "") -> None:
        """Take what somebody scanned or typed: it is always answered.

        ``meant``: the same keys by an American keyboard, or nothing.
        """
        if not self._is_reading:
            return
        found = classify_either(text, meant, self._rules())
        if isinstance(found, WrongCode):
            self._tell(CodeTold(source, found))
        else:
            self._admit(source, found)

    def broke(self, problem: ScanProblem) -> None:
        """Take a scan by hand of which not all came."""
        if self._is_reading:
            self._tell(CodeTold(CodeSource.SCANNER, WrongCode(problem)))

    def _admit(self, source: CodeSource, code: PaymentCode) -> None:
        if code.method not in self._takes:
            self._tell(CodeTold(source, code))
            return
        problem = self._seen.admit(code)
        if problem is None:
            self._is_reading = False
            self._tell(CodeTold(source, code))
        elif source is not CodeSource.CAMERA or problem is not ScanProblem.SAME_AGAIN:
            self._tell(CodeTold(source, WrongCode(problem)))

    def _was_turned_down(self, code: PaymentCode) -> bool:
        key, at = self._turned_down
        return hash(code.code) == key and self._clock() - at < TURNED_DOWN_S
