"""Carries a settlement from one durable state to the next: step, write, then act.

What the disk does not take has not happened: the settlement stays where it was, and is taken up
again until the disk is well. Figures are read in the very task in which they are written down.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from kpay_desktop.domain.approval import Approval
from kpay_desktop.domain.ledger import UnresolvedRow
from kpay_desktop.domain.message import Message
from kpay_desktop.domain.moves import BatchClosing
from kpay_desktop.domain.sale import UNFINISHED
from kpay_desktop.domain.totals import Totals
from kpay_desktop.flows.entries import FlowBugError
from kpay_desktop.flows.settle_commit import commit_of
from kpay_desktop.flows.settle_effects import SettleEffects
from kpay_desktop.flows.settle_hand import LiveSettlement, SettlementsInHand
from kpay_desktop.flows.settle_parts import SettleParts
from kpay_desktop.flows.settlement import table
from kpay_desktop.flows.settlement import values as t
from kpay_desktop.flows.settlement.state import CarriedRow, Kind, Phase, SettlementState
from kpay_desktop.flows.settlement.steps import Context, Step
from kpay_desktop.flows.stan_book import NoStanError
from kpay_desktop.ports import StoreError, StoreErrorKind

log = logging.getLogger(__name__)

_GO = (t.Cleared, t.LiftPressed)
_BEFORE = (Phase.CLEARING, Phase.HELD)
_NEXT = (t.HostDiffers, t.RowTaken, t.RowCompared, t.RowUnanswered)
_NEW_MESSAGE = (*_GO, t.SignedOn, t.HostDiffers, t.RowTaken)


@dataclass(frozen=True, slots=True)
class _Figures:
    totals: Totals
    rows: int
    next_row: int | None


class SettleStepping:
    """The steps of the settlements in hand. All of it on the executor's thread.

    ``waits_for`` says what is under way at the counter in a lane, None if nothing is. ``ended``
    hears of a settlement that is over.
    """

    def __init__(
        self,
        parts: SettleParts,
        hand: SettlementsInHand,
        waits_for: Callable[[str], Message | None],
        ended: Callable[[LiveSettlement], None],
    ) -> None:
        self._parts = parts
        self._hand = hand
        self._waits_for = waits_for
        self._ended = ended
        self.effects = SettleEffects(parts, self.handle_named)

    def handle_named(self, flow: str, event: t.Event) -> None:
        """Hand an event to a settlement, if it is still under way."""
        live = self._hand.find(flow)
        if live is None:
            log.info("an event for a settlement that is over was dropped: %s", type(event).__name__)
            return
        self.handle(live, event)

    def handle(self, live: LiveSettlement, event: t.Event) -> None:
        """Carry a settlement on as far as it goes by itself."""
        if self._step_on(live, event):
            self.consider(live)

    def lift(self, live: LiveSettlement, event: t.LiftPressed, approval: Approval) -> None:
        """Go on without what is named, by a supervisor's leave."""
        if self._step_on(live, event, approval):
            self.consider(live)

    def consider(self, live: LiveSettlement) -> None:
        """Look at the counter and at what is not finished, where the settlement waits for it."""
        while self._hand.has(live):
            try:
                event = self._look(live)
            except StoreError as error:
                self._stall(live, error)
                return
            if event is None or not self._step_on(live, event):
                return

    # --- what it waits for ------------------------------------------------------------------

    def _look(self, live: LiveSettlement) -> t.Event | None:
        state = live.state
        if state.phase is Phase.WAITING:
            return self._look_at_counter(live)
        if state.phase not in _BEFORE:
            return None
        rows = _carried_rows(self._parts.store.unresolved(live.identity.batch_id))
        if not rows:
            return t.Cleared()
        if rows == state.carried_rows:
            return None
        return t.Uncleared(tuple(dict.fromkeys(row.voucher for row in rows)), rows)

    def _look_at_counter(self, live: LiveSettlement) -> t.Event | None:
        waits_for = self._waits_for(live.state.acquirer)
        if waits_for is None:
            return t.CounterIdle()
        if waits_for != live.view.waits_for:
            live.view = replace(live.view, waits_for=waits_for)
            self._parts.observe(live.view)
        return None

    # --- one step ---------------------------------------------------------------------------

    def _step_on(
        self, live: LiveSettlement, event: t.Event, approval: Approval | None = None
    ) -> bool:
        """Take one step; False if nothing came of it."""
        before = live.state
        try:
            context = self._context(live, event)
            step = table.step(before, event, context)
            closes = self._closing(live, step) if step.closes else None
            if closes is not None and self._has_moved(live, before, step, closes):
                log.warning("rows moved while a batch was compared: it is counted anew")
                event, closes = t.RowsMoved(), None
                step = table.step(before, event, context)
            if closes is not None:
                step = self._naming(step, closes)
            is_written = step.state != before
            if is_written:
                written = commit_of(step.state, event, context.at, closes, approval)
                self._parts.store.commit(written)
        except FlowBugError as bug:
            log.error("flow bug: %s in %s", bug.event, bug.phase)
            return False
        except (StoreError, NoStanError) as error:
            self._stall(live, error)
            return False
        if step.ignored:
            return False
        fault = None if is_written else live.view.store_fault
        waits_for = live.view.waits_for if step.state.phase is Phase.WAITING else None
        live.view = replace(live.view, state=step.state, store_fault=fault, waits_for=waits_for)
        self._parts.observe(live.view)
        self.effects.perform(live, step.effects)
        if not table.is_open(step.state):
            self._finish(live, has_paper=closes is not None)
        return True

    def _finish(self, live: LiveSettlement, *, has_paper: bool) -> None:
        self._hand.let_go(live)
        if has_paper:
            self._parts.print_wanted()
        self._ended(live)

    def context(self) -> Context:
        """Return what a step may know that needs no figures."""
        return Context(self._parts.clock.now(), self._parts.clocks, 0, Totals(), 0, None)

    def _context(self, live: LiveSettlement, event: t.Event) -> Context:
        """Return what a step may know; figures and numbers where it may need them.

        Raises:
            StoreError, NoStanError: they cannot be had.
        """
        state, context = live.state, self.context()
        if getattr(event, "stan", state.stan) != state.stan:
            return context
        goes = isinstance(event, _GO) and state.phase in _BEFORE
        if not (goes or (isinstance(event, (*_NEXT, t.SignedOn)) and table.is_shut(state))):
            return context
        if state.kind is Kind.CARD_HOST and isinstance(event, _NEW_MESSAGE):
            context = replace(context, next_stan=self._stan())
        if isinstance(event, t.SignedOn):
            return context
        figures = self._figures(live, event, counts=goes)
        return replace(context, totals=figures.totals, rows=figures.rows, next_row=figures.next_row)

    def _figures(self, live: LiveSettlement, event: t.Event, *, counts: bool) -> _Figures:
        store, batch_id, state = self._parts.store, live.identity.batch_id, live.state
        is_cleared = isinstance(event, t.Cleared)
        without = frozenset[int]() if is_cleared else _row_ids(state)
        totals, rows = Totals(), state.rows
        if counts:
            found = store.batch_figures(batch_id, without)
            totals, rows = found.totals, found.rows
        # Of a batch that nobody holds shut, rows that come later are none of this settlement's.
        is_over = state.phase is Phase.COMPARING and state.done + 1 >= rows
        entry = None if is_over else store.next_entry(batch_id, state.cursor, without)
        return _Figures(totals, rows, None if entry is None else entry.row_id)

    def _stan(self) -> int:
        cards = self.effects.cards
        if cards is None:
            raise NoStanError("there is no card host to number messages for")
        cards.stans.fill()
        return cards.stans.next()

    # --- the end of the batch ---------------------------------------------------------------

    def _closing(self, live: LiveSettlement, step: Step) -> BatchClosing:
        """Return the end of the batch: what is carried over, and what came after our totals.

        A sale that counts in them stays, whatever a void of it has come to be since: the void alone
        goes on.
        """
        store, batch_id, state = self._parts.store, live.identity.batch_id, step.state
        unknown = {row.row_id for row in store.unresolved(batch_id) if not self._counts(row)}
        carried = set(_row_ids(state)) | unknown
        if state.kind is Kind.WALLETS:
            after = state.cursor
            while (entry := store.next_entry(batch_id, after, frozenset(carried))) is not None:
                after = entry.row_id
                carried.add(after)
        return BatchClosing(batch_id, tuple(sorted(carried)))

    def _counts(self, row: UnresolvedRow) -> bool:
        sale = self._parts.store.sale(row.row_id) if row.kind is None else None
        return sale is not None and sale.state not in UNFINISHED

    def _naming(self, step: Step, closes: BatchClosing) -> Step:
        """Name what came to be unknown at the card host since its totals were handed in."""
        state, known = step.state, _row_ids(step.state)
        if state.kind is not Kind.CARD_HOST:
            return step
        late = [
            row
            for row in _carried_rows(self._parts.store.unresolved(closes.batch_id))
            if row.row_id in closes.carried and row.row_id not in known
        ]
        if not late:
            return step
        rows = (*state.carried_rows, *late)
        vouchers = tuple(dict.fromkeys(row.voucher for row in rows))
        log.info("what became unknown behind the totals is carried over: %d", len(late))
        return replace(step, state=replace(state, carried=vouchers, carried_rows=rows))

    def _has_moved(
        self, live: LiveSettlement, before: SettlementState, step: Step, closes: BatchClosing
    ) -> bool:
        """True if what is left in the batch is not what was written down.

        A card host has closed the batch by then, and nothing moves while it is shut; that it did is
        a fault of the program, and is reported.
        """
        figures = self._parts.store.batch_figures(closes.batch_id, frozenset(closes.carried))
        if (figures.totals, figures.rows) == (step.state.ours, step.state.rows):
            return False
        if before.phase is Phase.COMPARING:
            return True
        log.error("a batch was closed with other rows than its totals: %s", live.view.flow)
        return False

    # --- a disk that refuses ----------------------------------------------------------------

    def _stall(self, live: LiveSettlement, error: StoreError | NoStanError) -> None:
        """Nothing was written, so nothing has happened: try again shortly."""
        kind = error.kind if isinstance(error, StoreError) else StoreErrorKind.OTHER
        log.error("settlement step not written: store %s", kind.value)
        live.view = replace(live.view, store_fault=kind)
        self._parts.observe(live.view)
        # No step of the settlement stops this clock.
        flow = live.view.flow
        self.effects.clocks.start_stall(flow, lambda: self.handle_named(flow, t.Stalled()))


def _carried_rows(found: Iterable[UnresolvedRow]) -> tuple[CarriedRow, ...]:
    return tuple(
        CarriedRow(row.row_id, row.voucher, row.method, row.amount_minor, row.kind) for row in found
    )


def _row_ids(state: SettlementState) -> frozenset[int]:
    return frozenset(row.row_id for row in state.carried_rows)
