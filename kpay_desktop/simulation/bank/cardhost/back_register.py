"""The card host's rows of voids, refunds and batches. Every function is inside a transaction of its
caller.
"""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass, field
from datetime import datetime

from kpay_desktop.simulation.bank import clock
from kpay_desktop.simulation.bank.books import CARD_SALES, Transaction, post
from kpay_desktop.simulation.bank.cardhost.back_requests import (
    BackRequest,
    BatchTotals,
    RowRequest,
    SettleRequest,
)


@dataclass(frozen=True, slots=True)
class Back:
    """A void or refund in the books. ``answer`` answered it, without frame and MAC."""

    seq: int
    kind: str
    voucher: str
    account: str | None
    amount_minor: int
    rrn: str
    answer: bytes = field(repr=False)
    state: str = ""


@dataclass(frozen=True, slots=True)
class SoldRow:
    """A sale that a void means."""

    seq: int
    account: str
    approved_minor: int
    rrn: str


@dataclass(frozen=True, slots=True)
class Closed:
    """A batch that was settled."""

    stan: str
    answer: bytes = field(repr=False)


def find_back(tx: Transaction, terminal: str, batch_no: int, stan: str) -> Back | None:
    """Return the void or refund with these numbers."""
    row = tx.execute(
        "SELECT * FROM card_backs WHERE terminal = ? AND batch_no = ? AND stan = ?",
        (terminal, batch_no, stan),
    ).fetchone()
    return None if row is None else _back(row)


def _back(row: sqlite3.Row) -> Back:
    return Back(
        seq=row["seq"],
        kind=row["kind"],
        voucher=row["voucher"],
        account=row["account"],
        amount_minor=row["amount_minor"],
        rrn=row["rrn"],
        answer=row["answer"],
        state=row["state"],
    )


def sale_to_void(
    tx: Transaction, request: BackRequest, batch_no: int, account: str | None
) -> SoldRow | None:
    """Return the sale of the open batch that a void means, voided already or not."""
    row = tx.execute(
        "SELECT seq, account, approved_minor, rrn FROM card_sales"
        " WHERE terminal = ? AND batch_no = ? AND voucher = ? AND account = ?"
        " AND approved_minor = ? AND state = 'approved'",
        (request.terminal, batch_no, request.voucher, account, request.amount_minor),
    ).fetchone()
    if row is None or request.rrn not in {"", row["rrn"]}:
        return None
    return SoldRow(row["seq"], row["account"], row["approved_minor"], row["rrn"])


def is_voided(tx: Transaction, sale: SoldRow) -> bool:
    """True if the sale has been voided."""
    row = tx.execute(
        "SELECT 1 FROM card_backs WHERE sale = ? AND kind = 'void' AND state = 'approved'",
        (sale.seq,),
    ).fetchone()
    return row is not None


@dataclass(frozen=True, slots=True)
class BackVerdict:
    """What becomes of a void or refund."""

    state: str
    code: str
    rrn: str
    approval_code: str = ""
    sale: int | None = None


def add_back(
    tx: Transaction,
    request: BackRequest,
    batch_no: int,
    account: str | None,
    verdict: BackVerdict,
    answer: bytes,
    scenario: str,
    at: datetime,
) -> None:
    """Write a void or refund down, and move the money that it moves."""
    tx.execute(
        "INSERT INTO card_backs (terminal, batch_no, stan, kind, voucher, sale, account,"
        " last_four, amount_minor, scenario, code, rrn, approval_code, answer, state, made_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            request.terminal,
            batch_no,
            request.stan,
            request.kind,
            request.voucher,
            verdict.sale,
            account,
            request.card.pan[-4:],
            request.amount_minor,
            scenario,
            verdict.code,
            verdict.rrn,
            verdict.approval_code,
            answer,
            verdict.state,
            clock.stamp(at),
        ),
    )
    if verdict.state == "approved" and account is not None:
        purpose = "return" if request.kind == "void" else "refund"
        _post(tx, CARD_SALES, account, request.amount_minor, purpose, verdict.rrn, at)


def reverse_back(tx: Transaction, back: Back, at: datetime) -> None:
    """Take a void or refund back: the customer is charged again as before."""
    if back.state != "approved":
        return
    tx.execute(
        "UPDATE card_backs SET state = 'reversed', reversed_at = ? WHERE seq = ?",
        (clock.stamp(at), back.seq),
    )
    if back.account is not None:
        _post(tx, back.account, CARD_SALES, back.amount_minor, "card reversal", back.rrn, at)


def _post(
    tx: Transaction, source: str, target: str, minor: int, purpose: str, rrn: str, at: datetime
) -> None:
    post(
        tx, source=source, target=target, amount_minor=minor, purpose=purpose, reference=rrn, at=at
    )


# --- batches --------------------------------------------------------------------------------


def totals_of(tx: Transaction, terminal: str, batch_no: int) -> BatchTotals:
    """Return the host's own totals: sales net of voids, and refunds."""
    sales = tx.execute(
        "SELECT COUNT(*), COALESCE(SUM(amount_minor), 0) FROM card_approved"
        " WHERE terminal = ? AND batch_no = ?",
        (terminal, batch_no),
    ).fetchone()
    refunds = tx.execute(
        "SELECT COUNT(*), COALESCE(SUM(amount_minor), 0) FROM card_backs"
        " WHERE terminal = ? AND batch_no = ? AND kind = 'refund' AND state = 'approved'",
        (terminal, batch_no),
    ).fetchone()
    return BatchTotals(sales[0], sales[1], refunds[0], refunds[1])


def uploaded_totals(tx: Transaction, terminal: str, batch_no: int) -> BatchTotals:
    """Return the totals of the rows that the till sent."""
    found = {
        row["kind"]: (row["count"], row["minor"])
        for row in tx.execute(
            "SELECT kind, COUNT(*) AS count, SUM(amount_minor) AS minor FROM card_uploads"
            " WHERE terminal = ? AND batch_no = ? GROUP BY kind",
            (terminal, batch_no),
        )
    }
    return BatchTotals(*found.get("sale", (0, 0)), *found.get("refund", (0, 0)))


def row_at_host(tx: Transaction, request: RowRequest, batch_no: int) -> tuple[str, int, str] | None:
    """Return voucher, cents and state of the row that an upload names, as the host has it."""
    if request.kind == "sale":
        statement = (
            "SELECT voucher, approved_minor, state FROM card_sales"
            " WHERE terminal = ? AND batch_no = ? AND stan = ?"
        )
        key: tuple[str | int, ...] = (request.terminal, batch_no, request.original_stan)
    else:
        statement = (
            "SELECT voucher, amount_minor, state FROM card_backs"
            " WHERE terminal = ? AND batch_no = ? AND stan = ? AND kind = ?"
        )
        key = (request.terminal, batch_no, request.original_stan, request.kind)
    row = tx.execute(statement, key).fetchone()
    return None if row is None else (row[0], row[1], row[2])


def note_row(tx: Transaction, request: RowRequest, batch_no: int, code: str) -> None:
    """Write down a row that the till sent; a repeat of it changes nothing."""
    tx.execute(
        "INSERT INTO card_uploads (terminal, batch_no, original_stan, kind, voucher,"
        " amount_minor, code, stan) VALUES (?, ?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (terminal, batch_no, original_stan) DO NOTHING",
        (
            request.terminal,
            batch_no,
            request.original_stan,
            request.kind,
            request.voucher,
            request.amount_minor,
            code,
            request.stan,
        ),
    )


def closed(tx: Transaction, terminal: str, batch_no: int) -> Closed | None:
    """Return a batch that was settled."""
    row = tx.execute(
        "SELECT stan, answer FROM card_batches WHERE terminal = ? AND batch_no = ?",
        (terminal, batch_no),
    ).fetchone()
    return None if row is None else Closed(row["stan"], row["answer"])


def close_batch(
    tx: Transaction, request: SettleRequest, totals: BatchTotals, answer: bytes, at: datetime
) -> None:
    """Close a batch and open the next one."""
    tx.execute(
        "INSERT INTO card_batches (terminal, batch_no, stan, sales, sales_minor, refunds,"
        " refunds_minor, uploaded, answer, closed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            request.terminal,
            request.batch_no,
            request.stan,
            totals.sales,
            totals.sales_minor,
            totals.refunds,
            totals.refunds_minor,
            int(request.is_end),
            answer,
            clock.stamp(at),
        ),
    )
    following = request.batch_no % 999_999 + 1
    tx.execute(
        "UPDATE card_terminals SET batch_no = ? WHERE terminal = ?", (following, request.terminal)
    )
