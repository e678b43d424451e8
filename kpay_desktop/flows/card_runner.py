"""Runs sales by card: step, write, then act.

All of it happens on the executor that the other sales run on, the store's writer thread. The step
that arms a reversal is on the disk, with the card's sealed number, before a byte leaves the till;
what disarms it is written together with the sale's row. Card data never comes through here: flows
hold a handle, and the card box and the vault hold what it names.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace

from kpay_desktop.domain.approval import Act, Supervised
from kpay_desktop.domain.free_text import without_card_numbers
from kpay_desktop.domain.records import Commit, SaleRecord
from kpay_desktop.domain.sale import SaleDraft, SaleIdentity
from kpay_desktop.domain.signature import Signature
from kpay_desktop.flows.card_commit import first_commit
from kpay_desktop.flows.card_lane import Armed, CardLane
from kpay_desktop.flows.card_news import event_of
from kpay_desktop.flows.card_sale import books, table
from kpay_desktop.flows.card_sale import values as t
from kpay_desktop.flows.card_sale.state import CardSaleState, Phase
from kpay_desktop.flows.card_stepping import CardRunnerParts, CardStepping
from kpay_desktop.flows.card_view import CardBlocked, CardSaleView, CardsShut
from kpay_desktop.flows.card_work import IssuerWords
from kpay_desktop.flows.cards_in_hand import TOLD_ONCE, CardsInHand
from kpay_desktop.flows.flow_clocks import BUSY_RETRY_S, STALL_RETRY_S
from kpay_desktop.flows.sale_view import ChargeBegun, ChargeRefused
from kpay_desktop.flows.set_aside import SetAside, UseLeave
from kpay_desktop.flows.unreadable import UnreadableFlowError
from kpay_desktop.flows.wallet_sale.decision import NOT_AUTHORISED
from kpay_desktop.ports import BusyError, StoreError
from kpay_desktop.ports_cards import (
    CardRemoved,
    HostApproved,
    HostDeclined,
    HostDoubtful,
    ReaderNews,
)

log = logging.getLogger(__name__)

__all__ = ["CardRunner", "CardRunnerParts", "UseLeave"]


class CardRunner:
    """The sales by card of this lane. Methods may be called from any thread but where they say so.

    Implements what pages ask in a sale by card.
    """

    def __init__(self, parts: CardRunnerParts) -> None:
        self._parts = parts
        self._hand = CardsInHand(parts.store)
        self._aside = SetAside(parts.store, parts.clock, parts.observe)
        self._stepping = CardStepping(parts, self._hand, self._post_words, self._handle_named)
        self._effects = self._stepping.effects
        self._taken_up: int | None = None
        parts.lane.join(table.FLOW, self)

    @property
    def lane(self) -> CardLane:
        """The gate of the card host, for others that use it."""
        return self._parts.lane

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
        """Take up every sale that was in flight; return how many. Only the first call does.

        One that cannot be read is set aside: ``Unreadable`` names it, and the lane waits for it.

        Raises:
            StoreError: they cannot be read.
        """
        if self._taken_up is not None:
            return self._taken_up
        prefix = f"{table.FLOW}:"
        flows = [f for f in self._parts.store.open_flows() if f.flow.startswith(prefix)]
        found = self._aside.readable(flows, self._hand.read)
        self._taken_up = len(found)
        for live in found:
            self._stepping.handle(live, t.Restarted())
        return len(found)

    def armed(self) -> Iterator[Armed]:
        """Return what is armed of the sales; see ``LaneUser``."""
        for live in self._hand.armed():
            state = live.view.state
            since = state.sent_at or state.created_at
            yield Armed(live.view.flow, since, live.view, state.is_lifted)
        yield from self._aside.armed()

    def late(self, flow: str, event: t.LateApproved) -> None:
        """Take in an approval that nobody waited for any more; see ``LaneUser``."""
        self._handle_named(flow, event)

    def lift(self, flow: str, operator_id: str, use: UseLeave) -> None:
        """Let other sales go on beside the reversal of ``flow``, with a supervisor's leave.

        ``operator_id`` asks for it.
        """
        if self._aside.lift(flow, operator_id, use):
            return
        try:
            live = self._hand.find(flow)
        except StoreError as error:
            log.error("a card sale cannot be read: store %s", error.kind.value)
            live = None
        act = None
        if live is not None and live.view.state.phase is Phase.REVERSING:
            sale, total_minor = live.view.sale, live.view.state.total_minor
            voucher = sale.identity.voucher
            act = Act(Supervised.LIFT_BLOCK, flow, voucher, total_minor, operator_id)
        approval = use(act)
        if live is None:
            return
        if approval is None:
            live.view = replace(live.view, note=NOT_AUTHORISED)
            self._parts.observe(live.view)
            self._stepping.let_go(live)
            return
        pressed = t.LiftPressed(operator_id, approval.approver_id)
        self._stepping.handle(live, pressed, approval=approval)

    def begin(self, draft: SaleDraft, request: str, despite: tuple[int, ...]) -> str | None:
        """Begin a sale for the press ``request``; return its flow, None if none was begun.

        While a reversal is armed none is: ``CardBlocked`` names it. None is either while the batch
        is being settled or full, or before it is known what was in flight when the last program
        ended.
        """
        if not self._may_begin(request):
            return None
        context = self._stepping.context()
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

    def _may_begin(self, request: str) -> bool:
        """Say why no sale can be begun, or that one can."""
        lane, shut = self._parts.lane, None
        try:
            lane.take_up()
            armed = lane.first_armed()
            if armed is not None:
                self._parts.observe(CardBlocked(request, armed.view))
                return False
            if lane.is_shut:
                shut = CardsShut.SETTLING
            elif not lane.has_room(self._parts.store):
                shut = CardsShut.FULL
        except StoreError as error:
            log.error("sales by card cannot be taken up: store %s", error.kind.value)
            self._parts.observe(ChargeRefused(request, error.kind))
            return False
        if shut is None and self._hand.make_room():
            return True
        self._parts.observe(ChargeRefused(request, None, shut))
        return False

    def _submit(self, task: Callable[[], None]) -> None:
        """Hand over what must not be lost: a full queue is tried again until it has room."""
        try:
            self._parts.executor.submit(task)
        except BusyError:
            self._effects.clocks.later(BUSY_RETRY_S, task)

    def _post_words(self, flow: str, event: t.Event, words: IssuerWords | None) -> None:
        """Take in what the card host's thread heard."""
        self._submit(lambda: self._handle_named(flow, event, words=words))

    def _handle_named(
        self,
        flow: str,
        event: t.Event,
        signature: Signature | None = None,
        words: IssuerWords | None = None,
    ) -> None:
        try:
            # Whatever it leads to, it must not go before what was armed when the program ended.
            self._parts.lane.take_up()
            live = self._hand.find(flow)
        except UnreadableFlowError:
            log.error("%s of %s was dropped: it cannot be read", type(event).__name__, flow)
            return
        except StoreError as error:
            log.error("a card sale cannot be read: store %s", error.kind.value)
            if isinstance(event, TOLD_ONCE):
                again = functools.partial(self._handle_named, flow, event, signature, words)
                self._effects.clocks.later(STALL_RETRY_S, again)
            return
        if live is None:
            log.warning("an event for an unknown card sale was dropped: %s", type(event).__name__)
            return
        if words is not None:
            live.words = words
        self._stepping.handle(live, event, signature)

    def _handle_late(self, stan: int, event: t.LateApproved) -> None:
        try:
            flow = self._parts.store.flow_of_stan(stan)
        except StoreError as error:
            # It may be told only once, and the host holds money for it.
            log.error("a late approval waits: store %s", error.kind.value)
            self._effects.clocks.later(STALL_RETRY_S, lambda: self._handle_late(stan, event))
            return
        if flow is None:
            log.error("a late approval of an unknown message was dropped")
            return
        if not self._parts.lane.late(flow, event):
            log.error("a late approval of an unknown flow was dropped")

    def _card_is_out(self, flow: str) -> None:
        live = self._hand.known(flow)
        if live is None:
            return
        live.card_is_out = True
        if live.view.card_in:
            live.view = replace(live.view, card_in=False)
            self._parts.observe(live.view)
            self._stepping.let_go(live)

    def _note_contact(self, flow: str, contact: str) -> None:
        try:
            live = self._hand.find(flow)
        except StoreError as error:
            log.error("a card sale cannot be read: store %s", error.kind.value)
            return
        if live is None or live.view.sale.card is None:
            return
        kept = without_card_numbers(contact)
        try:
            self._parts.store.note_contact(live.view.state.identity.attempt_id, kept)
            sale = self._parts.store.sale(live.view.state.identity.sale_id)
        except StoreError as error:
            live.view = replace(live.view, store_fault=error.kind)
        else:
            live.view = replace(live.view, sale=sale or live.view.sale)
        self._parts.observe(live.view)
        self._stepping.let_go(live)
