"""The locked screen: locking by hand and by itself, and unlocking."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from kpay_desktop.ports import BusyError
from ui.backend import Unlocked
from ui.controller_part import ControlPart, ModelPort, Presses
from ui.lock_model import OWNER, SELF, Lock
from ui.locking import locks_by_itself, may_lock
from ui.till_model import SignIn
from ui.views import Action, Page

log = logging.getLogger(__name__)

#: What can be pressed while the screen is locked. The customer's language is the customer's.
WHILE_LOCKED: Final = frozenset(
    {
        Action.KEY,
        Action.PICK_OPERATOR,
        Action.UNLOCK_AS,
        Action.LANGUAGE,
        Action.CUSTOMER_LANGUAGE,
        Action.QUIT,
    }
)
#: Presses that are not the cashier's.
_FROM_ELSEWHERE: Final = frozenset({Action.CUSTOMER_LANGUAGE, Action.QUIT})


class LockControl(ControlPart):
    """The controller's part for the lock. ``leave`` leaves a sale for a page."""

    def __init__(self, port: ModelPort, leave: Callable[[Page], None]) -> None:
        super().__init__(port)
        self._leave = leave
        self._touched_at = self._model().now

    def _handlers(self) -> Presses:
        return {
            Action.LOCK: self._lock_pressed,
            Action.UNLOCK_AS: self._unlock_as,
        }

    def allows(self, action: Action) -> bool:
        """Take note of a press; False if it has to wait until the screen is unlocked."""
        if action not in _FROM_ELSEWHERE:
            self.touched()
        return self._model().lock is None or action in WHILE_LOCKED

    def touched(self) -> None:
        """Somebody touched the screen, the mouse or the keyboard."""
        self._touched_at = self._model().now

    def tick(self) -> None:
        """Lock if nobody has touched the till for as long as the profile says."""
        model = self._model()
        after_s = model.settings.security.lock_after_s
        if not after_s or not locks_by_itself(model):
            # The time begins when the screen could be locked: a result is seen before it goes.
            self.touched()
        elif model.now - self._touched_at >= after_s:
            self._lock(idle=True)

    def news(self, news: Unlocked) -> None:
        """Give the screen to whoever is signed in now."""
        model = self._model()
        if model.lock is None:
            return
        sign_in = SignIn(selected_id=news.operator.operator_id)
        owner = model.operator
        if owner is None or news.operator.operator_id != owner.operator_id:
            self._leave(Page.AMOUNT)
        self._put(replace(self._model(), operator=news.operator, sign_in=sign_in, lock=None))

    def _lock_pressed(self, _: str) -> None:
        if may_lock(self._model()):
            self._lock(idle=False)

    def _lock(self, *, idle: bool) -> None:
        model = self._model()
        if model.operator is None:
            return
        operator_id = model.operator.operator_id
        sign_in = SignIn(selected_id=operator_id)
        # A supervisor's panel and what was typed into it do not stay behind the lock.
        self._put(replace(model, lock=Lock(), sign_in=sign_in, authorise=None))
        try:
            self._backend.lock(operator_id, idle=idle)
        except BusyError:
            # The screen is locked all the same.
            log.warning("the till is busy: the lock is not in the audit log")

    def _unlock_as(self, value: str) -> None:
        model = self._model()
        if model.lock is not None and value in {OWNER, SELF}:
            self._put(replace(model, lock=replace(model.lock, keeps_owner=value == OWNER)))
