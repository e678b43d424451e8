"""The chain that ties rows together: each row's hash covers the hash of the row before.

Used by the journal and by the audit log. Whoever changes, drops, adds or swaps a row without
rewriting every later one is found by walking the chain.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

# What stands before a chain's first row.
FIRST = "0" * 64


def chain_hash(chain: str, previous: str, columns: Sequence[str | int | None]) -> str:
    """Return the hash of a row, as 64 hex digits.

    ``chain`` names the chain, so that a row of one never fits another; ``previous`` is the hash
    of the row before, or :data:`FIRST`; ``columns`` are all columns of the row but the hash.
    The encoding is unambiguous: every column carries its type and length.
    """
    parts = [f"{len(chain)}:{chain}{previous}"]
    for column in columns:
        if column is None:
            parts.append("n")
        elif isinstance(column, str):
            parts.append(f"t{len(column)}:{column}")
        else:
            parts.append(f"i{column:d};")
    return hashlib.sha256("".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
