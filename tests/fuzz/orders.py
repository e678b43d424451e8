"""Orders by a customer's code, asked for in any form: charged once, taken back, to the cent."""

from __future__ import annotations

import functools
import sqlite3
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from kpay_desktop.simulation.bank import codes, forms, reversals, scanning
from kpay_desktop.simulation.bank.merchant import Merchant
from kpay_desktop.simulation.bank.operations import BadRequestError, Reply
from kpay_desktop.simulation.bank.order_values import Order, Payment
from kpay_desktop.simulation.bank.outcomes import Plan
from kpay_desktop.simulation.bank.schema import CUSTOMERS, STATEMENTS
from kpay_desktop.simulation.bank.wallet import Wallets
from tests.fuzz.target import expect

_AT_A_TERMINAL = b"&terminfo=%7B%22termno%22%3A%221%22%2C%22devicetype%22%3A%2211%22%7D"
FORMS = tuple(
    form + _AT_A_TERMINAL
    for form in (
        b"authcode=CODE&body=Tea&reqsn=A1&trxamt=3080",
        b"authcode=130000000000000000&reqsn=A1&trxamt=1273&oldreqsn=A1",
        b"authcode=CODE&reqsn=A1&trxamt=1298&oldtrxid=1",
    )
)
"""Good ones to begin with; ``CODE`` stands for a fresh code of a customer."""

_AT = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
_LATER = _AT + timedelta(minutes=1)
_MERCHANT = Merchant()


class _Nobody:
    """Asks for no callbacks."""

    def enqueue(self, tx: sqlite3.Connection, order: Order, payment: Payment, at: datetime) -> None:
        """Write nothing."""


@functools.cache
def _books() -> sqlite3.Connection:
    """Return the bank's books in memory; each try is undone."""
    books = sqlite3.connect(":memory:", isolation_level=None)
    books.row_factory = sqlite3.Row
    for statement in STATEMENTS:
        books.execute(statement)
    accounts = [(f"customer:{number}", "customer", name, left) for number, name, left in CUSTOMERS]
    accounts += [("clearing", "clearing", "", 0), (_MERCHANT.account, "merchant", "", 0)]
    for code, kind, name, left in accounts:
        books.execute("INSERT INTO accounts VALUES (?, ?, ?, ?, ?)", (code, kind, name, left, left))
    return books


def charge_and_take_back(body: bytes) -> None:
    """Ask for an order twice by one form, and for its end."""
    try:
        form = forms.decode(body)
    except forms.FormError:
        return
    books = _books()
    books.execute("BEGIN")
    try:
        if form.get("authcode") == "CODE":
            form["authcode"] = codes.issue(books, "wechat", "customer:1010", _AT, 60.0)[0]
        _try(books, form)
    finally:
        books.execute("ROLLBACK")


def _try(books: sqlite3.Connection, form: Mapping[str, str]) -> None:
    wallets = Wallets(_MERCHANT, _Nobody())
    try:
        first = _charge(books, form, wallets)
        again = _charge(books, form, wallets)
    except BadRequestError:
        expect("what is no request leaves nothing", holds=_taken(books) == 0)
        return
    status = first.fields.get("trxstatus", "")
    made = status != ""
    expect("a number is used once", holds=not made or again.fields["trxstatus"] == "3888")
    amount_minor = int(form["trxamt"])
    expect("it is charged once", holds=_taken(books) in {0, amount_minor})
    expect("what is paid is charged", holds=status != "0000" or _taken(books) == amount_minor)
    _add_up(books)
    # Whatever desk and table have against it, at the fifth time the way is free or never will be.
    told = [_reverse(books, form, wallets) for _ in range(5)]
    if made and "0000" in told:
        expect("taken back it stays so", holds=set(told[told.index("0000") :]) == {"0000"})
        expect("what is taken back is not kept", holds=_kept(books) == 0)
    _add_up(books)


def _charge(books: sqlite3.Connection, form: Mapping[str, str], wallets: Wallets) -> Reply:
    return scanning.pay_by_code(books, form, wallets, _AT, cents_table=True)


def _reverse(books: sqlite3.Connection, form: Mapping[str, str], wallets: Wallets) -> str:
    wanted = {"trxamt": form["trxamt"], "reqsn": "VFUZZ", "oldreqsn": form["reqsn"]}
    order = reversals.order_of(books, wanted)
    if order is None:
        return ""
    reply = reversals.reverse(books, wanted, order, wallets, Plan(), _LATER)
    expect("a reversal says how it went", holds=len(reply.fields["trxstatus"]) == 4)
    return reply.fields["trxstatus"]


def _taken(books: sqlite3.Connection) -> int:
    """Return what the customers are short of, in cents."""
    query = "SELECT SUM(opening_minor - balance_minor) FROM accounts WHERE kind = 'customer'"
    return int(books.execute(query).fetchone()[0])


def _kept(books: sqlite3.Connection) -> int:
    """Return what the merchant has been credited with and keeps, in cents."""
    query = "SELECT balance_minor FROM accounts WHERE kind = 'merchant'"
    return int(books.execute(query).fetchone()[0])


def _add_up(books: sqlite3.Connection) -> None:
    total = books.execute("SELECT COALESCE(SUM(amount_minor), 0) FROM ledger").fetchone()[0]
    wrong = books.execute("SELECT 1 FROM balances WHERE balance_minor <> audited_minor").fetchone()
    settled = books.execute("SELECT COALESCE(SUM(amount_minor), 0) FROM settled").fetchone()[0]
    expect("the ledger adds up", holds=total == 0 and wrong is None)
    expect("the merchant has what is settled", holds=settled == _kept(books))
