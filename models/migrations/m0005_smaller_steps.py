"""Version 5: a step of a sale changes fewer pages.

Each page that a step changes is encrypted, authenticated and written before the step counts. A sale
that is under way stands in one small index now, and comes into the large ones when it has ended;
before, each change of its state moved it about in all of them. The index of ends holds the total,
so that a charge that looks for its like reads no sale of another.
"""

from __future__ import annotations

_UNFINISHED = "('open', 'checking', 'paid_late', 'refunding')"

STATEMENTS = (
    "DROP INDEX transactions_unfinished",
    f"""
    CREATE INDEX transactions_unfinished ON transactions (created_at, id)
        WHERE state IN {_UNFINISHED}
    """,
    "DROP INDEX transactions_by_kind",
    f"""
    CREATE INDEX transactions_by_kind ON transactions (wallet, state, created_at, id)
        WHERE state NOT IN {_UNFINISHED}
    """,
    "DROP INDEX transactions_by_cashier",
    f"""
    CREATE INDEX transactions_by_cashier
        ON transactions (cashier_id, wallet, state, created_at, id)
        WHERE state NOT IN {_UNFINISHED}
    """,
    "DROP INDEX transactions_by_end",
    """
    CREATE INDEX transactions_by_end ON transactions (finished_at, (amount_minor + tip_minor))
        WHERE finished_at IS NOT NULL
    """,
)
