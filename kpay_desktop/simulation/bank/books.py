"""The bank's books: one SQLite file, one connection, one writer at a time.

The connection is the only one that writes or checkpoints, whatever reads beside it: with the
SQLite that Python brings along, two writers in WAL mode can lose commits (fixed in 3.51.3). The
folder's lock sees to it that there is no second bank, the lock here that there is one transaction
at a time. ``synchronous=FULL``: what has been committed survives a power cut.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from kpay_desktop.simulation.bank import clock
from kpay_desktop.simulation.bank.schema import CUSTOMERS, FROM_1, FROM_2, STATEMENTS, VERSION

Transaction = sqlite3.Connection
"""What a function gets that works inside a transaction."""

CLEARING = "clearing"
CARD_SALES = "card sales"
"""Approved card sales stand here until they are settled."""
NONCE_LIFE = timedelta(minutes=20)


class BooksError(Exception):
    """The books cannot be opened or written. The text is for people."""


class Books:
    """The open books. Thread-safe."""

    def __init__(self, path: Path, merchant: str, merchant_name: str) -> None:
        """Open or make the books of ``merchant`` (the gateway's ``cusid``).

        Raises:
            BooksError: if the file is damaged, of another version, or cannot be written.
        """
        self._lock = threading.RLock()
        self.merchant_account = f"merchant:{merchant}"
        try:
            # Made for its owner only; SQLite gives its companions the same rights.
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
            self._db = sqlite3.connect(
                path, timeout=5.0, isolation_level=None, check_same_thread=False
            )
        except (OSError, sqlite3.Error) as error:
            raise BooksError(f"The bank's books cannot be opened: {path}") from error
        try:
            self._prepare(merchant_name)
            self._audit()
        except sqlite3.Error as error:
            self._db.close()
            raise BooksError(f"The bank's books are damaged or not writable: {path}") from error
        except BooksError:
            self._db.close()
            raise

    def _prepare(self, merchant_name: str) -> None:
        self._db.row_factory = sqlite3.Row
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "fullfsync = ON",
            "foreign_keys = ON",
            "temp_store = MEMORY",
        ):
            self._db.execute(f"PRAGMA {pragma}")
        if self._db.execute("PRAGMA synchronous").fetchone()[0] != 2:
            raise BooksError("The bank's books cannot be kept durably.")
        version = int(self._db.execute("PRAGMA user_version").fetchone()[0])
        if version == 0:
            self._begin(merchant_name)
        elif version in {1, 2}:
            self._renew(version)
        elif version != VERSION:
            raise BooksError(f"The bank's books are of version {version}, not {VERSION}.")

    def _begin(self, merchant_name: str) -> None:
        accounts = [
            (f"customer:{number}", "customer", name, opening, opening)
            for number, name, opening in CUSTOMERS
        ]
        accounts.append((CLEARING, "clearing", "Under way", 0, 0))
        accounts.append((self.merchant_account, "merchant", merchant_name, 0, 0))
        with self.write() as tx:
            for statement in STATEMENTS:
                tx.execute(statement)
            tx.executemany("INSERT INTO accounts VALUES (?, ?, ?, ?, ?)", accounts)
            _open_card_sales(tx)
            tx.execute(f"PRAGMA user_version = {VERSION}")

    def _renew(self, version: int) -> None:
        """Bring older books up to date. The pragmas only work outside a transaction."""
        self._db.execute("PRAGMA foreign_keys = OFF")
        self._db.execute("PRAGMA legacy_alter_table = ON")
        with self.write() as tx:
            if version == 1:
                for statement in FROM_1:
                    tx.execute(statement)
                _open_card_sales(tx)
            for statement in FROM_2:
                tx.execute(statement)
            if tx.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise BooksError(f"The bank's books of version {version} cannot be renewed.")
            tx.execute(f"PRAGMA user_version = {VERSION}")
        self._db.execute("PRAGMA legacy_alter_table = OFF")
        self._db.execute("PRAGMA foreign_keys = ON")

    def _audit(self) -> None:
        """Refuse books that do not add up: a bank that goes on with them hides the damage."""
        total = self._db.execute("SELECT COALESCE(SUM(amount_minor), 0) FROM ledger").fetchone()[0]
        wrong = self._db.execute(
            "SELECT COUNT(*) FROM balances WHERE balance_minor <> audited_minor"
        ).fetchone()[0]
        if total != 0 or wrong != 0:
            raise BooksError("The bank's books do not add up.")

    @contextlib.contextmanager
    def write(self) -> Iterator[Transaction]:
        """Give a transaction that is on the disk when the block ends, or not there at all.

        Raises:
            sqlite3.Error: if it could not be written; nothing of it is there.
        """
        with self._lock:
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield self._db
                self._db.execute("COMMIT")
            except BaseException:
                # After a failed COMMIT the transaction may be over already.
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    @contextlib.contextmanager
    def read(self) -> Iterator[Transaction]:
        """Give the connection for reading; nothing changes while the block runs."""
        with self._lock:
            yield self._db

    def close(self) -> None:
        """Move the log into the file and close. Idempotent."""
        with self._lock, contextlib.suppress(sqlite3.Error):
            self._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._db.close()


def _open_card_sales(tx: Transaction) -> None:
    tx.execute(
        "INSERT INTO accounts VALUES (?, 'clearing', 'Card sales to be settled', 0, 0)",
        (CARD_SALES,),
    )


def post(
    tx: Transaction,
    *,
    source: str,
    target: str,
    amount_minor: int,
    purpose: str,
    reference: str,
    at: datetime,
) -> None:
    """Move ``amount_minor`` cents from one account to another: two rows whose sum is zero."""
    posting = next_number(tx, "posting")
    booked_at = clock.stamp(at)
    tx.executemany(
        "INSERT INTO ledger (posting, account, amount_minor, purpose, reference, booked_at)"
        " VALUES (?, ?, ?, ?, ?, ?)",
        (
            (posting, source, -amount_minor, purpose, reference, booked_at),
            (posting, target, amount_minor, purpose, reference, booked_at),
        ),
    )


def balance_minor(tx: Transaction, account: str) -> int | None:
    """Return an account's balance in cents, or None if there is no such account."""
    row = tx.execute("SELECT balance_minor FROM accounts WHERE code = ?", (account,)).fetchone()
    return None if row is None else int(row[0])


def next_number(tx: Transaction, sequence: str) -> int:
    """Return the next number of a named sequence; a number is given out once."""
    name = f"last {sequence}"
    tx.execute(
        "INSERT INTO meta VALUES (?, '1')"
        " ON CONFLICT (name) DO UPDATE SET value = CAST(value AS INTEGER) + 1",
        (name,),
    )
    return int(tx.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()[0])


def setting(tx: Transaction, name: str, default: str) -> str:
    """Return a stored setting."""
    row = tx.execute("SELECT value FROM meta WHERE name = ?", (name,)).fetchone()
    return default if row is None else str(row[0])


def set_setting(tx: Transaction, name: str, value: str) -> None:
    """Store a setting."""
    tx.execute(
        "INSERT INTO meta VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        (name, value),
    )


def first_seen(tx: Transaction, randomstr: str, at: datetime) -> bool:
    """Remember a request's ``randomstr``; False if it was seen before (a replay)."""
    tx.execute("DELETE FROM nonces WHERE seen_at < ?", (clock.stamp(at - NONCE_LIFE),))
    return (
        tx.execute(
            "INSERT OR IGNORE INTO nonces VALUES (?, ?)", (randomstr, clock.stamp(at))
        ).rowcount
        == 1
    )
