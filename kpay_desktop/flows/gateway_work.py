"""Carries out a sale's effects at the wallet gateway, on a few threads of its own.

Results come back as events. A second enquiry of the same kind for the same order waits for none:
the answer of the one under way serves both. Looking after sales that have ended has a thread of its
own, so that a dark line full of such looks keeps no customer waiting.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from typing import TypeVar

from kpay_desktop.flows.runner import Reply
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.ports import (
    CloseAnswer,
    CloseStatus,
    CodeReader,
    NoAnswer,
    NoAnswerReason,
    OrderMade,
    OrderRefused,
    OrderRequest,
    PaymentStatus,
    QueryAnswer,
    RefundAnswer,
    RefundRequest,
    RefundStatus,
    WalletGateway,
)
from kpay_desktop.qr.check import check_order_code
from kpay_desktop.qr.errors import CodeError
from kpay_desktop.qr.symbol import Symbol, prepare

log = logging.getLogger(__name__)

WORKERS = 3
WATCHERS = 1
MAX_WAITING = 256

GatewayEffect = t.CreateOrder | t.QueryOrder | t.CloseOrder | t.RefundPayment
Result = tuple[t.Event, Symbol | None]
_Queue = queue.Queue[tuple[GatewayEffect, Reply] | None]


def query_event(answer: QueryAnswer | NoAnswer, ticket: int) -> t.Event:
    """Return what an enquiry's answer means to the sale."""
    if isinstance(answer, NoAnswer):
        return t.QueryUnanswered(ticket, answer.reason)
    match answer.status:
        case PaymentStatus.PAID:
            return t.Paid(answer.order_minor, answer.payments, answer.paid_at)
        case PaymentStatus.PENDING:
            return t.Pending(ticket)
        case PaymentStatus.NOT_FOUND:
            return t.NotFound(ticket)
        case PaymentStatus.CLOSED:
            return t.Gone(ticket)
        case PaymentStatus.FAILED:
            return t.Failed(ticket, answer.code)
        case PaymentStatus.UNSURE:
            return t.Unsure(ticket, answer.code)


def close_event(answer: CloseAnswer | NoAnswer) -> t.Event:
    """Return what a close's answer means to the sale."""
    if isinstance(answer, NoAnswer):
        return t.CloseUnanswered()
    match answer.status:
        case CloseStatus.CLOSED:
            return t.CloseDone()
        case CloseStatus.ALREADY_PAID:
            return t.CloseRefused()
        case CloseStatus.NOT_FOUND:
            return t.CloseNotFound()
        case CloseStatus.UNSURE:
            return t.CloseUnanswered()


def refund_event(answer: RefundAnswer | NoAnswer, refund_no: str) -> t.Event:
    """Return what a refund's answer means to the sale."""
    if isinstance(answer, RefundAnswer):
        if answer.status is RefundStatus.DONE:
            return t.RefundDone(refund_no)
        if answer.status is RefundStatus.REFUSED:
            return t.RefundRefused(refund_no, answer.code)
    return t.RefundUnanswered(refund_no)


class GatewayWork:
    """A bounded pool of threads between the runner and the gateway."""

    def __init__(
        self,
        gateway: WalletGateway,
        reader: CodeReader,
        *,
        description: str,
        valid_for_s: int,
        timeout_s: float,
    ) -> None:
        self._gateway = gateway
        self._reader = reader
        self._description = description
        self._valid_for_s = valid_for_s
        self._timeout_s = timeout_s
        self._waiting: _Queue = queue.Queue(MAX_WAITING)
        self._watching: _Queue = queue.Queue(MAX_WAITING)
        self._under_way: set[GatewayEffect] = set()
        self._stopped = False
        self._lock = threading.Lock()
        self._threads = [
            threading.Thread(target=self._run, args=(jobs,), name=f"gateway-{n}", daemon=True)
            for n, jobs in enumerate((*[self._waiting] * WORKERS, *[self._watching] * WATCHERS))
        ]
        for thread in self._threads:
            thread.start()

    def perform(self, effect: t.Effect, reply: Reply) -> None:
        """Carry out ``effect`` soon; its event goes to ``reply``. Nothing happens once stopped."""
        if isinstance(effect, t.StartTimer | t.StopTimers):
            raise TypeError("clocks are the runner's own")
        in_background = isinstance(effect, t.QueryOrder) and effect.in_background
        jobs = self._watching if in_background else self._waiting
        with self._lock:
            if self._stopped or effect in self._under_way:
                return
            try:
                jobs.put_nowait((effect, reply))
            except queue.Full:
                pass
            else:
                self._under_way.add(effect)
                return
        reply(_unanswered(effect, NoAnswerReason.OFFLINE), None)

    def stop(self, deadline_s: float) -> bool:
        """Let the threads end; True if they did within ``deadline_s``.

        What waits is left to the next start. What is under way ends by its own deadline.
        """
        ends_at = time.monotonic() + deadline_s
        with self._lock:
            self._stopped = True
            for jobs, threads in ((self._waiting, WORKERS), (self._watching, WATCHERS)):
                _empty(jobs)
                for _ in range(threads):
                    jobs.put_nowait(None)
        for thread in self._threads:
            thread.join(max(0.0, ends_at - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _run(self, jobs: _Queue) -> None:
        while (job := jobs.get()) is not None:
            effect, reply = job
            try:
                event, symbol = self._do(effect)
            except Exception as error:
                # The thread's last line of defence: an unknown fault is no answer, never silence.
                log.exception("gateway work failed: %s", type(error).__name__)
                event, symbol = _unanswered(effect, NoAnswerReason.MALFORMED), None
            with self._lock:
                self._under_way.discard(effect)
            reply(event, symbol)

    def _do(self, effect: GatewayEffect) -> Result:
        match effect:
            case t.CreateOrder():
                return self._create(effect)
            case t.QueryOrder(order_no, ticket):
                answer = self._gateway.query(order_no, self._timeout_s)
                return query_event(_about(answer, order_no), ticket), None
            case t.CloseOrder(order_no):
                closed = self._gateway.close(order_no, self._timeout_s)
                return close_event(_about(closed, order_no)), None
            case t.RefundPayment(refund_no, order_no, wallet_txn_no, amount_minor):
                request = RefundRequest(refund_no, order_no, wallet_txn_no, amount_minor)
                refunded = self._gateway.refund(request, self._timeout_s)
                if isinstance(refunded, RefundAnswer) and refunded.refund_no != refund_no:
                    refunded = NoAnswer(order_no, NoAnswerReason.MISMATCH)
                return refund_event(refunded, refund_no), None

    def _create(self, effect: t.CreateOrder) -> Result:
        request = OrderRequest(
            order_no=effect.order_no,
            wallet=effect.wallet,
            amount_minor=effect.amount_minor,
            valid_for_s=self._valid_for_s,
            description=self._description,
        )
        answer = self._gateway.create_order(request, self._timeout_s)
        match _about(answer, effect.order_no):
            case OrderMade(code_text=text):
                return self._code(effect, text)
            case OrderRefused(code=code):
                return t.OrderDeclined(code), None
            case NoAnswer(reason=reason):
                return t.OrderUnanswered(reason), None

    def _code(self, effect: t.CreateOrder, text: str) -> Result:
        try:
            check_order_code(
                effect.wallet, text, amount_minor=effect.amount_minor, order_no=effect.order_no
            )
            symbol = prepare(text, self._reader)
        except CodeError as error:
            return t.CodeRefused(error.problem.message_id), None
        return t.CodeReady(text), symbol


A = TypeVar("A", bound=OrderMade | OrderRefused | QueryAnswer | CloseAnswer | NoAnswer)


def _about(answer: A, order_no: str) -> A | NoAnswer:
    """Return an answer about another order as none: it must not land on this sale."""
    return answer if answer.order_no == order_no else NoAnswer(order_no, NoAnswerReason.MISMATCH)


def _empty(jobs: _Queue) -> None:
    while True:
        try:
            jobs.get_nowait()
        except queue.Empty:
            return


def _unanswered(effect: GatewayEffect, reason: NoAnswerReason) -> t.Event:
    match effect:
        case t.CreateOrder():
            return t.OrderUnanswered(reason)
        case t.QueryOrder(ticket=ticket):
            return t.QueryUnanswered(ticket, reason)
        case t.CloseOrder():
            return t.CloseUnanswered()
        case t.RefundPayment(refund_no=refund_no):
            return t.RefundUnanswered(refund_no)
