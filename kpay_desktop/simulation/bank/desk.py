"""The desk's port: what a demo desk or a test asks of the bank, and the customers' phones.

JSON in, JSON out, a token in every request. Nothing here is known to the till.
"""

from __future__ import annotations

import hmac
import logging
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime

from kpay_desktop.simulation.bank import books as ledger
from kpay_desktop.simulation.bank import clock, next_answers, operations, orders
from kpay_desktop.simulation.bank import desk_values as values
from kpay_desktop.simulation.bank.books import Transaction
from kpay_desktop.simulation.bank.desk_values import DeskError, JsonObject, JsonValue
from kpay_desktop.simulation.bank.gateway import CENTS_TABLE, Doors
from kpay_desktop.simulation.bank.http_codec import Answer, Request
from kpay_desktop.simulation.bank.listener import Line
from kpay_desktop.simulation.bank.order_values import Order, OrderState, PaymentState
from kpay_desktop.simulation.bank.outcomes import (
    BY_OUTCOME,
    RULES,
    Kind,
    Outcome,
    Plan,
    Way,
)
from kpay_desktop.simulation.bank.wallet import Decision

log = logging.getLogger(__name__)

DESK_HEADER = "x-desk-key"

Get = Callable[[], JsonObject]
Post = Callable[[JsonObject], JsonObject]

MAX_DELAY_S = 3600.0
MAX_TIMES = 1_000_000
ORDERS_SHOWN = 50


class Desk:
    """Answers the desk's requests. Thread-safe."""

    def __init__(
        self,
        doors: Doors,
        token: str,
        line: Callable[[], Line],
        set_line: Callable[[Line], bool],
        *,
        more_gets: Mapping[str, Get] | None = None,
        more_posts: Mapping[str, Post] | None = None,
    ) -> None:
        self._doors = doors
        self._token = token
        self._line = line
        self._set_line = set_line
        self._gets: dict[str, Get] = {
            "/desk/state": self._state,
            "/desk/outcomes": outcome_table,
            "/desk/customers": self._customers,
            **(more_gets or {}),
        }
        self._posts: dict[str, Post] = {
            "/desk/next": self._next,
            "/desk/line": self._switch_line,
            "/desk/cents": self._cents,
            "/desk/order": self._order,
            "/desk/release": self._release,
            "/desk/expire": self._expire,
            "/phone/scan": self._scan,
            "/phone/pay": self._pay,
            **(more_posts or {}),
        }

    def handle(self, request: Request) -> Answer:
        """Answer one HTTP request."""
        try:
            return values.answer(200, self._dispatch(request))
        except DeskError as error:
            return values.answer(error.status, {"error": str(error)})
        except sqlite3.Error as error:
            log.warning("books not written error=%s", type(error).__name__)
            return values.answer(503, {"error": "the bank's books cannot be written"})

    def _dispatch(self, request: Request) -> JsonObject:
        head = request.head
        given = head.headers.get(DESK_HEADER, "")
        if not hmac.compare_digest(given.encode("latin-1"), self._token.encode("ascii")):
            raise DeskError(401, "the desk's token is missing or wrong")
        get, post = self._gets.get(head.path), self._posts.get(head.path)
        if get is not None and head.method == "GET":
            return get()
        if post is not None and head.method == "POST":
            return post(values.read_object(request.body))
        raise DeskError(404 if get is None and post is None else 405, "no such request")

    # --- what stands in the books ---

    def _state(self) -> JsonObject:
        at = self._doors.settle_due()
        with self._doors.books.read() as tx:
            chosen = next_answers.chosen(tx)
            return {
                "line": self._line().value,
                "cents_table": ledger.setting(tx, CENTS_TABLE, "on") == "on",
                "merchant": {
                    "cusid": self._doors.merchant.cusid,
                    "name": self._doors.merchant.name,
                    "uen": self._doors.merchant.uen,
                },
                "next": {
                    kind.value: {
                        "outcome": plan.outcome.value,
                        "id": BY_OUTCOME[plan.outcome].message_id,
                        "delay_s": plan.wait_s,
                        "times": plan.times,
                        "sticky": sticky,
                    }
                    for kind, (plan, sticky) in chosen.items()
                },
                "accounts": _accounts(tx),
                "orders": [
                    order_json(tx, order, at) for order in orders.newest_orders(tx, ORDERS_SHOWN)
                ],
            }

    def _customers(self) -> JsonObject:
        with self._doors.books.read() as tx:
            return {
                "customers": [
                    account
                    for account in _accounts(tx)
                    if isinstance(account, dict) and account["kind"] == "customer"
                ]
            }

    def _order(self, body: JsonObject) -> JsonObject:
        at = self._doors.settle_due()
        with self._doors.books.read() as tx:
            return order_json(tx, _find(tx, body), at)

    # --- what the desk decides ---

    def _next(self, body: JsonObject) -> JsonObject:
        kind = values.choice(body, "kind", Kind, Kind.SALE)
        if body.get("outcome") is None:
            with self._doors.books.write() as tx:
                next_answers.clear(tx, kind)
            return {"kind": kind.value, "outcome": None}
        outcome = values.choice(body, "outcome", Outcome)
        rule = BY_OUTCOME[outcome]
        if kind not in rule.kinds:
            raise DeskError(422, f"{outcome.value} is no answer to a {kind.value}")
        plan = Plan(
            outcome,
            values.number(body, "delay_s", MAX_DELAY_S),
            int(values.number(body, "times", MAX_TIMES) or rule.times),
        )
        sticky = values.flag(body, "sticky", default=False)
        with self._doors.books.write() as tx:
            next_answers.set_next(tx, kind, plan, sticky=sticky)
        return {
            "kind": kind.value,
            "outcome": outcome.value,
            "delay_s": plan.wait_s,
            "times": plan.times,
            "sticky": sticky,
        }

    def _switch_line(self, body: JsonObject) -> JsonObject:
        line = values.choice(body, "line", Line)
        if not self._set_line(line):
            raise DeskError(409, "the bank's port cannot be opened")
        return {"line": line.value}

    def _cents(self, body: JsonObject) -> JsonObject:
        on = values.flag(body, "on")
        with self._doors.books.write() as tx:
            ledger.set_setting(tx, CENTS_TABLE, "on" if on else "off")
        return {"cents_table": on}

    def _release(self, body: JsonObject) -> JsonObject:
        """End an order's trouble: credit what is held or give it back, and tell the truth again."""
        decision = values.text(body, "decision", 16)
        if decision not in {"settle", "return"}:
            raise DeskError(422, "decision is settle or return")
        at = clock.now()
        with self._doors.books.write() as tx:
            order = _find(tx, body)
            payments = orders.payments_of(tx, order.order_id)
            orders.set_order_plan(tx, order.order_id, replace(order.plan, times=0))
            held = [payment for payment in payments if payment.state is PaymentState.HELD]
            # Money that was taken and is not owned up to (PAYERROR) is settled already.
            declined = order.state is OrderState.DECLINED
            hidden = [one for one in payments if declined and one.state is PaymentState.SETTLED]
            for payment in held if decision == "settle" else {*held, *hidden}:
                if decision == "settle":
                    self._doors.wallets.settle(tx, payment, at)
                else:
                    self._doors.wallets.give_back(tx, payment, at)
            all_back = decision == "return" and len(held) == len(payments) > 0
            if hidden and decision == "settle":
                orders.set_order_state(tx, order.order_id, OrderState.OPEN)
            elif all_back and order.state is OrderState.OPEN:
                orders.set_order_state(tx, order.order_id, OrderState.REFUSED)
            result = order_json(tx, _find(tx, body), at)
        self._doors.changed()
        return result

    def _expire(self, body: JsonObject) -> JsonObject:
        at = clock.now()
        with self._doors.books.write() as tx:
            order = _find(tx, body)
            if order.expires_at > at:
                orders.set_order_expiry(tx, order.order_id, at)
            return order_json(tx, _find(tx, body), at)

    # --- the phones ---

    def _scan(self, body: JsonObject) -> JsonObject:
        payload = body.get("payload")
        if not isinstance(payload, str):
            raise DeskError(422, "payload is not a text")
        at = self._doors.settle_due()
        with self._doors.books.read() as tx:
            sight = self._doors.wallets.look(tx, payload, at)
        found: JsonObject = {
            "payable": sight.reason.value == "payable",
            "reason": sight.reason.value,
            "id": f"bank.phone.{sight.reason.value}",
        }
        if sight.order is not None:
            order = sight.order
            found.update(
                order=order.order_id,
                reqsn=order.reqsn,
                wallet=order.wallet,
                merchant=self._doors.merchant.name,
                amount_minor=order.code_amount_minor,
                body=order.body,
                expires_at=clock.stamp(order.expires_at),
            )
        return found

    def _pay(self, body: JsonObject) -> JsonObject:
        decision = values.choice(body, "decision", Decision)
        customer = values.text(body, "customer", 32)
        at = clock.now()
        with self._doors.books.write() as tx:
            self._doors.wallets.settle_due(tx, at)
            order = _find(tx, body)
            outturn = self._doors.wallets.press(tx, order, customer, decision, at)
        self._doors.changed()
        return {
            "result": outturn.result.value,
            "reason": outturn.reason.value,
            "id": f"bank.phone.{outturn.result.value}"
            if outturn.result.value != "not_paid"
            else f"bank.phone.{outturn.reason.value}",
            "trxids": list(outturn.trxids),
        }


def outcome_table() -> JsonObject:
    """Return the table of outcomes as the desk's port gives it."""
    return {
        "outcomes": [
            {
                "id": rule.message_id,
                "outcome": rule.outcome.value,
                "cents": rule.cents,
                "kinds": [kind.value for kind in Kind if kind in rule.kinds],
                "group": rule.group.value,
                "delay_s": rule.delay_s,
                "times": rule.times,
                "bank": rule.bank,
                "till": rule.till,
                "ways": [way.value for way in Way if way in rule.ways],
            }
            for rule in RULES
        ]
    }


def order_json(tx: Transaction, order: Order, at: datetime) -> JsonObject:
    """Return an order, its payments and its refunds as the desk's port gives them."""
    payments = orders.payments_of(tx, order.order_id)
    code, words = operations.status(order, payments, at)
    return {
        "order": order.order_id,
        "reqsn": order.reqsn,
        "way": order.way.value,
        "wallet": order.wallet,
        "customer": order.customer or "",
        "amount_minor": order.amount_minor,
        "code_amount_minor": order.code_amount_minor,
        "payinfo": order.payinfo,
        "outcome": order.plan.outcome.value,
        "state": order.state.value,
        "trxstatus": code,
        "words": words,
        "created_at": clock.stamp(order.created_at),
        "expires_at": clock.stamp(order.expires_at),
        "payments": [
            {
                "trxid": payment.trxid,
                "customer": payment.customer,
                "amount_minor": payment.amount_minor,
                "state": payment.state.value,
                "refunds": [
                    {
                        "reqsn": refund.reqsn,
                        "amount_minor": refund.amount_minor,
                        "state": refund.state.value,
                    }
                    for refund in orders.refunds_of(tx, payment.trxid)
                ],
            }
            for payment in payments
        ],
    }


def _accounts(tx: Transaction) -> list[JsonValue]:
    return [
        {
            "code": row["code"],
            "id": str(row["code"]).partition(":")[2],
            "kind": row["kind"],
            "name": row["name"],
            "opening_minor": row["opening_minor"],
            "balance_minor": row["balance_minor"],
        }
        for row in tx.execute("SELECT * FROM accounts WHERE kind <> 'card' ORDER BY kind, code")
    ]


def _find(tx: Transaction, body: JsonObject) -> Order:
    order = orders.order_by_id(tx, values.text(body, "order", 64)) if "order" in body else None
    if order is None and "reqsn" in body:
        order = orders.order_by_reqsn(tx, values.text(body, "reqsn", 64))
    if order is None:
        raise DeskError(404, "no such order")
    return order
