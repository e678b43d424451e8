"""The rule of supervised acts: one leave, for one act, for a short while, once.

Whoever checks PINs grants; whoever carries an act out uses. What is shown on a window decides
nothing here, and nothing is kept over a restart.
"""

from __future__ import annotations

import logging
import os
import threading

from kpay_desktop.domain.approval import Act, Approval, may_authorise
from kpay_desktop.domain.operator import Operator
from kpay_desktop.ports import Clock

log = logging.getLogger(__name__)

APPROVAL_LIVES_S = 60.0
"""Long enough to look at what is about to be done, too short to leave the counter with it."""


class Authority:
    """The leave that was given and not used yet: one at most. Thread-safe."""

    def __init__(self, clock: Clock, lives_s: float = APPROVAL_LIVES_S) -> None:
        self._clock = clock
        self._lives_s = lives_s
        self._lock = threading.Lock()
        self._approval: Approval | None = None

    def grant(self, act: Act, approver: Operator) -> Approval:
        """Give leave for ``act``; the PIN of ``approver`` has been checked. Ends any other leave.

        Raises:
            ValueError: that operator may not.
        """
        if not may_authorise(approver, act.kind):
            raise ValueError(f"a {approver.role.value} does not authorise {act.kind.value}")
        approval = Approval(
            number=os.urandom(16).hex(),
            act=act,
            approver_id=approver.operator_id,
            expires_at=self._clock.monotonic() + self._lives_s,
        )
        with self._lock:
            self._approval = approval
        return approval

    def use(self, number: str, act: Act | None) -> Approval | None:
        """Return the leave of that number if it is for ``act`` and still runs; else None.

        Whatever comes of it, a leave that was shown once is used up. ``act`` is what is about to be
        done, worked out anew from what is known now; None if there is nothing to be done.
        """
        with self._lock:
            approval = self._approval
            if approval is None or approval.number != number:
                return None
            self._approval = None
        if approval.act != act:
            log.warning("an approval does not fit: %s", approval.act.kind.value)
            return None
        if self._clock.monotonic() >= approval.expires_at:
            log.warning("an approval has run out: %s", approval.act.kind.value)
            return None
        return approval

    def withdraw(self) -> None:
        """End the leave that was given, if there is one: its asker has gone."""
        with self._lock:
            self._approval = None
