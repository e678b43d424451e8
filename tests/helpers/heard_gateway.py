"""An ear between a till and its wallet gateway: who was told what, and what came back."""

from __future__ import annotations

import threading
from collections import Counter
from dataclasses import dataclass, field

from kpay_desktop.ports import (
    CloseAnswer,
    NoAnswer,
    OrderMade,
    OrderRefused,
    OrderRequest,
    QueryAnswer,
    RefundAnswer,
    RefundRequest,
    ReverseAnswer,
    ReverseRequest,
    ScanRequest,
    WalletGateway,
)

SILENCE = "silence"
REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Said:
    """A message and its answer: ``make``, ``pay``, ``ask``, ``close``, ``undo`` or ``refund``.

    ``answer`` is the status that came back, ``refused``, or ``silence``; ``number`` a request's
    own number.
    """

    kind: str
    order_no: str
    answer: str
    number: str = ""


@dataclass(slots=True)
class Patience:
    """How long the till waits for an answer of each kind, in seconds; None: as it wants to."""

    pay_s: float | None = None
    query_s: float | None = None
    reverse_s: float | None = None


@dataclass(slots=True)
class HeardGateway:
    """Implements ``WalletGateway`` around the real client; notes payments sent, and all answers."""

    gateway: WalletGateway
    patience: Patience = field(default_factory=Patience)
    _sent: Counter[str] = field(default_factory=Counter)
    _said: list[Said] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def sent(self, order_no: str) -> int:
        """Return how often a customer's code was sent for an order, answered or not."""
        with self._lock:
            return self._sent[order_no]

    def said(self, order_no: str) -> list[Said]:
        """Return the messages about an order, in the order of their answers."""
        with self._lock:
            return [said for said in self._said if said.order_no == order_no]

    def answers(self, order_no: str, kind: str) -> list[str]:
        """Return the answers to the messages of a kind about an order."""
        return [said.answer for said in self.said(order_no) if said.kind == kind]

    def create_order(
        self, request: OrderRequest, deadline_s: float
    ) -> OrderMade | OrderRefused | NoAnswer:
        """See ``WalletGateway``."""
        answer = self.gateway.create_order(request, deadline_s)
        word = "made" if isinstance(answer, OrderMade) else _word(answer)
        self._note("make", request.order_no, word)
        return answer

    def pay_by_code(
        self, request: ScanRequest, deadline_s: float
    ) -> QueryAnswer | OrderRefused | NoAnswer:
        """See ``WalletGateway``."""
        with self._lock:
            self._sent[request.order_no] += 1
        answer = self.gateway.pay_by_code(request, _least(deadline_s, self.patience.pay_s))
        self._note("pay", request.order_no, _word(answer))
        return answer

    def reverse(self, request: ReverseRequest, deadline_s: float) -> ReverseAnswer | NoAnswer:
        """See ``WalletGateway``."""
        answer = self.gateway.reverse(request, _least(deadline_s, self.patience.reverse_s))
        self._note("undo", request.order_no, _word(answer), request.reverse_no)
        return answer

    def query(self, order_no: str, deadline_s: float) -> QueryAnswer | NoAnswer:
        """See ``WalletGateway``."""
        answer = self.gateway.query(order_no, _least(deadline_s, self.patience.query_s))
        self._note("ask", order_no, _word(answer))
        return answer

    def close(self, order_no: str, deadline_s: float) -> CloseAnswer | NoAnswer:
        """See ``WalletGateway``."""
        answer = self.gateway.close(order_no, deadline_s)
        self._note("close", order_no, _word(answer))
        return answer

    def refund(self, request: RefundRequest, deadline_s: float) -> RefundAnswer | NoAnswer:
        """See ``WalletGateway``."""
        answer = self.gateway.refund(request, deadline_s)
        self._note("refund", request.order_no, _word(answer), request.refund_no)
        return answer

    def ping(self, deadline_s: float) -> float | None:
        """See ``WalletGateway``."""
        return self.gateway.ping(deadline_s)

    def _note(self, kind: str, order_no: str, answer: str, number: str = "") -> None:
        with self._lock:
            self._said.append(Said(kind, order_no, answer, number))


_Answer = OrderMade | OrderRefused | QueryAnswer | CloseAnswer | RefundAnswer | ReverseAnswer


def _word(answer: _Answer | NoAnswer) -> str:
    if isinstance(answer, NoAnswer):
        return SILENCE
    if isinstance(answer, OrderRefused):
        return REFUSED
    return "made" if isinstance(answer, OrderMade) else answer.status.value


def _least(deadline_s: float, wish_s: float | None) -> float:
    return deadline_s if wish_s is None else min(deadline_s, wish_s)
