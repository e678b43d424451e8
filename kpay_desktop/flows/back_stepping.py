"""Carries a void or refund from one durable state to the next: step, write, then act.

What the disk does not take has not happened. What nobody says again waits for the disk in its
order; a yes of the card host that could not be written is taken back.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import replace

from kpay_desktop.domain.approval import Approval
from kpay_desktop.domain.card import EntryMode, SealedCard
from kpay_desktop.domain.ledger import ReturnRecord
from kpay_desktop.flows.back_commit import commit_of, next_record, sealed_card
from kpay_desktop.flows.back_effects import BackEffects, PostWords
from kpay_desktop.flows.back_hand import BacksInHand, LiveBack
from kpay_desktop.flows.back_parts import BackParts
from kpay_desktop.flows.card_lane import is_open_at_host
from kpay_desktop.flows.entries import FlowBugError
from kpay_desktop.flows.flows_in_hand import hand_in
from kpay_desktop.flows.money_back import table
from kpay_desktop.flows.money_back import values as t
from kpay_desktop.flows.money_back.state import MoneyBackState, Phase, Way
from kpay_desktop.flows.money_back.steps import Context, Step
from kpay_desktop.flows.stan_book import NoStanError
from kpay_desktop.ports import StoreError, StoreErrorKind
from kpay_desktop.ports_cards import ReadProblem

log = logging.getLogger(__name__)


_TIMER_EVENTS: Mapping[t.TimerName, t.Event] = {
    t.TimerName.READ: t.ReadTimeOver(),
    t.TimerName.RETRY: t.RetryDue(),
}
_HEARD = (t.HostApproved, t.HostDeclined, t.HostDoubtful, t.HostSilent)

HandleNamed = Callable[[str, t.Event], None]


class BackStepping:
    """The steps of what is in hand. All of it on the executor's thread.

    ``post`` takes the hosts' answers, from their threads; ``handle_named`` hands an event on, on
    the executor's.
    """

    def __init__(
        self,
        parts: BackParts,
        hand: BacksInHand,
        post: PostWords,
        handle_named: HandleNamed,
    ) -> None:
        self._parts = parts
        self._hand = hand
        self._handle_named = handle_named
        self.effects = BackEffects(parts, post, self._timer_call)

    def context(self, next_stan: int = 0) -> Context:
        """Return what a step may know at this moment."""
        return Context(self._parts.clock.now(), self._parts.clocks, next_stan)

    def handle(self, live: LiveBack, event: t.Event, approval: Approval | None = None) -> None:
        """Carry it one step on; what waits for the disk goes first."""
        if isinstance(event, _HEARD) and self.effects.cards is not None:
            # The host has answered, whether that can be written or not.
            self.effects.cards.box.forget(live.handle)
        if live.has_unwritten:
            self._write_waiting(live)
        self._step_on(live, event, approval)
        self.let_go(live)

    def let_go(self, live: LiveBack) -> None:
        """Let go of what is needed no more: card data, and whatever nothing is left to do on."""
        state, cards = live.state, self.effects.cards
        if cards is not None and state.way is Way.CARD:
            if state.ended_at is not None:
                cards.box.wipe(live.handle)
                cards.box.wipe(live.own_handle)
            elif state.phase is Phase.REVERSING:
                # A reader may have put there what it knows of the card once more.
                cards.box.forget(live.handle)
        if not table.is_open(state) and not live.has_unwritten and not live.view.card_in:
            self._hand.forget(live)

    def _timer_call(self, live: LiveBack, name: t.TimerName) -> Callable[[], None]:
        return lambda: self._handle_named(live.view.flow, _TIMER_EVENTS[name])

    # --- one step -------------------------------------------------------------------------

    def _step_on(self, live: LiveBack, said: t.Event, approval: Approval | None = None) -> bool:
        """Take one step; False if the disk did not take it."""
        before = live.state
        try:
            event = self._as_known(live, said)
            context = self.context(self._stan(live, event))
            step = table.step(before, event, context)
            is_written = step.state != before or step.prints
            if is_written and live.has_unwritten:
                live.keep_unwritten(said)
                return False
            if is_written:
                sealed = self._sealed(before, step)
                self._parts.store.commit(
                    commit_of(before, step, event, context.at, sealed=sealed, approval=approval)
                )
        except FlowBugError as bug:
            log.error("flow bug: %s in %s", bug.event, bug.phase)
            return True
        except (StoreError, NoStanError) as error:
            self._stall(live, error, said)
            return False
        self._show(live, step, event, is_written=is_written)
        self.effects.finish_at_card(live, before)
        self.effects.perform(live, step.effects)
        if step.prints:
            self._parts.print_wanted()
        return True

    def _as_known(self, live: LiveBack, event: t.Event) -> t.Event:
        """Return the event with what the till knows beside it."""
        if isinstance(event, t.ReversalNotFound):
            return self._with_batch(live, event)
        cards = self.effects.cards
        is_gone = cards is None or cards.box.get(live.handle) is None
        if self._sends_card(live, event) and is_gone:
            # A card whose data is gone from memory cannot be asked about: it is read again.
            return t.ReadFailed(ReadProblem.TRY_AGAIN)
        return event

    def _with_batch(self, live: LiveBack, event: t.ReversalNotFound) -> t.Event:
        try:
            is_open = is_open_at_host(self._parts.store, live.state.batch_no)
        except StoreError:
            # Unread is not closed: the reversal is repeated, and asked about again.
            return t.ReversalRefused("25")
        # By a clock that nobody can set; after a restart it begins anew.
        since = live.given_up_at
        age_s = 0.0 if since is None else self._parts.clock.monotonic() - since
        return replace(
            event, batch_is_open=is_open, can_arrive=age_s < self._parts.clocks.arrival_s
        )

    def _sends_card(self, live: LiveBack, event: t.Event) -> bool:
        """True if the event sends a card that was read for this."""
        is_confirmed = live.state.phase is Phase.CONFIRMING and isinstance(event, t.Confirmed)
        return live.state.way is Way.CARD and is_confirmed

    def _stan(self, live: LiveBack, event: t.Event) -> int:
        """Return a number for the message that the event may lead to; 0 where it cannot.

        Raises:
            StoreError, NoStanError: there is none.
        """
        cards = self.effects.cards
        if cards is None or not self._sends_card(live, event):
            return 0
        cards.stans.fill()
        return cards.stans.next()

    def _sealed(self, before: MoneyBackState, step: Step) -> SealedCard | None:
        cards = self.effects.cards
        return None if cards is None else sealed_card(before, step, cards.box, cards.vault)

    def _show(self, live: LiveBack, step: Step, event: t.Event, *, is_written: bool) -> None:
        view = replace(live.view, state=step.state)
        if is_written:
            view = replace(view, back=self._record(live, step.state), store_fault=None)
        if isinstance(event, t.CardReady) and step.state.phase is Phase.CONFIRMING:
            is_chip = event.facts.entry is EntryMode.CHIP
            view = replace(view, card_in=is_chip and not live.card_is_out)
        elif isinstance(event, t.Restarted):
            view = replace(view, card_in=False)
        live.view = view
        if step.state.phase is not Phase.REVERSING:
            live.given_up_at = None
        elif live.given_up_at is None:
            live.given_up_at = self._parts.clock.monotonic()
        self._parts.observe(view)

    def _record(self, live: LiveBack, state: MoneyBackState) -> ReturnRecord:
        """Return the row as the store has it by now, with its sale."""
        try:
            record = self._parts.store.back(state.back_id)
        except StoreError:
            record = None
        return record or next_record(live.view.back, state)

    # --- a disk that refuses --------------------------------------------------------------

    def _stall(self, live: LiveBack, error: StoreError | NoStanError, event: t.Event) -> None:
        """Nothing was written, so nothing has happened: try again shortly."""
        kind = error.kind if isinstance(error, StoreError) else StoreErrorKind.OTHER
        log.error("step of money back not written: store %s", kind.value)
        live.keep_unwritten(event)
        live.view = replace(live.view, store_fault=kind)
        self._parts.observe(live.view)
        self.effects.clocks.start_stall(live.view.flow, lambda: self._take_up(live))

    def _take_up(self, live: LiveBack) -> None:
        """Write what the disk did not take; where nothing else will come, let the table decide."""
        if not self._hand.has(live):
            return
        if self._write_waiting(live):
            lost_in, live.lost_in = live.lost_in, None
            if lost_in is live.state.phase:
                self._step_on(live, t.Stalled())
        self.let_go(live)

    def _write_waiting(self, live: LiveBack) -> bool:
        """Write what waits for the disk; True if nothing does any longer."""
        return hand_in(
            live.take_unwritten(), lambda told: self._step_on(live, told), live.keep_unwritten
        )
