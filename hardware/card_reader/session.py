"""One card being read: what its thread waits for, and what the flow answers."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from kpay_desktop.domain.card import EntryMode
from kpay_desktop.emv.steps import OnlineResult
from kpay_desktop.ports_cards import ReadRequest


class StoppedError(Exception):
    """Nobody wants this card any more."""


class Session:
    """What one card and its flow tell each other. Made and changed under the desk's lock.

    ``is_reading`` ends when the card's part is done: other cards count again from then on.
    """

    def __init__(
        self, request: ReadRequest, entry: EntryMode, changed: threading.Condition
    ) -> None:
        self.request, self.entry = request, entry
        self.is_reading = True
        self._changed = changed
        self._is_stopped = self._has_choice = False
        self._choice: int | None = None
        self._answer: OnlineResult | None = None

    @property
    def flow(self) -> str:
        """Whose card it is."""
        return self.request.flow

    def stop(self) -> None:
        """Want this card no more."""
        with self._changed:
            self._is_stopped, self.is_reading = True, False
            self._changed.notify_all()

    def choose(self, index: int | None) -> None:
        """Answer the card's question; the first answer counts."""
        with self._changed:
            if not self._has_choice:
                self._has_choice, self._choice = True, index
                self._changed.notify_all()

    def answer(self, result: OnlineResult) -> bool:
        """Hand the issuer's answer over; the first one counts. False: the card waits no more."""
        with self._changed:
            if self._is_stopped or self._answer is not None:
                return False
            self._answer = result
            self._changed.notify_all()
            return True

    def check(self) -> None:
        """Raise if nobody wants this card any more.

        Raises:
            StoppedError: so it is.
        """
        with self._changed:
            if self._is_stopped:
                raise StoppedError

    def done_reading(self) -> None:
        """Let other cards count again."""
        with self._changed:
            self.is_reading = False

    def wait_for_choice(self, deadline: float) -> tuple[bool, int | None]:
        """Return whether there is an answer by the deadline, and it.

        Raises:
            StoppedError: nobody wants this card any more.
        """
        with self._changed:
            self._wait(deadline, lambda: self._has_choice)
            return self._has_choice, self._choice

    def wait_for_answer(self, deadline: float) -> OnlineResult | None:
        """Return the issuer's answer, or None at the deadline.

        Raises:
            StoppedError: nobody wants this card any more.
        """
        with self._changed:
            self._wait(deadline, lambda: self._answer is not None)
            return self._answer

    def wait(self, deadline: float) -> None:
        """Wait until the deadline.

        Raises:
            StoppedError: nobody wants this card any more.
        """
        with self._changed:
            self._wait(deadline, lambda: False)

    def _wait(self, deadline: float, is_there: Callable[[], bool]) -> None:
        while not (self._is_stopped or is_there()):
            left_s = deadline - time.monotonic()
            if left_s <= 0:
                return
            self._changed.wait(left_s)
        if self._is_stopped:
            raise StoppedError
