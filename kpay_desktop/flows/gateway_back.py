"""Asks a wallet's gateway to give money back, on a thread of its own.

A refund that is repeated for days keeps no customer waiting who pays at this moment, and a customer
who pays keeps no refund waiting. The same message does not wait twice: one answer serves both.
"""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from contextlib import suppress

from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.flows.gateway_answers import back_event, void_event
from kpay_desktop.flows.money_back import values as b
from kpay_desktop.ports import (
    NoAnswer,
    NoAnswerReason,
    RefundRequest,
    ReverseRequest,
    WalletGateway,
)

log = logging.getLogger(__name__)

MOST_WAITING = 256

BackReply = Callable[[b.Event], None]


class GatewayBack:
    """The thread between voids and refunds and the gateway."""

    def __init__(self, gateway: WalletGateway, timeout_s: float) -> None:
        self._gateway = gateway
        self._timeout_s = timeout_s
        self._waiting: queue.Queue[tuple[b.SendToGateway, BackReply] | None] = queue.Queue()
        self._under_way: set[b.SendToGateway] = set()
        self._is_stopped = False
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="gateway-back", daemon=True)
        self._thread.start()

    def give_back(self, effect: b.SendToGateway, reply: BackReply) -> None:
        """Ask for it soon; what comes of it goes to ``reply``. Nothing happens once stopped."""
        with self._lock:
            if self._is_stopped or effect in self._under_way:
                return
            fits = len(self._under_way) < MOST_WAITING
            if fits:
                self._under_way.add(effect)
                self._waiting.put((effect, reply))
        if not fits:
            reply(b.WalletSilent())

    def stop(self, deadline_s: float) -> bool:
        """Let the thread end; True if it did. What waits is left to the next start."""
        with self._lock:
            self._is_stopped = True
            # The thread may take the last one at this very moment.
            with suppress(queue.Empty):
                while True:
                    self._waiting.get_nowait()
            self._waiting.put(None)
        self._thread.join(deadline_s)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while (job := self._waiting.get()) is not None:
            effect, reply = job
            try:
                event = self._ask(effect)
            except Exception as error:
                # The thread's last line of defence: an unknown fault is no answer, never a no.
                log.exception("money back by wallet failed: %s", type(error).__name__)
                event = b.WalletSilent()
            with self._lock:
                self._under_way.discard(effect)
            try:
                reply(event)
            except Exception as error:
                # It is asked again at its time.
                log.exception("money back by wallet was not told: %s", type(error).__name__)

    def _ask(self, effect: b.SendToGateway) -> b.Event:
        if effect.kind is ReturnKind.VOID:
            undo = ReverseRequest(
                effect.number, effect.order_no, effect.amount_minor, effect.wallet_txn_no
            )
            undone = self._gateway.reverse(undo, self._timeout_s)
            if undone.order_no != effect.order_no:
                undone = NoAnswer(effect.order_no, NoAnswerReason.MISMATCH)
            return void_event(undone)
        request = RefundRequest(
            effect.number, effect.order_no, effect.wallet_txn_no, effect.amount_minor
        )
        refunded = self._gateway.refund(request, self._timeout_s)
        if not isinstance(refunded, NoAnswer) and refunded.refund_no != effect.number:
            refunded = NoAnswer(effect.order_no, NoAnswerReason.MISMATCH)
        return back_event(refunded)
