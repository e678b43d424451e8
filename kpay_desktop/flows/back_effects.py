"""Carries out what a step of a void or refund asks for: readers, hosts, drawer, clocks."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from kpay_desktop.domain.card import EntryMode
from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.domain.sale import QrMode
from kpay_desktop.flows.back_hand import LiveBack
from kpay_desktop.flows.back_parts import BackParts, CardHands
from kpay_desktop.flows.card_calls import IssuerWords
from kpay_desktop.flows.card_effects import COUNTER_DIGITS
from kpay_desktop.flows.card_lane import is_open_at_host
from kpay_desktop.flows.card_numbers import have_number
from kpay_desktop.flows.flow_clocks import FlowClocks
from kpay_desktop.flows.money_back import values as t
from kpay_desktop.flows.money_back.state import MoneyBackState, Phase
from kpay_desktop.flows.money_back.table import is_armed
from kpay_desktop.flows.settle_parts import lane_of
from kpay_desktop.ports import BusyError, StoreError
from kpay_desktop.ports_cards import ReadRequest, Silence

log = logging.getLogger(__name__)

HOST_EVENTS = (
    t.HostApproved,
    t.HostDeclined,
    t.HostDoubtful,
    t.HostSilent,
    t.ReversalDone,
    t.ReversalNotFound,
    t.ReversalRefused,
    t.ReversalSilent,
)

PostWords = Callable[[str, t.Event, IssuerWords | None], None]
TimerCall = Callable[[LiveBack, t.TimerName], Callable[[], None]]


class BackEffects:
    """The hands of the runner of money back. On the executor's thread.

    ``post`` takes the hosts' answers, from their threads; ``timer_call`` makes what a clock calls.
    ``cards`` is None where no card host is there.
    """

    def __init__(self, parts: BackParts, post: PostWords, timer_call: TimerCall) -> None:
        self._parts = parts
        self._post = post
        self._timer_call = timer_call
        self.clocks = FlowClocks(parts.timers, "back")
        self.cards: CardHands | None = None

    def perform(self, live: LiveBack, effects: tuple[t.Effect, ...]) -> None:
        """Carry the effects out in their order."""
        for effect in effects:
            match effect:
                case t.SendToHost() | t.ReverseAtHost():
                    self._ask_host(live, effect)
                case t.SendToGateway():
                    self._ask_gateway(live, effect)
                case t.KickDrawer():
                    self._kick()
                case t.StartTimer(name=name, delay_s=delay_s):
                    self._start(live, name, delay_s)
                case t.StopTimers():
                    self.clocks.stop(live.timers)
                case t.ReadCard() | t.StopReading():
                    self._at_card(live, effect)

    def _start(self, live: LiveBack, name: t.TimerName, delay_s: float) -> None:
        call = self._timer_call(live, name)
        self.clocks.start(live.timers, live.view.flow, name.value, delay_s, call)

    # --- the card ---------------------------------------------------------------------------

    def _at_card(self, live: LiveBack, effect: t.ReadCard | t.StopReading) -> None:
        flow, cards = live.view.flow, self.cards
        live.view = replace(live.view, card_in=False)
        if cards is None:
            return
        if isinstance(effect, t.StopReading):
            cards.readers.stop(flow)
            if not is_armed(live.state):
                cards.box.wipe(live.own_handle)
            return
        # What is there is of a card that was not the right one.
        cards.box.wipe(live.own_handle)
        live.card_is_out = False
        at, counter = self._parts.clock.now(), live.state.back_id % COUNTER_DIGITS
        cards.readers.read(ReadRequest(flow, effect.amount_minor, 0, at, counter, live.fallback))

    def finish_at_card(self, live: LiveBack, before: MoneyBackState) -> None:
        """Tell the card that was shown how it ended, and let it go. Its word changes nothing."""
        cards, facts = self.cards, live.state.facts
        has_ended = before.phase is Phase.SENDING and live.state.phase is not Phase.SENDING
        if cards is None or facts is None or not (has_ended and live.has_own_card):
            return
        flow, words = live.view.flow, live.words
        if facts.entry is not EntryMode.CHIP:
            cards.readers.stop(flow)
        elif words is None:
            cards.readers.answered(flow, None)
        else:
            cards.readers.answered(flow, words.arc, words.issuer_data, words.scripts)

    # --- hosts --------------------------------------------------------------------------------

    def _ask_host(self, live: LiveBack, effect: t.SendToHost | t.ReverseAtHost) -> None:
        flow, cards = live.view.flow, self.cards
        is_reversal = isinstance(effect, t.ReverseAtHost)
        is_held = cards is None or (
            cards.lane.is_shut if is_reversal else cards.lane.holds(flow) or self._is_left(effect)
        )
        if cards is None or is_held or not have_number(effect.handle, cards):
            # The disk may be well again by the next attempt, and the batch settled.
            unsent = t.HostSilent(Silence.OFFLINE, sent=False)
            told = t.ReversalSilent(Silence.OFFLINE) if is_reversal else unsent
            self._post(flow, told, None)
            return
        cards.work.perform(effect, lambda event, words: self._heard(flow, event, words))

    def _is_left(self, effect: t.SendToHost | t.ReverseAtHost) -> bool:
        """True if the batch that it is sent in has been settled meanwhile, or may have been."""
        try:
            return not is_open_at_host(self._parts.store, effect.batch_no)
        except StoreError:
            return True

    def _heard(self, flow: str, event: object, words: IssuerWords | None) -> None:
        if isinstance(event, HOST_EVENTS):
            self._post(flow, event, words)

    def _ask_gateway(self, live: LiveBack, effect: t.SendToGateway) -> None:
        flow, sale = live.view.flow, live.view.back.sale
        if self._parts.is_shut(lane_of(sale.method, sale.mode)):
            self._post(flow, t.WalletSilent(), None)
            return
        wait_s = 0.0 if live.has_waited else self._too_early_s(live, effect)
        if wait_s > 0:
            # Once: the clock of the wall may have been set back meanwhile, by a day perhaps.
            live.has_waited = True
            self._start(live, t.TimerName.RETRY, wait_s)
            return
        self._parts.give_back(effect, lambda event: self._post(flow, event, None))

    def _too_early_s(self, live: LiveBack, effect: t.SendToGateway) -> float:
        """Return for how long an order by a customer's code cannot be taken back yet."""
        sale = live.view.back.sale
        if effect.kind is not ReturnKind.VOID or sale.mode is not QrMode.SCAN:
            return 0.0
        allowed_at = sale.created_at + timedelta(seconds=self._parts.void_after_s)
        left_s = (allowed_at - self._parts.clock.now()).total_seconds()
        # A clock that was set back must not make it wait for longer than ever.
        return min(left_s, self._parts.void_after_s)

    def _kick(self) -> None:
        try:
            self._parts.kick_drawer()
        except BusyError:
            log.error("the drawer was not opened: the printer is overrun")
