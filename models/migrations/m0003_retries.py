"""Version 3: sales that are another try at the same purchase know each other.

Money that comes late for one of them may only be accepted while none of the others is paid.
"""

from __future__ import annotations

STATEMENTS = (
    """
    CREATE TABLE retries (
        sale_id       INTEGER NOT NULL PRIMARY KEY REFERENCES transactions (id),
        first_sale_id INTEGER NOT NULL REFERENCES transactions (id)
    )
    """,
    "CREATE INDEX retries_by_first ON retries (first_sale_id, sale_id)",
)
