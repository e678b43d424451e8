"""Runs sales: step, write, then act.

All of it happens on one serial executor, which is the store's writer thread: the new state is on
the disk before any effect leaves, and results come back as events in the order they arrive. A
step that cannot be written changes nothing; it is taken up again until the disk is well.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from kpay_desktop.domain.records import Commit, PrintRequest, SaleRecord, SlipCopy
from kpay_desktop.domain.sale import SaleDraft, SaleIdentity
from kpay_desktop.flows import codec
from kpay_desktop.flows.entries import FlowBugError
from kpay_desktop.flows.show_qr import table
from kpay_desktop.flows.show_qr import values as t
from kpay_desktop.flows.show_qr.building import Context, Step
from kpay_desktop.flows.show_qr.values import ShowQrState
from kpay_desktop.ports import (
    BusyError,
    Clock,
    SerialExecutor,
    Store,
    StoreError,
    StoreErrorKind,
    Timers,
)
from kpay_desktop.qr.symbol import Symbol
from kpay_desktop.settings import QrClockSettings

log = logging.getLogger(__name__)

STALL_RETRY_S = 2.0
MAX_SALES_IN_HAND = 500
"""Unfinished sales kept in hand; more would mean that nothing has been answered for days."""

_TIMER_EVENTS: Mapping[t.TimerName, t.Event] = {
    t.TimerName.POLL: t.PollDue(),
    t.TimerName.EXPIRY: t.ExpiryReached(),
    t.TimerName.RETRY: t.RetryDue(),
    t.TimerName.WATCH: t.WatchDue(),
}


@dataclass(frozen=True, slots=True)
class SaleView:
    """A sale as pages may show it: the durable state, and what belongs to this run alone.

    ``checked_at`` and ``expires_at`` are monotonic seconds. ``note`` says why the last press
    changed nothing; ``store_fault`` that the last step could not be written.
    """

    flow: str
    sale: SaleRecord
    state: ShowQrState
    symbol: Symbol | None = None
    checked_at: float | None = None
    expires_at: float | None = None
    note: str = ""
    store_fault: StoreErrorKind | None = None


@dataclass(frozen=True, slots=True)
class ChargeRefused:
    """No sale was begun. ``request`` is the press it answers; ``kind`` picks the words."""

    request: str
    kind: StoreErrorKind | None


@dataclass(frozen=True, slots=True)
class ChargeBegun:
    """A sale was begun for the press ``request``."""

    request: str
    view: SaleView


Observed = SaleView | ChargeRefused | ChargeBegun
Reply = Callable[[t.Event, Symbol | None], None]


@dataclass(frozen=True, slots=True)
class RunnerParts:
    """What a runner works with."""

    store: Store
    executor: SerialExecutor
    timers: Timers
    clock: Clock
    clocks: QrClockSettings
    perform: Callable[[t.Effect, Reply], None]
    observe: Callable[[Observed], None]
    print_wanted: Callable[[], None]


@dataclass(slots=True)
class _Live:
    view: SaleView
    timers: set[str] = field(default_factory=set)


class Runner:
    """The sales of this lane. Public methods may be called from any thread."""

    def __init__(self, parts: RunnerParts) -> None:
        self._parts = parts
        self._live: dict[str, _Live] = {}
        self._by_order: dict[str, str] = {}
        self._charged: dict[str, str] = {}

    # --- asked from outside ---------------------------------------------------------------

    def charge(self, draft: SaleDraft, request: str) -> None:
        """Begin a sale. ``request`` names the press: a repeat of it begins nothing.

        Raises:
            BusyError: the till cannot take it now; nothing was begun.
        """
        self._parts.executor.submit(lambda: self._charge(draft, request))

    def post(self, flow: str, event: t.Event, symbol: Symbol | None = None) -> None:
        """Hand an event to a sale.

        Raises:
            BusyError: the till cannot take it now.
        """
        self._parts.executor.submit(lambda: self._handle(flow, event, symbol))

    def post_paid(self, order_no: str, event: t.Paid) -> None:
        """Hand a payment that came by callback to the sale of that order.

        Raises:
            BusyError: the till cannot take it now; the gateway will call again.
        """
        self._parts.executor.submit(lambda: self._handle_order(order_no, event))

    def accept_late(self, flow: str, operator_id: str) -> None:
        """Accept money that came late; refused when the sale has another payment."""
        self._parts.executor.submit(lambda: self._accept(flow, operator_id))

    def reprint(self, sale_id: int, copy: SlipCopy) -> None:
        """Print another slip, marked DUPLICATE."""
        self._parts.executor.submit(lambda: self._reprint(sale_id, copy))

    def recover(self) -> int:
        """Take up every sale that was in flight; return how many. On the executor's thread."""
        flows = self._parts.store.open_flows()
        for open_flow in flows:
            state = codec.decode(ShowQrState, open_flow.state)
            sale = self._parts.store.sale(state.identity.sale_id)
            if sale is None:
                raise StoreError(StoreErrorKind.DAMAGED, f"{open_flow.flow} has no sale")
            self._adopt(SaleView(open_flow.flow, sale, state))
        for open_flow in flows:
            self._handle(open_flow.flow, t.Restarted(), None)
        return len(flows)

    # --- on the executor ------------------------------------------------------------------

    def _context(self) -> Context:
        return Context(self._parts.clock.now(), self._parts.clocks)

    def _charge(self, draft: SaleDraft, request: str) -> None:
        if request in self._charged:
            return
        if len(self._live) >= MAX_SALES_IN_HAND:
            self._parts.observe(ChargeRefused(request, None))
            return
        context = self._context()
        first: list[Step] = []

        def write(identity: SaleIdentity) -> Commit:
            begun = table.begin(draft, identity, context)
            first[:] = [begun]
            return _commit(begun, t.Begun(), context)

        try:
            identity = self._parts.store.begin_sale(draft, context.at, write)
        except StoreError as error:
            log.warning("sale not begun: store %s", error.kind.value)
            self._parts.observe(ChargeRefused(request, error.kind))
            return
        sale = SaleRecord(
            identity=identity,
            created_at=context.at,
            amount_minor=draft.amount_minor,
            tip_minor=draft.tip_minor,
            wallet=draft.wallet,
            mode=draft.mode,
            cashier_id=draft.cashier_id,
            state=table.sale_state(first[0].state),
        )
        view = SaleView(table.flow_name(identity), sale, first[0].state)
        self._adopt(view)
        self._remember(request, view.flow)
        self._parts.observe(ChargeBegun(request, view))
        self._perform(view.flow, first[0])

    def _remember(self, request: str, flow: str) -> None:
        self._charged[request] = flow
        while len(self._charged) > MAX_SALES_IN_HAND:
            self._charged.pop(next(iter(self._charged)))

    def _adopt(self, view: SaleView) -> None:
        self._live[view.flow] = _Live(view)
        self._by_order[view.state.identity.order_no] = view.flow

    def _find(self, flow: str) -> _Live | None:
        live = self._live.get(flow)
        if live is not None:
            return live
        try:
            stored = self._parts.store.flow(flow)
            if stored is None:
                return None
            state = codec.decode(ShowQrState, stored.state)
            sale = self._parts.store.sale(state.identity.sale_id)
        except (StoreError, codec.CodecError) as error:
            log.error("flow %s cannot be read: %s", flow, type(error).__name__)
            return None
        if sale is None:
            return None
        self._adopt(SaleView(flow, sale, state))
        return self._live[flow]

    def _handle_order(self, order_no: str, event: t.Event) -> None:
        flow = self._by_order.get(order_no)
        if flow is None:
            try:
                flow = self._parts.store.flow_of_order(order_no)
            except StoreError as error:
                log.error("order cannot be looked up: store %s", error.kind.value)
        if flow is None:
            log.warning("an event for an unknown order was dropped")
            return
        self._handle(flow, event, None)

    def _handle(self, flow: str, event: t.Event, symbol: Symbol | None) -> None:
        live = self._find(flow)
        if live is None:
            log.warning("an event for an unknown sale was dropped: %s", type(event).__name__)
            return
        context = self._context()
        view = live.view
        try:
            step = table.step(view.state, event, context)
        except FlowBugError as bug:
            log.error("flow bug: %s in %s", bug.event, bug.phase)
            return
        if step.state != view.state or step.new_credits or step.credit_states:
            try:
                self._parts.store.commit(_commit(step, event, context, flow))
            except StoreError as error:
                self._stall(live, error)
                return
        self._show(live, step, event, symbol, context)
        self._perform(flow, step)
        if step.print_requests:
            self._parts.print_wanted()
        if not table.is_open(step.state):
            self._forget(flow)

    def _show(
        self,
        live: _Live,
        step: Step,
        event: t.Event,
        symbol: Symbol | None,
        context: Context,
    ) -> None:
        view = live.view
        now = self._parts.clock.monotonic()
        checked = now if isinstance(event, _BELIEVED) else view.checked_at
        expires = view.expires_at
        shown = step.state.phase is t.Phase.SHOWN
        if shown and expires is None:
            expires = now + max(0.0, (step.state.expires_at - context.at).total_seconds())
        update = table.sale_update(step.state)
        sale = replace(
            view.sale,
            state=update.state,
            reason=update.reason or "",
            wallet_txn_no=update.wallet_txn_no or view.sale.wallet_txn_no,
            paid_at=update.paid_at or view.sale.paid_at,
            finished_at=update.finished_at or view.sale.finished_at,
        )
        live.view = replace(
            view,
            state=step.state,
            sale=sale,
            symbol=(symbol or view.symbol) if shown else None,
            checked_at=checked,
            expires_at=expires if shown else None,
            note=step.ignored if isinstance(event, _PRESSES) else "",
            store_fault=None,
        )
        self._parts.observe(live.view)

    def _stall(self, live: _Live, error: StoreError) -> None:
        """Nothing was written, so nothing has happened: try again shortly."""
        log.error("step not written: store %s", error.kind.value)
        live.view = replace(live.view, store_fault=error.kind)
        self._parts.observe(live.view)
        self._start_timer(live, live.view.flow, "stall", STALL_RETRY_S, t.Stalled())

    def _perform(self, flow: str, step: Step) -> None:
        live = self._live[flow]
        for effect in step.effects:
            if isinstance(effect, t.StartTimer):
                event = _TIMER_EVENTS[effect.name]
                self._start_timer(live, flow, effect.name.value, effect.delay_s, event)
            elif isinstance(effect, t.StopTimers):
                self._stop_timers(live)
            else:
                self._parts.perform(effect, self._reply_to(flow))

    def _reply_to(self, flow: str) -> Reply:
        def reply(event: t.Event, symbol: Symbol | None) -> None:
            try:
                self.post(flow, event, symbol)
            except BusyError:
                log.warning("an answer found the till busy or stopped: %s", type(event).__name__)

        return reply

    def _start_timer(
        self, live: _Live, flow: str, name: str, delay_s: float, event: t.Event
    ) -> None:
        key = f"{flow}/{name}"
        live.timers.add(key)
        self._parts.timers.start(key, delay_s, lambda: self._handle(flow, event, None))

    def _stop_timers(self, live: _Live) -> None:
        for key in live.timers:
            self._parts.timers.cancel(key)
        live.timers.clear()

    def _forget(self, flow: str) -> None:
        live = self._live.pop(flow)
        self._stop_timers(live)
        self._by_order.pop(live.view.state.identity.order_no, None)

    def _accept(self, flow: str, operator_id: str) -> None:
        live = self._find(flow)
        if live is None:
            return
        identity = live.view.state.identity
        try:
            taken = self._parts.store.has_other_approval(identity.sale_id, identity.attempt_id)
        except StoreError as error:
            self._stall(live, error)
            return
        self._handle(flow, t.AcceptPressed(operator_id, free=not taken), None)

    def _reprint(self, sale_id: int, copy: SlipCopy) -> None:
        request = PrintRequest(sale_id, copy, duplicate=True)
        try:
            self._parts.store.request_print(request, self._parts.clock.now())
        except StoreError as error:
            log.error("reprint not queued: store %s", error.kind.value)
            return
        self._parts.print_wanted()


_BELIEVED = (t.Paid, t.Pending, t.NotFound, t.Gone, t.Failed, t.Unsure)
_PRESSES = (t.AcceptPressed, t.RefundPressed, t.CancelPressed, t.CheckPressed)


def _commit(step: Step, event: t.Event | t.Begun, context: Context, flow: str = "") -> Commit:
    return Commit(
        flow=flow or table.flow_name(step.state.identity),
        event=codec.encode_event(event),
        state=codec.encode(step.state),
        is_open=table.is_open(step.state),
        at=context.at,
        sale=table.sale_update(step.state),
        new_credits=step.new_credits,
        credit_states=step.credit_states,
        print_requests=step.print_requests,
    )
