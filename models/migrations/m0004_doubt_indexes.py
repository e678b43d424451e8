"""Version 4: sales in doubt and money that waits, found without walking what is settled."""

from __future__ import annotations

STATEMENTS = (
    """
    CREATE INDEX transactions_unfinished ON transactions (id)
        WHERE state IN ('open', 'checking', 'paid_late', 'refunding')
    """,
    "CREATE INDEX transactions_by_end ON transactions (finished_at)",
    """
    CREATE INDEX credits_waiting ON credits (attempt_id)
        WHERE state IN ('inbox', 'refunding')
    """,
)
