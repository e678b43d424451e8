"""Version 7: the whole day: voids and refunds, cash and its drawer, settlements.

A void or refund is a row of its own beside its sale, numbered out of the same run, so that one
number names one row of a batch. What has gone back for a sale, and what may have, stands in the
sale's row too. A slip shows more than sales, so a print job names its subject by kind and number.
"""

from __future__ import annotations

STATEMENTS = (
    "ALTER TABLE transactions ADD COLUMN refunded_minor BIGINT NOT NULL DEFAULT 0",
    "ALTER TABLE transactions ADD COLUMN returning_minor BIGINT NOT NULL DEFAULT 0",
    """
    CREATE TABLE cash_payments (
        sale_id INTEGER PRIMARY KEY REFERENCES transactions (id),
        due_minor BIGINT NOT NULL CHECK (due_minor >= 0),
        handed_minor BIGINT NOT NULL CHECK (handed_minor >= due_minor)
    )
    """,
    # A void has the voucher of its sale and stands in its batch; a refund has one of its own. Of
    # the card that the money goes back to, the columns are those of card_payments, or nothing.
    """
    CREATE TABLE returns (
        id INTEGER PRIMARY KEY,
        sale_id INTEGER NOT NULL REFERENCES transactions (id),
        flow TEXT NOT NULL,
        kind TEXT NOT NULL,
        batch_id INTEGER NOT NULL,
        batch_open INTEGER NOT NULL,
        voucher INTEGER NOT NULL CHECK (voucher BETWEEN 1 AND 999999),
        number TEXT NOT NULL UNIQUE,
        amount_minor BIGINT NOT NULL CHECK (amount_minor > 0),
        given_minor BIGINT,
        state TEXT NOT NULL,
        operator_id TEXT NOT NULL,
        approver_id TEXT NOT NULL,
        begun_at TEXT NOT NULL,
        finished_at TEXT,
        stan INTEGER NOT NULL,
        rrn TEXT NOT NULL,
        approval_code TEXT NOT NULL,
        host_code TEXT NOT NULL,
        wallet_no TEXT NOT NULL,
        is_armed INTEGER NOT NULL CHECK (is_armed IN (0, 1)),
        handle TEXT,
        scheme TEXT,
        entry TEXT,
        first_six TEXT,
        last_four TEXT,
        label TEXT,
        aid TEXT,
        verification TEXT,
        tvr TEXT,
        tsi TEXT,
        cryptogram TEXT,
        FOREIGN KEY (batch_id, batch_open) REFERENCES batches (id, is_open) ON UPDATE CASCADE
    )
    """,
    """
    CREATE UNIQUE INDEX returns_open_voucher ON returns (voucher)
        WHERE batch_open = 1 AND kind = 'refund'
    """,
    "CREATE INDEX returns_by_sale ON returns (sale_id, id)",
    "CREATE INDEX returns_by_batch ON returns (batch_id, id)",
    "CREATE INDEX returns_by_stan ON returns (stan, id) WHERE stan > 0",
    """
    CREATE INDEX returns_unfinished ON returns (batch_id, id)
        WHERE state IN ('open', 'pending')
    """,
    """
    CREATE TABLE settlements (
        id INTEGER PRIMARY KEY,
        run_id INTEGER NOT NULL,
        flow TEXT NOT NULL,
        acquirer TEXT NOT NULL,
        batch_id INTEGER NOT NULL REFERENCES batches (id),
        phase TEXT NOT NULL,
        operator_id TEXT NOT NULL,
        is_automatic INTEGER NOT NULL CHECK (is_automatic IN (0, 1)),
        begun_at TEXT NOT NULL,
        finished_at TEXT,
        carried TEXT NOT NULL DEFAULT ''
    )
    """,
    """
    CREATE UNIQUE INDEX settlements_one_open ON settlements (batch_id)
        WHERE finished_at IS NULL
    """,
    "CREATE INDEX batches_by_end ON batches (acquirer, closed_at) WHERE closed_at IS NOT NULL",
    # A shift that began with a count has the line of it; one that ended, that of the last count.
    """
    CREATE TABLE shifts (
        id INTEGER PRIMARY KEY,
        began_at TEXT NOT NULL,
        is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
        opened_move_id INTEGER,
        closed_move_id INTEGER
    )
    """,
    "CREATE UNIQUE INDEX shifts_one_open ON shifts (is_open) WHERE is_open = 1",
    """
    CREATE TABLE drawer_moves (
        id INTEGER PRIMARY KEY,
        shift_id INTEGER NOT NULL REFERENCES shifts (id),
        at TEXT NOT NULL,
        kind TEXT NOT NULL,
        amount_minor BIGINT NOT NULL,
        operator_id TEXT NOT NULL,
        approver_id TEXT NOT NULL,
        reason TEXT NOT NULL,
        sale_id INTEGER REFERENCES transactions (id),
        return_id INTEGER REFERENCES returns (id),
        pieces TEXT,
        expected_minor BIGINT
    )
    """,
    "CREATE INDEX drawer_moves_by_shift ON drawer_moves (shift_id, id)",
    # Slips of what is no sale: the subject is named by its kind and its own number.
    """
    CREATE TABLE slips (
        id INTEGER PRIMARY KEY,
        kind TEXT NOT NULL,
        subject_id INTEGER NOT NULL,
        copy TEXT NOT NULL,
        is_reprint INTEGER NOT NULL CHECK (is_reprint IN (0, 1)),
        duplicate INTEGER NOT NULL CHECK (duplicate IN (0, 1) AND duplicate >= is_reprint),
        state TEXT NOT NULL,
        created_at TEXT NOT NULL
    )
    """,
    """
    INSERT INTO slips (id, kind, subject_id, copy, is_reprint, duplicate, state, created_at)
        SELECT id, 'sale', sale_id, copy, is_reprint, duplicate, state, created_at FROM print_jobs
    """,
    "DROP TABLE print_jobs",
    "ALTER TABLE slips RENAME TO print_jobs",
    """
    CREATE UNIQUE INDEX print_jobs_one_unmarked ON print_jobs (kind, subject_id, copy)
        WHERE is_reprint = 0
    """,
    "CREATE INDEX print_jobs_waiting ON print_jobs (id) WHERE state <> 'printed'",
)
