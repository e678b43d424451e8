"""Runs settlements: one for each acquirer with rows, independent of each other.

All of it happens on the executor that sales run on, the store's writer thread. Our totals and the
number of the message are on the disk before a byte leaves; a batch is closed, carried over, wiped
and put on paper in one transaction.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence

from kpay_desktop.domain.ledger import Acquirer, BatchStanding, OpenBatch
from kpay_desktop.domain.message import Message
from kpay_desktop.domain.moves import SettlementDraft, SettlementIdentity
from kpay_desktop.domain.records import Commit
from kpay_desktop.domain.totals import MOST_ROWS
from kpay_desktop.flows.auto_settle import BatchAge
from kpay_desktop.flows.settle_commit import first_commit, papers
from kpay_desktop.flows.settle_counter import Counter
from kpay_desktop.flows.settle_hand import LiveSettlement, SettlementsInHand
from kpay_desktop.flows.settle_parts import CardSide, SettleParts, carry_over_act, kind_of
from kpay_desktop.flows.settle_state import AUTOMATIC
from kpay_desktop.flows.settle_stepping import SettleStepping
from kpay_desktop.flows.settle_view import (
    BatchNearlyFull,
    SettleBegun,
    SettleRefused,
    SettleView,
    StandingTold,
)
from kpay_desktop.flows.settlement import table
from kpay_desktop.flows.settlement import values as t
from kpay_desktop.flows.settlement.state import Phase, SettlementState
from kpay_desktop.ports import BusyError, StoreError, StoreErrorKind

log = logging.getLogger(__name__)

TELL_AGAIN_S = 0.5
"""How long changes of the open batches are gathered before they are told of."""

_PREFIX = f"{table.FLOW}:"


class SettleRunner:
    """The settlements of this till. Methods may be called from any thread but where they say so."""

    def __init__(self, parts: SettleParts) -> None:
        self._parts = parts
        self._hand = SettlementsInHand(parts.store)
        self._counter = Counter()
        self._stepping = SettleStepping(parts, self._hand, self._waits_for, self._ended)
        self._effects = self._stepping.effects
        self._taken_up: int | None = None
        self._is_looked_at = False
        self._lock = threading.Lock()
        self._is_asked = False

    def use_cards(self, cards: CardSide) -> None:
        """Settle the cards' batch with their host. Before the first settlement, or at any time."""
        self._effects.cards = cards
        self._submit(self._reconsider)

    # --- asked from outside ---------------------------------------------------------------

    def look(self) -> None:
        """Tell how the open batches stand, now and whenever they have changed.

        Raises:
            BusyError: the till cannot take it now; here and below.
        """
        self._parts.executor.submit(self._look)

    def look_away(self) -> None:
        """Tell no more of the open batches: nobody looks at them."""
        self._parts.executor.submit(self._look_away)

    def settle(self, operator_id: str, *, is_automatic: bool = False) -> None:
        """Settle every open batch: ``SettleBegun`` or ``SettleRefused`` follows."""
        self._parts.executor.submit(lambda: self._settle(operator_id, is_automatic))

    def cancel(self, flow: str) -> None:
        """End one, while nothing is closed."""
        self._post(flow, t.CancelPressed())

    def try_now(self, flow: str) -> None:
        """Repeat now what is repeated by itself."""
        self._post(flow, t.TryNowPressed())

    def carry_over(self, flow: str, approval_no: str, operator_id: str) -> None:
        """Close a batch without what is not known, with a supervisor's leave for just that."""
        self._parts.executor.submit(lambda: self._carry_over(flow, approval_no, operator_id))

    def print_again(self, settlement_id: int) -> None:
        """Print slip and list of a settlement of before, marked DUPLICATE."""
        self._parts.executor.submit(lambda: self._print_again(settlement_id))

    def note(self, news: object) -> None:
        """Take in what sales, voids and refunds tell; see ``Counter``. It does not wait."""
        if not self._counter.note(news):
            return
        with self._lock:
            is_asked, self._is_asked = self._is_asked, True
        if not is_asked:
            self._submit(self._reconsider)

    # --- on the executor's thread -----------------------------------------------------------

    def recover(self) -> int:
        """Take up every settlement that was in flight; return how many. Only the first call does.

        Raises:
            StoreError: they cannot be read.
        """
        if self._taken_up is not None:
            return self._taken_up
        flows = [one for one in self._parts.store.open_flows() if one.flow.startswith(_PREFIX)]
        found = [self._hand.read(stored) for stored in flows]
        self._taken_up = len(found)
        for live in found:
            self._stepping.handle(live, t.Restarted())
        return len(found)

    def is_shut(self, acquirer: str) -> bool:
        """True while nothing else of money goes to the acquirer: its rows stand as they are.

        Before it is known what was in flight when the last program ended, that is so of each.
        """
        try:
            self.recover()
        except StoreError as error:
            log.error("settlements cannot be taken up: store %s", error.kind.value)
            return True
        live = self._hand.of(acquirer)
        return live is not None and table.is_shut(live.state)

    def are_cards_shut(self) -> bool:
        """True while the cards' batch is shut; what :class:`~.card_lane.CardLane` asks."""
        return self.is_shut(Acquirer.CARDS)

    def under_way(self) -> tuple[SettleView, ...]:
        """Return the settlements that are under way."""
        return tuple(live.view for live in self._hand.all())

    def ages(self) -> Sequence[BatchAge]:
        """Return the open batches with rows that are not being settled; for ``AutoSettle``.

        Raises:
            StoreError: they cannot be read.
        """
        store = self._parts.store
        open_ = [one for one in store.open_batches() if self._hand.of(one.acquirer) is None]
        rows = [one for one in open_ if store.batch_figures(one.batch_id).rows or self._waits(one)]
        return [BatchAge(one.opened_at, store.last_settled_at(one.acquirer)) for one in rows]

    def _waits(self, batch: OpenBatch) -> bool:
        store, number = self._parts.store, batch.batch_id
        return bool(store.unresolved(number) or store.batch_groups(number))

    def settle_by_itself(self) -> None:
        """Settle every open batch with nobody asking for it."""
        self._settle(AUTOMATIC, True)

    def _settle(self, operator_id: str, is_automatic: bool) -> None:
        views: list[SettleView] = []
        begun: list[LiveSettlement] = []
        try:
            self.recover()
            for standing in self._parts.store.standing():
                live = self._hand.of(standing.batch.acquirer)
                if live is None:
                    run_id = begun[0].identity.run_id if begun else None
                    acquirer = standing.batch.acquirer
                    draft = SettlementDraft(acquirer, operator_id, is_automatic, run_id)
                    live = self._begin(draft)
                    if live is None:
                        continue
                    begun.append(live)
                views.append(live.view)
        except StoreError as error:
            log.error("not settled: store %s", error.kind.value)
            if not views:
                self._parts.observe(SettleRefused(error.kind))
                return
        self._parts.observe(SettleBegun(tuple(views)))
        for live in begun:
            self._stepping.consider(live)

    def _begin(self, draft: SettlementDraft) -> LiveSettlement | None:
        at = self._parts.clock.now()
        first: list[SettlementState] = []

        def write(identity: SettlementIdentity) -> Commit:
            state = SettlementState(
                settlement_id=identity.settlement_id,
                kind=kind_of(identity.acquirer),
                acquirer=identity.acquirer,
                batch_no=identity.batch_no,
                begun_at=at,
                operator_id=draft.operator_id,
                is_automatic=draft.is_automatic,
            )
            first[:] = [state]
            return first_commit(state, at)

        identity = self._parts.store.begin_settlement(draft, at, write)
        if identity is None:
            return None
        state = first[0]
        flow = table.flow_name(state.settlement_id)
        live = self._hand.adopt(SettleView(flow, identity.run_id, state), identity)
        self._effects.perform(live, table.begin(state, self._stepping.context()).effects)
        return live

    def _post(self, flow: str, event: t.Event) -> None:
        self._parts.executor.submit(lambda: self._stepping.handle_named(flow, event))

    def _carry_over(self, flow: str, approval_no: str, operator_id: str) -> None:
        live = self._hand.find(flow)
        act = None
        if live is not None:
            # What is named must be what is not known by now, not what was so a minute ago.
            self._stepping.consider(live)
            if live.state.phase is Phase.HELD and live.state.carried:
                act = carry_over_act(flow, live.state, operator_id)
        approval = self._parts.authority.use(approval_no, act)
        if live is None or not self._hand.has(live):
            return
        if approval is None:
            log.warning("refused without an approval: carry over")
            self._parts.observe(live.view)
            return
        pressed = t.LiftPressed(operator_id, approval.approver_id)
        self._stepping.lift(live, pressed, approval)

    def _print_again(self, settlement_id: int) -> None:
        store, at = self._parts.store, self._parts.clock.now()
        try:
            record = store.settlement(settlement_id)
            if record is None or record.phase != Phase.SETTLED:
                log.warning("slips of a batch that is not settled were asked for")
                return
            for request in papers(settlement_id, duplicate=True):
                store.request_print(request, at)
        except StoreError as error:
            log.error("slips not queued: store %s", error.kind.value)
            self._parts.observe(SettleRefused(error.kind))
            return
        self._parts.print_wanted()

    # --- what moves beside it -----------------------------------------------------------------

    def _waits_for(self, acquirer: str) -> Message | None:
        if acquirer == Acquirer.CARDS and self._effects.cards is None:
            return Message("settlement.waits_cards")  # Nobody can be asked yet.
        return self._counter.under_way(acquirer)

    def _reconsider(self) -> None:
        """Look again at what settlements wait for, and at how the batches stand."""
        with self._lock:
            self._is_asked = False
        for live in self._hand.all():
            self._stepping.consider(live)
        if self._counter.take_card_row():
            self._tell_room()
        self._changed()

    def _ended(self, _live: LiveSettlement) -> None:
        self._changed()

    def _changed(self) -> None:
        if self._is_looked_at:
            self._effects.clocks.once("settlement/standing", TELL_AGAIN_S, self._tell_standing)

    def _look(self) -> None:
        self._is_looked_at = True
        self._tell_standing()
        self._tell_room()

    def _look_away(self) -> None:
        self._is_looked_at = False

    def _tell_standing(self) -> None:
        if not self._is_looked_at:
            return  # They were gathered for a page that has been left since.
        batches: Sequence[BatchStanding] = ()
        kind: StoreErrorKind | None = None
        try:
            batches = self._parts.store.standing()
        except StoreError as error:
            log.error("the open batches cannot be read: store %s", error.kind.value)
            kind = error.kind
        self._parts.observe(StandingTold(tuple(batches), self.under_way(), kind))

    def _tell_room(self) -> None:
        """Say that the cards' batch is nearly full, or takes no more rows."""
        try:
            for batch in self._parts.store.open_batches():
                if batch.acquirer != Acquirer.CARDS:
                    continue
                figures = self._parts.store.batch_figures(batch.batch_id)
                is_full = figures.rows >= MOST_ROWS
                if is_full or figures.totals.is_nearly_full:
                    self._parts.observe(BatchNearlyFull(batch.batch_no, figures.rows, is_full))
        except StoreError as error:
            log.error("the cards' batch cannot be counted: store %s", error.kind.value)

    def _submit(self, task: Callable[[], None]) -> None:
        """Hand over what must not be lost: a full queue is tried again."""
        try:
            self._parts.executor.submit(task)
        except BusyError:
            self._effects.clocks.once("settlement/later", TELL_AGAIN_S, task)
