"""A day's books on both sides, read as an auditor does: the bank's, the till's, and the paper.

The bank's file is read with sqlite3 alone, the till's with its key and for reading only, also
while both are at work. Only tables and what stands in them is known here, no code of either side.
"""

from __future__ import annotations

import contextlib
import json
import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from kpay_desktop.security.keys import KEY_FILE
from models.database import STORE_FILE
from tests.end2end.auditor import whole_slips

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class BankBooks:
    """What the bank has: each table's rows, and how far each account is from its opening."""

    orders: tuple[Row, ...] = ()
    payments: tuple[Row, ...] = ()
    refunds: tuple[Row, ...] = ()
    card_sales: tuple[Row, ...] = ()
    card_approved: tuple[Row, ...] = ()
    card_reversals: tuple[Row, ...] = ()
    card_backs: tuple[Row, ...] = ()
    card_batches: tuple[Row, ...] = ()
    moves: dict[str, int] = field(default_factory=dict)
    faults: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TillBooks:
    """What the till has. ``journal`` has its bodies and states read."""

    sales: tuple[Row, ...] = ()
    credits: tuple[Row, ...] = ()
    cards: tuple[Row, ...] = ()
    batches: tuple[Row, ...] = ()
    retries: tuple[Row, ...] = ()
    flows: tuple[Row, ...] = ()
    journal: tuple[Row, ...] = ()
    returns: tuple[Row, ...] = ()
    settlements: tuple[Row, ...] = ()
    cash: tuple[Row, ...] = ()
    drawer: tuple[Row, ...] = ()


_BANK = {
    "orders": "SELECT * FROM orders",
    "payments": (
        "SELECT p.*, o.reqsn, o.amount_minor AS order_minor, o.reversal,"
        " (SELECT COALESCE(SUM(r.amount_minor), 0) FROM refunds r"
        "   WHERE r.trxid = p.trxid AND r.state <> 'refused') AS back_minor"
        " FROM payments p JOIN orders o ON o.order_id = p.order_id"
    ),
    "refunds": "SELECT * FROM refunds",
    "card_sales": (
        "SELECT seq, terminal, batch_no, stan, voucher, account, last_four, amount_minor,"
        " approved_minor, code, rrn, state, made_at, reversed_at FROM card_sales"
    ),
    "card_approved": "SELECT * FROM card_approved",
    "card_reversals": "SELECT * FROM card_reversals",
    "card_backs": (
        "SELECT seq, terminal, batch_no, stan, kind, voucher, sale, amount_minor, rrn, state,"
        " made_at FROM card_backs"
    ),
    "card_batches": (
        "SELECT terminal, batch_no, stan, sales, sales_minor, refunds, refunds_minor, uploaded,"
        " closed_at FROM card_batches"
    ),
}
_TILL = {
    "sales": (
        "SELECT t.*, t.amount_minor + t.tip_minor AS total_minor, a.order_no, a.flow"
        " FROM transactions t JOIN attempts a ON a.id = t.attempt_id"
    ),
    "credits": (
        "SELECT c.*, a.order_no, a.sale_id FROM credits c JOIN attempts a ON a.id = c.attempt_id"
    ),
    "cards": (
        "SELECT c.attempt_id, c.stan, c.rrn, c.is_armed, a.order_no, a.sale_id, a.flow"
        " FROM card_payments c JOIN attempts a ON a.id = c.attempt_id"
    ),
    "batches": "SELECT * FROM batches",
    "retries": "SELECT * FROM retries",
    "flows": "SELECT name, is_open, state FROM flows",
    "journal": "SELECT seq, flow, at, event, state, is_open, body FROM journal ORDER BY seq",
    "returns": (
        "SELECT r.*, a.order_no, t.method, t.mode FROM returns r"
        " JOIN transactions t ON t.id = r.sale_id JOIN attempts a ON a.id = t.attempt_id"
    ),
    "settlements": (
        "SELECT s.*, f.state, b.number FROM settlements s JOIN flows f ON f.name = s.flow"
        " JOIN batches b ON b.id = s.batch_id"
    ),
    "cash": "SELECT * FROM cash_payments",
    "drawer": "SELECT * FROM drawer_moves",
}


def read_bank(file: Path) -> BankBooks:
    """Read the bank's books.

    Raises:
        sqlite3.Error: they cannot be read.
    """
    with contextlib.closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as books:
        books.row_factory = sqlite3.Row
        tables = {
            name: tuple(dict(row) for row in books.execute(query)) for name, query in _BANK.items()
        }
        accounts = books.execute("SELECT code, opening_minor, balance_minor FROM accounts")
        moves = {row["code"]: row["balance_minor"] - row["opening_minor"] for row in accounts}
        faults = [
            f"{row['code']} does not add up"
            for row in books.execute(
                "SELECT a.code FROM accounts a WHERE a.opening_minor + COALESCE((SELECT"
                " SUM(l.amount_minor) FROM ledger l WHERE l.account = a.code), 0)"
                " <> a.balance_minor"
            )
        ]
        (total,) = books.execute("SELECT COALESCE(SUM(amount_minor), 0) FROM ledger").fetchone()
        if total:
            faults.append(f"the ledger adds up to {total}")
    return BankBooks(**tables, moves=moves, faults=tuple(faults))


@contextlib.contextmanager
def opened_store(folder: Path) -> Iterator[Any]:
    """Open a till's database for reading, with its key; it may be at work."""
    key = (folder / KEY_FILE).read_text("ascii").strip()
    uri = f"{(folder / STORE_FILE).as_uri()}?mode=ro"
    with contextlib.closing(dbapi2.connect(uri, uri=True, timeout=30.0)) as store:
        store.execute(f"PRAGMA key = \"x'{key}'\"")
        store.execute("PRAGMA query_only = ON")
        yield store


def read_till(folder: Path) -> TillBooks:
    """Read the till's books, all as of one moment.

    Raises:
        dbapi2.Error: they cannot be read.
    """
    tables: dict[str, tuple[Row, ...]] = {}
    with opened_store(folder) as store:
        store.execute("BEGIN")
        for name, query in _TILL.items():
            cursor = store.execute(query)
            names = [column[0] for column in cursor.description]
            tables[name] = tuple(dict(zip(names, row, strict=True)) for row in cursor)
        store.execute("COMMIT")
    for row in (*tables["journal"], *tables["flows"], *tables["settlements"]):
        row["state"] = json.loads(row["state"])
    for row in tables["journal"]:
        row["body"] = json.loads(row["body"])
    return TillBooks(**tables)


def read_paper(folder: Path) -> list[Row]:
    """Return what each whole slip of a sale, void or refund says; of others, nothing."""
    read = [read_money_slip(text) for text in whole_slips(folder)]
    return [slip for slip in read if slip["kind"] and slip["voucher"]]


def read_money_slip(text: str) -> Row:
    """Return what the slip of a sale, void or refund says; its kind is empty of another."""

    def line(pattern: str) -> str:
        found = re.search(pattern, text, re.MULTILINE)
        return found.group(1) if found else ""

    total = line(r"^TOTAL\s+SGD (-?[\d,]+\.\d\d)\s*$")
    return {
        "kind": line(r"^\s*(SALE|VOID|REFUND)(?:\s+\w+ COPY)?\s*$").lower(),
        "voucher": int(line(r"^Voucher no\.\s+(\d{6})\s*$") or 0),
        "total_minor": int(re.sub(r"[,.]", "", total) or 0),
        "copy": "merchant" if "MERCHANT COPY" in text else "customer",
        "duplicate": "DUPLICATE" in text,
    }
