"""Orders by a customer's code at a bank in the test's own process."""

from __future__ import annotations

from tests.helpers.bank import Told, wait_until
from tests.helpers.bank_books import audited
from tests.helpers.inner_bank import InnerBank

TOTAL = 3080
STILL_PAYING = "正在支付中不能发起撤销"


def scan(inner: InnerBank, reqsn: str, amount_minor: int = TOTAL, wallet: str = "wechat") -> Told:
    """Let customer 1010 show a code, and charge it."""
    code = inner.desk.issue_code("1010", wallet).code
    return inner.gateway.scan(reqsn, amount_minor, code)


def charged(inner: InnerBank, reqsn: str) -> int:
    """Return what an order's payments have cost its customer so far, in cents."""
    with audited(inner.bank.folder.books) as db:
        row = db.execute(
            "SELECT COALESCE(-SUM(ledger.amount_minor), 0) FROM ledger"
            " JOIN payments ON ledger.reference = payments.trxid"
            " JOIN orders ON orders.order_id = payments.order_id"
            " WHERE orders.reqsn = ? AND ledger.account = 'customer:1010'",
            (reqsn,),
        ).fetchone()
    return int(row[0])


def settled(inner: InnerBank, reqsn: str) -> list[int]:
    """Return what an auditor finds as credited for an order, refunds taken off."""
    with audited(inner.bank.folder.books) as db:
        rows = db.execute(
            "SELECT amount_minor - refunded_minor FROM settled WHERE reqsn = ?", (reqsn,)
        )
        return [row[0] for row in rows]


def becomes(inner: InnerBank, reqsn: str, trxstatus: str) -> None:
    """Wait until a query says ``trxstatus``."""
    wait_until(trxstatus, lambda: inner.gateway.query(reqsn).trxstatus == trxstatus)


def has_acted(inner: InnerBank, reqsn: str) -> bool:
    """Return whether an order's customer does nothing more by himself."""
    with audited(inner.bank.folder.books) as db:
        row = db.execute("SELECT acts_at FROM orders WHERE reqsn = ?", (reqsn,)).fetchone()
    return row is not None and row[0] is None
