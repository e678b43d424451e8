"""Which payment codes were read a moment ago, without keeping any of them.

A camera reads the same phone thirty times a second, and a cashier scans twice: the same code again
within a minute is ignored. WeChat Pay's and Alipay's codes live one minute, so one that comes again
later cannot be paid with any more.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Callable
from typing import Final

from kpay_desktop.domain.sale import Method
from kpay_desktop.qr.payment_code import PaymentCode, ScanProblem

#: The same code is ignored for so long after it was first read.
SAME_S: Final = 60.0
#: So long is remembered that a code was read.
KEEP_S: Final = 600.0
#: So many codes are remembered at most; the oldest go first.
MOST: Final = 256

_LIVE_A_MINUTE = frozenset({Method.WECHAT, Method.ALIPAY})


class SeenCodes:
    """Remembers codes by a keyed hash whose key never leaves this object. For one thread.

    ``clock`` is monotonic, in seconds. ``salt`` is drawn anew for each run unless it is given.
    """

    def __init__(self, clock: Callable[[], float], salt: bytes | None = None) -> None:
        self._clock = clock
        self._salt = salt if salt is not None else secrets.token_bytes(32)
        self._first_read: OrderedDict[bytes, float] = OrderedDict()

    def __repr__(self) -> str:
        return f"SeenCodes({len(self._first_read)})"

    def __len__(self) -> int:
        """How many codes are remembered."""
        return len(self._first_read)

    def admit(self, code: PaymentCode) -> ScanProblem | None:
        """Remember ``code``; return None if it may be sent, else why not."""
        now = self._clock()
        self._forget_old(now)
        key = self._hash(code)
        since = self._first_read.get(key)
        if since is not None:
            if now - since < SAME_S:
                return ScanProblem.SAME_AGAIN
            if code.method in _LIVE_A_MINUTE:
                return ScanProblem.EXPIRED
            # Others may show the same code for as long as they like.
            del self._first_read[key]
        self._first_read[key] = now
        while len(self._first_read) > MOST:
            self._first_read.popitem(last=False)
        return None

    def forget(self, code: PaymentCode) -> None:
        """Let ``code`` be read again: it was never sent, say because the method was not changed."""
        self._first_read.pop(self._hash(code), None)

    def _forget_old(self, now: float) -> None:
        while self._first_read and now - next(iter(self._first_read.values())) >= KEEP_S:
            self._first_read.popitem(last=False)

    def _hash(self, code: PaymentCode) -> bytes:
        said = f"{code.method.value}\0{code.code}".encode("utf-8", "surrogatepass")
        return hmac.new(self._salt, said, hashlib.sha256).digest()
