"""Carries out what a step of a card sale asks for: readers, card host, clocks."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

from kpay_desktop.flows.card_numbers import have_number
from kpay_desktop.flows.card_sale import values as t
from kpay_desktop.flows.card_sale.steps import Step, handle_of
from kpay_desktop.flows.card_sale.table import is_armed
from kpay_desktop.flows.card_work import HostEffect, HostReply, IssuerWords
from kpay_desktop.flows.cards_in_hand import LiveCard
from kpay_desktop.flows.flow_clocks import FlowClocks
from kpay_desktop.ports import Clock, Store, Timers
from kpay_desktop.ports_cards import CardBox, CardReaders, ReadRequest, Silence
from kpay_desktop.security.vault import Vault

log = logging.getLogger(__name__)

COUNTER_DIGITS = 10**8
"""The transaction counter (tag 9F41) has eight digits."""

PostWords = Callable[[str, t.Event, IssuerWords | None], None]
TimerCall = Callable[[LiveCard, t.TimerName], Callable[[], None]]


class HostWork(Protocol):
    """Whoever talks with the card host, on a thread of its own."""

    def perform(self, effect: HostEffect, reply: HostReply) -> None:
        """Carry out ``effect`` soon; its event goes to ``reply``."""


@dataclass(frozen=True, slots=True)
class CardEffectParts:
    """What effects are carried out with."""

    store: Store
    readers: CardReaders
    work: HostWork
    timers: Timers
    clock: Clock
    box: CardBox
    vault: Vault


class CardEffects:
    """The hands of the card runner. All of it on the executor's thread, but for the answers.

    ``post`` takes the card host's answers, from its thread; ``timer_call`` makes what a clock
    calls.
    """

    def __init__(self, parts: CardEffectParts, post: PostWords, timer_call: TimerCall) -> None:
        self._parts = parts
        self._post = post
        self._timer_call = timer_call
        self.clocks = FlowClocks(parts.timers, "card")

    def set_clocks(self, live: LiveCard, step: Step) -> None:
        """Let the sale's view say until when it waits for what the step begins to wait for."""
        now = self._parts.clock.monotonic()
        until, retry_at = live.view.until, live.view.retry_at
        for effect in step.effects:
            match effect:
                case t.StopTimers():
                    until = retry_at = None
                case t.StartTimer(name=t.TimerName.RETRY, delay_s=delay_s):
                    retry_at = now + delay_s
                case t.StartTimer(delay_s=delay_s):
                    until = now + delay_s
        if (until, retry_at) != (live.view.until, live.view.retry_at):
            live.view = replace(live.view, until=until, retry_at=retry_at)

    def perform(
        self,
        live: LiveCard,
        effects: tuple[t.Effect, ...],
        *,
        held: bool = False,
        shut: bool = False,
    ) -> None:
        """Carry the effects out in their order.

        ``held``: another reversal is armed, so no sale is sent before it, or the batch that it is
        to be sent in is settled. ``shut``: it is being settled, so not even a reversal is sent.
        """
        for effect in effects:
            match effect:
                case t.Authorise() | t.Reverse():
                    self._ask_host(live, effect, held=held, shut=shut)
                case t.StartTimer(name=name, delay_s=delay_s):
                    call = self._timer_call(live, name)
                    self.clocks.start(live.timers, live.view.flow, name.value, delay_s, call)
                case t.StopTimers():
                    self.clocks.stop(live.timers)
                case _:
                    self._at_card(live, effect)

    # --- the card ---------------------------------------------------------------------------

    def _at_card(self, live: LiveCard, effect: t.Effect) -> None:
        flow, readers = live.view.flow, self._parts.readers
        match effect:
            case t.ReadCard(amount_minor=amount_minor, tip_minor=tip_minor, fallback=fallback):
                live.card_is_out = False
                at, number = self._parts.clock.now(), live.view.state.identity.sale_id
                counter = number % COUNTER_DIGITS
                readers.read(ReadRequest(flow, amount_minor, tip_minor, at, counter, fallback))
            case t.ChooseAtCard(index=index):
                readers.choose(flow, index)
            case t.FinishAtCard(answered=answered):
                words = live.words if answered else None
                if words is None:
                    readers.answered(flow, None)
                else:
                    readers.answered(flow, words.arc, words.issuer_data, words.scripts)
            case t.StopReading():
                readers.stop(flow)
                if not is_armed(live.view.state):
                    self._parts.box.wipe(handle_of(live.view.state))

    # --- the card host ----------------------------------------------------------------------

    def _ask_host(
        self, live: LiveCard, effect: t.Authorise | t.Reverse, *, held: bool, shut: bool
    ) -> None:
        flow = live.view.flow
        if isinstance(effect, t.Reverse):
            if shut or not have_number(effect.handle, self._parts):
                # The disk may be well again by the next attempt, and the batch settled.
                self._post(flow, t.ReversalSilent(Silence.OFFLINE), None)
                return
        elif held:
            log.warning("a card sale waits for a reversal or a batch: it was not sent")
            self._post(flow, t.HostSilent(Silence.OFFLINE, sent=False), None)
            return
        self._parts.work.perform(effect, lambda event, words: self._post(flow, event, words))
