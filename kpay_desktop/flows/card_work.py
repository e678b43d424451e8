"""Carries out effects at the card host, on the one thread that owns the line.

Sales, voids, refunds, their reversals and settlements all pass here. Reversals go before everything
else that waits. Between messages the thread signs on when that is due, listens for answers that
come late, and sends an echo now and then for the host's lamp; one without its answer gives way to
whatever comes meanwhile.
"""

from __future__ import annotations

import functools
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kpay_desktop.flows import card_calls, settle_host
from kpay_desktop.flows.card_calls import (
    HostEffect,
    HostReply,
    IssuerWords,
    LiveHost,
    OnceSent,
    Reversing,
    no_answer,
    reversal_event,
    sale_event,
)
from kpay_desktop.flows.card_sale import values as t
from kpay_desktop.flows.settle_parts import BatchEffect, TellBatch
from kpay_desktop.flows.settlement import values as s
from kpay_desktop.flows.stan_book import NoStanError
from kpay_desktop.ports_batch import BatchAnswer, BatchRow, RowAnswer
from kpay_desktop.ports_cards import (
    HostApproved,
    NoHostAnswer,
    ReversalAnswer,
    SaleAnswer,
    Silence,
)

__all__ = [
    "CardWork",
    "CardWorkParts",
    "HostEffect",
    "HostReply",
    "IssuerWords",
    "LiveHost",
    "reversal_event",
    "sale_event",
]

log = logging.getLogger(__name__)

MOST_WAITING = 256
LISTEN_S = 5.0
ECHO_S = 120.0
ECHO_DEADLINE_S = 10.0
ECHO_GIVES_WAY_S = 1.0
"""For so long an echo is waited for while something else waits to be sent."""
SIGN_ON_AGAIN_S = 30.0


@dataclass(frozen=True, slots=True)
class CardWorkParts:
    """What the work is done with.

    ``timeout_s``: for one message and its answer. ``local``: a moment as the shop's own time, for
    fields 12 and 13. ``wants_sign_on``: whether a code of field 39 asks for one. ``tell_trip`` gets
    the round trip of each echo in milliseconds, None where none came.
    """

    host: LiveHost
    timeout_s: float
    local: Callable[[datetime], datetime]
    wants_sign_on: Callable[[str], bool]
    tell_trip: Callable[[float | None], None]


class CardWork:
    """The thread between card sales and the card host."""

    def __init__(self, parts: CardWorkParts) -> None:
        self._parts = parts
        self._changed = threading.Condition()
        self._reversals: deque[tuple[Reversing, HostReply]] = deque()
        self._sales: deque[tuple[OnceSent, HostReply]] = deque()
        self._batches: deque[tuple[BatchEffect, TellBatch]] = deque()
        self._under_way: HostEffect | BatchEffect | None = None
        self._is_stopping = self._is_asked = False
        self._is_signed_on = self._is_heard = False
        self._sign_on_at = self._echo_at = 0.0
        self._thread = threading.Thread(target=self._run, name="card-host", daemon=True)

    def start(self) -> None:
        """Begin: sign on, then do what comes. Only once."""
        self._thread.start()

    def stop(self, deadline_s: float) -> bool:
        """End; what waits is left to the next start. True if that took no longer."""
        with self._changed:
            self._is_stopping = True
            self._reversals.clear()
            self._sales.clear()
            self._batches.clear()
            self._changed.notify_all()
        if self._thread.ident is not None:
            self._thread.join(deadline_s)
        return not self._thread.is_alive()

    def ask_now(self) -> None:
        """Ask the host for an answer now, for its lamp."""
        with self._changed:
            self._is_asked = True
            self._changed.notify_all()

    def perform(self, effect: HostEffect, reply: HostReply) -> None:
        """Carry out ``effect`` soon; its event goes to ``reply``. Nothing happens once stopped.

        The same reversal does not wait twice: the answer to the first serves both. A message that
        still waits when it is taken back is never sent: it would arrive after its reversal.
        """
        overtaken: list[tuple[OnceSent, HostReply]] = []
        with self._changed:
            if self._is_stopping or effect == self._under_way:
                return
            if isinstance(effect, Reversing):
                if any(waiting == effect for waiting, _ in self._reversals):
                    return
                overtaken = [job for job in self._sales if job[0].stan == effect.stan]
                for job in overtaken:
                    self._sales.remove(job)
                fits = len(self._reversals) < MOST_WAITING
                if fits:
                    self._reversals.append((effect, reply))
            else:
                fits = len(self._sales) < MOST_WAITING
                if fits:
                    self._sales.append((effect, reply))
            self._changed.notify_all()
        self._turn_away(overtaken)
        if not fits:
            self._turn_away([(effect, reply)])

    def settle(self, effect: BatchEffect, tell: TellBatch) -> None:
        """Carry out what a settlement asks for, behind reversals; its event goes to ``tell``.

        What waits or is under way already does not wait twice: the answer to the first serves both.
        Whatever still waits when totals are handed in is never sent: they do not hold it.
        """
        overtaken: list[tuple[OnceSent, HostReply]] = []
        with self._changed:
            waiting = [self._under_way, *(one for one, _ in self._batches)]
            if self._is_stopping or effect in waiting:
                return
            fits = len(self._batches) < MOST_WAITING
            if fits:
                self._batches.append((effect, tell))
                self._changed.notify_all()
            if isinstance(effect, s.SendTotals):
                overtaken = self._take_sales()
        self._turn_away(overtaken)
        if not fits:
            tell(settle_host.silent(effect, Silence.OFFLINE))

    # --- on the thread --------------------------------------------------------------------

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(self._has_work, self._rest_s())
                if self._is_stopping:
                    break
                job = self._take()
            if job is None:
                self._guard(self._between)
            else:
                job()
        self._guard(self._parts.host.shut_down)

    def _has_work(self) -> bool:
        waits = self._reversals or self._batches or self._sales
        return bool(waits or self._is_stopping or self._is_asked)

    def _rest_s(self) -> float:
        due = self._echo_at if self._is_signed_on else self._sign_on_at
        return min(LISTEN_S, max(0.0, due - time.monotonic()))

    def _take(self) -> Callable[[], None] | None:
        if self._batches and not self._reversals:
            effect, tell = self._batches.popleft()
            self._under_way = effect
            return functools.partial(self._do_batch, effect, tell)
        job: tuple[HostEffect, HostReply] | None = None
        if self._reversals:
            job = self._reversals.popleft()
        elif self._sales:
            job = self._sales.popleft()
        self._under_way = None if job is None else job[0]
        return None if job is None else functools.partial(self._do, *job)

    def _do(self, effect: HostEffect, reply: HostReply) -> None:
        words: IssuerWords | None = None
        event: t.Event
        try:
            if isinstance(effect, Reversing):
                event = self._reverse(effect)
            else:
                event, words = self._send(effect)
        except Exception as error:
            # The thread's last line of defence: an unknown fault is no answer, never silence.
            log.exception("card host work failed: %s", type(error).__name__)
            event = no_answer(effect, Silence.MALFORMED, sent=True)
        unsent: list[tuple[OnceSent, HostReply]] = []
        with self._changed:
            self._under_way = None
            if _holds_others(effect, event):
                unsent = self._take_sales()
        self._guard(lambda: reply(event, words))
        self._turn_away(unsent)

    def _do_batch(self, effect: BatchEffect, tell: TellBatch) -> None:
        try:
            event = self._settle(effect)
        except Exception as error:
            # The thread's last line of defence, as for sales: no answer, never silence.
            log.exception("card host work failed: %s", type(error).__name__)
            event = settle_host.silent(effect, Silence.MALFORMED)
        with self._changed:
            self._under_way = None
        self._guard(lambda: tell(event))

    def _settle(self, effect: BatchEffect) -> s.Event:
        parts = self._parts
        if isinstance(effect, s.SignOn):
            return s.SignedOn() if self._sign_on() else s.SignOnFailed()
        if not self._is_signed_on and not self._sign_on():
            return settle_host.silent(effect, Silence.OFFLINE)
        if isinstance(effect, BatchRow):
            row = replace(effect, sold_at=parts.local(effect.sold_at))
            taken = parts.host.upload(row, parts.timeout_s)
            self._heard(taken)
            return settle_host.row_event(effect, taken)
        answer = settle_host.send(parts.host, effect, parts.timeout_s, parts.local)
        self._heard(answer)
        return settle_host.batch_event(answer, parts.wants_sign_on)

    def _take_sales(self) -> list[tuple[OnceSent, HostReply]]:
        """Return the sales, voids and refunds that wait; none of them does any longer."""
        with self._changed:
            unsent = list(self._sales)
            self._sales.clear()
        return unsent

    def _send(self, effect: OnceSent) -> tuple[t.Event, IssuerWords | None]:
        if not self._is_signed_on and not self._sign_on():
            # Nothing is sent to a host that cannot even be greeted: nothing has to be undone.
            return t.HostSilent(Silence.OFFLINE, sent=False), None
        parts = self._parts
        answer = card_calls.send(parts.host, effect, parts.timeout_s, parts.local)
        self._heard(answer)
        return sale_event(answer)

    def _reverse(self, effect: Reversing) -> t.Event:
        parts = self._parts
        answer = card_calls.reverse(parts.host, effect, parts.timeout_s, parts.local)
        self._heard(answer)
        return reversal_event(answer)

    def _heard(self, answer: SaleAnswer | ReversalAnswer | BatchAnswer | RowAnswer) -> None:
        """Note what an answer says of the host itself."""
        if isinstance(answer, NoHostAnswer) or not self._is_heard:
            # The lamp does not say so yet.
            self._echo_at = 0.0
        if isinstance(answer, NoHostAnswer):
            return
        code = "" if isinstance(answer, HostApproved) else answer.code
        if code and self._parts.wants_sign_on(code):
            self._is_signed_on, self._sign_on_at = False, 0.0

    def _between(self) -> None:
        """Nothing waits: hear what came late, sign on, send an echo."""
        now = time.monotonic()
        with self._changed:
            asked, self._is_asked = self._is_asked, False
        self._guard(self._parts.host.listen)
        if not self._is_signed_on and (asked or now >= self._sign_on_at):
            self._sign_on()
        if self._is_signed_on and (asked or now >= self._echo_at):
            self._echo()

    def _echo(self) -> None:
        # Before it is tried: whatever fails must not be tried without a pause.
        self._echo_at = time.monotonic() + SIGN_ON_AGAIN_S
        began, gave_way = time.monotonic(), False

        def gives_way() -> bool:
            nonlocal gave_way
            gave_way = self._is_wanted(time.monotonic() - began)
            return gave_way

        try:
            trip_ms = self._parts.host.echo(ECHO_DEADLINE_S, gives_way)
        except NoStanError:
            trip_ms = None
        if trip_ms is None and gave_way:
            # Nobody knows how the host is; what waits goes first, and then it is asked again.
            self._echo_at = 0.0
            return
        if trip_ms is not None:
            self._echo_at = time.monotonic() + ECHO_S
        self._tell_trip(trip_ms)

    def _is_wanted(self, waited_s: float) -> bool:
        """True if the thread is to do something else than wait for an echo any longer."""
        with self._changed:
            waits = bool(self._reversals or self._batches or self._sales)
            return self._is_stopping or (waits and waited_s >= ECHO_GIVES_WAY_S)

    def _sign_on(self) -> bool:
        self._sign_on_at = time.monotonic() + SIGN_ON_AGAIN_S
        try:
            self._is_signed_on = self._parts.host.sign_on(self._parts.timeout_s)
        except NoStanError:
            self._is_signed_on = False
        if self._is_signed_on:
            # Now an echo is worth something: its round trip goes to the lamp.
            self._echo_at = 0.0
        else:
            self._tell_trip(None)
            # What waited meanwhile has waited for a whole try: it does not wait for another one.
            self._turn_away(self._take_sales())
        return self._is_signed_on

    def _tell_trip(self, trip_ms: float | None) -> None:
        self._is_heard = trip_ms is not None
        self._parts.tell_trip(trip_ms)

    def _guard(self, work: Callable[[], None]) -> None:
        try:
            work()
        except Exception as error:
            # The thread lives on: sales and reversals need it.
            log.exception("card host: %s", type(error).__name__)

    def _turn_away(self, jobs: Sequence[tuple[HostEffect, HostReply]]) -> None:
        """Answer what is not sent: nothing has left the till."""
        for effect, reply in jobs:
            event = no_answer(effect, Silence.OFFLINE, sent=False)
            self._guard(functools.partial(reply, event, None))


def _holds_others(effect: HostEffect, event: t.Event) -> bool:
    """True after a reversal that is still to be confirmed: nothing goes before it.

    Unless a supervisor lets it: then others go on beside it.
    """
    if not isinstance(effect, Reversing) or effect.is_lifted:
        return False
    return not isinstance(event, t.ReversalDone)
