"""The whole check, for support and for tests: pages, chains, and the books against the journal."""

from __future__ import annotations

from dataclasses import dataclass

from kpay_desktop.ports import StoreError
from models import dialect_sqlite as dialect
from models import statements as sql
from models.books import Books
from models.chain import AUDIT, JOURNAL, START, ChainTable, Link, check_from, read_anchor
from models.session import Session
from models.tail import TailFile, check_not_shorter

MOST_PROBLEMS = 100


@dataclass(frozen=True, slots=True)
class VerifyReport:
    """What the walk found. ``problems`` are for the support file, not for the cashier."""

    journal_rows: int
    audit_rows: int
    problems: tuple[str, ...]

    @property
    def is_sound(self) -> bool:
        """True if nothing is wrong."""
        return not self.problems


def verify(session: Session) -> VerifyReport:
    """Read everything once. Takes minutes on a million sales; runs on any connection.

    The expected books are held in memory, about half a kilobyte a sale.
    """
    books = Books()
    problems: list[str] = []
    ends = {JOURNAL.name: START, AUDIT.name: START}
    try:
        with session.snapshot():
            problems += dialect.integrity_problems(session.database)
            for table in (JOURNAL, AUDIT):
                ends[table.name] = _walk(session, table, books, problems)
            if ends[JOURNAL.name] is not START:
                _check_witness(session, ends[JOURNAL.name], problems)
                books.compare(session, problems)
    except StoreError as error:
        problems.append(str(error))
    return VerifyReport(
        ends[JOURNAL.name].seq, ends[AUDIT.name].seq, tuple(problems[:MOST_PROBLEMS])
    )


def _walk(session: Session, table: ChainTable, books: Books, problems: list[str]) -> Link:
    try:
        read_anchor(session, table)
        return check_from(session, table, START, books.take if table is JOURNAL else None)
    except StoreError as error:
        problems.append(str(error))
        return START


def _check_witness(session: Session, tail: Link, problems: list[str]) -> None:
    witness = TailFile(session.path.parent).read()
    if witness is None:
        return
    row = session.row(sql.JOURNAL_HASH, (witness.link.seq,))
    try:
        check_not_shorter(witness, tail, None if row is None else row[0])
    except StoreError as error:
        problems.append(str(error))
