"""A clock that lets a wait end soon after what is waited for, however busy the machine is."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

SOON_S = 0.3
_LEAP_S = 3600.0


class HurriedClock:
    """The machine's clock; where it is told to, it leaps past every deadline given before.

    A deadline that something must run into is either longer than anybody likes to wait, or so
    short that a busy machine gets to it before there is anything to be late with.
    """

    def __init__(self) -> None:
        self._is_so: Callable[[], bool] | None = None
        self._leaps_at: float | None = None

    def __call__(self) -> float:
        """Return the time as ``time.monotonic()`` does."""
        now = time.monotonic()
        if self._leaps_at is None and self._is_so is not None and self._is_so():
            self._leaps_at = now + SOON_S
        return now + _LEAP_S if self._leaps_at is not None and now >= self._leaps_at else now

    @contextmanager
    def ends_after(self, is_so: Callable[[], bool]) -> Iterator[None]:
        """Within this every deadline is over ``SOON_S`` after something has come to be so."""
        self._is_so = is_so
        try:
            yield
        finally:
            self._is_so = self._leaps_at = None
