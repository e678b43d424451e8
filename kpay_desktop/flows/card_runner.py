"""Runs sales by card: step, write, then act.

All of it happens on the executor that the other sales run on, the store's writer thread. The step
that arms a reversal is on the disk, with the card's sealed number, before a byte leaves the till;
what disarms it is written together with the sale's row. Card data never comes through here: flows
hold a handle, and the card box and the vault hold what it names.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from kpay_desktop.domain.records import Commit, SaleRecord
from kpay_desktop.domain.sale import SaleDraft, SaleIdentity
from kpay_desktop.domain.signature import Signature
from kpay_desktop.flows.card_commit import commit_of, first_commit, sealed_card
from kpay_desktop.flows.card_effects import CardEffectParts, CardEffects, HostWork
from kpay_desktop.flows.card_news import event_of, next_view
from kpay_desktop.flows.card_sale import books, table
from kpay_desktop.flows.card_sale import values as t
from kpay_desktop.flows.card_sale.state import CardSaleState, Phase
from kpay_desktop.flows.card_sale.steps import CardClocks, Context, Step, handle_of
from kpay_desktop.flows.card_view import CardBlocked, CardSaleView
from kpay_desktop.flows.card_work import IssuerWords
from kpay_desktop.flows.cards_in_hand import CardsInHand, LiveCard
from kpay_desktop.flows.entries import FlowBugError
from kpay_desktop.flows.sale_view import ChargeBegun, ChargeRefused, Observed
from kpay_desktop.flows.stan_book import NoStanError, StanBook
from kpay_desktop.ports import (
    BusyError,
    Clock,
    SerialExecutor,
    Store,
    StoreError,
    StoreErrorKind,
    Timers,
)
from kpay_desktop.ports_cards import (
    CardBox,
    CardReaders,
    CardRemoved,
    HostApproved,
    HostDeclined,
    HostDoubtful,
    ReaderNews,
    ReadProblem,
)
from kpay_desktop.security.vault import Vault

log = logging.getLogger(__name__)

STALL_RETRY_S = 2.0
BUSY_RETRY_S = 0.5

_TIMER_EVENTS: Mapping[t.TimerName, t.Event] = {
    t.TimerName.READ: t.ReadTimeOver(),
    t.TimerName.CARD: t.CardTimeOver(),
    t.TimerName.RETRY: t.RetryDue(),
    t.TimerName.SIGN: t.SignTimeOver(),
}
_HEARD = (t.HostApproved, t.HostDeclined, t.HostDoubtful, t.HostSilent)
_READING = (Phase.READING, Phase.CHOOSING)


@dataclass(frozen=True, slots=True)
class CardRunnerParts:
    """What a card runner works with.

    ``signs_on_screen``: the customer's screen takes signatures at this moment.
    """

    store: Store
    executor: SerialExecutor
    timers: Timers
    clock: Clock
    clocks: CardClocks
    readers: CardReaders
    work: HostWork
    box: CardBox
    vault: Vault
    stans: StanBook
    observe: Callable[[Observed], None]
    print_wanted: Callable[[], None]
    signs_on_screen: Callable[[], bool]


class CardRunner:
    """The sales by card of this lane. Methods may be called from any thread but where they say so.

    Implements what pages ask in a sale by card.
    """

    def __init__(self, parts: CardRunnerParts) -> None:
        self._parts = parts
        self._hand = CardsInHand(parts.store)
        hands = CardEffectParts(
            store=parts.store,
            readers=parts.readers,
            work=parts.work,
            timers=parts.timers,
            clock=parts.clock,
            box=parts.box,
            vault=parts.vault,
        )
        self._effects = CardEffects(hands, self._post_words, self._timer_call)

    # --- asked from outside ---------------------------------------------------------------

    def post(self, flow: str, event: t.Event) -> None:
        """Hand an event to a sale.

        Raises:
            BusyError: the till cannot take it now.
        """
        self._parts.executor.submit(lambda: self._handle_named(flow, event))

    def cancel(self, flow: str) -> None:
        """End a sale whose card nobody has been asked about yet."""
        self.post(flow, t.CancelPressed())

    def confirm(self, flow: str) -> None:
        """The card's details are right: ask the card host."""
        self.post(flow, t.Confirmed())

    def choose(self, flow: str, index: int | None) -> None:
        """Go on with the application of that place in the list; None: with none of them."""
        self.post(flow, t.Chosen(index))

    def reverse_now(self, flow: str) -> None:
        """Send the reversal now instead of at its time."""
        self.post(flow, t.TryNowPressed())

    def sign(self, flow: str, signature: Signature) -> None:
        """Keep the customer's signature and print the slips with it."""
        self._parts.executor.submit(lambda: self._handle_named(flow, t.Signed(), signature))

    def sign_on_paper(self, flow: str) -> None:
        """Print the slips with a line to sign on."""
        self.post(flow, t.SignOnPaper())

    def note_contact(self, flow: str, contact: str) -> None:
        """Keep how to reach a customer whose payment is being taken back."""
        self._parts.executor.submit(lambda: self._note_contact(flow, contact))

    def reader_news(self, news: ReaderNews) -> None:
        """Take in what the readers tell. On a thread of theirs."""
        if isinstance(news, CardRemoved):
            self._submit(lambda: self._card_is_out(news.flow))
            return
        event = event_of(news)
        self._submit(lambda: self._handle_named(news.flow, event))

    def late_answer(self, answer: HostApproved | HostDeclined | HostDoubtful) -> None:
        """Take in an answer to a message that nobody waits for any more. On the host's thread."""
        if isinstance(answer, HostApproved):
            event = t.LateApproved(answer.rrn)
            self._submit(lambda: self._handle_late(answer.stan, event))

    # --- on the executor's thread -----------------------------------------------------------

    def recover(self) -> int:
        """Take up every sale that was in flight; return how many.

        Raises:
            StoreError: they cannot be read.
        """
        prefix = f"{table.FLOW}:"
        flows = [f for f in self._parts.store.open_flows() if f.flow.startswith(prefix)]
        found = [self._hand.read(stored) for stored in flows]
        for live in found:
            self._handle(live, t.Restarted())
        return len(found)

    def begin(self, draft: SaleDraft, request: str, despite: tuple[int, ...]) -> str | None:
        """Begin a sale for the press ``request``; return its flow, None if none was begun.

        While a reversal is armed none is: ``CardBlocked`` names it.
        """
        armed = self._hand.first_armed()
        if armed is not None:
            self._parts.observe(CardBlocked(request, armed.view))
            return None
        if not self._hand.make_room():
            self._parts.observe(ChargeRefused(request, None))
            return None
        context = self._context()
        first: list[CardSaleState] = []

        def write(identity: SaleIdentity) -> Commit:
            state = CardSaleState(identity, draft.total_minor, draft.tip_minor, context.at)
            first[:] = [state]
            return first_commit(state, t.Begun(despite), context.at)

        try:
            self._parts.stans.fill()
            identity = self._parts.store.begin_sale(draft, context.at, write)
        except StoreError as error:
            log.warning("card sale not begun: store %s", error.kind.value)
            self._parts.observe(ChargeRefused(request, error.kind))
            return None
        sale = SaleRecord(
            identity=identity,
            created_at=context.at,
            amount_minor=draft.amount_minor,
            tip_minor=draft.tip_minor,
            method=draft.method,
            mode=None,
            cashier_id=draft.cashier_id,
            state=books.sale_state(first[0]),
        )
        live = self._hand.adopt(CardSaleView(table.flow_name(identity), sale, first[0]))
        step = table.begin(first[0], context)
        # The clocks first: a page that hears of the sale is told how long it may take.
        self._effects.set_clocks(live, step)
        self._parts.observe(ChargeBegun(request, live.view, despite))
        self._effects.perform(live, step.effects)
        return live.view.flow

    def _context(self, next_stan: int = 0) -> Context:
        parts = self._parts
        return Context(parts.clock.now(), parts.clocks, next_stan, parts.signs_on_screen())

    def _submit(self, task: Callable[[], None]) -> None:
        """Hand over what must not be lost: a full queue is tried again until it has room."""
        try:
            self._parts.executor.submit(task)
        except BusyError:
            self._effects.later(BUSY_RETRY_S, task)

    def _post_words(self, flow: str, event: t.Event, words: IssuerWords | None) -> None:
        """Take in what the card host's thread heard."""
        self._submit(lambda: self._handle_named(flow, event, words=words))

    def _timer_call(self, live: LiveCard, name: t.TimerName) -> Callable[[], None]:
        return lambda: self._handle_named(live.view.flow, _TIMER_EVENTS[name])

    def _handle_named(
        self,
        flow: str,
        event: t.Event,
        signature: Signature | None = None,
        words: IssuerWords | None = None,
    ) -> None:
        live = self._hand.find(flow)
        if live is None:
            log.warning("an event for an unknown card sale was dropped: %s", type(event).__name__)
            return
        if words is not None:
            live.words = words
        if isinstance(event, t.ReversalNotFound):
            event = self._with_batch(live, event)
        self._handle(live, event, signature)

    def _handle_late(self, stan: int, event: t.LateApproved) -> None:
        try:
            flow = self._parts.store.flow_of_stan(stan)
        except StoreError as error:
            # It may be told only once, and the host holds money for it.
            log.error("a late approval waits: store %s", error.kind.value)
            self._effects.later(STALL_RETRY_S, lambda: self._handle_late(stan, event))
            return
        if flow is None:
            log.error("a late approval of an unknown message was dropped")
            return
        self._handle_named(flow, event)

    def _with_batch(self, live: LiveCard, event: t.ReversalNotFound) -> t.Event:
        try:
            is_open = self._parts.store.batch_is_open(live.view.state.identity.sale_id)
        except StoreError:
            # Unread is not closed: the reversal is repeated, and asked about again.
            return t.ReversalRefused("25")
        return replace(event, batch_is_open=is_open)

    def _handle(self, live: LiveCard, event: t.Event, signature: Signature | None = None) -> None:
        before, said = live.view.state, event
        try:
            context = self._context(self._stan_for(event))
            event = self._with_card(live, event)
            step = table.step(before, event, context)
            is_written = bool(step.state != before or step.print_requests)
            if is_written:
                sealed = sealed_card(before, step, self._parts.box, self._parts.vault)
                self._parts.store.commit(
                    commit_of(before, step, event, context.at, sealed=sealed, signature=signature)
                )
        except FlowBugError as bug:
            log.error("flow bug: %s in %s", bug.event, bug.phase)
            return
        except (StoreError, NoStanError) as error:
            self._stall(live, error, said, signature)
            return
        self._show(live, step, event, is_written=is_written)
        if isinstance(said, _HEARD):
            self._parts.box.forget(handle_of(before))
        self._effects.perform(live, step.effects, blocked=self._hand.blocks(live))
        if step.print_requests:
            self._parts.print_wanted()
        self._let_go(live)

    def _stan_for(self, event: t.Event) -> int:
        """Return a number for the message that the event may lead to; 0 where it cannot."""
        if not isinstance(event, t.Confirmed | t.CardReady):
            return 0
        self._parts.stans.fill()
        return self._parts.stans.next()

    def _with_card(self, live: LiveCard, event: t.Event) -> t.Event:
        """A card whose data is gone from memory cannot be asked about: it is read again."""
        phase = live.view.state.phase
        arms = phase is Phase.CONFIRMING and isinstance(event, t.Confirmed)
        arms = arms or (phase in _READING and isinstance(event, t.CardReady))
        if arms and self._parts.box.get(handle_of(live.view.state)) is None:
            return t.ReadFailed(ReadProblem.TRY_AGAIN)
        return event

    def _show(self, live: LiveCard, step: Step, event: t.Event, *, is_written: bool) -> None:
        live.view = next_view(live.view, step, event, is_written=is_written)
        self._effects.set_clocks(live, step)
        self._parts.observe(live.view)

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
        self._effects.start_stall(live, STALL_RETRY_S, lambda: self._take_up(live))

    def _take_up(self, live: LiveCard) -> None:
        """Hand in again what the disk did not take, in its order; else let the table decide."""
        unwritten = live.take_unwritten()
        for event, signature in unwritten:
            self._handle(live, event, signature)
        if not unwritten:
            self._handle(live, t.Stalled())

    def _let_go(self, live: LiveCard) -> None:
        """Forget a sale on which nothing is left to do; the store has all of it."""
        if not table.is_open(live.view.state) and not live.has_unwritten:
            self._parts.box.wipe(handle_of(live.view.state))
            if not live.view.card_in:
                self._hand.forget(live)

    def _card_is_out(self, flow: str) -> None:
        live = self._hand.known(flow)
        if live is not None and live.view.card_in:
            live.view = replace(live.view, card_in=False)
            self._parts.observe(live.view)
            self._let_go(live)

    def _note_contact(self, flow: str, contact: str) -> None:
        live = self._hand.find(flow)
        card = None if live is None else live.view.sale.card
        if live is None or card is None:
            return
        try:
            self._parts.store.note_contact(live.view.state.identity.attempt_id, contact)
        except StoreError as error:
            live.view = replace(live.view, store_fault=error.kind)
        else:
            sale = replace(live.view.sale, card=replace(card, contact=contact))
            live.view = replace(live.view, sale=sale)
        self._parts.observe(live.view)
