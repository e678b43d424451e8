"""A gateway that tells the truth, and the ways in which the truth may fail to arrive."""

from __future__ import annotations

from dataclasses import replace

from kpay_desktop.flows.gateway_answers import (
    close_event,
    code_event,
    no_answer_event,
    query_event,
    refund_event,
    reverse_event,
)
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.ports import (
    CloseAnswer,
    CloseStatus,
    NoAnswer,
    NoAnswerReason,
    OrderMade,
    OrderRefused,
    OrderRequest,
    Payment,
    PaymentStatus,
    QueryAnswer,
    RefundAnswer,
    RefundRequest,
    RefundStatus,
    ReverseRequest,
    ScanRequest,
)
from tests.helpers.truthful_codes import CodeBooks, Order


class TruthfulBank(CodeBooks):
    """A ``WalletGateway`` with books. ``now_s`` is its own time, moved by the test."""

    def __init__(self) -> None:
        super().__init__()
        self.refund_numbers: dict[str, str] = {}
        self._last_txn = 0

    # --- customers --------------------------------------------------------------------------

    def can_be_paid(self, order_no: str) -> bool:
        """True while a customer who has the code can pay it."""
        order = self.orders.get(order_no)
        if order is None or order.is_closed or order.is_undone:
            return False
        return self.now_s < order.expires_s

    def pay(self, order_no: str, *, held: bool = False) -> str:
        """A customer pays the code; return the wallet's transaction number."""
        order = self.orders[order_no]
        self._last_txn += 1
        paid_minor = order.amount_minor + order.wrong_by_minor
        payment = Payment(f"W{self._last_txn:06d}", paid_minor)
        (order.held if held else order.payments).append(payment)
        return payment.wallet_txn_no

    def reveal(self, order_no: str) -> None:
        """The bank learns of payments that were on their way."""
        order = self.orders[order_no]
        order.payments += order.held
        order.held = []

    def payments(self) -> dict[str, tuple[str, int]]:
        """Return every payment that the bank knows: its number, its order and its cents."""
        return {
            p.wallet_txn_no: (order.order_no, p.paid_minor)
            for order in self.orders.values()
            for p in order.payments
        }

    # --- ports.WalletGateway ------------------------------------------------------------------

    def create_order(
        self, request: OrderRequest, deadline_s: float
    ) -> OrderMade | OrderRefused | NoAnswer:
        self.asked += 1
        assert request.order_no not in self.orders, "an order number was used twice"
        self.orders[request.order_no] = Order(
            request.order_no, request.amount_minor, self.now_s + request.valid_for_s
        )
        return OrderMade(request.order_no, f"G{request.order_no}", f"CODE {request.order_no}")

    def query(self, order_no: str, deadline_s: float) -> QueryAnswer | NoAnswer:
        self.asked += 1
        order = self.orders.get(order_no)
        if order is None:
            return QueryAnswer(order_no, PaymentStatus.NOT_FOUND, "1001")
        if order.is_undone:
            return QueryAnswer(order_no, PaymentStatus.CLOSED, "3050")
        if order.payments:
            return QueryAnswer(
                order_no, PaymentStatus.PAID, "0000", order.amount_minor, tuple(order.payments)
            )
        if order.is_refused:
            return QueryAnswer(order_no, PaymentStatus.FAILED, "3045")
        if not self.can_be_paid(order_no):
            return QueryAnswer(order_no, PaymentStatus.CLOSED, "3050")
        return QueryAnswer(order_no, PaymentStatus.PENDING, "2000")

    def close(self, order_no: str, deadline_s: float) -> CloseAnswer | NoAnswer:
        self.asked += 1
        order = self.orders.get(order_no)
        if order is None:
            return CloseAnswer(order_no, CloseStatus.NOT_FOUND, "1001")
        if order.payments:
            return CloseAnswer(order_no, CloseStatus.ALREADY_PAID, "3020")
        order.is_closed = True
        return CloseAnswer(order_no, CloseStatus.CLOSED, "0000")

    def refund(self, request: RefundRequest, deadline_s: float) -> RefundAnswer | NoAnswer:
        self.asked += 1
        number, refund_no = request.wallet_txn_no, request.refund_no
        if self.refund_numbers.get(refund_no) == number:
            return RefundAnswer(refund_no, RefundStatus.DONE, "0000")
        assert refund_no not in self.refund_numbers, "a refund number was used for two payments"
        if number in self.undone:
            return RefundAnswer(refund_no, RefundStatus.REFUSED, "3999")
        order_no, paid_minor = self.payments()[number]
        assert order_no == request.order_no, "a refund names the order of its payment"
        back_minor = self.refunded.get(number, 0) + request.amount_minor
        assert back_minor <= paid_minor, "more was sent back than was paid"
        self.refund_numbers[refund_no] = number
        self.refunded[number] = back_minor
        return RefundAnswer(refund_no, RefundStatus.DONE, "0000")

    def ping(self, deadline_s: float) -> float | None:
        return 1.0


def answer_to(bank: TruthfulBank, effect: t.Effect, valid_for_s: int = 180) -> t.Event:
    """Carry an effect out at the bank and return what the till hears of it."""
    match effect:
        case t.CreateOrder(order_no, wallet, amount_minor):
            request = OrderRequest(order_no, wallet, amount_minor, valid_for_s, "Orchid Tea House")
            made = bank.create_order(request, 1.0)
            assert isinstance(made, OrderMade)
            return t.CodeReady(made.code_text)
        case t.SendCode(order_no, _, amount_minor, code, ticket):
            scan = ScanRequest(order_no, amount_minor, code, "Orchid Tea House", "80010001")
            return code_event(bank.pay_by_code(scan, 1.0), ticket)
        case t.DrawOwnCode(order_no):
            return t.CodeReady(f"OWN {order_no}")
        case t.ReverseOrder(reverse_no, order_no, amount_minor):
            undo = ReverseRequest(reverse_no, order_no, amount_minor)
            return reverse_event(bank.reverse(undo, 1.0))
        case t.QueryOrder(order_no, ticket):
            return query_event(bank.query(order_no, 1.0), ticket)
        case t.CloseOrder(order_no):
            return close_event(bank.close(order_no, 1.0))
        case t.RefundPayment(refund_no, order_no, number, amount_minor):
            refund = RefundRequest(refund_no, order_no, number, amount_minor)
            return refund_event(bank.refund(refund, 1.0), refund_no)
    raise TypeError(f"{type(effect).__name__} is not the bank's")


def no_answer_to(effect: t.Effect) -> t.Event:
    """Return what the till hears when no answer comes."""
    if isinstance(effect, t.StartTimer | t.StopTimers):
        raise TypeError(f"{type(effect).__name__} is not the bank's")
    return no_answer_event(effect, NoAnswerReason.TIMEOUT)


def spoilt(event: t.Event, total_minor: int, by_minor: int = 100) -> t.Event:
    """Return an enquiry's answer as a bank gives it that is wrong once.

    "Paid" names another amount, and anything else becomes a payment that never was.
    """
    if not isinstance(event, t.Paid):
        return t.Paid(total_minor, (Payment("PHANTOM", total_minor + by_minor),))
    told = tuple(replace(p, paid_minor=p.paid_minor + by_minor) for p in event.payments)
    return replace(event, payments=told)
