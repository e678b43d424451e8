"""Orders, their payments and refunds, as rows."""

from __future__ import annotations

import sqlite3
from datetime import datetime

from kpay_desktop.simulation.bank import clock
from kpay_desktop.simulation.bank.books import Transaction
from kpay_desktop.simulation.bank.order_values import (
    Looks,
    Order,
    OrderState,
    Payment,
    PaymentState,
    Refund,
    RefundState,
)
from kpay_desktop.simulation.bank.outcomes import Outcome, Plan, Way


def _moment(text: str | None) -> datetime | None:
    return None if text is None else clock.from_stamp(text)


def _stamp(moment: datetime | None) -> str | None:
    return None if moment is None else clock.stamp(moment)


def _order(row: sqlite3.Row) -> Order:
    return Order(
        order_id=row["order_id"],
        reqsn=row["reqsn"],
        wallet=row["wallet"],
        amount_minor=row["amount_minor"],
        code_amount_minor=row["code_amount_minor"],
        body=row["body"],
        notify_url=row["notify_url"],
        code_key=row["code_key"],
        payinfo=row["payinfo"],
        plan=Plan(Outcome(row["outcome"]), row["delay_s"], row["spoils_left"]),
        state=OrderState(row["state"]),
        seen=bool(row["seen"]),
        created_at=clock.from_stamp(row["created_at"]),
        expires_at=clock.from_stamp(row["expires_at"]),
        closed_at=_moment(row["closed_at"]),
        way=Way(row["way"]),
        customer=row["customer"],
        reason=row["reason"],
        acts_at=_moment(row["acts_at"]),
        reversal=row["reversal"],
    )


def _payment(row: sqlite3.Row) -> Payment:
    return Payment(
        trxid=row["trxid"],
        order_id=row["order_id"],
        customer=row["customer"],
        payer=row["payer"],
        amount_minor=row["amount_minor"],
        state=PaymentState(row["state"]),
        looks=Looks(row["looks"]),
        after_close_s=row["after_close_s"],
        made_at=clock.from_stamp(row["made_at"]),
        due_at=_moment(row["due_at"]),
        settled_at=_moment(row["settled_at"]),
    )


def _refund(row: sqlite3.Row) -> Refund:
    return Refund(
        reqsn=row["reqsn"],
        kind=row["kind"],
        refund_trxid=row["refund_trxid"],
        trxid=row["trxid"],
        amount_minor=row["amount_minor"],
        state=RefundState(row["state"]),
        reason=row["reason"],
        made_at=clock.from_stamp(row["made_at"]),
        due_at=_moment(row["due_at"]),
        settled_at=_moment(row["settled_at"]),
    )


# --- orders ---


def add_order(tx: Transaction, order: Order) -> None:
    """Write a new order."""
    tx.execute(
        "INSERT INTO orders (order_id, reqsn, wallet, amount_minor, code_amount_minor, body,"
        " notify_url, code_key, payinfo, outcome, delay_s, spoils_left, state, seen, created_at,"
        " expires_at, closed_at, way, customer, reason, acts_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            order.order_id,
            order.reqsn,
            order.wallet,
            order.amount_minor,
            order.code_amount_minor,
            order.body,
            order.notify_url,
            order.code_key,
            order.payinfo,
            order.plan.outcome.value,
            order.plan.delay_s,
            order.plan.times,
            order.state.value,
            int(order.seen),
            clock.stamp(order.created_at),
            clock.stamp(order.expires_at),
            _stamp(order.closed_at),
            order.way.value,
            order.customer,
            order.reason,
            _stamp(order.acts_at),
        ),
    )


def order_by_reqsn(tx: Transaction, reqsn: str) -> Order | None:
    """Return the order with the till's number ``reqsn``."""
    row = tx.execute("SELECT * FROM orders WHERE reqsn = ?", (reqsn,)).fetchone()
    return None if row is None else _order(row)


def order_by_id(tx: Transaction, order_id: str) -> Order | None:
    """Return the order with the gateway's number ``order_id``."""
    row = tx.execute("SELECT * FROM orders WHERE order_id = ?", (order_id,)).fetchone()
    return None if row is None else _order(row)


def order_by_code(tx: Transaction, code_key: str) -> Order | None:
    """Return the order whose code says ``code_key``."""
    row = tx.execute("SELECT * FROM orders WHERE code_key = ?", (code_key,)).fetchone()
    return None if row is None else _order(row)


def order_by_reversal(tx: Transaction, reqsn: str) -> Order | None:
    """Return the order that was taken back under the number ``reqsn``."""
    row = tx.execute("SELECT * FROM orders WHERE reversal = ?", (reqsn,)).fetchone()
    return None if row is None else _order(row)


def is_used(tx: Transaction, reqsn: str) -> bool:
    """True if ``reqsn`` is the number of an order, a refund or a reversal."""
    return (
        order_by_reqsn(tx, reqsn) is not None
        or refund_by_reqsn(tx, reqsn) is not None
        or order_by_reversal(tx, reqsn) is not None
    )


def acting_orders(tx: Transaction, due_by: datetime) -> list[Order]:
    """Return the orders whose customers act by themselves by ``due_by``, the first one first."""
    rows = tx.execute(
        "SELECT * FROM orders WHERE acts_at <= ? ORDER BY acts_at, seq", (clock.stamp(due_by),)
    )
    return [_order(row) for row in rows]


def waiting_orders(tx: Transaction, customer: str, at: datetime) -> list[Order]:
    """Return the orders that wait for the password of ``customer``, oldest first."""
    rows = tx.execute(
        "SELECT * FROM orders WHERE way = 'scan' AND customer = ? AND state = 'open' AND seen = 1"
        " AND expires_at > ? AND NOT EXISTS ("
        "SELECT 1 FROM payments WHERE payments.order_id = orders.order_id) ORDER BY seq",
        (customer, clock.stamp(at)),
    )
    return [_order(row) for row in rows]


def newest_orders(tx: Transaction, limit: int) -> list[Order]:
    """Return the newest orders, newest first."""
    rows = tx.execute("SELECT * FROM orders ORDER BY seq DESC LIMIT ?", (limit,))
    return [_order(row) for row in rows]


def set_order_state(
    tx: Transaction, order_id: str, state: OrderState, closed_at: datetime | None = None
) -> None:
    """Move an order on; its customer does nothing more by himself."""
    tx.execute(
        "UPDATE orders SET state = ?, closed_at = COALESCE(?, closed_at), acts_at = NULL"
        " WHERE order_id = ?",
        (state.value, _stamp(closed_at), order_id),
    )


def set_order_plan(tx: Transaction, order_id: str, plan: Plan) -> None:
    """Give an order another outcome, or count down the answers it still spoils."""
    tx.execute(
        "UPDATE orders SET outcome = ?, delay_s = ?, spoils_left = ? WHERE order_id = ?",
        (plan.outcome.value, plan.delay_s, plan.times, order_id),
    )


def set_order_acted(tx: Transaction, order_id: str) -> None:
    """The customer of an order does nothing more by himself."""
    tx.execute("UPDATE orders SET acts_at = NULL WHERE order_id = ?", (order_id,))


def set_order_reversal(tx: Transaction, order_id: str, reqsn: str) -> None:
    """Remember the number under which an order was taken back, the first one for good."""
    tx.execute(
        "UPDATE orders SET reversal = COALESCE(reversal, ?) WHERE order_id = ?", (reqsn, order_id)
    )


def set_order_seen(tx: Transaction, order_id: str) -> None:
    """A customer has the payment page open."""
    tx.execute("UPDATE orders SET seen = 1 WHERE order_id = ?", (order_id,))


def set_order_expiry(tx: Transaction, order_id: str, expires_at: datetime) -> None:
    """Move the end of a code's life."""
    tx.execute(
        "UPDATE orders SET expires_at = ? WHERE order_id = ?", (clock.stamp(expires_at), order_id)
    )


# --- payments ---


def add_payment(tx: Transaction, payment: Payment) -> None:
    """Write a new payment (its postings are the caller's)."""
    tx.execute(
        "INSERT INTO payments (trxid, order_id, customer, payer, amount_minor, state, looks,"
        " after_close_s, made_at, due_at, settled_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            payment.trxid,
            payment.order_id,
            payment.customer,
            payment.payer,
            payment.amount_minor,
            payment.state.value,
            payment.looks.value,
            payment.after_close_s,
            clock.stamp(payment.made_at),
            _stamp(payment.due_at),
            _stamp(payment.settled_at),
        ),
    )


def payments_of(tx: Transaction, order_id: str) -> list[Payment]:
    """Return an order's payments in the order in which they were credited, or else made."""
    rows = tx.execute(
        "SELECT * FROM payments WHERE order_id = ? ORDER BY COALESCE(settled_at, 'held'), seq",
        (order_id,),
    )
    return [_payment(row) for row in rows]


def payment_by_trxid(tx: Transaction, trxid: str) -> Payment | None:
    """Return the payment with the wallet's transaction number ``trxid``."""
    row = tx.execute("SELECT * FROM payments WHERE trxid = ?", (trxid,)).fetchone()
    return None if row is None else _payment(row)


def held_payments(tx: Transaction, due_by: datetime) -> list[Payment]:
    """Return the held payments that are due by ``due_by``, first due first."""
    rows = tx.execute(
        "SELECT * FROM payments WHERE state = 'held' AND due_at <= ? ORDER BY due_at, seq",
        (clock.stamp(due_by),),
    )
    return [_payment(row) for row in rows]


def set_payment_state(tx: Transaction, trxid: str, state: PaymentState, at: datetime) -> None:
    """Settle or return a payment (its postings are the caller's)."""
    tx.execute(
        "UPDATE payments SET state = ?, due_at = NULL, settled_at = ? WHERE trxid = ?",
        (state.value, clock.stamp(at) if state is PaymentState.SETTLED else None, trxid),
    )


def set_payment_due(tx: Transaction, trxid: str, due_at: datetime) -> None:
    """Move the moment at which a held payment settles."""
    tx.execute("UPDATE payments SET due_at = ? WHERE trxid = ?", (clock.stamp(due_at), trxid))


# --- refunds ---


def add_refund(tx: Transaction, refund: Refund) -> None:
    """Write a new refund (its postings are the caller's)."""
    tx.execute(
        "INSERT INTO refunds (reqsn, kind, refund_trxid, trxid, amount_minor, state, reason,"
        " made_at, due_at, settled_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            refund.reqsn,
            refund.kind,
            refund.refund_trxid,
            refund.trxid,
            refund.amount_minor,
            refund.state.value,
            refund.reason,
            clock.stamp(refund.made_at),
            _stamp(refund.due_at),
            _stamp(refund.settled_at),
        ),
    )


def refund_by_reqsn(tx: Transaction, reqsn: str) -> Refund | None:
    """Return the refund with the till's number ``reqsn``."""
    row = tx.execute("SELECT * FROM refunds WHERE reqsn = ?", (reqsn,)).fetchone()
    return None if row is None else _refund(row)


def refunds_of(tx: Transaction, trxid: str) -> list[Refund]:
    """Return a payment's refunds, oldest first."""
    rows = tx.execute("SELECT * FROM refunds WHERE trxid = ? ORDER BY seq", (trxid,))
    return [_refund(row) for row in rows]


def pending_refunds(tx: Transaction, due_by: datetime) -> list[Refund]:
    """Return the pending refunds that are due by ``due_by``."""
    rows = tx.execute(
        "SELECT * FROM refunds WHERE state = 'pending' AND due_at <= ? ORDER BY due_at, seq",
        (clock.stamp(due_by),),
    )
    return [_refund(row) for row in rows]


def set_refund_done(tx: Transaction, reqsn: str, at: datetime) -> None:
    """The money is back with the customer (the posting is the caller's)."""
    tx.execute(
        "UPDATE refunds SET state = 'done', due_at = NULL, settled_at = ? WHERE reqsn = ?",
        (clock.stamp(at), reqsn),
    )


def next_due(tx: Transaction) -> datetime | None:
    """Return when the next payment, refund or customer's own act is due."""
    row = tx.execute(
        "SELECT MIN(due_at) FROM (SELECT due_at FROM payments WHERE state = 'held'"
        " UNION ALL SELECT due_at FROM refunds WHERE state = 'pending'"
        " UNION ALL SELECT acts_at FROM orders WHERE acts_at IS NOT NULL)"
    ).fetchone()
    return None if row is None or row[0] is None else clock.from_stamp(row[0])
