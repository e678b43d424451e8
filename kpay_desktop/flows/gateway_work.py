"""Carries out a sale's effects at the wallet gateway, on a few threads of its own.

Results come back as events. A second enquiry of the same kind for the same order waits for none:
the answer of the one under way serves both. Looking after sales that have ended has a thread of its
own, so that a dark line full of such looks keeps no customer waiting; so has drawing the shop's own
code, which needs no line.

A customer's code is sent once at most, and only while it is wanted: not when it has waited for a
thread for too long, nor when the sale has asked for anything else meanwhile. Then nothing left the
till, and the sale is told just that.
"""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Callable
from typing import Protocol, TypeVar

from kpay_desktop.domain.sale import Wallet
from kpay_desktop.flows.gateway_answers import (
    close_event,
    code_event,
    no_answer_event,
    query_event,
    refund_event,
    reverse_event,
)
from kpay_desktop.flows.runner_parts import Reply
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.ports import (
    CloseAnswer,
    CodeReader,
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
    WalletGateway,
)
from kpay_desktop.qr.check import check_order_code
from kpay_desktop.qr.errors import CodeError, CodeFault
from kpay_desktop.qr.symbol import Symbol, prepare

log = logging.getLogger(__name__)

WORKERS = 3
WATCHERS = 1
DRAWERS = 1
MAX_WAITING = 256
CODE_WAITS_S = 10.0
"""How long a customer's code may wait for a thread: it lives for a minute, from when it stood on
the customer's screen."""

GatewayEffect = t.GatewayEffect
Result = tuple[t.Event, Symbol | None]
_Queue = queue.Queue[tuple[GatewayEffect, Reply] | None]


class OwnCode(Protocol):
    """Draws up the text of the shop's own code; :func:`~kpay_desktop.qr.own_code.own_paynow_code`.

    It raises CodeError where no right code can be made.
    """

    def __call__(self, *, amount_minor: int, order_no: str) -> str:
        """Return the code's text for an order of so many cents."""


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
        terminal_id: str = "",
        own_code: OwnCode | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._gateway = gateway
        self._reader = reader
        self._description = description
        self._valid_for_s = valid_for_s
        self._timeout_s = timeout_s
        self._terminal_id = terminal_id
        self._own_code = own_code
        self._monotonic = monotonic
        self._waiting: _Queue = queue.Queue(MAX_WAITING)
        self._watching: _Queue = queue.Queue(MAX_WAITING)
        self._drawing: _Queue = queue.Queue(MAX_WAITING)
        # Order numbers whose code waits for a thread, and until when it may.
        self._codes: dict[str, float] = {}
        self._under_way: set[GatewayEffect] = set()
        self._stopped = False
        self._lock = threading.Lock()
        self._threads = [
            threading.Thread(target=self._run, args=(jobs,), name=f"gateway-{n}", daemon=True)
            for n, jobs in enumerate(
                jobs for jobs, threads in self._lanes() for _ in range(threads)
            )
        ]
        for thread in self._threads:
            thread.start()

    def perform(self, effect: t.Effect, reply: Reply) -> None:
        """Carry out ``effect`` soon; its event goes to ``reply``. Nothing happens once stopped."""
        if isinstance(effect, t.StartTimer | t.StopTimers):
            raise TypeError("clocks are the runner's own")
        jobs = self._lane_of(effect)
        with self._lock:
            if self._stopped or effect in self._under_way:
                return
            # A sale that asks for anything else has moved on without its customer's code.
            self._codes.pop(effect.order_no, None)
            try:
                jobs.put_nowait((effect, reply))
            except queue.Full:
                pass
            else:
                self._under_way.add(effect)
                if isinstance(effect, t.SendCode):
                    self._codes[effect.order_no] = self._monotonic() + CODE_WAITS_S
                return
        if isinstance(effect, t.SendCode):
            reply(t.CodeUnsent(), None)
            return
        reply(no_answer_event(effect, NoAnswerReason.OFFLINE), None)

    def stop(self, deadline_s: float) -> bool:
        """Let the threads end; True if they did within ``deadline_s``.

        What waits is left to the next start. What is under way ends by its own deadline.
        """
        ends_at = time.monotonic() + deadline_s
        with self._lock:
            self._stopped = True
            for jobs, threads in self._lanes():
                _empty(jobs)
                for _ in range(threads):
                    jobs.put_nowait(None)
        for thread in self._threads:
            thread.join(max(0.0, ends_at - time.monotonic()))
        return not any(thread.is_alive() for thread in self._threads)

    def _lanes(self) -> tuple[tuple[_Queue, int], ...]:
        return (self._waiting, WORKERS), (self._watching, WATCHERS), (self._drawing, DRAWERS)

    def _lane_of(self, effect: GatewayEffect) -> _Queue:
        if isinstance(effect, t.DrawOwnCode):
            return self._drawing
        in_background = isinstance(effect, t.QueryOrder) and effect.in_background
        return self._watching if in_background else self._waiting

    def _run(self, jobs: _Queue) -> None:
        while (job := jobs.get()) is not None:
            self._carry_out(*job)
            # A customer's code may be in it: it does not stay until the next job comes.
            job = None

    def _carry_out(self, effect: GatewayEffect, reply: Reply) -> None:
        try:
            event, symbol = self._do(effect)
        except Exception as error:
            # The thread's last line of defence: an unknown fault is no answer, never silence.
            # Of a customer's code not even the fault's own words are kept: they may name it.
            kept = None if isinstance(effect, t.SendCode) else error
            log.error("gateway work failed: %s", type(error).__name__, exc_info=kept)
            event, symbol = no_answer_event(effect, NoAnswerReason.MALFORMED), None
        with self._lock:
            self._under_way.discard(effect)
        reply(event, symbol)

    def _do(self, effect: GatewayEffect) -> Result:
        match effect:
            case t.CreateOrder():
                return self._create(effect)
            case t.SendCode():
                return self._pay(effect), None
            case t.DrawOwnCode(order_no, amount_minor):
                return self._draw(order_no, amount_minor)
            case t.ReverseOrder(reverse_no, order_no, amount_minor):
                undo = ReverseRequest(reverse_no, order_no, amount_minor)
                undone = self._gateway.reverse(undo, self._timeout_s)
                return reverse_event(_about(undone, order_no)), None
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

    def _pay(self, effect: t.SendCode) -> t.Event:
        with self._lock:
            until = self._codes.pop(effect.order_no, None)
        if until is None or self._monotonic() >= until:
            log.warning("a customer's code was not sent: it waited too long, or is not wanted")
            return t.CodeUnsent()
        request = ScanRequest(
            order_no=effect.order_no,
            amount_minor=effect.amount_minor,
            code=effect.code,
            description=self._description,
            terminal_id=self._terminal_id,
        )
        answer = self._gateway.pay_by_code(request, self._timeout_s)
        return code_event(_about(answer, effect.order_no), effect.ticket)

    def _draw(self, order_no: str, amount_minor: int) -> Result:
        if self._own_code is None:
            return t.CodeRefused(CodeFault.MISSING.value), None
        try:
            text = self._own_code(amount_minor=amount_minor, order_no=order_no)
        except CodeError as error:
            return t.CodeRefused(error.problem.message_id), None
        return self._code(t.CreateOrder(order_no, Wallet.PAYNOW, amount_minor), text)

    def _code(self, effect: t.CreateOrder, text: str) -> Result:
        try:
            check_order_code(
                effect.wallet, text, amount_minor=effect.amount_minor, order_no=effect.order_no
            )
            symbol = prepare(text, self._reader)
        except CodeError as error:
            return t.CodeRefused(error.problem.message_id), None
        return t.CodeReady(text), symbol


A = TypeVar(
    "A", bound=OrderMade | OrderRefused | QueryAnswer | CloseAnswer | ReverseAnswer | NoAnswer
)


def _about(answer: A, order_no: str) -> A | NoAnswer:
    """Return an answer about another order as none: it must not land on this sale."""
    return answer if answer.order_no == order_no else NoAnswer(order_no, NoAnswerReason.MISMATCH)


def _empty(jobs: _Queue) -> None:
    while True:
        try:
            jobs.get_nowait()
        except queue.Empty:
            return
