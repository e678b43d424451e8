"""Carries out what a step of a settlement asks for: card host, gateway, flows at work, clocks."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable, Mapping

from kpay_desktop.domain.ledger import BatchEntry
from kpay_desktop.domain.totals import Totals
from kpay_desktop.flows.card_numbers import have_number, is_kept
from kpay_desktop.flows.flow_clocks import BUSY_RETRY_S, STALL_RETRY_S, FlowClocks
from kpay_desktop.flows.settle_compare import compared, number_of
from kpay_desktop.flows.settle_hand import LiveSettlement
from kpay_desktop.flows.settle_host import named, row_of, silent
from kpay_desktop.flows.settle_parts import BatchEffect, CardSide, SettleParts, TellBatch
from kpay_desktop.flows.settlement import values as t
from kpay_desktop.flows.settlement.state import Difference
from kpay_desktop.flows.settlement.steps import NOT_SENT
from kpay_desktop.flows.wallet_sale import values as w
from kpay_desktop.flows.wallet_sale.effects import QueryOrder
from kpay_desktop.ports import BusyError, StoreError
from kpay_desktop.ports_cards import Silence

log = logging.getLogger(__name__)

TIMER_EVENTS: Mapping[t.TimerName, t.Event] = {
    t.TimerName.CLEAR: t.ClearTimeOver(),
    t.TimerName.RETRY: t.RetryDue(),
}
Handle = Callable[[str, t.Event], None]


class SettleEffects:
    """The hands of the runner of settlements. All of it on the executor's thread, but for ``post``.

    ``handle`` hands an event to a settlement, on the executor's thread.
    """

    def __init__(self, parts: SettleParts, handle: Handle) -> None:
        self._parts = parts
        self._handle = handle
        self.clocks = FlowClocks(parts.timers, "settlement")
        self.cards: CardSide | None = None

    def perform(self, live: LiveSettlement, effects: tuple[t.Effect, ...]) -> None:
        """Carry the effects out in their order."""
        for effect in effects:
            match effect:
                case t.StartTimer(name=name, delay_s=delay_s):
                    self._start(live, name, delay_s)
                case t.StopTimers():
                    self.clocks.stop(live.timers)
                case t.Clear():
                    self._clear(live)
                case t.CompareRow(sale_id=row_id):
                    self._compare(live, row_id)
                case t.SendRow():
                    self._send_row(live, effect)
                case t.SendTotals() | t.SendEnd() | t.SignOn():
                    self._at_host(live, effect)
                case t.WaitForIdle():
                    pass  # The counter is looked at behind every step.

    def _start(self, live: LiveSettlement, name: t.TimerName, delay_s: float) -> None:
        flow, event = live.view.flow, TIMER_EVENTS[name]
        call = functools.partial(self._handle, flow, event)
        self.clocks.start(live.timers, flow, name.value, delay_s, call)

    def post(self, flow: str, event: t.Event) -> None:
        """Hand an event over from whatever thread."""
        try:
            self._parts.executor.submit(lambda: self._handle(flow, event))
        except BusyError:
            self.clocks.once(f"{flow}/answer", BUSY_RETRY_S, lambda: self._handle(flow, event))

    # --- what is not finished ---------------------------------------------------------------

    def _clear(self, live: LiveSettlement) -> None:
        """Have every flow whose end is not known send or ask once more."""
        try:
            rows = self._parts.store.unresolved(live.identity.batch_id)
        except StoreError as error:
            log.error("what is not finished cannot be read: store %s", error.kind.value)
            return
        for flow in dict.fromkeys(row.flow for row in rows):
            try:
                self._parts.nudge(flow)
            except BusyError:
                log.warning("a flow was not asked to try again: the till has too much to do")

    # --- the card host ----------------------------------------------------------------------

    def _at_host(self, live: LiveSettlement, effect: BatchEffect) -> None:
        flow, cards = live.view.flow, self.cards
        if cards is None:
            self.post(flow, silent(effect, Silence.OFFLINE))
            return
        cards.work.settle(effect, self._teller(flow))

    def _teller(self, flow: str) -> TellBatch:
        return lambda event: self.post(flow, event)

    def _send_row(self, live: LiveSettlement, effect: t.SendRow) -> None:
        """Send a row with its card's number, out of the vault.

        A row whose number is gone for good cannot be sent, and is named; the others go on.
        """
        flow, cards = live.view.flow, self.cards
        nothing = t.RowSilent(effect.stan, Silence.OFFLINE)
        entry = self._entry(effect.sale_id)
        row = None if entry is None else row_of(entry, effect.stan, live.state.batch_no)
        if cards is None or entry is None or row is None:
            self.post(flow, nothing)
            return
        try:
            is_there = is_kept(row.handle, cards)
        except StoreError as error:
            log.error("a card's number cannot be read: store %s", error.kind.value)
            self.post(flow, nothing)
            return
        if not is_there:
            log.error("a row was not sent: its card's number is gone")
            unsent = Difference(entry.row_id, entry.voucher, entry.amount_minor, code=NOT_SENT)
            self.post(flow, t.RowTaken(effect.stan, unsent))
            return
        was_there, tries = cards.box.get(row.handle) is not None, live.state.tries
        if not have_number(row.handle, cards):
            self.post(flow, nothing)
            return

        def tell(event: t.Event) -> None:
            if not was_there:
                cards.box.wipe(row.handle)
            self.post(flow, named(event, entry, tries))

        cards.work.settle(row, tell)

    # --- a gateway --------------------------------------------------------------------------

    def _compare(self, live: LiveSettlement, row_id: int) -> None:
        """Ask the gateway about one order; one at a time, so that nobody is overrun."""
        flow = live.view.flow
        entry = self._entry(row_id)
        if entry is None:
            # Nobody was asked: that says nothing of the order.
            self._start(live, t.TimerName.RETRY, STALL_RETRY_S)
            return
        if entry.back is not None and not entry.back.wallet_no:
            # Its yes named no number of its own: there is nothing to ask for beside that yes.
            self.post(flow, t.RowCompared(row_id, Totals(0, 0, 1, entry.amount_minor)))
            return

        def reply(event: w.Event, _symbol: object) -> None:
            self.post(flow, compared(entry, event))

        # A ticket that no sale has: its own enquiries are not mistaken for this one.
        ask = QueryOrder(number_of(entry), -live.state.settlement_id, in_background=True)
        self._parts.query(ask, reply)

    def _entry(self, row_id: int) -> BatchEntry | None:
        try:
            return self._parts.store.entry(row_id)
        except StoreError as error:
            log.error("a row of a batch cannot be read: store %s", error.kind.value)
            return None
