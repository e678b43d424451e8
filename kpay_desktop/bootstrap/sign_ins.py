"""Who is at the till, the lock, and who lets what happen: PINs checked off the windows' thread."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Sequence

from kpay_desktop.domain.approval import Act
from kpay_desktop.domain.message import Message, message
from kpay_desktop.domain.operator import Operator, Role
from kpay_desktop.flows.authority import Authority
from kpay_desktop.ports import BusyError, SerialExecutor, StoreError
from kpay_desktop.settings_shop import OperatorSettings
from models.operators import OperatorSeed, SignIn, SignInOutcome, SignInResult
from ui.backend import (
    Authorised,
    AuthoriseRefused,
    News,
    OperatorsNews,
    SignedIn,
    SignInRefused,
    Unlocked,
)

log = logging.getLogger(__name__)


class SignIns:
    """Signs people in and out on ``executor``, and knows who is signed in now.

    Leave that a supervisor gives goes to ``authority``.
    """

    def __init__(
        self,
        sign_in: SignIn,
        executor: SerialExecutor,
        authority: Authority,
        report: Callable[[News], None],
    ) -> None:
        self._sign_in = sign_in
        self._executor = executor
        self._authority = authority
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

        def signed_in(operator: Operator) -> None:
            self._authority.withdraw()
            self._operator = operator
            self._report(SignedIn(operator))

        self._check(lambda: self._sign_in.sign_in(operator_id, pin), signed_in)

    def unlock(self, operator_id: str, pin: str, owner_id: str, *, for_owner: bool) -> None:
        """Check a PIN at the screen of ``owner_id``; ``Unlocked`` or ``SignInRefused`` follows.

        ``for_owner``: the owner stays signed in; otherwise the owner leaves.
        """

        def unlocked(_: Operator) -> None:
            log.info("screen unlocked for whoever was signed in")
            if self._operator is not None:
                self._report(Unlocked(self._operator))

        def taken_over(operator: Operator) -> None:
            log.info("screen unlocked for somebody else")
            self._authority.withdraw()
            self._operator = operator
            self._leave(owner_id)
            self._report(Unlocked(operator))

        if for_owner:
            self._check(lambda: self._sign_in.unlock(operator_id, pin, owner_id), unlocked)
        else:
            self._check(lambda: self._sign_in.sign_in(operator_id, pin), taken_over)

    def lock(self, operator_id: str, *, idle: bool) -> None:
        """Note that the operator's screen was locked, by itself or by hand."""

        def note() -> None:
            try:
                self._sign_in.lock(operator_id, idle=idle)
            except (StoreError, BusyError, TimeoutError) as error:
                log.error("the lock is not in the audit log: %s", type(error).__name__)

        log.info("screen locked by itself" if idle else "screen locked by hand")
        self._executor.submit(note)

    def _check(
        self, look: Callable[[], SignInResult], is_right: Callable[[Operator], None]
    ) -> None:
        def check() -> None:
            try:
                result = look()
            except (StoreError, BusyError, TimeoutError) as error:
                log.error("sign-in not recorded: %s", type(error).__name__)
                self._report(SignInRefused(Message("signin.store")))
                return
            if result.outcome is SignInOutcome.OK and result.operator is not None:
                is_right(result.operator)
            else:
                self._report(SignInRefused(_refusal(result)))

        self._executor.submit(check)

    def _leave(self, operator_id: str) -> None:
        try:
            self._sign_in.sign_out(operator_id)
        except (StoreError, BusyError, TimeoutError) as error:
            log.error("a sign-out is not in the audit log: %s", type(error).__name__)

    def authorise(self, request: str, act: Act, approver_id: str, pin: str) -> None:
        """Check a supervisor's PIN; ``Authorised`` or ``AuthoriseRefused`` follows.

        Whoever is signed in stays so.
        """
        self._executor.submit(lambda: self._report(self._authorise(request, act, approver_id, pin)))

    def _authorise(
        self, request: str, act: Act, approver_id: str, pin: str
    ) -> Authorised | AuthoriseRefused:
        if not self.operator_id or act.operator_id != self.operator_id:
            log.warning("refused: somebody else is signed in")
            return AuthoriseRefused(request, Message("authorise.not_allowed"))
        try:
            result = self._sign_in.authorise(act, approver_id, pin)
        except (StoreError, BusyError, TimeoutError) as error:
            log.error("an approval is not recorded: %s", type(error).__name__)
            return AuthoriseRefused(request, Message("authorise.store"))
        if result.outcome is SignInOutcome.OK and result.operator is not None:
            return Authorised(request, self._authority.grant(act, result.operator).number)
        return AuthoriseRefused(request, _refusal(result))

    def sign_out(self, operator_id: str) -> None:
        """Note that the operator left; leave that was given and not used ends."""
        self._operator = None
        self._authority.withdraw()
        self._executor.submit(lambda: self._sign_in.sign_out(operator_id))

    def is_supervisor(self, operator_id: str) -> bool:
        """True if whoever is signed in is that operator, and may do what supervisors may."""
        operator = self._operator
        return (
            operator is not None
            and operator.operator_id == operator_id
            and operator.role.includes(Role.SUPERVISOR)
        )


def _refusal(result: SignInResult) -> Message:
    if result.outcome is SignInOutcome.NOT_ALLOWED:
        return Message("authorise.not_allowed")
    if result.outcome is SignInOutcome.LOCKED:
        return message("signin.locked", seconds=math.ceil(result.locked_s))
    return message("signin.wrong_pin", left=result.attempts_left)
