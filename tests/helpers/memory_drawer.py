"""The drawer's book in memory."""

from __future__ import annotations

from datetime import datetime

from kpay_desktop.domain.ledger import DrawerMove, ShiftRecord
from kpay_desktop.domain.moves import DrawerEntry, DrawerKind
from kpay_desktop.ports import StoreError, StoreErrorKind


class MemoryDrawer:
    """Shifts and lines, with the store's own rules."""

    def __init__(self) -> None:
        self.moves: list[DrawerMove] = []
        self.shifts = 0
        self.is_open = False

    def check(self, entry: DrawerEntry) -> None:
        """Refuse a count that does not fit the shift."""
        begins = entry.kind is DrawerKind.OPENED
        if (begins and self.is_open) or (entry.kind is DrawerKind.CLOSED and not self.is_open):
            raise StoreError(StoreErrorKind.OTHER, "the count does not fit the shift")

    def write(self, entry: DrawerEntry, at: datetime) -> int:
        """Write a line; return its number."""
        if not self.is_open:
            self.shifts += 1
        self.is_open = entry.kind is not DrawerKind.CLOSED
        self.moves.append(DrawerMove(len(self.moves) + 1, self.shifts, at, entry))
        return len(self.moves)

    def move(self, move_id: int) -> DrawerMove | None:
        """Return a line by its number."""
        return self.moves[move_id - 1] if 1 <= move_id <= len(self.moves) else None

    def shift(self) -> ShiftRecord | None:
        """Return the shift that is open."""
        return self.shift_of(self.shifts) if self.is_open else None

    def shift_of(self, shift_id: int) -> ShiftRecord | None:
        """Return a shift by its number."""
        moves = [move for move in self.moves if move.shift_id == shift_id]
        if not moves:
            return None
        kinds = {kind: [m.entry for m in moves if m.entry.kind is kind] for kind in DrawerKind}
        sums = [
            (kind.value, len(entries), sum(entry.amount_minor for entry in entries))
            for kind, entries in kinds.items()
            if entries
        ]
        return ShiftRecord(
            shift_id=shift_id,
            began_at=moves[0].at,
            opened=moves[0] if moves[0].entry.kind is DrawerKind.OPENED else None,
            closed=moves[-1] if moves[-1].entry.kind is DrawerKind.CLOSED else None,
            expected_minor=sum(cents for kind, _, cents in sums if kind != DrawerKind.CLOSED),
            sums=tuple(sums),
        )
