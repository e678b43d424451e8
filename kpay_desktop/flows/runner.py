"""Runs sales: step, write, then act.

All of it happens on one serial executor, which is the store's writer thread: the new state is on
the disk before any effect leaves, and results come back as events in the order they arrive. A
step that cannot be written changes nothing; it is taken up again until the disk is well.
"""

from __future__ import annotations

import functools
import itertools
import logging
from collections.abc import Callable, Mapping
from dataclasses import replace

from kpay_desktop.domain.approval import Approval, Supervised
from kpay_desktop.domain.records import Commit, PrintRequest, SaleRecord, SlipCopy
from kpay_desktop.domain.sale import SaleDraft, SaleIdentity, SaleState
from kpay_desktop.flows import doubt
from kpay_desktop.flows.charging import Begin, Charging
from kpay_desktop.flows.entries import FlowBugError
from kpay_desktop.flows.flow_clocks import BUSY_RETRY_S, STALL_RETRY_S
from kpay_desktop.flows.in_hand import Live, SalesInHand
from kpay_desktop.flows.next_view import first_view, next_view
from kpay_desktop.flows.runner_parts import TIMER_EVENTS, Reply, RunnerParts
from kpay_desktop.flows.sale_view import (
    ChargeBegun,
    ChargeRefused,
    InboxUnread,
    ReprintRefused,
)
from kpay_desktop.flows.set_aside import SetAside
from kpay_desktop.flows.wallet_commit import commit_of
from kpay_desktop.flows.wallet_sale import decision, table
from kpay_desktop.flows.wallet_sale import values as t
from kpay_desktop.flows.wallet_sale.building import Context, Step, new_payments
from kpay_desktop.ports import BusyError, StoreError
from kpay_desktop.qr.symbol import Symbol

__all__ = ["Reply", "Runner", "RunnerParts"]

log = logging.getLogger(__name__)

MAX_UNWRITTEN = 16
"""Payments of one order kept until the disk is well; the gateway names them again anyway."""

_TAKES: Mapping[Supervised, type[t.AcceptPressed | t.ByHandPressed]] = {
    Supervised.ACCEPT_LATE: t.AcceptPressed,
    Supervised.CONFIRM_BY_HAND: t.ByHandPressed,
}


class Runner:
    """The sales of this lane. Public methods may be called from any thread."""

    def __init__(self, parts: RunnerParts) -> None:
        self._parts = parts
        self._sales = SalesInHand(parts.store, parts.timers)
        self._aside = SetAside(parts.store, parts.clock, parts.observe)
        self._charging = Charging(
            parts.store,
            self._sales,
            parts.clock,
            parts.observe,
            begin_by_wallet=self._begin,
            repeat_warning_min=parts.repeat_warning_min,
        )
        self._answers = itertools.count()

    # --- asked from outside ---------------------------------------------------------------

    def charge(
        self, draft: SaleDraft, request: str, despite: tuple[int, ...] = (), code: str = ""
    ) -> None:
        """Begin a sale. ``request`` names the press: a repeat of it begins nothing.

        While a sale of the same total is in doubt, or was lately, nothing is begun and
        ``ChargeDoubted`` names it, unless ``despite`` holds its ``sale_id``: somebody was told.
        Nothing begins beside another try at the same purchase that is paid or open. ``code`` is
        what the customer showed; it is sent once and kept nowhere.

        Raises:
            BusyError: the till cannot take it now; nothing was begun.
        """
        self._parts.executor.submit(lambda: self._charging.charge(draft, request, despite, code))

    def take_cards(self, begin: Begin) -> None:
        """Let ``begin`` begin the sales by card. Before the first of them."""
        self._charging.begin_by_card = begin

    def take_cash(self, begin: Begin) -> None:
        """Let ``begin`` book the sales for cash. Before the first of them."""
        self._charging.begin_by_cash = begin

    def tell_inbox(self) -> None:
        """Tell which money waits: ``InboxTold`` or ``InboxUnread`` follows.

        Raises:
            BusyError: the till cannot take it now.
        """
        self._parts.executor.submit(self._tell_inbox)

    def post(self, flow: str, event: t.Event, symbol: Symbol | None = None) -> None:
        """Hand an event to a sale.

        Raises:
            BusyError: the till cannot take it now.
            ValueError: it is a supervised press, which goes by :meth:`decide` alone.
        """
        if isinstance(event, t.SUPERVISED):
            raise ValueError("a supervised press needs an approval")
        self._parts.executor.submit(lambda: self._handle_named(flow, event, symbol))

    def post_paid(
        self, order_no: str, event: t.Paid, booked: Callable[[], None] | None = None
    ) -> None:
        """Hand a payment that came by callback to the sale of that order.

        ``booked`` is called on the executor's thread when what follows from it is on the disk, and
        never otherwise: only then may the gateway be told that its call was heard.

        Raises:
            BusyError: the till cannot take it now; the gateway will call again.
        """
        self._parts.executor.submit(lambda: self._handle_order(order_no, event, booked))

    def decide(self, flow: str, kind: Supervised, approval_no: str, operator_id: str) -> None:
        """Do what an approval of that number is for: about money that waits, or by hand.

        What is about to be done is worked out here, from the sale as it stands by now. Money is not
        accepted where the sale has another payment. ``operator_id`` is who is signed in.

        Raises:
            BusyError: the till cannot take it now; the approval can still be used.
        """
        self._parts.executor.submit(lambda: self._decide(flow, kind, approval_no, operator_id))

    def reprint(self, sale_id: int, copy: SlipCopy) -> None:
        """Print another slip of an approved sale, marked DUPLICATE.

        ``ReprintRefused`` follows where the store cannot take it.

        Raises:
            BusyError: the till cannot take it now.
        """
        self._parts.executor.submit(lambda: self._reprint(sale_id, copy))

    def recover(self) -> int:
        """Take up every sale that was in flight; return how many. On the executor's thread.

        One that cannot be read is set aside: ``Unreadable`` names it.

        Raises:
            StoreError: they cannot be read.
        """
        flows = [f for f in self._parts.store.open_flows() if table.is_flow(f.flow)]
        found = self._aside.readable(flows, self._sales.read)
        for live in found:
            self._handle(live, t.Restarted(), None)
        return len(found)

    # --- on the executor ------------------------------------------------------------------

    def _context(self) -> Context:
        return Context(self._parts.clock.now(), self._parts.clocks, self._parts.scan_clocks)

    def _begin(
        self, draft: SaleDraft, request: str, despite: tuple[int, ...], code: str
    ) -> str | None:
        if not table.can_begin(draft, code):
            log.error("a sale was asked for in a way in which none can be made")
            self._parts.observe(ChargeRefused(request, None))
            return None
        if not self._sales.make_room():
            self._parts.observe(ChargeRefused(request, None))
            return None
        context = self._context()
        first: list[Step] = []

        def write(identity: SaleIdentity) -> Commit:
            begun = table.begin(draft, identity, context, code)
            first[:] = [begun]
            return commit_of(
                table.flow_name(identity, begun.state.mode),
                begun,
                t.Begun(despite),
                context.at,
                None,
            )

        try:
            identity = self._parts.store.begin_sale(draft, context.at, write)
        except StoreError as error:
            log.warning("sale not begun: store %s", error.kind.value)
            self._parts.observe(ChargeRefused(request, error.kind))
            return None
        sale = SaleRecord(
            identity=identity,
            created_at=context.at,
            amount_minor=draft.amount_minor,
            tip_minor=draft.tip_minor,
            method=draft.method,
            mode=draft.mode,
            cashier_id=draft.cashier_id,
            state=table.sale_state(first[0].state),
        )
        view = first_view(sale, first[0].state, context, self._parts.clock.monotonic())
        live = self._sales.adopt(view)
        self._parts.observe(ChargeBegun(request, view, despite))
        self._perform(live, first[0])
        return view.flow

    def _tell_inbox(self) -> None:
        try:
            self._parts.observe(doubt.inbox(self._parts.store, self._sales))
        except StoreError as error:
            log.error("the inbox cannot be read: store %s", error.kind.value)
            self._parts.observe(InboxUnread(error.kind))

    def _handle_named(self, flow: str, event: t.Event, symbol: Symbol | None) -> None:
        live = self._sales.find(flow)
        if live is None:
            log.warning("an event for an unknown sale was dropped: %s", type(event).__name__)
            return
        self._handle(live, event, symbol)

    def _handle_order(
        self, order_no: str, event: t.Paid, booked: Callable[[], None] | None
    ) -> None:
        flow = self._sales.flow_of(order_no)
        live = None if flow is None else self._sales.find(flow)
        if live is None:
            log.warning("an event for an unknown order was dropped")
            return
        if self._handle(live, event, None) and booked is not None:
            booked()

    def _handle(
        self,
        live: Live,
        event: t.Event,
        symbol: Symbol | None,
        approval: Approval | None = None,
    ) -> bool:
        """Carry a sale one step on; True if what follows from the event is on the disk."""
        context = self._context()
        before, said = live.view.state, event
        try:
            if isinstance(event, t.Paid):
                event = self._without_others(live, event)
            step = table.step(before, event, context)
            is_written = bool(step.state != before or step.new_credits or step.credit_states)
            if is_written:
                update = table.sale_update(step.state)
                # A step that leaves the sale's row as it is must not write it once more.
                changed = update if update != table.sale_update(before) else None
                written = commit_of(live.view.flow, step, event, context.at, changed)
                self._parts.store.commit(replace(written, authorised=approval))
        except FlowBugError as bug:
            log.error("flow bug: %s in %s", bug.event, bug.phase)
            return False
        except StoreError as error:
            self._stall(live, error, said)
            return False
        now = self._parts.clock.monotonic()
        live.view = next_view(live.view, step, event, symbol, context, now, is_written=is_written)
        self._parts.observe(live.view)
        self._perform(live, step)
        if step.print_requests:
            self._parts.print_wanted()
        self._let_go(live)
        return True

    def _let_go(self, live: Live) -> None:
        """Forget a sale on which nothing is left to do; the store has all of it."""
        if not table.is_open(live.view.state) and not live.unwritten:
            self._sales.forget(live)

    def _without_others(self, live: Live, event: t.Paid) -> t.Paid:
        """Leave out payments that are booked on another attempt: a credit counts once."""
        others: set[str] = set()
        for payment in new_payments(live.view.state, event):
            attempt_id = self._parts.store.attempt_of_credit(payment.wallet_txn_no)
            if attempt_id not in {None, live.view.state.identity.attempt_id}:
                others.add(payment.wallet_txn_no)
        if not others:
            return event
        log.error("payment of another order told for flow %s", live.view.flow)
        return replace(
            event, payments=tuple(p for p in event.payments if p.wallet_txn_no not in others)
        )

    def _stall(self, live: Live, error: StoreError, event: t.Event | None) -> None:
        """Nothing was written, so nothing has happened: try again shortly."""
        log.error("step not written: store %s", error.kind.value)
        # Money that was told of is not forgotten: by callback it may be told only once.
        if isinstance(event, t.Paid) and event not in live.unwritten:
            live.unwritten = [*live.unwritten, event][-MAX_UNWRITTEN:]
        live.view = replace(live.view, store_fault=error.kind)
        self._parts.observe(live.view)
        again = functools.partial(self._take_up, live)
        self._sales.clocks.start(live.timers, live.view.flow, "stall", STALL_RETRY_S, again)

    def _take_up(self, live: Live) -> None:
        unwritten, live.unwritten = live.unwritten, []
        for event in unwritten:
            self._handle(live, event, None)
        self._handle(live, t.Stalled(), None)

    def _perform(self, live: Live, step: Step) -> None:
        for effect in step.effects:
            if isinstance(effect, t.StartTimer):
                event = TIMER_EVENTS[effect.name]
                self._sales.clocks.start(
                    *(live.timers, live.view.flow, effect.name.value, effect.delay_s),
                    self._timer_call(live, event),
                )
            elif isinstance(effect, t.StopTimers):
                self._sales.clocks.stop(live.timers)
            else:
                self._parts.perform(effect, self._reply_to(live.view.flow))

    def _timer_call(self, live: Live, event: t.Event) -> Callable[[], None]:
        return lambda: self._handle_named(live.view.flow, event, None)

    def _reply_to(self, flow: str) -> Reply:
        def reply(event: t.Event, symbol: Symbol | None) -> None:
            try:
                self.post(flow, event, symbol)
            except BusyError:
                self._post_later(flow, event, symbol)

        return reply

    def _post_later(self, flow: str, event: t.Event, symbol: Symbol | None) -> None:
        """Keep an answer that found the queue full: its sale would wait for ever."""
        try:
            self._parts.timers.start(
                f"{flow}/answer/{next(self._answers)}",
                BUSY_RETRY_S,
                lambda: self._handle_named(flow, event, symbol),
            )
        except BusyError:
            log.error("an answer found the till busy: %s", type(event).__name__)

    def _decide(self, flow: str, kind: Supervised, approval_no: str, operator_id: str) -> None:
        live = self._sales.find(flow)
        act = None
        if live is not None:
            act = decision.act_of(live.view.state, flow, kind, operator_id)
        approval = self._parts.authority.use(approval_no, act)
        if live is None:
            log.warning("nothing can be decided about an unknown sale")
            return
        if approval is None:
            log.warning("refused without an approval: %s", kind.value)
            live.view = replace(live.view, note=decision.NOT_AUTHORISED)
            self._parts.observe(live.view)
            self._let_go(live)
            return
        try:
            pressed = self._pressed(live, approval)
        except StoreError as error:
            self._stall(live, error, None)
            return
        self._handle(live, pressed, None, approval)

    def _pressed(self, live: Live, approval: Approval) -> t.Event:
        """Return the event that an act is to a sale.

        Raises:
            StoreError: whether the sale has another payment cannot be read.
        """
        operator_id, approver_id = approval.act.operator_id, approval.approver_id
        if approval.act.kind is Supervised.REFUND_LATE:
            return t.RefundPressed(operator_id, approver_id)
        identity = live.view.state.identity
        taken = self._parts.store.has_other_approval(identity.sale_id, identity.attempt_id)
        kind = _TAKES[approval.act.kind]
        return kind(operator_id, approver_id, free=not taken)

    def _reprint(self, sale_id: int, copy: SlipCopy) -> None:
        request = PrintRequest(sale_id, copy, duplicate=True)
        try:
            sale = self._parts.store.sale(sale_id)
            if sale is None or sale.state not in {SaleState.APPROVED, SaleState.BY_HAND}:
                log.warning("a slip of a sale that is not paid was asked for")
                return
            self._parts.store.request_print(request, self._parts.clock.now())
        except StoreError as error:
            log.error("reprint not queued: store %s", error.kind.value)
            self._parts.observe(ReprintRefused(sale_id, copy, error.kind))
            return
        self._parts.print_wanted()
