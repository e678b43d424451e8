"""The desk's port where customers show codes: issuing them, passwords awaited, and the clocks."""

from __future__ import annotations

from collections.abc import Callable

from kpay_desktop.simulation.bank import clock, codes, orders, scan_terms
from kpay_desktop.simulation.bank import desk_values as values
from kpay_desktop.simulation.bank.books import balance_minor
from kpay_desktop.simulation.bank.desk_values import DeskError, JsonObject
from kpay_desktop.simulation.bank.gateway import Doors
from kpay_desktop.simulation.bank.operations import MAX_AMOUNT_MINOR, WALLETS
from kpay_desktop.simulation.bank.scan_terms import Spelling, Terms
from kpay_desktop.simulation.bank.scanning import MAX_CODE_CHARS

MAX_S = 3600.0
SECONDS = ("code_life_s", "wechat_s", "alipay_s", "paynow_s", "earliest_cancel_s")


class CodeDesk:
    """What the desk's port answers about customers' codes. Thread-safe."""

    def __init__(self, doors: Doors) -> None:
        self._doors = doors
        self.gets: dict[str, Callable[[], JsonObject]] = {"/desk/scan": self._terms}
        self.posts: dict[str, Callable[[JsonObject], JsonObject]] = {
            "/desk/scan": self._change,
            "/phone/code": self._issue,
            "/phone/code_state": self._state,
            "/phone/waiting": self._waiting,
        }

    def _terms(self) -> JsonObject:
        with self._doors.books.read() as tx:
            return _terms_json(scan_terms.load(tx))

    def _change(self, body: JsonObject) -> JsonObject:
        changed: dict[str, float | str] = {}
        for name in SECONDS:
            seconds = values.number(body, name, MAX_S)
            if seconds is not None:
                changed[name] = seconds
        cents = values.number(body, "password_from_minor", MAX_AMOUNT_MINOR + 1)
        if cents is not None:
            changed["password_from_minor"] = int(cents)
        if body.get("spelling") is not None:
            changed["spelling"] = values.choice(body, "spelling", Spelling).value
        with self._doors.books.write() as tx:
            return _terms_json(scan_terms.store(tx, changed))

    def _issue(self, body: JsonObject) -> JsonObject:
        """Show a customer's code, a new one at each call."""
        customer = f"customer:{values.text(body, 'customer', 32)}"
        wallet = values.text(body, "wallet", 16)
        if wallet not in WALLETS.values():
            raise DeskError(422, f"wallet is not one of {', '.join(sorted(WALLETS.values()))}")
        named_s = values.number(body, "life_s", MAX_S)
        at = clock.now()
        with self._doors.books.write() as tx:
            if balance_minor(tx, customer) is None:
                raise DeskError(404, "no such customer")
            life_s = scan_terms.load(tx).code_life_s if named_s is None else named_s
            code, expires_at = codes.issue(tx, wallet, customer, at, life_s)
        return {
            "code": code,
            "wallet": wallet,
            "customer": customer.partition(":")[2],
            "life_s": life_s,
            "expires_at": clock.stamp(expires_at),
        }

    def _state(self, body: JsonObject) -> JsonObject:
        """Say what a wallet makes of a code."""
        code = values.text(body, "code", MAX_CODE_CHARS)
        with self._doors.books.read() as tx:
            return {"state": codes.find(tx, code, clock.now()).state.value}

    def _waiting(self, body: JsonObject) -> JsonObject:
        """Say which payments wait for a customer's password."""
        customer = values.text(body, "customer", 32)
        at = self._doors.settle_due()
        with self._doors.books.read() as tx:
            waiting = orders.waiting_orders(tx, f"customer:{customer}", at)
        return {
            "waiting": [
                {
                    "order": order.order_id,
                    "reqsn": order.reqsn,
                    "wallet": order.wallet,
                    "merchant": self._doors.merchant.name,
                    "amount_minor": order.amount_minor,
                    "left_s": (order.expires_at - at).total_seconds(),
                }
                for order in waiting
            ]
        }


def _terms_json(terms: Terms) -> JsonObject:
    return {
        "code_life_s": terms.code_life_s,
        "password_from_minor": terms.password_from_minor,
        "wechat_s": terms.wechat_s,
        "alipay_s": terms.alipay_s,
        "paynow_s": terms.paynow_s,
        "earliest_cancel_s": terms.earliest_cancel_s,
        "spelling": terms.spelling.value,
    }
