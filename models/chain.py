"""A table of rows tied by hashes: appending, and checking it from an anchor or from the start."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from kpay_desktop.ports import StoreError, StoreErrorKind
from kpay_desktop.security.audit import FIRST, chain_hash
from models import statements as sql
from models.session import Row, Session, Value


@dataclass(frozen=True, slots=True)
class Link:
    """A row's place in its chain."""

    seq: int
    hash: str


START = Link(0, FIRST)

# How many rows opening checks at most, but for a till that was killed in the middle of one.
ANCHOR_EVERY = 1_000


@dataclass(frozen=True, slots=True)
class ChainTable:
    """A chained table and its statements. Columns: ``seq`` first, ``hash`` last."""

    name: str
    insert: str
    rows_from: str
    hash_at: str


JOURNAL = ChainTable("journal", sql.INSERT_JOURNAL, sql.JOURNAL_FROM, sql.JOURNAL_HASH)
AUDIT = ChainTable("audit", sql.INSERT_AUDIT, sql.AUDIT_FROM, sql.AUDIT_HASH)


class Chain:
    """The writing end of a chained table. ``tail`` is the last row that is on the disk.

    A row is appended inside the caller's transaction; the caller says ``advance`` once that
    transaction has been committed. While the till never pauses, the anchor follows along, so
    that opening stays quick.
    """

    def __init__(self, session: Session, table: ChainTable) -> None:
        self._session = session
        self._table = table
        self.tail = START
        self._anchored = 0
        self._anchoring: int | None = None

    def open(self) -> None:
        """Check the rows since the anchor and take up the tail.

        Raises:
            StoreError: (DAMAGED) a row does not fit.
        """
        anchor = read_anchor(self._session, self._table)
        self.tail = check_from(self._session, self._table, anchor)
        self._anchored = anchor.seq

    def append(self, values: Sequence[Value]) -> Link:
        """Write the row after ``tail``: all columns but the first and the last."""
        self._anchoring = None
        if self.unanchored >= ANCHOR_EVERY:
            self._put_anchor()
        seq = self.tail.seq + 1
        link = Link(seq, chain_hash(self._table.name, self.tail.hash, (seq, *values)))
        self._session.execute(self._table.insert, (seq, *values, link.hash))
        return link

    def advance(self, link: Link) -> None:
        """Take note that the row of ``link`` has been committed."""
        self.tail = link
        self._take_anchor()

    def rest(self) -> None:
        """Let the next opening start from the tail, in a transaction of its own.

        Raises:
            StoreError: nothing was written.
        """
        if self.unanchored == 0:
            return
        with self._session.transaction():
            self._put_anchor()
        self._take_anchor()

    @property
    def unanchored(self) -> int:
        """How many rows opening would have to check."""
        return self.tail.seq - self._anchored

    def _put_anchor(self) -> None:
        self._session.execute(sql.PUT_ANCHOR, (self._table.name, self.tail.seq, self.tail.hash))
        self._anchoring = self.tail.seq

    def _take_anchor(self) -> None:
        if self._anchoring is not None:
            self._anchored, self._anchoring = self._anchoring, None


def read_anchor(session: Session, table: ChainTable) -> Link:
    """Return the stored anchor after checking that the row is there as it was.

    Raises:
        StoreError: (DAMAGED) it is not.
    """
    row = session.row(sql.ANCHOR, (table.name,))
    if row is None:
        return START
    anchor = Link(row[0], row[1])
    if anchor.seq == 0:
        return START
    stored = session.row(table.hash_at, (anchor.seq,))
    if stored is None or stored[0] != anchor.hash:
        raise StoreError(StoreErrorKind.DAMAGED, f"{table.name} row {anchor.seq} is not its own")
    return anchor


def check_from(
    session: Session,
    table: ChainTable,
    start: Link,
    seen: Callable[[Row], None] | None = None,
) -> Link:
    """Walk the rows after ``start`` and return the last one; ``seen`` gets each that fits.

    Raises:
        StoreError: (DAMAGED) a row is missing or not its own.
    """
    link = start
    for row in session.each(table.rows_from, (start.seq,)):
        expected = chain_hash(table.name, link.hash, row[:-1])
        if row[0] != link.seq + 1 or row[-1] != expected:
            raise StoreError(StoreErrorKind.DAMAGED, f"{table.name} row {row[0]} is not its own")
        link = Link(row[0], row[-1])
        if seen is not None:
            seen(row)
    return link
