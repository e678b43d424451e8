"""A bank's books, looked at from outside."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path


@contextlib.contextmanager
def audited(books: Path) -> Iterator[sqlite3.Connection]:
    """Open a bank's books for reading as an outside auditor does, with sqlite3 alone."""
    connection = sqlite3.connect(f"file:{books}?mode=ro", uri=True)
    try:
        connection.row_factory = sqlite3.Row
        yield connection
    finally:
        connection.close()


def assert_books_add_up(books: Path) -> None:
    """Check a bank's books from outside: postings and accounts, money and payments."""
    with audited(books) as db:
        assert db.execute("SELECT COALESCE(SUM(amount_minor), 0) FROM ledger").fetchone()[0] == 0
        assert not db.execute(
            "SELECT posting FROM ledger GROUP BY posting HAVING SUM(amount_minor) <> 0"
        ).fetchall()
        assert not db.execute(
            "SELECT code FROM balances WHERE balance_minor <> audited_minor"
        ).fetchall()
        merchant = db.execute(
            "SELECT balance_minor FROM accounts WHERE kind = 'merchant'"
        ).fetchone()[0]
        settled = db.execute(
            "SELECT COALESCE(SUM(amount_minor - refunded_minor), 0) FROM settled"
        ).fetchone()[0]
        assert merchant == settled
        clearing = db.execute(
            "SELECT balance_minor FROM accounts WHERE code = 'clearing'"
        ).fetchone()[0]
        under_way = db.execute(
            "SELECT (SELECT COALESCE(SUM(amount_minor), 0) FROM payments WHERE state = 'held')"
            " + (SELECT COALESCE(SUM(amount_minor), 0) FROM refunds WHERE state = 'pending')"
        ).fetchone()[0]
        assert clearing == under_way
        to_settle = db.execute(
            "SELECT balance_minor FROM accounts WHERE code = 'card sales'"
        ).fetchone()[0]
        approved = db.execute(
            "SELECT COALESCE(SUM(amount_minor), 0) FROM card_approved"
        ).fetchone()[0]
        refunded = db.execute(
            "SELECT COALESCE(SUM(amount_minor), 0) FROM card_backs"
            " WHERE kind = 'refund' AND state = 'approved'"
        ).fetchone()[0]
        assert to_settle == approved - refunded
