"""Who is at the till: operators of the profile, PINs checked off the windows' thread."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Sequence

from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.operator import Operator, Role
from kpay_desktop.ports import BusyError, SerialExecutor, StoreError
from kpay_desktop.settings_shop import OperatorSettings
from models.operators import OperatorSeed, SignIn, SignInOutcome, SignInResult
from ui.backend import News, OperatorsNews, SignedIn, SignInRefused

log = logging.getLogger(__name__)


class SignIns:
    """Signs people in and out on ``executor``, and knows who is signed in now."""

    def __init__(
        self, sign_in: SignIn, executor: SerialExecutor, report: Callable[[News], None]
    ) -> None:
        self._sign_in = sign_in
        self._executor = executor
        self._report = report
        self._operator: Operator | None = None

    @property
    def operator_id(self) -> str:
        """Who is signed in; empty if nobody is."""
        return self._operator.operator_id if self._operator else ""

    def seed(self, operators: Sequence[OperatorSettings]) -> None:
        """Tell who may sign in, after adding whom the profile brings along and nobody knows yet."""
        seeds = [OperatorSeed(Operator(o.operator_id, o.name, o.role), o.pin) for o in operators]

        def add() -> None:
            known = self._sign_in.operators()
            if known:
                self._report(OperatorsNews(tuple(known)))
            if self._sign_in.seed(seeds):
                self._report(OperatorsNews(tuple(self._sign_in.operators())))

        self._executor.submit(add)

    def sign_in(self, operator_id: str, pin: str) -> None:
        """Check a PIN; ``SignedIn`` or ``SignInRefused`` follows."""

        def check() -> None:
            try:
                result = self._sign_in.sign_in(operator_id, pin)
            except (StoreError, BusyError, TimeoutError) as error:
                log.error("sign-in not recorded: %s", type(error).__name__)
                self._report(SignInRefused(Message("signin.store")))
                return
            if result.outcome is SignInOutcome.OK and result.operator is not None:
                self._operator = result.operator
                self._report(SignedIn(result.operator))
            else:
                self._report(SignInRefused(_refusal(result)))

        self._executor.submit(check)

    def sign_out(self, operator_id: str) -> None:
        """Note that the operator left."""
        self._operator = None
        self._executor.submit(lambda: self._sign_in.sign_out(operator_id))

    def may_decide(self, operator_id: str) -> bool:
        """True if whoever is signed in is that operator, and may decide about money."""
        if self.is_supervisor(operator_id):
            return True
        log.warning("refused: a supervisor decides about money that waits")
        return False

    def is_supervisor(self, operator_id: str) -> bool:
        """True if whoever is signed in is that operator, and may do what supervisors may."""
        operator = self._operator
        return (
            operator is not None
            and operator.operator_id == operator_id
            and operator.role.includes(Role.SUPERVISOR)
        )


def _refusal(result: SignInResult) -> Message:
    if result.outcome is SignInOutcome.LOCKED:
        return message("signin.locked", seconds=math.ceil(result.locked_s))
    return message("signin.wrong_pin", left=result.attempts_left)
