"""The whole check, for support and for tests: pages, chains, and the books against the journal."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from kpay_desktop.domain.sale import format_voucher
from kpay_desktop.ports import StoreError
from models import dialect_sqlite as dialect
from models import statements as sql
from models.chain import AUDIT, JOURNAL, START, ChainTable, Link, check_from, read_anchor
from models.session import Row, Session
from models.tail import TailFile, check_not_shorter

MOST_PROBLEMS = 100

_CREDIT = ("txn", "attempt", "paid", "kind", "state", "refund")


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
    books = _Books()
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


def _walk(session: Session, table: ChainTable, books: _Books, problems: list[str]) -> Link:
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


class _Books:
    """What the sales, credits and flows have to be, by the journal's word."""

    def __init__(self) -> None:
        self._sales: dict[int, dict[str, Any]] = {}
        self._credits: dict[str, dict[str, Any]] = {}
        self._flows: dict[str, tuple[str, int]] = {}

    def take(self, row: Row) -> None:
        """Book one row of the journal."""
        body = json.loads(row[6])
        self._flows[row[1]] = (row[4], row[5])
        if "open" in body:
            opened = body["open"]
            if "wallet" in opened:
                # Until version 6 every method was a wallet, and was called one.
                opened["method"] = opened.pop("wallet")
            self._sales[opened["sale"]] = opened | {
                "state": "open",
                "reason": "",
                "txn": "",
                "paid_at": None,
                "finished_at": None,
            }
        if "sale" in body:
            update = body["sale"]
            known = self._sales.setdefault(update["sale"], {})
            known.update({name: value for name, value in update.items() if value is not None})
        for credit in body.get("credits", ()):
            self._credits[credit["txn"]] = credit
        for txn, state in body.get("credit_states", ()):
            self._credits.setdefault(txn, {})["state"] = state
        for txn, paid in body.get("credit_amounts", ()):
            self._credits.setdefault(txn, {})["paid"] = paid

    def compare(self, session: Session, problems: list[str]) -> None:
        """Note what the tables say otherwise, and what they have more or less."""
        wrong = "is not as the journal says"
        problems.extend(
            f"sale {row[0]} {wrong}"
            for row in session.each(sql.BOOK_TRANSACTIONS, (0,))
            if self._sales.pop(row[0], None) != _sale_book(row)
        )
        problems.extend(
            f"credit {row[0]} {wrong}"
            for row in session.each(sql.BOOK_CREDITS, ("",))
            if self._credits.pop(row[0], None) != dict(zip(_CREDIT, row, strict=True))
        )
        problems.extend(
            f"flow {name} {wrong}"
            for name, state, is_open in session.each(sql.BOOK_FLOWS, (0,))
            if self._flows.pop(name, None) != (state, is_open)
        )
        problems.extend(f"sale {sale_id} is missing" for sale_id in self._sales)
        problems.extend(f"credit {txn} is missing" for txn in self._credits)
        problems.extend(f"flow {name} is missing" for name in self._flows)


def _sale_book(row: Row) -> dict[str, Any]:
    return {
        "sale": row[0],
        "attempt": row[1],
        "voucher": format_voucher(row[2]),
        "order": row[3],
        "batch": row[4],
        "created_at": row[5],
        "amount": row[6],
        "tip": row[7],
        "method": row[8],
        "mode": row[9],
        "cashier": row[10],
        "state": row[11],
        "reason": row[12],
        "txn": row[13],
        "paid_at": row[14],
        "finished_at": row[15],
    }
