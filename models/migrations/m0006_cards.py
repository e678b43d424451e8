"""Version 6: sales by card, and one index less in each step that brings money.

What a sale is paid with is a method, of which wallets are some. A card's facts stand in a row of
their own beside the attempt; its number is sealed in the vault, from which it is wiped when nothing
can ask for it any more. A sale whose reversal is on its way is unfinished.
"""

from __future__ import annotations

_UNFINISHED = "('open', 'checking', 'reversing', 'paid_late', 'refunding')"

STATEMENTS = (
    # No statement looks for money by its attempt; what waits has an index of its own.
    "DROP INDEX credits_by_attempt",
    "DROP INDEX transactions_unfinished",
    "DROP INDEX transactions_by_kind",
    "DROP INDEX transactions_by_cashier",
    "ALTER TABLE transactions RENAME COLUMN wallet TO method",
    f"""
    CREATE INDEX transactions_unfinished ON transactions (created_at, id)
        WHERE state IN {_UNFINISHED}
    """,
    f"""
    CREATE INDEX transactions_by_kind ON transactions (method, state, created_at, id)
        WHERE state NOT IN {_UNFINISHED}
    """,
    f"""
    CREATE INDEX transactions_by_cashier
        ON transactions (cashier_id, method, state, created_at, id)
        WHERE state NOT IN {_UNFINISHED}
    """,
    """
    CREATE TABLE card_payments (
        attempt_id INTEGER PRIMARY KEY REFERENCES attempts (id),
        handle TEXT NOT NULL,
        scheme TEXT NOT NULL,
        entry TEXT NOT NULL,
        first_six TEXT NOT NULL,
        last_four TEXT NOT NULL,
        label TEXT NOT NULL,
        aid TEXT NOT NULL,
        verification TEXT NOT NULL,
        tvr TEXT NOT NULL,
        tsi TEXT NOT NULL,
        cryptogram TEXT NOT NULL,
        stan INTEGER NOT NULL,
        rrn TEXT NOT NULL,
        approval_code TEXT NOT NULL,
        host_code TEXT NOT NULL,
        signing TEXT NOT NULL,
        is_armed INTEGER NOT NULL CHECK (is_armed IN (0, 1)),
        contact TEXT NOT NULL DEFAULT ''
    )
    """,
    "CREATE INDEX card_payments_by_stan ON card_payments (stan, attempt_id)",
    """
    CREATE TABLE vault (
        handle TEXT NOT NULL PRIMARY KEY,
        sealed TEXT NOT NULL,
        fingerprint TEXT NOT NULL
    )
    """,
    """
    CREATE TABLE signatures (
        sale_id INTEGER PRIMARY KEY REFERENCES transactions (id),
        strokes TEXT NOT NULL
    )
    """,
)
