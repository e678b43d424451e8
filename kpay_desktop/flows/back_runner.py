"""Runs voids and refunds: step, write, then act.

All of it happens on the executor that sales run on, the store's writer thread. A return is reserved
and on the disk, with the leave that a supervisor gave for it, before a byte leaves the till; what
is not known counts as given back, until the host has said otherwise.
"""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Iterator
from dataclasses import replace

from kpay_desktop.domain.approval import Act, Approval, Supervised
from kpay_desktop.domain.ledger import ReturnCandidate, ReturnRecord
from kpay_desktop.domain.moves import ReturnIdentity
from kpay_desktop.domain.records import Commit, PrintRequest, SlipCopy, SlipKind
from kpay_desktop.domain.returns import ReturnState
from kpay_desktop.flows.back_begin import BackDesk, Plan
from kpay_desktop.flows.back_commit import first_commit, next_record
from kpay_desktop.flows.back_hand import TOLD_ONCE, BacksInHand, LiveBack
from kpay_desktop.flows.back_parts import BackParts, CardHands
from kpay_desktop.flows.back_stepping import BackStepping
from kpay_desktop.flows.back_view import (
    BackBegun,
    BackRefused,
    BackView,
    CandidatesTold,
    ReturnWanted,
)
from kpay_desktop.flows.card_calls import IssuerWords
from kpay_desktop.flows.card_lane import Armed
from kpay_desktop.flows.card_sale import table as card_table
from kpay_desktop.flows.flow_clocks import BUSY_RETRY_S, STALL_RETRY_S
from kpay_desktop.flows.money_back import table
from kpay_desktop.flows.money_back import values as t
from kpay_desktop.flows.money_back.state import Phase, Way
from kpay_desktop.flows.money_back.steps import Step
from kpay_desktop.flows.sale_view import ReprintRefused
from kpay_desktop.flows.set_aside import SetAside, UseLeave
from kpay_desktop.flows.stan_book import NoStanError
from kpay_desktop.flows.unreadable import UnreadableFlowError
from kpay_desktop.ports import BusyError, StoreError, StoreErrorKind
from kpay_desktop.ports_cards import (
    CardReady,
    CardRemoved,
    ChoiceNeeded,
    ReaderNews,
    ReadFailed,
)

log = logging.getLogger(__name__)

__all__ = ["BackParts", "BackRunner", "CardHands"]

MOST_REMEMBERED = 500
_PREFIX = f"{table.FLOW}:"


class BackRunner:
    """Voids and refunds. Methods may be called from any thread but where they say so.

    Implements ``ui.backend_day.BackBackend``.
    """

    def __init__(self, parts: BackParts) -> None:
        self._parts = parts
        self._desk = BackDesk(parts)
        self._hand = BacksInHand(parts.store)
        self._aside = SetAside(parts.store, parts.clock, parts.observe)
        self._stepping = BackStepping(parts, self._hand, self._post_words, self._handle_named)
        self._effects = self._stepping.effects
        self._begun: dict[str, str] = {}
        self._found: list[LiveBack] | None = None
        self._taken_up = 0

    def take_cards(self, cards: CardHands) -> None:
        """Give money back to cards too. Before the first sale by card is begun."""
        self._effects.cards = cards
        cards.lane.join(table.FLOW, self)

    # --- asked from outside ---------------------------------------------------------------

    def find(self, request: int, voucher: str) -> None:
        """Look for the sales of a voucher number; ``CandidatesTold`` follows.

        Raises:
            BusyError: the till cannot take it now; here and below.
        """
        self._parts.executor.submit(
            lambda: self._tell(request, lambda: self._desk.found(voucher), voucher)
        )

    def find_sale(self, request: int, sale_id: int) -> None:
        """Look for one sale; ``CandidatesTold`` follows."""

        def look() -> tuple[ReturnCandidate, ...]:
            candidate = self._desk.sale(sale_id)
            return () if candidate is None else (candidate,)

        self._parts.executor.submit(lambda: self._tell(request, look))

    def begin(self, wanted: ReturnWanted, approval_no: str) -> None:
        """Give money back with a supervisor's leave; ``BackBegun`` or ``BackRefused`` follows.

        A press that began something begins nothing once more.
        """
        operator_id = self._parts.signed_in()
        self._parts.executor.submit(lambda: self._begin(wanted, approval_no, operator_id))

    def confirm(self, flow: str) -> None:
        """The card's details are right: go on."""
        self._post(flow, t.Confirmed())

    def cancel(self, flow: str) -> None:
        """End it, while nothing has been sent."""
        self._post(flow, t.CancelPressed())

    def try_now(self, flow: str) -> None:
        """Repeat now what is repeated by itself."""
        self._post(flow, t.TryNowPressed())

    def reprint(self, return_id: int, copy: SlipCopy) -> None:
        """Print another slip of money that went back, marked DUPLICATE."""
        self._parts.executor.submit(lambda: self._reprint(return_id, copy))

    def lift_block(self, flow: str, approval_no: str) -> None:
        """Let others go on beside the reversal of a sale or return, with a supervisor's leave.

        The act is ``Supervised.LIFT_BLOCK`` on that flow, with its voucher and its amount.
        """
        operator_id = self._parts.signed_in()
        self._parts.executor.submit(lambda: self._lift(flow, operator_id, approval_no))

    def reader_news(self, news: ReaderNews) -> None:
        """Take in what the readers tell of a card that is shown again. On a thread of theirs."""
        self._submit(lambda: self._at_reader(news))

    # --- on the executor's thread -----------------------------------------------------------

    def recover(self) -> int:
        """Take up what was in flight; return how many. Each is taken up once.

        What goes by card waits for :meth:`take_cards`. What cannot be read is set aside:
        ``Unreadable`` names it, and the card host's lane waits for it where it has to.

        Raises:
            StoreError: they cannot be read.
        """
        if self._found is None:
            flows = [f for f in self._parts.store.open_flows() if f.flow.startswith(_PREFIX)]
            self._found = self._aside.readable(flows, self._hand.read)
        has_cards = self._effects.cards is not None
        ready = [live for live in self._found if has_cards or live.state.way is not Way.CARD]
        self._found = [live for live in self._found if live not in ready]
        self._taken_up += len(ready)
        for live in ready:
            self._stepping.handle(live, t.Restarted())
        return self._taken_up

    def armed(self) -> Iterator[Armed]:
        """Return what is armed of voids and refunds; see ``LaneUser``."""
        for live in self._hand.armed():
            state = live.state
            since = state.sent_at or state.begun_at
            yield Armed(live.view.flow, since, live.view, state.is_lifted)
        yield from self._aside.armed()

    def late(self, flow: str, event: t.LateApproved) -> None:
        """Take in an approval that nobody waited for any more; see ``LaneUser``."""
        self._handle_named(flow, event)

    # --- looking ----------------------------------------------------------------------------

    def _tell(
        self, request: int, look: Callable[[], tuple[ReturnCandidate, ...]], voucher: str = ""
    ) -> None:
        try:
            found = look()
            refund_of = "" if found or not voucher else self._desk.refund_of(voucher)
            self._parts.observe(CandidatesTold(request, found, refund_of=refund_of))
        except StoreError as error:
            log.error("sales cannot be looked up: store %s", error.kind.value)
            self._parts.observe(CandidatesTold(request, (), error.kind))

    # --- beginning --------------------------------------------------------------------------

    def _begin(self, wanted: ReturnWanted, approval_no: str, operator_id: str) -> None:
        if wanted.request in self._begun:
            return
        try:
            self.recover()
            plan = self._desk.plan(wanted, operator_id, self._effects.cards)
            if isinstance(plan, BackRefused):
                self._parts.observe(plan)
                return
            if not self._hand.make_room():
                self._parts.observe(BackRefused(wanted.request))
                return
            approval = self._parts.authority.use(approval_no, plan.act)
            if approval is None:
                log.warning("refused without an approval: %s", plan.act.kind.value)
                self._parts.observe(BackRefused(wanted.request, not_authorised=True))
                return
            self._write_first(wanted.request, plan, approval)
        except StoreError as error:
            log.error("money back not begun: store %s", error.kind.value)
            self._parts.observe(BackRefused(wanted.request, kind=error.kind))
        except NoStanError:
            log.error("money back not begun: no trace numbers")
            self._parts.observe(BackRefused(wanted.request, kind=StoreErrorKind.OTHER))

    def _write_first(self, request: str, plan: Plan, approval: Approval) -> None:
        cards = self._effects.cards
        next_stan = 0
        if plan.takes_stan and cards is not None:
            cards.stans.fill()
            next_stan = cards.stans.next()
        context = self._stepping.context(next_stan)
        first: list[Step] = []

        def write(identity: ReturnIdentity) -> Commit:
            step = table.begin(plan.state(identity, approval, context.at), context)
            first[:] = [step]
            return first_commit(step, context.at, approval, plan.given_minor)

        draft = plan.draft(approval)
        identity = self._parts.store.begin_return(draft, context.at, write)
        (step,) = first
        record = self._record(plan, identity, step)
        flow = table.flow_name(identity.return_id)
        live = self._hand.adopt(BackView(flow, record, step.state))
        self._begun[request] = flow
        while len(self._begun) > MOST_REMEMBERED:
            self._begun.pop(next(iter(self._begun)))
        self._parts.observe(BackBegun(request, live.view))
        self._effects.perform(live, step.effects)
        if step.prints:
            self._parts.print_wanted()
        self._stepping.let_go(live)

    def _record(self, plan: Plan, identity: ReturnIdentity, step: Step) -> ReturnRecord:
        """Return the row as the store has it, or as it was just written."""
        try:
            record = self._parts.store.back(identity.return_id)
        except StoreError:
            record = None
        if record is not None:
            return record
        state = step.state
        bare = ReturnRecord(
            *(identity, plan.kind, plan.candidate.sale, state.amount_minor, state.return_state),
            *(state.operator_id, state.approver_id, state.begun_at, plan.given_minor),
        )
        return next_record(bare, state)

    # --- events -----------------------------------------------------------------------------

    def _post(self, flow: str, event: t.Event) -> None:
        self._parts.executor.submit(lambda: self._handle_named(flow, event))

    def _submit(self, task: Callable[[], None]) -> None:
        """Hand over what must not be lost: a full queue is tried again until it has room."""
        try:
            self._parts.executor.submit(task)
        except BusyError:
            self._effects.clocks.later(BUSY_RETRY_S, task)

    def _post_words(self, flow: str, event: t.Event, words: IssuerWords | None) -> None:
        """Take in what a host's thread heard."""
        self._submit(lambda: self._handle_named(flow, event, words))

    def _handle_named(self, flow: str, event: t.Event, words: IssuerWords | None = None) -> None:
        live = self._find(flow, event, words)
        if live is None:
            return
        if words is not None:
            live.words = words
        self._stepping.handle(live, event)

    def _find(self, flow: str, event: t.Event, words: IssuerWords | None) -> LiveBack | None:
        try:
            # Whatever it leads to, it must not go before what was armed when the program ended.
            self.recover()
            if self._effects.cards is not None:
                self._effects.cards.lane.take_up()
            live = self._hand.find(flow)
        except UnreadableFlowError:
            log.error("%s of %s was dropped: it cannot be read", type(event).__name__, flow)
            return None
        except StoreError as error:
            log.error("money back cannot be read: store %s", error.kind.value)
            if isinstance(event, TOLD_ONCE):
                again = functools.partial(self._handle_named, flow, event, words)
                self._effects.clocks.later(STALL_RETRY_S, again)
            return None
        if live is None:
            log.warning("an event for unknown money back was dropped: %s", type(event).__name__)
        return live

    # --- the readers ------------------------------------------------------------------------

    def _at_reader(self, news: ReaderNews) -> None:
        match news:
            case CardReady(flow=flow, facts=facts):
                self._handle_named(flow, t.CardReady(facts))
            case ReadFailed(flow=flow, problem=problem, fallback=fallback):
                live = self._hand.known(flow)
                if live is not None:
                    live.fallback = fallback
                    self._card_is_out(live)
                self._handle_named(flow, t.ReadFailed(problem))
            case ChoiceNeeded(flow=flow, labels=labels):
                self._choose(flow, labels)
            case CardRemoved(flow=flow):
                live = self._hand.known(flow)
                if live is not None:
                    self._card_is_out(live)
                    self._stepping.let_go(live)

    def _choose(self, flow: str, labels: tuple[str, ...]) -> None:
        """Choose the application that paid: the customer has done so before."""
        live, cards = self._hand.known(flow), self._effects.cards
        if live is None or cards is None:
            return
        paid = live.state.original
        label = "" if paid is None else paid.label
        cards.readers.choose(flow, labels.index(label) if label in labels else 0)

    def _card_is_out(self, live: LiveBack) -> None:
        live.card_is_out = True
        if live.view.card_in:
            live.view = replace(live.view, card_in=False)
            self._parts.observe(live.view)

    # --- the rest ---------------------------------------------------------------------------

    def _lift(self, flow: str, operator_id: str, approval_no: str) -> None:
        use: UseLeave = functools.partial(self._parts.authority.use, approval_no)
        cards = self._effects.cards
        if flow.startswith(f"{card_table.FLOW}:"):
            if cards is not None:
                cards.lift_sale(flow, operator_id, use)
            return
        if self._aside.lift(flow, operator_id, use):
            return
        try:
            live = self._hand.find(flow)
        except StoreError as error:
            log.error("money back cannot be read: store %s", error.kind.value)
            live = None
        act = None
        if live is not None and live.state.phase is Phase.REVERSING:
            state = live.state
            number, amount_minor = state.back_voucher, state.amount_minor
            act = Act(Supervised.LIFT_BLOCK, flow, number, amount_minor, operator_id)
        approval = use(act)
        if live is None or approval is None:
            log.warning("refused without an approval: %s", Supervised.LIFT_BLOCK.value)
            self._parts.observe(BackRefused(flow, not_authorised=True))
            return
        self._stepping.handle(live, t.LiftPressed(operator_id, approval.approver_id), approval)

    def _reprint(self, return_id: int, copy: SlipCopy) -> None:
        request = PrintRequest(return_id, copy, duplicate=True, kind=SlipKind.RETURN)
        try:
            record = self._parts.store.back(return_id)
            if record is None or record.state is not ReturnState.DONE:
                log.warning("a slip of money that has not gone back was asked for")
                return
            self._parts.store.request_print(request, self._parts.clock.now())
        except StoreError as error:
            log.error("reprint not queued: store %s", error.kind.value)
            self._parts.observe(ReprintRefused(return_id, copy, error.kind))
            return
        self._parts.print_wanted()
