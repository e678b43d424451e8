"""The line between till and bank: every message that leaves, and what the line makes of it.

Implements the ports of gateway and card host. A call is made by one of the program's own threads,
which waits here until its answer comes or its time is over; what is on its way goes on by itself,
also when the program has died.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Generic, Protocol, TypeVar

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
    ScanRequest,
)
from kpay_desktop.ports import ReverseRequest as WalletReversal
from tests.simulator.bank import Bank
from tests.simulator.faults import Fault, Faults
from tests.simulator.threads import Director, Doomed

A = TypeVar("A")

LATEST_S: Final = 140.0
"""No message is on its way for longer: the field's own figure is three minutes."""


class Kind(StrEnum):
    """What a message asks for."""

    CARD_SALE = "card sale"
    CARD_REVERSAL = "card reversal"
    CARD_BACK = "card back"
    BACK_REVERSAL = "back reversal"
    TOTALS = "totals"
    ROW = "row"
    END = "end"
    SIGN_ON = "sign-on"
    ORDER = "order"
    SCAN = "scan"
    QUERY = "query"
    CLOSE = "close"
    REFUND = "refund"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class Sent:
    """A message as it left the till. ``key`` names what it is about: STAN, order or refund."""

    number: int
    at_s: float
    life: int
    kind: Kind
    key: str
    amount_minor: int


class Watch(Protocol):
    """Whoever looks at messages as they leave."""

    def __call__(self, sent: Sent) -> None:
        """Look at it before it is on its way."""


@dataclass(slots=True)
class _Wait(Generic[A]):
    """A thread that waits for an answer."""

    answers: list[A]
    is_over: bool = False


@dataclass(frozen=True, slots=True)
class Silent:
    """No answer. ``sent``: a byte may have left. ``was_cut``: the line fell, nobody waited."""

    sent: bool
    was_cut: bool = False


class Line:
    """Carries messages, badly if the day's faults say so."""

    def __init__(
        self,
        director: Director,
        chance: random.Random,
        faults: Faults,
        bank: Bank,
        watch: Watch,
    ) -> None:
        self.director, self.bank, self.faults, self.chance = director, bank, faults, chance
        self.sent: list[Sent] = []
        self._watch = watch

    def ask(
        self,
        kind: Kind,
        key: str,
        amount_minor: int,
        deadline_s: float,
        at_bank: Callable[[], A],
        late: Callable[[A], None] | None = None,
    ) -> A | Silent:
        """Carry a message and wait for its answer. ``late`` takes what nobody waits for."""
        director, faults = self.director, self.faults
        life, strand = director.life, director.current
        if strand is None:
            raise AssertionError("only a thread of the till asks")
        if faults.strikes(Fault.DNS_SILENT):
            director.sleep(deadline_s)
            return Silent(sent=False)
        if self.bank.is_down or faults.strikes(Fault.UNSENT):
            director.sleep(self.chance.uniform(0.01, 2.0))
            return Silent(sent=False)
        sent = Sent(len(self.sent), director.now_s, life.number, kind, key, amount_minor)
        self.sent.append(sent)
        self._watch(sent)
        wait: _Wait[A] = _Wait([])

        def land(answer: A) -> None:
            if life.is_over:
                return
            if wait.is_over or wait.answers:
                if late is not None:
                    late(answer)
                return
            wait.answers.append(answer)
            director.wake(strand)

        self._carry(kind, deadline_s, at_bank, land)
        if faults.strikes(Fault.TILL_DIES_SENDING):
            life.is_over = True
            raise Doomed
        if faults.strikes(Fault.CUT):
            wait.is_over = True
            director.sleep(self.chance.uniform(0.01, 1.0))
            return Silent(sent=True, was_cut=True)
        ends_at = director.now_s + deadline_s
        while not wait.answers and director.now_s < ends_at:
            director.block(ends_at - director.now_s)
        wait.is_over = True
        return wait.answers[0] if wait.answers else Silent(sent=True)

    def _carry(
        self,
        kind: Kind,
        deadline_s: float,
        at_bank: Callable[[], A],
        land: Callable[[A], None],
    ) -> None:
        faults, uniform = self.faults, self.chance.uniform
        way_s, back_s = uniform(0.01, 1.5), uniform(0.01, 1.5)
        if faults.strikes(Fault.REQUEST_LOST):
            return
        if faults.strikes(Fault.REQUEST_LATE):
            way_s = uniform(deadline_s * 0.8, LATEST_S - 2.0)
        is_heard = not faults.strikes(Fault.ANSWER_LOST)
        if faults.strikes(Fault.ANSWER_LATE):
            back_s = uniform(deadline_s * 0.8, max(deadline_s, LATEST_S - way_s))

        def arrive() -> None:
            if self.bank.is_down:
                return
            self.bank.wallets.now_s = self.director.now_s
            try:
                answer = at_bank()
            except AssertionError as error:
                self.bank.complaints.append(str(error))
                return
            if is_heard and not self.bank.is_down:
                self.director.plan(back_s, lambda: land(answer))

        self.director.plan(way_s, arrive)
        if kind not in {Kind.ORDER, Kind.SCAN} and faults.strikes(Fault.DOUBLED):
            self.director.plan(way_s + uniform(0.01, 5.0), arrive)


class WalletLine:
    """Implements ``ports.WalletGateway`` over the line."""

    def __init__(self, line: Line) -> None:
        self._line = line
        self._books = line.bank.wallets
        self._lied: set[str] = set()

    def _none(self, order_no: str, silent: Silent) -> NoAnswer:
        fails = silent.was_cut or not silent.sent
        reason = NoAnswerReason.OFFLINE if fails else NoAnswerReason.TIMEOUT
        return NoAnswer(order_no, reason)

    def _fails(self, order_no: str) -> NoAnswer | None:
        """The gateway answers with an error of its server, after it has done what was asked."""
        if self._line.faults.strikes(Fault.GATEWAY_FAILS):
            return NoAnswer(order_no, NoAnswerReason.SERVER)
        return None

    def create_order(
        self, request: OrderRequest, deadline_s: float
    ) -> OrderMade | OrderRefused | NoAnswer:
        def at_bank() -> OrderMade | OrderRefused | NoAnswer:
            made = self._books.create_order(request, deadline_s)
            if self._line.faults.strikes(Fault.WRONG_AMOUNT):
                self._books.orders[request.order_no].wrong_by_minor = self._line.chance.choice(
                    (-1, 100)
                )
            return self._fails(request.order_no) or made

        answer = self._line.ask(
            Kind.ORDER, request.order_no, request.amount_minor, deadline_s, at_bank
        )
        return self._none(request.order_no, answer) if isinstance(answer, Silent) else answer

    def pay_by_code(
        self, request: ScanRequest, deadline_s: float
    ) -> QueryAnswer | OrderRefused | NoAnswer:
        def at_bank() -> QueryAnswer | OrderRefused | NoAnswer:
            paid = self._books.pay_by_code(request, deadline_s)
            return self._fails(request.order_no) or paid

        answer = self._line.ask(
            Kind.SCAN, request.order_no, request.amount_minor, deadline_s, at_bank
        )
        return self._none(request.order_no, answer) if isinstance(answer, Silent) else answer

    def reverse(self, request: WalletReversal, deadline_s: float) -> ReverseAnswer | NoAnswer:
        def at_bank() -> ReverseAnswer | NoAnswer:
            order = self._books.orders.get(request.order_no)
            if order is not None and self._line.faults.strikes(Fault.GATEWAY_PENDING):
                order.is_busy = True
            undone = self._books.reverse(request, deadline_s)
            return self._fails(request.order_no) or undone

        if self._line.faults.strikes(Fault.REVERSAL_UNANSWERED):
            self._line.director.sleep(deadline_s)
            return NoAnswer(request.order_no, NoAnswerReason.TIMEOUT)
        answer = self._line.ask(
            Kind.UNDO, request.order_no, request.amount_minor, deadline_s, at_bank
        )
        return self._none(request.order_no, answer) if isinstance(answer, Silent) else answer

    def query(self, order_no: str, deadline_s: float) -> QueryAnswer | NoAnswer:
        def at_bank() -> QueryAnswer | NoAnswer:
            other = self._like(order_no)
            is_swapped = bool(other) and self._line.faults.strikes(Fault.OTHERS_ANSWER)
            about = other if is_swapped else order_no
            return self._fails(order_no) or self._books.query(about, deadline_s)

        answer = self._line.ask(Kind.QUERY, order_no, 0, deadline_s, at_bank)
        return self._none(order_no, answer) if isinstance(answer, Silent) else answer

    def _like(self, order_no: str) -> str:
        """Return another order of the same amount that was paid; empty if there is none."""
        mine, orders = self._books.orders.get(order_no), self._books.orders
        if mine is None or mine.payments:
            return ""
        others = (
            other.order_no
            for other in reversed(orders.values())
            if other is not mine and other.payments and other.amount_minor == mine.amount_minor
        )
        return next(others, "")

    def close(self, order_no: str, deadline_s: float) -> CloseAnswer | NoAnswer:
        def at_bank() -> CloseAnswer | NoAnswer:
            closed = self._books.close(order_no, deadline_s)
            return self._fails(order_no) or closed

        answer = self._line.ask(Kind.CLOSE, order_no, 0, deadline_s, at_bank)
        return self._none(order_no, answer) if isinstance(answer, Silent) else answer

    def refund(self, request: RefundRequest, deadline_s: float) -> RefundAnswer | NoAnswer:
        def at_bank() -> RefundAnswer | NoAnswer:
            if self._line.faults.strikes(Fault.GATEWAY_PENDING):
                self._books.pends.add(request.refund_no)
            refunded = self._books.refund(request, deadline_s)
            return self._fails(request.order_no) or refunded

        answer = self._line.ask(
            Kind.REFUND, request.refund_no, request.amount_minor, deadline_s, at_bank
        )
        return self._none(request.order_no, answer) if isinstance(answer, Silent) else answer

    def ping(self, deadline_s: float) -> float | None:
        return 1.0
