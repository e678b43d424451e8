"""Version 2: sales found by day, way to pay, state and cashier, a page at a time, at any size."""

from __future__ import annotations

STATEMENTS = (
    "CREATE INDEX transactions_by_time ON transactions (created_at, id)",
    # Ways to pay and states are few. A filter that leaves one of them free reads a page of each of
    # its values and merges them, so these two serve every combination.
    "CREATE INDEX transactions_by_kind ON transactions (wallet, state, created_at, id)",
    """
    CREATE INDEX transactions_by_cashier
        ON transactions (cashier_id, wallet, state, created_at, id)
    """,
)
