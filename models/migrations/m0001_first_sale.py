"""Version 1: everything that a show-QR sale needs."""

from __future__ import annotations

STATEMENTS = (
    """
    CREATE TABLE batches (
        id INTEGER PRIMARY KEY,
        acquirer TEXT NOT NULL,
        number INTEGER NOT NULL CHECK (number BETWEEN 1 AND 999999),
        is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
        opened_at TEXT NOT NULL,
        closed_at TEXT,
        UNIQUE (id, is_open)
    )
    """,
    "CREATE UNIQUE INDEX batches_one_open ON batches (acquirer) WHERE is_open = 1",
    "CREATE INDEX batches_by_number ON batches (acquirer, number, id)",
    # batch_open repeats the batch's own flag; the database keeps the two alike, so that a
    # voucher number can be unique among open batches by an index.
    """
    CREATE TABLE transactions (
        id INTEGER PRIMARY KEY,
        attempt_id INTEGER NOT NULL,
        batch_id INTEGER NOT NULL,
        batch_open INTEGER NOT NULL,
        voucher INTEGER NOT NULL CHECK (voucher BETWEEN 1 AND 999999),
        created_at TEXT NOT NULL,
        amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
        tip_minor BIGINT NOT NULL CHECK (tip_minor >= 0),
        wallet TEXT NOT NULL,
        mode TEXT NOT NULL,
        cashier_id TEXT NOT NULL,
        state TEXT NOT NULL,
        reason TEXT NOT NULL,
        wallet_txn_no TEXT NOT NULL,
        paid_at TEXT,
        finished_at TEXT,
        FOREIGN KEY (batch_id, batch_open) REFERENCES batches (id, is_open) ON UPDATE CASCADE
    )
    """,
    "CREATE UNIQUE INDEX transactions_open_voucher ON transactions (voucher) WHERE batch_open = 1",
    "CREATE INDEX transactions_by_voucher ON transactions (voucher, id)",
    "CREATE INDEX transactions_by_batch ON transactions (batch_id, id)",
    """
    CREATE TABLE attempts (
        id INTEGER PRIMARY KEY,
        sale_id INTEGER NOT NULL REFERENCES transactions (id),
        order_no TEXT NOT NULL UNIQUE,
        flow TEXT NOT NULL,
        state TEXT NOT NULL,
        created_at TEXT NOT NULL
    )
    """,
    "CREATE INDEX attempts_by_sale ON attempts (sale_id, id)",
    """
    CREATE TABLE credits (
        wallet_txn_no TEXT NOT NULL PRIMARY KEY,
        attempt_id INTEGER NOT NULL REFERENCES attempts (id),
        paid_minor BIGINT NOT NULL CHECK (paid_minor > 0),
        kind TEXT NOT NULL,
        state TEXT NOT NULL,
        refund_no TEXT,
        created_at TEXT NOT NULL
    )
    """,
    "CREATE INDEX credits_by_attempt ON credits (attempt_id)",
    """
    CREATE TABLE journal (
        seq INTEGER PRIMARY KEY,
        flow TEXT NOT NULL,
        at TEXT NOT NULL,
        event TEXT NOT NULL,
        state TEXT NOT NULL,
        is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
        body TEXT NOT NULL,
        hash TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE flows (
        first_seq INTEGER PRIMARY KEY,
        name TEXT NOT NULL UNIQUE,
        attempt_id INTEGER REFERENCES attempts (id),
        state TEXT NOT NULL,
        is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
        last_seq INTEGER NOT NULL
    )
    """,
    "CREATE INDEX flows_open ON flows (first_seq) WHERE is_open = 1",
    # is_reprint stays what it was asked for as; duplicate is what the paper says from now on.
    # Uniqueness goes by the first: a slip that may be on paper is never asked for anew unmarked.
    """
    CREATE TABLE print_jobs (
        id INTEGER PRIMARY KEY,
        sale_id INTEGER NOT NULL REFERENCES transactions (id),
        copy TEXT NOT NULL,
        is_reprint INTEGER NOT NULL CHECK (is_reprint IN (0, 1)),
        duplicate INTEGER NOT NULL CHECK (duplicate IN (0, 1) AND duplicate >= is_reprint),
        state TEXT NOT NULL,
        created_at TEXT NOT NULL
    )
    """,
    """
    CREATE UNIQUE INDEX print_jobs_one_unmarked ON print_jobs (sale_id, copy)
        WHERE is_reprint = 0
    """,
    "CREATE INDEX print_jobs_waiting ON print_jobs (id) WHERE state <> 'printed'",
    """
    CREATE TABLE operators (
        id TEXT NOT NULL PRIMARY KEY,
        name TEXT NOT NULL,
        role TEXT NOT NULL,
        pin_hash TEXT NOT NULL,
        failed_attempts INTEGER NOT NULL,
        locked_until TEXT
    )
    """,
    """
    CREATE TABLE audit (
        seq INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        operator_id TEXT NOT NULL,
        action TEXT NOT NULL,
        subject TEXT NOT NULL,
        detail TEXT NOT NULL,
        hash TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE settings (
        name TEXT NOT NULL PRIMARY KEY,
        value TEXT NOT NULL,
        changed_at TEXT NOT NULL,
        changed_by TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE counters (
        name TEXT NOT NULL PRIMARY KEY,
        value BIGINT NOT NULL
    )
    """,
    # How far a chain had been checked when the till last paused: opening starts from there.
    """
    CREATE TABLE anchors (
        chain TEXT NOT NULL PRIMARY KEY,
        seq INTEGER NOT NULL,
        hash TEXT NOT NULL
    )
    """,
)
