"""Brings a database to the newest schema, one numbered step and one transaction at a time."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime

from kpay_desktop.ports import StoreError, StoreErrorKind
from models.migrations import MIGRATIONS, Migration
from models.rows import time_text
from models.session import Session

log = logging.getLogger(__name__)

VERSIONS_TABLE = "schema_versions"
_CREATE_VERSIONS = (
    "CREATE TABLE schema_versions ("
    "version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)"
)
_NEWEST = "SELECT MAX(version) FROM schema_versions"
_APPLIED = "INSERT INTO schema_versions (version, name, applied_at) VALUES (?, ?, ?)"


def schema_version(session: Session) -> int:
    """Return the version of the schema, 0 for a database without tables.

    Raises:
        StoreError: it cannot be read.
    """
    with session.guard:
        if not session.database.table_exists(VERSIONS_TABLE):
            return 0
    row = session.row(_NEWEST)
    return 0 if row is None or row[0] is None else int(row[0])


def check_version(version: int, migrations: Sequence[Migration] = MIGRATIONS) -> None:
    """Refuse a database that a newer program has written.

    Raises:
        StoreError: (NEWER) this program does not know its schema.
    """
    newest = migrations[-1].version
    if version > newest:
        raise StoreError(StoreErrorKind.NEWER, f"schema {version}, this program knows {newest}")


def migrate(session: Session, at: datetime, migrations: Sequence[Migration] = MIGRATIONS) -> int:
    """Apply what is missing; return the version now.

    Each step stands in the table of versions in its own transaction, so that a start after a
    crash goes on where the last one stopped.

    Raises:
        StoreError: (NEWER) see :func:`check_version`; or a step could not be written.
    """
    version = schema_version(session)
    check_version(version, migrations)
    for migration in migrations:
        if migration.version <= version:
            continue
        with session.transaction():
            if migration.version == 1:
                session.execute(_CREATE_VERSIONS)
            for statement in migration.statements:
                session.execute(statement)
            session.execute(_APPLIED, (migration.version, migration.name, time_text(at)))
        version = migration.version
        log.info("schema_migrated version=%d name=%s", migration.version, migration.name)
    return version
