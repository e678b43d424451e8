"""A till's folder whose store measurements fill and read with statements of their own."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlcipher3 import dbapi2
from sqlcipher3.dbapi2 import Connection

from kpay_desktop.bootstrap.clock import SystemClock
from kpay_desktop.security.keys import KEY_FILE, KeySource
from kpay_desktop.settings_works import KeyStore
from models.database import STORE_FILE, OpenedStore, open_store
from models.numbers import Lane
from models.reports import Reports
from models.session import Session

LANE = Lane("80010001")
DEADLINE_S = 600.0


def connect(path: Path, key_hex: str) -> Connection:
    """Open a database with the store's engine and nothing of the till's."""
    connection = dbapi2.connect(str(path), isolation_level=None)
    connection.execute(f"PRAGMA key = \"x'{key_hex}'\"")
    return connection


@dataclass(frozen=True, slots=True)
class BareStore:
    """The folder, and what its database opens with."""

    home: Path
    key: KeySource
    key_hex: str

    def connect(self) -> Connection:
        """Open it past the till."""
        return connect(self.home / STORE_FILE, self.key_hex)

    def open(self, report: Callable[[Exception], None]) -> OpenedStore:
        """Open it as the till does."""
        return open_store(self.home, self.key, LANE, SystemClock(), report)

    @contextlib.contextmanager
    def reports(self) -> Iterator[Reports]:
        """Read it as the till's pages do."""
        session = Session(self.home / STORE_FILE, self.key_hex, read_only=True)
        session.open()
        try:
            yield Reports(session, LANE)
        finally:
            session.close()


def make_store(folder: Path) -> BareStore:
    """Make a till's folder with an empty store in it."""
    home = folder / "till"
    home.mkdir(mode=0o700)
    faults: list[Exception] = []
    key = KeySource(KeyStore.FILE, "demo")
    # Opened once, for its schema.
    open_store(home, key, LANE, SystemClock(), faults.append).close(DEADLINE_S)
    return BareStore(home, key, (home / KEY_FILE).read_text("utf-8").strip())
