"""Settings that belong to the data, not to the profile: by name, as text, with who changed them."""

from __future__ import annotations

from datetime import datetime

from models import statements as sql
from models.audit import AuditAction, AuditLog
from models.numbers import EPOCH_SETTING, Numbers, check_epoch
from models.rows import time_text
from models.session import Session


class StoredSettings:
    """Reads and writes them, on the writer's thread. Each change stands in the audit log."""

    def __init__(self, session: Session, audit: AuditLog, numbers: Numbers) -> None:
        self._session = session
        self._audit = audit
        self._numbers = numbers

    def get(self, name: str) -> str | None:
        """Return a setting's text, or None if it was never set.

        Raises:
            StoreError: it cannot be read.
        """
        self._session.assert_owner()
        row = self._session.row(sql.SETTING, (name,))
        return None if row is None else str(row[0])

    def put(self, name: str, value: str, operator_id: str, at: datetime) -> None:
        """Set a setting; harmless, and not recorded, when it stands so already.

        Raises:
            StoreError: nothing was written.
            ValueError: the value of this setting cannot be so.
        """
        if name == EPOCH_SETTING:
            check_epoch(value)
        before = self.get(name)
        if before == value:
            return
        with self._session.transaction():
            self._session.execute(sql.PUT_SETTING, (name, value, time_text(at), operator_id))
            link = self._audit.write(
                at,
                operator_id,
                AuditAction.SETTING_CHANGED,
                name,
                before="" if before is None else before,
                after=value,
            )
        self._audit.written(link)
        if name == EPOCH_SETTING:
            self._numbers.set_epoch(value)
