"""The card host's part of the books, as tables. ``docs/bank.md`` explains them to an auditor."""

from __future__ import annotations

from kpay_desktop.simulation.bank.cardhost import batch_tables

CARDS: tuple[str, ...] = (
    """
    CREATE TABLE card_accounts (
        pan     TEXT PRIMARY KEY,
        account TEXT NOT NULL UNIQUE REFERENCES accounts (code),
        title   TEXT NOT NULL,
        refusal TEXT NOT NULL DEFAULT ''
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE card_terminals (
        terminal     TEXT PRIMARY KEY,
        batch_no     INTEGER NOT NULL DEFAULT 1,
        seen_at      TEXT NOT NULL,
        signed_on_at TEXT
    ) WITHOUT ROWID
    """,
    """
    CREATE TABLE card_sales (
        seq               INTEGER PRIMARY KEY AUTOINCREMENT,
        terminal          TEXT NOT NULL REFERENCES card_terminals (terminal),
        batch_no          INTEGER NOT NULL,
        stan              TEXT NOT NULL,
        voucher           TEXT NOT NULL,
        account           TEXT REFERENCES accounts (code),
        last_four         TEXT NOT NULL,
        entry             TEXT NOT NULL,
        amount_minor      INTEGER NOT NULL CHECK (amount_minor > 0),
        tip_minor         INTEGER NOT NULL CHECK (tip_minor >= 0),
        approved_minor    INTEGER NOT NULL CHECK (approved_minor BETWEEN 0 AND amount_minor),
        cryptogram        BLOB NOT NULL,
        scenario          TEXT NOT NULL,
        code              TEXT NOT NULL,
        rrn               TEXT NOT NULL UNIQUE,
        approval_code     TEXT NOT NULL DEFAULT '',
        answer            BLOB NOT NULL,
        state             TEXT NOT NULL CHECK (
            state IN ('approved', 'declined', 'reversed', 'refused')
        ),
        reversal_scenario TEXT NOT NULL DEFAULT '',
        reversal_delay_s  REAL,
        reversals_left    INTEGER NOT NULL DEFAULT 0,
        made_at           TEXT NOT NULL,
        reversed_at       TEXT,
        CHECK (account IS NOT NULL OR approved_minor = 0),
        UNIQUE (terminal, batch_no, stan)
    )
    """,
    "CREATE INDEX card_sales_by_cryptogram ON card_sales (account, cryptogram)",
    """
    CREATE TABLE card_reversals (
        seq          INTEGER PRIMARY KEY AUTOINCREMENT,
        terminal     TEXT NOT NULL REFERENCES card_terminals (terminal),
        batch_no     INTEGER NOT NULL,
        stan         TEXT NOT NULL,
        voucher      TEXT NOT NULL,
        account      TEXT REFERENCES accounts (code),
        amount_minor INTEGER NOT NULL,
        rrn          TEXT NOT NULL DEFAULT '',
        code         TEXT NOT NULL,
        times        INTEGER NOT NULL DEFAULT 1,
        first_at     TEXT NOT NULL,
        last_at      TEXT NOT NULL,
        UNIQUE (terminal, batch_no, stan)
    )
    """,
    """
    CREATE TABLE card_next (
        kind     TEXT PRIMARY KEY,
        scenario TEXT NOT NULL,
        code     TEXT NOT NULL,
        delay_s  REAL,
        times    INTEGER NOT NULL,
        sticky   INTEGER NOT NULL
    ) WITHOUT ROWID
    """,
)

STATEMENTS: tuple[str, ...] = (*CARDS, *batch_tables.STATEMENTS)
"""All of it: what was there first, and what voids, refunds and batches brought."""
