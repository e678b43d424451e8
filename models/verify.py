"""The whole check, for support and for tests: pages, chains, and the books against the journal."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from kpay_desktop.domain.sale import QrMode, SaleState, format_voucher
from kpay_desktop.ports import StoreError
from models import dialect_sqlite as dialect
from models import statements as sql
from models.card_rows import digest
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


@dataclass(frozen=True, slots=True)
class _Book:
    """A table that follows from the journal: how its rows are read, named and compared."""

    name: str
    statement: str
    before: str | int
    of_row: Callable[[Row], object]


class _Books:
    """What sales, money, cards and flows have to be, by the journal's word."""

    def __init__(self) -> None:
        self._sales: dict[int, dict[str, Any]] = {}
        self._credits: dict[str, dict[str, Any]] = {}
        self._flows: dict[str, tuple[str, int]] = {}
        self._cards: dict[int, dict[str, Any]] = {}
        self._signatures: dict[int, str] = {}
        self._vault: dict[str, bool] = {}

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
        self._take_card(body)

    def _take_card(self, body: dict[str, Any]) -> None:
        if "card" in body:
            self._cards[body["card"]["attempt"]] = body["card"]
        if "signature" in body:
            self._signatures[body["signature"]["sale"]] = body["signature"]["sha256"]
        if "sealed" in body:
            self._vault[body["sealed"]] = True
        self._vault.pop(body.get("wiped", ""), None)

    def compare(self, session: Session, problems: list[str]) -> None:
        """Note what the tables say otherwise, and what they have more or less."""
        self._check_own_codes(problems)
        expected: tuple[dict[Any, Any], ...] = (
            self._sales,
            self._credits,
            self._cards,
            self._signatures,
            self._vault,
            self._flows,
        )
        for book, rows in zip(_BOOKS, expected, strict=True):
            problems.extend(
                f"{book.name} {row[0]} is not as the journal says"
                for row in session.each(book.statement, (book.before,))
                if rows.pop(row[0], None) != book.of_row(row)
            )
            problems.extend(f"{book.name} {key} is missing" for key in rows)

    def _check_own_codes(self, problems: list[str]) -> None:
        """Note sales that say of themselves what nobody could know.

        A sale by the shop's own code is never approved, since no bank tells of it, and no other is
        confirmed by hand.
        """
        for key, sale in self._sales.items():
            is_own = sale.get("mode") == QrMode.OWN
            if is_own and sale.get("state") == SaleState.APPROVED:
                problems.append(f"sale {key} is approved, and no bank can have said so")
            if not is_own and sale.get("state") == SaleState.BY_HAND:
                problems.append(f"sale {key} is confirmed by hand, and is no own code's")


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


def _named(*names: str) -> Callable[[Row], object]:
    return lambda row: dict(zip(names, row, strict=True))


_BOOKS = (
    _Book("sale", sql.BOOK_TRANSACTIONS, 0, _sale_book),
    _Book("credit", sql.BOOK_CREDITS, "", _named(*_CREDIT)),
    _Book("card of attempt", sql.BOOK_CARDS, 0, _named("attempt", *sql.CARD_NAMES)),
    _Book("signature of sale", sql.BOOK_SIGNATURES, 0, lambda row: digest(row[1])),
    _Book("card in the vault", sql.BOOK_VAULT, "", lambda _: True),
    _Book("flow", sql.BOOK_FLOWS, 0, lambda row: (row[1], row[2])),
)
