"""The bank's books as its former versions wrote them, made from books of today."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

_ORDERS_2 = """
    PRAGMA legacy_alter_table = ON;
    DROP VIEW settled;
    CREATE TABLE orders_2 (
        seq               INTEGER PRIMARY KEY AUTOINCREMENT,
        order_id          TEXT NOT NULL UNIQUE,
        reqsn             TEXT NOT NULL UNIQUE,
        wallet            TEXT NOT NULL CHECK (wallet IN ('wechat', 'paynow')),
        amount_minor      INTEGER NOT NULL CHECK (amount_minor > 0),
        code_amount_minor INTEGER NOT NULL CHECK (code_amount_minor > 0),
        body              TEXT NOT NULL,
        notify_url        TEXT NOT NULL,
        code_key          TEXT NOT NULL UNIQUE,
        payinfo           TEXT NOT NULL,
        outcome           TEXT NOT NULL,
        delay_s           REAL,
        spoils_left       INTEGER NOT NULL,
        state             TEXT NOT NULL CHECK (state IN ('open', 'declined', 'refused', 'closed')),
        seen              INTEGER NOT NULL DEFAULT 0,
        created_at        TEXT NOT NULL,
        expires_at        TEXT NOT NULL,
        closed_at         TEXT
    );
    INSERT INTO orders_2
    SELECT seq, order_id, reqsn, wallet, amount_minor, code_amount_minor, body, notify_url,
           code_key, payinfo, outcome, delay_s, spoils_left, state, seen, created_at, expires_at,
           closed_at
      FROM orders;
    DROP TABLE orders;
    DROP TABLE payment_codes;
    ALTER TABLE orders_2 RENAME TO orders;
    CREATE VIEW settled AS
    SELECT orders.reqsn AS reqsn,
           orders.wallet AS wallet,
           payments.trxid AS trxid,
           payments.amount_minor AS amount_minor,
           (SELECT COALESCE(SUM(refunds.amount_minor), 0) FROM refunds
             WHERE refunds.trxid = payments.trxid AND refunds.state <> 'refused')
               AS refunded_minor,
           payments.customer AS payer
      FROM payments JOIN orders ON orders.order_id = payments.order_id
     WHERE payments.state = 'settled';
    DROP VIEW card_approved;
    DROP TABLE card_backs;
    DROP TABLE card_batches;
    DROP TABLE card_uploads;
    CREATE VIEW card_approved AS
    SELECT seq, terminal, batch_no, stan, voucher, rrn, approval_code, account, last_four,
           approved_minor AS amount_minor, made_at
      FROM card_sales WHERE state = 'approved';
    PRAGMA user_version = 2;
"""
_ACCOUNTS_1 = """
    CREATE TABLE accounts_1 (
        code          TEXT PRIMARY KEY,
        kind          TEXT NOT NULL CHECK (kind IN ('customer', 'merchant', 'clearing')),
        name          TEXT NOT NULL,
        opening_minor INTEGER NOT NULL,
        balance_minor INTEGER NOT NULL,
        CHECK (kind <> 'customer' OR balance_minor >= 0)
    ) WITHOUT ROWID;
    DROP VIEW card_approved;
    DROP TABLE card_reversals;
    DROP TABLE card_sales;
    DROP TABLE card_terminals;
    DROP TABLE card_accounts;
    DROP TABLE card_next;
    INSERT INTO accounts_1 SELECT * FROM accounts WHERE kind <> 'card' AND code <> 'card sales';
    DROP TABLE accounts;
    ALTER TABLE accounts_1 RENAME TO accounts;
    PRAGMA user_version = 1;
"""


def make_version_2(books: Path) -> None:
    """Turn books into those of version 2, before codes of customers, Alipay and batches."""
    with contextlib.closing(sqlite3.connect(books)) as db:
        db.executescript(_ORDERS_2)


def make_version_1(books: Path) -> None:
    """Turn books into those of version 1, which knew no cards either."""
    make_version_2(books)
    with contextlib.closing(sqlite3.connect(books)) as db:
        db.executescript("PRAGMA legacy_alter_table = ON;" + _ACCOUNTS_1)
