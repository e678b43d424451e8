"""The drawer's book: shifts, and the lines of them. What lies in the drawer is the sum of lines.

Every method may raise StoreError.
"""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime

from kpay_desktop.domain.cash import DrawerCount
from kpay_desktop.domain.ledger import DrawerMove, ShiftRecord
from kpay_desktop.domain.moves import DrawerEntry, DrawerKind
from kpay_desktop.ports import StoreError, StoreErrorKind
from models import statements_day as day
from models.numbers import Last
from models.rows import time_of, time_text
from models.session import Row, Session, Value

MOVE_NAMES = (
    "move",
    "shift",
    "at",
    "kind",
    "amount",
    "operator",
    "approver",
    "reason",
    "sale",
    "back",
    "pieces",
    "expected",
)
"""The columns of a line, by the names that the journal has for them."""


def pieces_text(count: DrawerCount | None) -> str | None:
    """Return a count as it is stored: pieces by denomination in cents, smallest first."""
    if count is None:
        return None
    pieces = {str(key): count.pieces[key] for key in sorted(count.pieces)}
    return json.dumps(pieces, separators=(",", ":"))


def _count_of(text: str | None) -> DrawerCount | None:
    if text is None:
        return None
    try:
        return DrawerCount({int(key): int(count) for key, count in json.loads(text).items()})
    except (ValueError, AttributeError):
        raise StoreError(StoreErrorKind.DAMAGED, "a count of the drawer is not one") from None


def move_of(row: Row) -> DrawerMove:
    """Return the line of a row of :data:`models.statements_day.MOVE`."""
    return DrawerMove(
        move_id=row[0],
        shift_id=row[1],
        at=time_of(row[2]),
        entry=DrawerEntry(
            kind=DrawerKind(row[3]),
            amount_minor=row[4],
            operator_id=row[5],
            approver_id=row[6],
            reason=row[7],
            sale_id=row[8],
            return_id=row[9],
            count=_count_of(row[10]),
            expected_minor=row[11],
        ),
    )


class DrawerRows:
    """The tables of the drawer."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def shift(self) -> ShiftRecord | None:
        """Return the shift that is open."""
        row = self._session.row(day.OPEN_SHIFT)
        return None if row is None else self.shift_of(int(row[0]))

    def shift_of(self, shift_id: int) -> ShiftRecord | None:
        """Return a shift by its number, with what should lie in the drawer by its lines."""
        row = self._session.row(day.SHIFT, (shift_id,))
        if row is None:
            return None
        sums: dict[str, tuple[int, int]] = {}
        for kind, amount_minor in self._session.rows(day.SUMS_OF_SHIFT, (shift_id,)):
            count, total_minor = sums.get(kind, (0, 0))
            sums[kind] = (count + 1, total_minor + amount_minor)
        return ShiftRecord(
            shift_id=row[0],
            began_at=time_of(row[1]),
            opened=self._move(row[2]),
            closed=self._move(row[3]),
            expected_minor=sum(
                total for kind, (_, total) in sums.items() if kind != DrawerKind.CLOSED
            ),
            sums=tuple((kind.value, *sums[kind]) for kind in DrawerKind if kind in sums),
        )

    def move(self, move_id: int) -> DrawerMove | None:
        """Return a line of the book."""
        row = self._session.row(day.MOVE, (move_id,))
        return None if row is None else move_of(row)

    def moves(self, shift_id: int, after: int, limit: int) -> list[DrawerMove]:
        """Return the lines of a shift behind ``after``, oldest first."""
        rows = self._session.rows(day.MOVES_OF_SHIFT, (shift_id, after, limit))
        return [move_of(row) for row in rows]

    def _move(self, move_id: int | None) -> DrawerMove | None:
        return None if move_id is None else self.move(move_id)

    # --- inside the caller's transaction ----------------------------------------------------

    def write(self, entry: DrawerEntry, at: datetime, last: Last) -> tuple[dict[str, object], Last]:
        """Write a line; return what the journal has of it, and the last numbers given out.

        Raises:
            StoreError: (OTHER) a shift is opened beside an open one, or closed where none is open.
        """
        move_id = last.move_id + 1
        row = self._session.row(day.OPEN_SHIFT)
        is_opening = entry.kind is DrawerKind.OPENED
        if is_opening and row is not None:
            raise StoreError(StoreErrorKind.OTHER, "a shift is open at the drawer")
        if entry.kind is DrawerKind.CLOSED and row is None:
            raise StoreError(StoreErrorKind.OTHER, "no shift is open at the drawer")
        shift_id = last.shift_id + 1 if row is None else int(row[0])
        if row is None:
            opening = move_id if is_opening else None
            self._session.execute(day.INSERT_SHIFT, (shift_id, time_text(at), opening))
        values: tuple[Value, ...] = (
            move_id,
            shift_id,
            time_text(at),
            entry.kind.value,
            entry.amount_minor,
            entry.operator_id,
            entry.approver_id,
            entry.reason,
            entry.sale_id,
            entry.return_id,
            pieces_text(entry.count),
            entry.expected_minor,
        )
        self._session.execute(day.INSERT_MOVE, values)
        if entry.kind is DrawerKind.CLOSED:
            self._session.execute(day.CLOSE_SHIFT, (move_id, shift_id))
        body: dict[str, object] = dict(zip(MOVE_NAMES, values, strict=True))
        return body, replace(last, move_id=move_id, shift_id=max(last.shift_id, shift_id))
