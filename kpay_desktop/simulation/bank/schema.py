"""The bank's books as tables. ``docs/bank.md`` explains them to whoever audits from outside."""

from __future__ import annotations

from kpay_desktop.simulation.bank.cardhost import batch_tables, tables

VERSION = 3

_ACCOUNTS = """
    CREATE TABLE accounts (
        code          TEXT PRIMARY KEY,
        kind          TEXT NOT NULL CHECK (kind IN ('customer', 'card', 'merchant', 'clearing')),
        name          TEXT NOT NULL,
        opening_minor INTEGER NOT NULL,
        balance_minor INTEGER NOT NULL,
        CHECK (kind NOT IN ('customer', 'card') OR balance_minor >= 0)
    ) WITHOUT ROWID
"""
_LEDGER = """
    CREATE TABLE ledger (
        seq          INTEGER PRIMARY KEY AUTOINCREMENT,
        posting      INTEGER NOT NULL,
        account      TEXT NOT NULL REFERENCES accounts (code),
        amount_minor INTEGER NOT NULL CHECK (amount_minor <> 0),
        purpose      TEXT NOT NULL CHECK (
            purpose IN (
                'payment', 'settlement', 'return', 'refund', 'refund settlement',
                'card sale', 'card reversal'
            )
        ),
        reference    TEXT NOT NULL,
        booked_at    TEXT NOT NULL
    )
"""
_LEDGER_KEEPERS: tuple[str, ...] = (
    "CREATE INDEX ledger_by_account ON ledger (account)",
    """
    CREATE TRIGGER ledger_books AFTER INSERT ON ledger BEGIN
        UPDATE accounts SET balance_minor = balance_minor + NEW.amount_minor
        WHERE code = NEW.account;
    END
    """,
    """
    CREATE TRIGGER ledger_stays BEFORE UPDATE ON ledger BEGIN
        SELECT RAISE(ABORT, 'the ledger is append-only');
    END
    """,
    """
    CREATE TRIGGER ledger_keeps BEFORE DELETE ON ledger BEGIN
        SELECT RAISE(ABORT, 'the ledger is append-only');
    END
    """,
)
_ORDERS = """
    CREATE TABLE orders (
        seq               INTEGER PRIMARY KEY AUTOINCREMENT,
        order_id          TEXT NOT NULL UNIQUE,
        reqsn             TEXT NOT NULL UNIQUE,
        way               TEXT NOT NULL CHECK (way IN ('show', 'scan')),
        wallet            TEXT NOT NULL CHECK (wallet IN ('wechat', 'paynow', 'alipay')),
        amount_minor      INTEGER NOT NULL CHECK (amount_minor > 0),
        code_amount_minor INTEGER NOT NULL CHECK (code_amount_minor > 0),
        body              TEXT NOT NULL,
        notify_url        TEXT NOT NULL,
        code_key          TEXT NOT NULL UNIQUE,
        payinfo           TEXT NOT NULL,
        customer          TEXT REFERENCES accounts (code),
        outcome           TEXT NOT NULL,
        delay_s           REAL,
        spoils_left       INTEGER NOT NULL,
        state             TEXT NOT NULL CHECK (state IN ('open', 'declined', 'refused', 'closed')),
        reason            TEXT NOT NULL DEFAULT '',
        seen              INTEGER NOT NULL DEFAULT 0,
        created_at        TEXT NOT NULL,
        expires_at        TEXT NOT NULL,
        acts_at           TEXT,
        closed_at         TEXT,
        reversal          TEXT UNIQUE
    )
"""
_ORDERS_ACTING = "CREATE INDEX orders_acting ON orders (acts_at) WHERE acts_at IS NOT NULL"
_CODES = """
    CREATE TABLE payment_codes (
        code_hash  TEXT PRIMARY KEY,
        wallet     TEXT NOT NULL CHECK (wallet IN ('wechat', 'paynow', 'alipay')),
        customer   TEXT NOT NULL REFERENCES accounts (code),
        issued_at  TEXT NOT NULL,
        expires_at TEXT NOT NULL,
        used_at    TEXT
    ) WITHOUT ROWID
"""
_SETTLED = """
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
     WHERE payments.state = 'settled'
"""
_BALANCES = """
    CREATE VIEW balances AS
    SELECT accounts.code AS code,
           accounts.kind AS kind,
           accounts.name AS name,
           accounts.opening_minor AS opening_minor,
           accounts.balance_minor AS balance_minor,
           accounts.opening_minor + COALESCE(
               (SELECT SUM(ledger.amount_minor) FROM ledger
                 WHERE ledger.account = accounts.code), 0) AS audited_minor
      FROM accounts
"""

STATEMENTS: tuple[str, ...] = (
    """
    CREATE TABLE meta (
        name  TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    _ACCOUNTS,
    _LEDGER,
    *_LEDGER_KEEPERS,
    _ORDERS,
    _ORDERS_ACTING,
    _CODES,
    """
    CREATE TABLE payments (
        seq           INTEGER PRIMARY KEY AUTOINCREMENT,
        trxid         TEXT NOT NULL UNIQUE,
        order_id      TEXT NOT NULL REFERENCES orders (order_id),
        customer      TEXT NOT NULL REFERENCES accounts (code),
        payer         TEXT NOT NULL,
        amount_minor  INTEGER NOT NULL CHECK (amount_minor > 0),
        state         TEXT NOT NULL CHECK (state IN ('held', 'settled', 'returned')),
        looks         TEXT NOT NULL CHECK (looks IN ('unpaid', 'pending', 'uncertain', 'paid')),
        after_close_s REAL,
        made_at       TEXT NOT NULL,
        due_at        TEXT,
        settled_at    TEXT
    )
    """,
    "CREATE INDEX payments_by_order ON payments (order_id)",
    "CREATE INDEX payments_held ON payments (due_at) WHERE state = 'held'",
    """
    CREATE TABLE refunds (
        seq          INTEGER PRIMARY KEY AUTOINCREMENT,
        reqsn        TEXT NOT NULL UNIQUE,
        kind         TEXT NOT NULL CHECK (kind IN ('refund', 'cancel')),
        refund_trxid TEXT NOT NULL UNIQUE,
        trxid        TEXT NOT NULL REFERENCES payments (trxid),
        amount_minor INTEGER NOT NULL CHECK (amount_minor > 0),
        state        TEXT NOT NULL CHECK (state IN ('done', 'pending', 'refused')),
        reason       TEXT NOT NULL DEFAULT '',
        made_at      TEXT NOT NULL,
        due_at       TEXT,
        settled_at   TEXT
    )
    """,
    "CREATE INDEX refunds_by_payment ON refunds (trxid)",
    "CREATE INDEX refunds_pending ON refunds (due_at) WHERE state = 'pending'",
    """
    CREATE TABLE callbacks (
        seq      INTEGER PRIMARY KEY AUTOINCREMENT,
        url      TEXT NOT NULL,
        trxid    TEXT NOT NULL REFERENCES payments (trxid),
        body     BLOB NOT NULL,
        attempts INTEGER NOT NULL DEFAULT 0,
        next_at  TEXT NOT NULL,
        state    TEXT NOT NULL DEFAULT 'due' CHECK (state IN ('due', 'taken', 'given up'))
    )
    """,
    "CREATE INDEX callbacks_due ON callbacks (next_at) WHERE state = 'due'",
    """
    CREATE TABLE nonces (
        randomstr TEXT PRIMARY KEY,
        seen_at   TEXT NOT NULL
    ) WITHOUT ROWID
    """,
    "CREATE INDEX nonces_by_age ON nonces (seen_at)",
    """
    CREATE TABLE next_answers (
        kind    TEXT PRIMARY KEY,
        outcome TEXT NOT NULL,
        delay_s REAL,
        times   INTEGER NOT NULL,
        sticky  INTEGER NOT NULL
    ) WITHOUT ROWID
    """,
    _SETTLED,
    _BALANCES,
    *tables.STATEMENTS,
)

CUSTOMERS: tuple[tuple[str, str, int], ...] = (
    ("1010", "Customer A ··1010", 100_000_000),
    ("5454", "Customer B ··5454", 100_000_000),
    ("0036", "Customer C ··0036", 100_000_000),
    ("0002", "Customer D ··0002", 100_000_000),
    ("0019", "Customer E ··0019", 500),
)
"""Id, name and opening balance in cents. The last one cannot pay for much: on purpose."""

FROM_1: tuple[str, ...] = (
    # SQLite changes no CHECK: the two tables that cards came into are made anew.
    "DROP VIEW balances",
    "ALTER TABLE accounts RENAME TO old_accounts",
    "ALTER TABLE ledger RENAME TO old_ledger",
    _ACCOUNTS,
    _LEDGER,
    "INSERT INTO accounts SELECT code, kind, name, opening_minor, balance_minor FROM old_accounts",
    """
    INSERT INTO ledger
    SELECT seq, posting, account, amount_minor, purpose, reference, booked_at FROM old_ledger
    """,
    "DROP TABLE old_ledger",
    "DROP TABLE old_accounts",
    *_LEDGER_KEEPERS,
    _BALANCES,
    *tables.CARDS,
)
"""What makes books of version 1 into books of version 2. Foreign keys are off meanwhile."""

FROM_2: tuple[str, ...] = (
    # Orders by a customer's code came, and Alipay: the table has a CHECK on the wallet.
    "DROP VIEW settled",
    "ALTER TABLE orders RENAME TO old_orders",
    _ORDERS,
    """
    INSERT INTO orders (
        seq, order_id, reqsn, way, wallet, amount_minor, code_amount_minor, body, notify_url,
        code_key, payinfo, outcome, delay_s, spoils_left, state, seen, created_at, expires_at,
        closed_at
    )
    SELECT seq, order_id, reqsn, 'show', wallet, amount_minor, code_amount_minor, body, notify_url,
           code_key, payinfo, outcome, delay_s, spoils_left, state, seen, created_at, expires_at,
           closed_at
      FROM old_orders
    """,
    "DROP TABLE old_orders",
    _ORDERS_ACTING,
    _CODES,
    _SETTLED,
    # Voids, refunds and batches by card.
    *batch_tables.STATEMENTS,
)
"""What makes books of version 2 into books of version 3, likewise."""
