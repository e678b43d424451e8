"""Which of the things that were read are told: each code once, and never two at a time.

Between a code that can be sent and the next :meth:`CodeReading.begin` or :meth:`CodeReading.forget`
nothing is read. Of what was read nothing is kept but hashes, and nothing is ever logged.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
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

#: Something wrong is told again when the camera has not seen it for so long.
AWAY_S: Final = 5.0
#: So many wrong things in sight are told apart.
MOST_WRONG: Final = 32


class CodeReading:
    """For one thread. ``rules`` is asked at each code, since the shop's day changes at night.

    ``clock`` is monotonic, in seconds. ``tell`` hears what was read.
    """

    def __init__(
        self,
        rules: Callable[[], ScanRules],
        clock: Callable[[], float],
        tell: Callable[[CodeTold], None],
    ) -> None:
        self._rules = rules
        self._clock = clock
        self._tell = tell
        self._seen = SeenCodes(clock)
        self._wrong_seen: OrderedDict[int, float] = OrderedDict()
        self._chosen: Method | None = None
        self._is_reading = False

    @property
    def is_reading(self) -> bool:
        """True while a code that comes is looked at."""
        return self._is_reading

    def begin(self, chosen: Method) -> None:
        """Read from now on; of two codes in one picture the one for ``chosen`` counts."""
        self._chosen, self._is_reading = chosen, True
        self._wrong_seen.clear()

    def end(self) -> None:
        """Read no more."""
        self._chosen, self._is_reading = None, False
        self._wrong_seen.clear()

    def forget(self, code: PaymentCode) -> None:
        """Let a code be read again that was not sent, and read on."""
        self._seen.forget(code)
        self._is_reading = self._chosen is not None

    def seen(self, texts: Sequence[str | bytes]) -> None:
        """Take what stands in one picture. What was told of lately is passed over in silence."""
        if not self._is_reading:
            return
        rules = self._rules()
        found = [(text, classify(text, rules)) for text in texts]
        codes = [code for _, code in found if isinstance(code, PaymentCode)]
        # A picture may hold two phones; the customer's is the one that can pay as was chosen.
        codes.sort(key=lambda code: code.method is not self._chosen)
        for code in codes:
            problem = self._seen.admit(code)
            if problem is None:
                self._told_right(CodeSource.CAMERA, code)
                return
            if problem is not ScanProblem.SAME_AGAIN and self._is_news(code.code):
                self._told_wrong(CodeSource.CAMERA, WrongCode(problem))
        if codes:
            return
        for text, thing in found:
            if isinstance(thing, WrongCode) and self._is_news(text):
                self._told_wrong(CodeSource.CAMERA, thing)

    def said(self, source: CodeSource, text: str, meant: str = "") -> None:
        """Take what somebody scanned or typed: it is always answered.

        ``meant``: the same keys by an American keyboard, or nothing.
        """
        if not self._is_reading:
            return
        found = classify_either(text, meant, self._rules())
        if isinstance(found, PaymentCode):
            problem = self._seen.admit(found)
            if problem is None:
                self._told_right(source, found)
                return
            found = WrongCode(problem)
        self._told_wrong(source, found)

    def broke(self, problem: ScanProblem) -> None:
        """Take a scan by hand of which not all came."""
        if self._is_reading:
            self._told_wrong(CodeSource.SCANNER, WrongCode(problem))

    def _told_right(self, source: CodeSource, code: PaymentCode) -> None:
        self._is_reading = False
        self._tell(CodeTold(source, code))

    def _told_wrong(self, source: CodeSource, wrong: WrongCode) -> None:
        self._tell(CodeTold(source, wrong))

    def _is_news(self, text: str | bytes) -> bool:
        """True if that was not in sight lately; it is from now on."""
        now, key = self._clock(), hash(text)
        last = self._wrong_seen.pop(key, None)
        self._wrong_seen[key] = now
        while len(self._wrong_seen) > MOST_WRONG:
            self._wrong_seen.popitem(last=False)
        return last is None or now - last >= AWAY_S
