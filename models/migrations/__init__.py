"""The schema's versions, one numbered module each, in the order in which they are applied.

A released migration never changes again: what it built lies in shops.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.migrations import (
    m0001_first_sale,
    m0002_history_indexes,
    m0003_retries,
    m0004_doubt_indexes,
    m0005_smaller_steps,
    m0006_cards,
    m0007_day,
)


@dataclass(frozen=True, slots=True)
class Migration:
    """One step of the schema: plain statements that SQLite and PostgreSQL both take."""

    version: int
    name: str
    statements: tuple[str, ...]


MIGRATIONS: tuple[Migration, ...] = (
    Migration(1, "first_sale", m0001_first_sale.STATEMENTS),
    Migration(2, "history_indexes", m0002_history_indexes.STATEMENTS),
    Migration(3, "retries", m0003_retries.STATEMENTS),
    Migration(4, "doubt_indexes", m0004_doubt_indexes.STATEMENTS),
    Migration(5, "smaller_steps", m0005_smaller_steps.STATEMENTS),
    Migration(6, "cards", m0006_cards.STATEMENTS),
    Migration(7, "day", m0007_day.STATEMENTS),
)
