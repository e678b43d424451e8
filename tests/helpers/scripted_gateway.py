"""A wallet gateway that answers from a list."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TypeVar

from kpay_desktop.ports import (
    CloseAnswer,
    NoAnswer,
    NoAnswerReason,
    OrderMade,
    OrderRefused,
    OrderRequest,
    QueryAnswer,
    RefundAnswer,
    RefundRequest,
    ReverseAnswer,
    ReverseRequest,
    ScanRequest,
)

A = TypeVar("A")


@dataclass
class ScriptedGateway:
    """A ``WalletGateway`` that answers what it was told to, and remembers what it was asked.

    An answer that is an exception is raised; without one there is no answer. Calls wait while
    ``gate`` is closed.
    """

    orders: list[OrderMade | OrderRefused | NoAnswer | Exception] = field(default_factory=list)
    queries: list[QueryAnswer | NoAnswer | Exception] = field(default_factory=list)
    closes: list[CloseAnswer | NoAnswer | Exception] = field(default_factory=list)
    refunds: list[RefundAnswer | NoAnswer | Exception] = field(default_factory=list)
    scans: list[QueryAnswer | OrderRefused | NoAnswer | Exception] = field(default_factory=list)
    reversals: list[ReverseAnswer | NoAnswer | Exception] = field(default_factory=list)
    codes: list[ScanRequest] = field(default_factory=list)
    reversed: list[ReverseRequest] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    gate: threading.Event = field(default_factory=threading.Event)
    entered: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))

    def __post_init__(self) -> None:
        self.gate.set()

    def create_order(
        self, request: OrderRequest, deadline_s: float
    ) -> OrderMade | OrderRefused | NoAnswer:
        self._called(f"create {request.order_no} {request.amount_minor}", deadline_s)
        return _next(self.orders, request.order_no)

    def pay_by_code(
        self, request: ScanRequest, deadline_s: float
    ) -> QueryAnswer | OrderRefused | NoAnswer:
        self.codes.append(request)
        self._called(f"pay {request.order_no} {request.amount_minor}", deadline_s)
        return _next(self.scans, request.order_no)

    def reverse(self, request: ReverseRequest, deadline_s: float) -> ReverseAnswer | NoAnswer:
        self.reversed.append(request)
        self._called(f"reverse {request.order_no} {request.reverse_no}", deadline_s)
        return _next(self.reversals, request.order_no)

    def query(self, order_no: str, deadline_s: float) -> QueryAnswer | NoAnswer:
        self._called(f"query {order_no}", deadline_s)
        return _next(self.queries, order_no)

    def close(self, order_no: str, deadline_s: float) -> CloseAnswer | NoAnswer:
        self._called(f"close {order_no}", deadline_s)
        return _next(self.closes, order_no)

    def refund(self, request: RefundRequest, deadline_s: float) -> RefundAnswer | NoAnswer:
        self._called(f"refund {request.refund_no} {request.amount_minor}", deadline_s)
        return _next(self.refunds, request.order_no)

    def ping(self, deadline_s: float) -> float | None:
        self._called("ping", deadline_s)
        return None

    def _called(self, what: str, deadline_s: float) -> None:
        self.asked.append(what)
        self.entered.release()
        self.gate.wait(deadline_s)


def _next(answers: list[A | Exception], order_no: str) -> A | NoAnswer:
    if not answers:
        return NoAnswer(order_no, NoAnswerReason.TIMEOUT)
    answer = answers.pop(0)
    if isinstance(answer, Exception):
        raise answer
    return answer
