"""Carries a sale by card from one durable state to the next: step, write, then act.

What the disk does not take has not happened. What nobody says again waits for the disk in its
order; an approval that could not be written is taken back (reversal rule "local commit failed").
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from kpay_desktop.domain.approval import Approval
from kpay_desktop.domain.card import EntryMode
from kpay_desktop.domain.signature import Signature
from kpay_desktop.flows.card_commit import commit_of, sealed_card
from kpay_desktop.flows.card_effects import CardEffectParts, CardEffects, HostWork, PostWords
from kpay_desktop.flows.card_lane import CardLane, is_open_at_host
from kpay_desktop.flows.card_news import next_view
from kpay_desktop.flows.card_sale import table
from kpay_desktop.flows.card_sale import values as t
from kpay_desktop.flows.card_sale.state import Phase
from kpay_desktop.flows.card_sale.steps import Context, Step, handle_of
from kpay_desktop.flows.cards_in_hand import CardsInHand, LiveCard
from kpay_desktop.flows.entries import FlowBugError
from kpay_desktop.flows.flows_in_hand import hand_in
from kpay_desktop.flows.sale_view import Observed
from kpay_desktop.flows.stan_book import NoStanError, StanBook
from kpay_desktop.ports import Clock, SerialExecutor, Store, StoreError, StoreErrorKind, Timers
from kpay_desktop.ports_cards import CardBox, CardReaders, ReadProblem
from kpay_desktop.security.vault import Vault
from kpay_desktop.settings_cards import CardClockSettings

log = logging.getLogger(__name__)


_TIMER_EVENTS: Mapping[t.TimerName, t.Event] = {
    t.TimerName.READ: t.ReadTimeOver(),
    t.TimerName.CARD: t.CardTimeOver(),
    t.TimerName.RETRY: t.RetryDue(),
    t.TimerName.SIGN: t.SignTimeOver(),
}
_HEARD = (t.HostApproved, t.HostDeclined, t.HostDoubtful, t.HostSilent)
_READING = (Phase.READING, Phase.CHOOSING)
_ANSWERED = (Phase.COMPLETING, Phase.REVERSING)

HandleNamed = Callable[[str, t.Event], None]


@dataclass(frozen=True, slots=True)
class CardRunnerParts:
    """What a card runner works with.

    ``signs_on_screen``: the customer's screen takes signatures at this moment. ``lane`` is the gate
    of the card host, which voids and refunds go through as well.
    """

    store: Store
    executor: SerialExecutor
    timers: Timers
    clock: Clock
    clocks: CardClockSettings
    readers: CardReaders
    work: HostWork
    box: CardBox
    vault: Vault
    stans: StanBook
    observe: Callable[[Observed], None]
    print_wanted: Callable[[], None]
    signs_on_screen: Callable[[], bool]
    lane: CardLane = field(default_factory=CardLane)


class CardStepping:
    """The steps of the sales in hand. All of it on the executor's thread.

    ``post_words`` takes the card host's answers, from its thread; ``handle_named`` hands an event
    to a sale, on the executor's.
    """

    def __init__(
        self,
        parts: CardRunnerParts,
        hand: CardsInHand,
        post_words: PostWords,
        handle_named: HandleNamed,
    ) -> None:
        self._parts = parts
        self._hand = hand
        self._handle_named = handle_named
        hands = CardEffectParts(
            store=parts.store,
            readers=parts.readers,
            work=parts.work,
            timers=parts.timers,
            clock=parts.clock,
            box=parts.box,
            vault=parts.vault,
        )
        self.effects = CardEffects(hands, post_words, self._timer_call)

    def context(self, next_stan: int = 0) -> Context:
        """Return what a step may know at this moment."""
        parts = self._parts
        return Context(parts.clock.now(), parts.clocks, next_stan, parts.signs_on_screen())

    def handle(
        self,
        live: LiveCard,
        event: t.Event,
        signature: Signature | None = None,
        approval: Approval | None = None,
    ) -> None:
        """Carry a sale one step on; what waits for the disk goes first."""
        if isinstance(event, _HEARD):
            # The host has answered, whether that can be written or not.
            self._parts.box.forget(handle_of(live.view.state))
        if live.has_unwritten:
            self._write_waiting(live)
        self._step_on(live, event, signature, approval)
        self.let_go(live)

    def let_go(self, live: LiveCard) -> None:
        """Let go of what is needed no more: card data, and a sale on which nothing is left to do.

        The store has all of it.
        """
        state, handle = live.view.state, handle_of(live.view.state)
        if state.ended_at is not None:
            self._parts.box.wipe(handle)
        elif state.phase in _ANSWERED:
            # A reader may have put there what it knows of the card once more.
            self._parts.box.forget(handle)
        if not table.is_open(state) and not live.has_unwritten and not live.view.card_in:
            self._hand.forget(live)

    def _timer_call(self, live: LiveCard, name: t.TimerName) -> Callable[[], None]:
        return lambda: self._handle_named(live.view.flow, _TIMER_EVENTS[name])

    # --- one step -------------------------------------------------------------------------

    def _step_on(
        self,
        live: LiveCard,
        said: t.Event,
        signature: Signature | None,
        approval: Approval | None = None,
    ) -> bool:
        """Take one step; False if the disk did not take it."""
        before = live.view.state
        try:
            event = self._as_known(live, said)
            context = self.context(self._stan(live, event))
            step = table.step(before, event, context)
            is_written = bool(step.state != before or step.print_requests)
            if is_written and live.has_unwritten:
                live.keep_unwritten(said, signature)
                return False
            if is_written:
                sealed = sealed_card(before, step, self._parts.box, self._parts.vault)
                written = commit_of(
                    before, step, event, context.at, sealed=sealed, signature=signature
                )
                self._parts.store.commit(replace(written, authorised=approval))
        except FlowBugError as bug:
            log.error("flow bug: %s in %s", bug.event, bug.phase)
            return True
        except (StoreError, NoStanError) as error:
            self._stall(live, error, said, signature)
            return False
        self._show(live, step, event, is_written=is_written)
        lane = self._parts.lane
        held, shut = lane.holds(live.view.flow) or self._is_left(step), lane.is_shut
        self.effects.perform(live, step.effects, held=held, shut=shut)
        if step.print_requests:
            self._parts.print_wanted()
        return True

    def _is_left(self, step: Step) -> bool:
        """True if the batch that a sale is sent in has been settled meanwhile, or may have been."""
        sent = next((each for each in step.effects if isinstance(each, t.Authorise)), None)
        if sent is None:
            return False
        try:
            return not is_open_at_host(self._parts.store, sent.batch_no)
        except StoreError:
            return True

    def _as_known(self, live: LiveCard, event: t.Event) -> t.Event:
        """Return the event with what the till knows beside it."""
        if isinstance(event, t.ReversalNotFound):
            return self._with_batch(live, event)
        if (
            self._wants_card(live, event)
            and self._parts.box.get(handle_of(live.view.state)) is None
        ):
            # A card whose data is gone from memory cannot be asked about: it is read again.
            return t.ReadFailed(ReadProblem.TRY_AGAIN)
        return event

    def _with_batch(self, live: LiveCard, event: t.ReversalNotFound) -> t.Event:
        store, identity = self._parts.store, live.view.state.identity
        try:
            is_open = store.batch_is_open(identity.sale_id)
            is_open = is_open and is_open_at_host(store, identity.batch_no)
        except StoreError:
            # Unread is not closed: the reversal is repeated, and asked about again.
            return t.ReversalRefused("25")
        # By a clock that nobody can set; after a restart it begins anew.
        since = live.given_up_at
        age_s = 0.0 if since is None else self._parts.clock.monotonic() - since
        return replace(
            event, batch_is_open=is_open, can_arrive=age_s < self._parts.clocks.arrival_s
        )

    def _wants_card(self, live: LiveCard, event: t.Event) -> bool:
        """True if the sale goes on with the card's data."""
        phase = live.view.state.phase
        confirms = phase is Phase.CONFIRMING and isinstance(event, t.Confirmed)
        return confirms or (phase in _READING and isinstance(event, t.CardReady))

    def _stan(self, live: LiveCard, event: t.Event) -> int:
        """Return a number for the message that the event may lead to; 0 where it cannot.

        Raises:
            StoreError, NoStanError: there is none.
        """
        is_read = isinstance(event, t.CardReady) and event.facts.entry is not EntryMode.TAP
        if is_read or not self._wants_card(live, event):
            return 0
        self._parts.stans.fill()
        return self._parts.stans.next()

    def _show(self, live: LiveCard, step: Step, event: t.Event, *, is_written: bool) -> None:
        view = next_view(live.view, step, event, is_written=is_written)
        live.view = replace(view, card_in=view.card_in and not live.card_is_out)
        if live.view.state.phase is not Phase.REVERSING:
            live.given_up_at = None
        elif live.given_up_at is None:
            live.given_up_at = self._parts.clock.monotonic()
        self.effects.set_clocks(live, step)
        self._parts.observe(live.view)

    # --- a disk that refuses --------------------------------------------------------------

    def _stall(
        self,
        live: LiveCard,
        error: StoreError | NoStanError,
        event: t.Event,
        signature: Signature | None,
    ) -> None:
        """Nothing was written, so nothing has happened: try again shortly."""
        kind = error.kind if isinstance(error, StoreError) else StoreErrorKind.OTHER
        log.error("card step not written: store %s", kind.value)
        live.keep_unwritten(event, signature)
        live.view = replace(live.view, store_fault=kind)
        self._parts.observe(live.view)
        self.effects.clocks.start_stall(live.view.flow, lambda: self._take_up(live))

    def _take_up(self, live: LiveCard) -> None:
        """Write what the disk did not take; where nothing else will come, let the table decide."""
        if not self._hand.has(live):
            return
        if self._write_waiting(live):
            lost_in, live.lost_in = live.lost_in, None
            if lost_in is live.view.state.phase:
                self._step_on(live, t.Stalled(), None)
        self.let_go(live)

    def _write_waiting(self, live: LiveCard) -> bool:
        """Write what waits for the disk; True if nothing does any longer."""
        return hand_in(
            live.take_unwritten(),
            lambda told: self._step_on(live, *told),
            lambda told: live.keep_unwritten(*told),
        )
