"""The audit log: who did what, appended only, each row tied to the one before."""

from __future__ import annotations

import json
from datetime import datetime
from enum import StrEnum

from kpay_desktop.domain.approval import Approval, Supervised
from models.chain import AUDIT, Chain, Link
from models.rows import time_text
from models.session import Session


class AuditAction(StrEnum):
    """What is recorded beside supervised acts. Each later kind of work adds its own."""

    SIGNED_IN = "signed_in"
    SIGNED_OUT = "signed_out"
    WRONG_PIN = "wrong_pin"
    LOCKED_OUT = "locked_out"
    SCREEN_LOCKED = "screen_locked"
    SCREEN_UNLOCKED = "screen_unlocked"
    OPERATOR_ADDED = "operator_added"
    SETTING_CHANGED = "setting_changed"
    CHARGED_IN_DOUBT = "charged_in_doubt"
    SLIP_SAVED = "slip_saved"
    DRAWER_OPENED = "drawer_opened"
    DRAWER_NOT_OPENED = "drawer_not_opened"
    AUTHORISED = "authorised"


class AuditLog:
    """Appends rows, on the writer's thread.

    ``detail`` holds figures and names that explain the row: never a PIN, a key or a card number.
    """

    def __init__(self, session: Session) -> None:
        self._session = session
        self._chain = Chain(session, AUDIT)

    def open(self) -> Link:
        """Check the rows since the anchor; return the last row's place.

        Raises:
            StoreError: (DAMAGED) a row is not its own.
        """
        self._chain.open()
        return self._chain.tail

    def append(
        self, at: datetime, operator_id: str, action: AuditAction, subject: str, **detail: str | int
    ) -> None:
        """Write a row in a transaction of its own.

        Raises:
            StoreError: nothing was written.
        """
        with self._session.transaction():
            link = self.write(at, operator_id, action, subject, **detail)
        self.written(link)

    def write(
        self,
        at: datetime,
        operator_id: str,
        action: AuditAction | Supervised,
        subject: str,
        **detail: str | int,
    ) -> Link:
        """Write a row inside the caller's transaction; after its commit call :meth:`written`.

        One row in one transaction: the next one needs the hash of this one.
        """
        return self._chain.append(
            (
                time_text(at),
                operator_id,
                action,
                subject,
                json.dumps(detail, sort_keys=True, separators=(",", ":")),
            )
        )

    def write_act(self, at: datetime, approval: Approval) -> Link:
        """Write that a supervised act is done: who pressed, and who authorised it.

        Like :meth:`write`, in the transaction of the act itself.
        """
        act = approval.act
        return self.write(
            at,
            act.operator_id,
            act.kind,
            act.voucher or act.subject,
            approver=approval.approver_id,
            amount=act.amount_minor,
            on=act.subject,
        )

    def written(self, link: Link) -> None:
        """Take note that the row has been committed."""
        self._chain.advance(link)

    def rest(self) -> None:
        """Let the next opening check the log from here on.

        Raises:
            StoreError: nothing was written.
        """
        self._chain.rest()
