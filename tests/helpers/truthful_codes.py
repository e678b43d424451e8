"""The truthful bank's other half: payments by a customer's code, and what takes them back."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from kpay_desktop.ports import (
    NoAnswer,
    OrderRefused,
    Payment,
    PaymentStatus,
    QueryAnswer,
    ReverseAnswer,
    ReverseRequest,
    ReverseStatus,
    ScanRequest,
)

CODE_LIVES_S = 60.0
PAYING_LASTS_S = 45.0
EARLIEST_REVERSAL_S = 15.0


class Customer(StrEnum):
    """What comes of a code when it is sent.

    ``PAYS`` at once, has to type a ``PASSWORD``, is too ``POOR``; ``FAILS`` in a way after which
    money may have moved: it has not, or it has (``FAILS_PAID``) and the bank learns of it later.
    """

    PAYS = "pays"
    PASSWORD = "password"
    POOR = "poor"
    FAILS = "fails"
    FAILS_PAID = "fails_paid"


@dataclass
class Order:
    """An order in the bank's books. ``held`` payments are made, but not known to it yet.

    ``wrong_by_minor``: the code asks for so much more than the order. ``is_busy``: of an order by a
    customer's code, nothing can be taken back at this moment. ``is_undone``: it was taken back.
    """

    order_no: str
    amount_minor: int
    expires_s: float
    is_closed: bool = False
    is_refused: bool = False
    held: list[Payment] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    wrong_by_minor: int = 0
    begun_s: float = 0.0
    is_busy: bool = False
    is_undone: bool = False


class CodeBooks:
    """Codes and reversals. ``undone`` are the payments that a reversal took back."""

    def __init__(self) -> None:
        self.now_s = 0.0
        self.asked = 0
        self.orders: dict[str, Order] = {}
        self.refunded: dict[str, int] = {}
        self.codes: dict[str, tuple[float, Customer]] = {}
        self.sent: list[str] = []
        self.undone: set[str] = set()
        self.reverse_numbers: dict[str, str] = {}

    def pay(self, order_no: str, *, held: bool = False) -> str:
        """A customer pays; return the wallet's transaction number."""
        raise NotImplementedError

    def issue(self, customer: Customer) -> str:
        """A customer opens the app and shows a code."""
        code = f"13{len(self.codes):016d}"
        self.codes[code] = (self.now_s + CODE_LIVES_S, customer)
        return code

    def pay_by_code(
        self, request: ScanRequest, deadline_s: float
    ) -> QueryAnswer | OrderRefused | NoAnswer:
        self.asked += 1
        order_no = request.order_no
        assert order_no not in self.orders, "an order number was used twice"
        assert order_no not in self.sent, "a code was sent twice for one order"
        self.sent.append(order_no)
        expires_s, customer = self.codes.pop(request.code, (0.0, Customer.POOR))
        if self.now_s >= expires_s:
            return OrderRefused(order_no, "AUTHCODEEXPIRE", "the code has expired")
        if customer is Customer.POOR:
            return OrderRefused(order_no, "NOTENOUGH", "too little money")
        ends_s = self.now_s + PAYING_LASTS_S
        order = Order(order_no, request.amount_minor, ends_s, begun_s=self.now_s)
        self.orders[order_no] = order
        if customer is Customer.PASSWORD:
            return QueryAnswer(order_no, PaymentStatus.PENDING, "2000")
        if customer is Customer.PAYS:
            self.pay(order_no)
            paid = tuple(order.payments)
            return QueryAnswer(order_no, PaymentStatus.PAID, "0000", order.amount_minor, paid)
        order.is_refused = True
        if customer is Customer.FAILS_PAID:
            self.pay(order_no, held=True)
        return QueryAnswer(order_no, PaymentStatus.FAILED, "PAYERROR")

    def reverse(self, request: ReverseRequest, deadline_s: float) -> ReverseAnswer | NoAnswer:
        self.asked += 1
        order_no = request.order_no
        known = self.reverse_numbers.setdefault(order_no, request.reverse_no)
        assert known == request.reverse_no, "a reversal keeps its number"
        order = self.orders.get(order_no)
        if order is None:
            return ReverseAnswer(order_no, ReverseStatus.NOT_FOUND, "1001")
        if self.now_s < order.begun_s + EARLIEST_REVERSAL_S:
            return ReverseAnswer(order_no, ReverseStatus.REFUSED, "TOO_EARLY")
        if order.is_busy:
            order.is_busy = False
            return ReverseAnswer(order_no, ReverseStatus.NOT_NOW, "2008")
        if any(p.wallet_txn_no in self.refunded for p in order.payments):
            return ReverseAnswer(order_no, ReverseStatus.REFUSED, "3999")
        order.is_undone = True
        # What the bank has not heard of yet goes back the moment it does.
        order.payments += order.held
        order.held = []
        self.undone |= {p.wallet_txn_no for p in order.payments}
        return ReverseAnswer(order_no, ReverseStatus.DONE, "0000")


def not_charged(bank: CodeBooks, order_no: str) -> None:
    """Check that nobody is charged for an order by a customer's code, nor can be any more.

    A payment that the bank itself does not know of yet is its own affair: it is told of late.
    """
    order = bank.orders.get(order_no)
    if order is None:
        return
    assert all(p.wallet_txn_no in bank.undone for p in order.payments), "not charged, and yet paid"
    over = order.is_undone or bank.now_s >= order.expires_s
    assert over or (order.is_refused and not order.held), "not charged, and yet it can be"
    assert not (order.is_refused and order.held), "a failure that held money was left"
