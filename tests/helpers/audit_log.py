"""The audit log of a till, read out of its store once no till runs on it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from kpay_desktop.bootstrap.clock import SystemClock
from kpay_desktop.security.keys import KeySource
from kpay_desktop.settings import parse_settings
from models.database import open_store
from models.numbers import Lane
from tests.helpers.real_till import WAIT_S, profile_text

_ROWS = "SELECT operator_id, action, subject, detail FROM audit ORDER BY seq"


@dataclass(frozen=True, slots=True)
class Noted:
    """One row of the log."""

    operator_id: str
    action: str
    subject: str
    detail: dict[str, str | int]


def audit_log(data: Path, *actions: str) -> list[Noted]:
    """Return the rows of these actions, or all, oldest first; the store must be sound."""
    settings = parse_settings(profile_text(), "test")
    faults: list[Exception] = []
    store = open_store(
        data,
        KeySource(settings.store.key, settings.profile.name),
        Lane(settings.terminal.terminal_id, settings.store.first_batch),
        SystemClock(),
        faults.append,
    )
    try:
        assert store.verify(60).problems == ()
        session = store.store._session
        rows = store.writer.call(lambda: list(session.rows(_ROWS, ())), WAIT_S)
    finally:
        store.close(WAIT_S)
    assert faults == []
    noted = [Noted(row[0], row[1], row[2], json.loads(row[3])) for row in rows]
    return [each for each in noted if not actions or each.action in actions]
