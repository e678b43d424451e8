"""Who stands at the counter, and what they may do."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

#: How many figures a PIN has.
PIN_MIN, PIN_MAX = 4, 6


class Role(StrEnum):
    """An operator's role; each includes what the ones before it may do."""

    CASHIER = "cashier"
    SUPERVISOR = "supervisor"
    MANAGER = "manager"

    @property
    def rank(self) -> int:
        """0 for a cashier, rising."""
        return list(Role).index(self)

    def includes(self, other: Role) -> bool:
        """True if this role may do what ``other`` may."""
        return self.rank >= other.rank


@dataclass(frozen=True, slots=True)
class Operator:
    """Somebody who can sign in. The PIN's hash never leaves the store."""

    operator_id: str
    name: str
    role: Role
