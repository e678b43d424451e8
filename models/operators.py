"""Who may stand at the counter: their rows, and signing in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from kpay_desktop.domain.approval import Act, may_authorise
from kpay_desktop.domain.operator import Operator, Role
from kpay_desktop.domain.records import OperatorRecord
from kpay_desktop.ports import Clock
from kpay_desktop.security.pins import (
    attempts_left,
    check_pin,
    hash_pin,
    lock_s,
    remaining_lock_s,
)
from models import statements as sql
from models.audit import AuditAction, AuditLog
from models.rows import operator_of, optional_time_text
from models.session import Session
from models.writer import Writer

CALL_DEADLINE_S = 10.0
# Whoever installs the program, in the audit log.
SYSTEM = "system"


@dataclass(frozen=True, slots=True)
class OperatorSeed:
    """An operator that a profile brings along, with the PIN in the clear (demo and training)."""

    operator: Operator
    pin: str


class SignInOutcome(StrEnum):
    """How signing in ended."""

    OK = "ok"
    WRONG = "wrong"
    LOCKED = "locked"
    NOT_ALLOWED = "not_allowed"


@dataclass(frozen=True, slots=True)
class SignInResult:
    """The outcome; who signed in; and what a wrong PIN has cost.

    ``locked_s``: how long the lock still lasts, in seconds. ``attempts_left``: how many more
    wrong PINs there are before the next lock.
    """

    outcome: SignInOutcome
    operator: Operator | None = None
    locked_s: float = 0.0
    attempts_left: int = 0


class OperatorRows:
    """The operators' rows, on the writer's thread."""

    def __init__(self, session: Session, audit: AuditLog) -> None:
        self._session = session
        self._audit = audit

    def all(self) -> list[Operator]:
        """Return everybody, by id.

        Raises:
            StoreError: they cannot be read.
        """
        self._session.assert_owner()
        return [operator_of(row).operator for row in self._session.rows(sql.OPERATORS)]

    def record(self, operator_id: str) -> OperatorRecord | None:
        """Return an operator with what signing in needs.

        Raises:
            StoreError: it cannot be read.
        """
        self._session.assert_owner()
        row = self._session.row(sql.OPERATOR, (operator_id,))
        return None if row is None else operator_of(row)

    def add(self, operator: Operator, pin_hash: str, at: datetime) -> bool:
        """Add an operator; False if one of that id is there (it stays as it is).

        Raises:
            StoreError: nothing was written.
        """
        if self.record(operator.operator_id) is not None:
            return False
        with self._session.transaction():
            self._session.execute(
                sql.SEED_OPERATOR,
                (operator.operator_id, operator.name, operator.role, pin_hash),
            )
            link = self._audit.write(
                at,
                SYSTEM,
                AuditAction.OPERATOR_ADDED,
                operator.operator_id,
                role=operator.role.value,
            )
        self._audit.written(link)
        return True

    def note_success(
        self,
        operator_id: str,
        at: datetime,
        new_hash: str | None = None,
        unlocked_for: str = "",
    ) -> None:
        """Forget the wrong PINs; ``new_hash`` replaces one of older parameters.

        The operator has signed in, or unlocked the screen of the operator ``unlocked_for``.

        Raises:
            StoreError: nothing was written.
        """
        action = AuditAction.SCREEN_UNLOCKED if unlocked_for else AuditAction.SIGNED_IN
        self._note_right(operator_id, at, action, unlocked_for or operator_id, new_hash)

    def note_authorised(
        self, operator_id: str, at: datetime, act: Act, new_hash: str | None = None
    ) -> None:
        """Forget the wrong PINs, and record that the operator gave leave for ``act``.

        Raises:
            StoreError: nothing was written.
        """
        self._note_right(
            operator_id,
            at,
            AuditAction.AUTHORISED,
            act.voucher or act.subject,
            new_hash,
            act=act.kind.value,
            amount=act.amount_minor,
            asked_by=act.operator_id,
            on=act.subject,
        )

    def _note_right(
        self,
        operator_id: str,
        at: datetime,
        action: AuditAction,
        subject: str,
        new_hash: str | None,
        **detail: str | int,
    ) -> None:
        with self._session.transaction():
            self._session.execute(sql.UPDATE_OPERATOR_ATTEMPTS, (0, None, operator_id))
            if new_hash is not None:
                self._session.execute(sql.UPDATE_OPERATOR_HASH, (new_hash, operator_id))
            link = self._audit.write(at, operator_id, action, subject, **detail)
        self._audit.written(link)

    def note_failure(
        self, operator_id: str, at: datetime, asked_by: str = ""
    ) -> OperatorRecord | None:
        """Count a wrong PIN, and lock when it is due; return the row as it is now.

        ``asked_by``: who was signed in, where the PIN was to authorise an act.

        Raises:
            StoreError: nothing was written.
        """
        record = self.record(operator_id)
        if record is None:
            return None
        failed = record.failed_attempts + 1
        locked_s = lock_s(failed)
        until = at + timedelta(seconds=locked_s) if locked_s else None
        action = AuditAction.LOCKED_OUT if locked_s else AuditAction.WRONG_PIN
        detail: dict[str, str | int] = {"failed": failed, "locked_s": locked_s}
        if asked_by:
            detail["asked_by"] = asked_by
        with self._session.transaction():
            self._session.execute(
                sql.UPDATE_OPERATOR_ATTEMPTS, (failed, optional_time_text(until), operator_id)
            )
            link = self._audit.write(at, operator_id, action, operator_id, **detail)
        self._audit.written(link)
        return self.record(operator_id)

    def note_sign_out(self, operator_id: str, at: datetime) -> None:
        """Record that an operator left.

        Raises:
            StoreError: nothing was written.
        """
        self._audit.append(at, operator_id, AuditAction.SIGNED_OUT, operator_id)

    def note_locked(self, operator_id: str, at: datetime, *, idle: bool) -> None:
        """Record that an operator's screen was locked, by itself or by hand.

        Raises:
            StoreError: nothing was written.
        """
        by = "idle" if idle else "hand"
        self._audit.append(at, operator_id, AuditAction.SCREEN_LOCKED, operator_id, by=by)


class SignIn:
    """Signing in, for a worker thread: it hashes, and waits for the writer.

    The GUI thread hands it to a worker and gets the result back as an event.
    """

    def __init__(
        self,
        writer: Writer,
        rows: OperatorRows,
        clock: Clock,
        deadline_s: float = CALL_DEADLINE_S,
    ) -> None:
        self._writer = writer
        self._rows = rows
        self._clock = clock
        self._deadline_s = deadline_s

    def seed(self, seeds: Sequence[OperatorSeed]) -> int:
        """Add the profile's operators that are not there yet; return how many.

        Raises:
            StoreError, BusyError, TimeoutError: the store did not take them.
        """
        known = {operator.operator_id for operator in self.operators()}
        added = 0
        for seed in seeds:
            if seed.operator.operator_id not in known:
                added += self._add(seed.operator, hash_pin(seed.pin))
        return added

    def operators(self) -> list[Operator]:
        """Return everybody who can sign in.

        Raises:
            StoreError, BusyError, TimeoutError: the store did not answer.
        """
        return self._writer.call(self._rows.all, self._deadline_s)

    def sign_in(self, operator_id: str, pin: str) -> SignInResult:
        """Check a PIN. While the operator is locked it is not even looked at.

        Raises:
            StoreError, BusyError, TimeoutError: the outcome could not be recorded; nobody is
                signed in.
        """
        record = self._record(operator_id)
        if record is None:
            return SignInResult(SignInOutcome.WRONG)
        return self._check(record, pin, self._rows.note_success)

    def unlock(self, operator_id: str, pin: str, owner_id: str) -> SignInResult:
        """Check a PIN for the locked screen of ``owner_id``, who stays signed in.

        Wrong PINs count and lock as they do for signing in. Nobody but the owner and supervisors
        may unlock: of anybody else the PIN is not even looked at.

        Raises:
            StoreError, BusyError, TimeoutError: the outcome could not be recorded; the screen
                stays locked.
        """
        record = self._record(operator_id)
        if record is None or not _may_unlock(record.operator, owner_id):
            return SignInResult(SignInOutcome.WRONG)

        def right(unlocker_id: str, at: datetime, new_hash: str | None) -> None:
            self._rows.note_success(unlocker_id, at, new_hash, owner_id)

        return self._check(record, pin, right)

    def lock(self, operator_id: str, *, idle: bool) -> None:
        """Record that the operator's screen was locked, by itself or by hand.

        Raises:
            StoreError, BusyError, TimeoutError: it could not be recorded.
        """
        now = self._clock.now()
        self._writer.call(
            lambda: self._rows.note_locked(operator_id, now, idle=idle), self._deadline_s
        )

    def authorise(self, act: Act, approver_id: str, pin: str) -> SignInResult:
        """Check the PIN of an operator who gives leave for ``act``; nobody is signed in by it.

        The same count of wrong PINs and the same locks as at signing in. Of an operator who may not
        give leave the PIN is not looked at.

        Raises:
            StoreError, BusyError, TimeoutError: the outcome could not be recorded; no leave is
                given.
        """
        record = self._record(approver_id)
        if record is None or not may_authorise(record.operator, act.kind):
            return SignInResult(SignInOutcome.NOT_ALLOWED)

        def right(operator_id: str, at: datetime, new_hash: str | None) -> None:
            self._rows.note_authorised(operator_id, at, act, new_hash)

        return self._check(record, pin, right, asked_by=act.operator_id)

    def _record(self, operator_id: str) -> OperatorRecord | None:
        return self._writer.call(lambda: self._rows.record(operator_id), self._deadline_s)

    def _check(
        self,
        record: OperatorRecord,
        pin: str,
        right: Callable[[str, datetime, str | None], None],
        asked_by: str = "",
    ) -> SignInResult:
        """Check a PIN and record what it came to; ``right`` records the right one."""
        now = self._clock.now()
        locked_s = remaining_lock_s(record.failed_attempts, record.locked_until, now)
        if locked_s > 0.0:
            return SignInResult(SignInOutcome.LOCKED, locked_s=locked_s)
        operator_id = record.operator.operator_id
        check = check_pin(record.pin_hash, pin)
        if check.is_right:
            self._writer.call(lambda: right(operator_id, now, check.new_hash), self._deadline_s)
            return SignInResult(SignInOutcome.OK, operator=record.operator)
        after = self._writer.call(
            lambda: self._rows.note_failure(operator_id, now, asked_by), self._deadline_s
        )
        failed = record.failed_attempts + 1 if after is None else after.failed_attempts
        return SignInResult(
            SignInOutcome.LOCKED if lock_s(failed) else SignInOutcome.WRONG,
            locked_s=float(lock_s(failed)),
            attempts_left=attempts_left(failed),
        )

    def sign_out(self, operator_id: str) -> None:
        """Record that an operator left.

        Raises:
            StoreError, BusyError, TimeoutError: it could not be recorded.
        """
        now = self._clock.now()
        self._writer.call(lambda: self._rows.note_sign_out(operator_id, now), self._deadline_s)

    def _add(self, operator: Operator, pin_hash: str) -> bool:
        now = self._clock.now()
        return self._writer.call(lambda: self._rows.add(operator, pin_hash, now), self._deadline_s)


def _may_unlock(operator: Operator, owner_id: str) -> bool:
    return operator.operator_id == owner_id or operator.role.includes(Role.SUPERVISOR)
