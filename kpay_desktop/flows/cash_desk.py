"""Cash: sales that are paid at once, and the book of what goes in and out of the drawer.

Nobody is asked about cash, so a sale has one step: its row, its slip and the drawer's line are on
the disk together, and then the drawer opens. All of it runs on the store's executor.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from kpay_desktop.domain.approval import DRAWER, Act, Approval, Supervised
from kpay_desktop.domain.cash import ROUND_TO_MINOR, DrawerCount
from kpay_desktop.domain.free_text import without_card_numbers
from kpay_desktop.domain.ledger import DrawerMove, ShiftRecord
from kpay_desktop.domain.moves import DrawerEntry, DrawerKind
from kpay_desktop.domain.records import (
    Commit,
    PrintRequest,
    SaleRecord,
    SaleUpdate,
    SlipCopy,
    SlipKind,
)
from kpay_desktop.domain.sale import SaleDraft, SaleIdentity, SaleState
from kpay_desktop.flows import codec
from kpay_desktop.flows.authority import Authority
from kpay_desktop.flows.cash_view import (
    CashNews,
    CashSold,
    DrawerDone,
    DrawerRefused,
    DrawerStayedShut,
    DrawerTold,
)
from kpay_desktop.flows.sale_view import ChargeRefused
from kpay_desktop.ports import Clock, SerialExecutor, Store, StoreError, StoreErrorKind

log = logging.getLogger(__name__)

SALE_FLOW: Final = "cash_sale"
DRAWER_FLOW: Final = "drawer"

MOST_REASON: Final = 60

_WAYS: Final = {
    DrawerKind.PAID_IN: (True, False),
    DrawerKind.PAID_OUT: (False, True),
    DrawerKind.NO_SALE: (False, False),
}
"""Whether a line adds to the drawer or takes away from it."""


@dataclass(frozen=True, slots=True)
class CashSaleState:
    """A sale for cash, as the journal has it. Amounts in cents."""

    identity: SaleIdentity
    total_minor: int
    due_minor: int
    handed_minor: int


@dataclass(frozen=True, slots=True)
class CashTaken:
    """The event of a sale for cash; ``despite``: the sales in doubt that somebody was told of."""

    despite: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class DrawerState:
    """A line of the drawer's book, as the journal has it."""

    kind: DrawerKind
    amount_minor: int
    operator_id: str
    approver_id: str
    reason: str
    expected_minor: int | None


@dataclass(frozen=True, slots=True)
class DrawerMoved:
    """The event of such a line."""


@dataclass(frozen=True, slots=True)
class CashParts:
    """What the desk works with.

    ``kick_drawer`` opens the drawer behind the slip that is at the printer and tells at its end, on
    whichever thread, whether a pulse was sent.
    """

    store: Store
    executor: SerialExecutor
    clock: Clock
    authority: Authority
    observe: Callable[[CashNews | ChargeRefused], None]
    print_wanted: Callable[[], None]
    kick_drawer: Callable[[Callable[[bool], None]], None]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line that is to be written, and whose leave it needs, if anybody's."""

    kind: DrawerKind
    amount_minor: int
    reason: str
    operator_id: str
    needs: Supervised | None = None
    approval_no: str = ""
    count: DrawerCount | None = None


class CashDesk:
    """Sales for cash, and the drawer. Public methods but ``begin`` are for any thread."""

    def __init__(self, parts: CashParts) -> None:
        self._parts = parts

    # --- sales ------------------------------------------------------------------------------

    def begin(self, draft: SaleDraft, request: str, despite: tuple[int, ...]) -> str | None:
        """Book a sale for the press ``request``; return its flow, None if it was not booked.

        On the executor's thread. The drawer opens once the sale is on the disk.
        """
        tender, at = draft.tender, self._parts.clock.now()
        if tender is None:
            log.error("a sale for cash was asked for without cash")
            self._parts.observe(ChargeRefused(request, None))
            return None
        entry: list[DrawerEntry] = []

        def write(identity: SaleIdentity) -> Commit:
            sale_id = identity.sale_id
            entry[:] = [
                DrawerEntry(DrawerKind.SALE, tender.due_minor, draft.cashier_id, sale_id=sale_id)
            ]
            state = CashSaleState(
                identity, tender.total_minor, tender.due_minor, tender.handed_minor
            )
            return Commit(
                flow=f"{SALE_FLOW}:{sale_id}",
                event=codec.encode_event(CashTaken(despite)),
                state=codec.encode(state),
                is_open=False,
                at=at,
                sale=SaleUpdate(sale_id, SaleState.APPROVED, paid_at=at, finished_at=at),
                print_requests=(PrintRequest(sale_id, SlipCopy.CUSTOMER),),
                drawer=entry[0],
            )

        try:
            identity = self._parts.store.begin_sale(draft, at, write)
        except StoreError as error:
            log.warning("cash sale not booked: store %s", error.kind.value)
            self._parts.observe(ChargeRefused(request, error.kind))
            return None
        self._kick(request)
        self._parts.observe(CashSold(request, _sale_of(draft, identity, at), despite))
        self._parts.print_wanted()
        return f"{SALE_FLOW}:{identity.sale_id}"

    # --- the drawer -------------------------------------------------------------------------

    def look(self) -> None:
        """Tell how the drawer stands: ``DrawerTold`` follows."""
        self._parts.executor.submit(self._look)

    def open_shift(self, request: str, count: DrawerCount, operator_id: str) -> None:
        """Begin a shift with what was counted."""
        line = _Line(DrawerKind.OPENED, count.total_minor, "", operator_id, count=count)
        self._parts.executor.submit(lambda: self._open_shift(request, line))

    def close_shift(self, request: str, count: DrawerCount, operator_id: str) -> None:
        """End the shift with what was counted, and print its report."""
        line = _Line(DrawerKind.CLOSED, count.total_minor, "", operator_id, count=count)
        self._parts.executor.submit(lambda: self._close_shift(request, line))

    def pay_in(self, request: str, amount_minor: int, reason: str, operator_id: str) -> None:
        """Put money in that is no sale's."""
        line = _Line(DrawerKind.PAID_IN, amount_minor, reason, operator_id)
        self._parts.executor.submit(lambda: self._move(request, line))

    def pay_out(
        self, request: str, amount_minor: int, reason: str, operator_id: str, approval_no: str
    ) -> None:
        """Take money out, with a supervisor's leave."""
        needs = Supervised.PAID_OUT
        line = _Line(DrawerKind.PAID_OUT, -amount_minor, reason, operator_id, needs, approval_no)
        self._parts.executor.submit(lambda: self._move(request, line))

    def open_drawer(self, request: str, reason: str, operator_id: str, approval_no: str) -> None:
        """Open it without a sale, with a supervisor's leave."""
        needs = Supervised.NO_SALE
        line = _Line(DrawerKind.NO_SALE, 0, reason, operator_id, needs, approval_no)
        self._parts.executor.submit(lambda: self._move(request, line))

    # --- on the executor --------------------------------------------------------------------

    def _look(self) -> None:
        try:
            self._parts.observe(DrawerTold(self._parts.store.shift()))
        except StoreError as error:
            self._parts.observe(DrawerTold(None, error.kind))

    def _open_shift(self, request: str, line: _Line) -> None:
        try:
            is_open = self._parts.store.shift() is not None
        except StoreError as error:
            self._refuse(request, error.kind)
            return
        if is_open:
            log.warning("a shift was to be opened while one is open")
            self._refuse(request, None)
            return
        self._write(request, line, None, None, ())

    def _close_shift(self, request: str, line: _Line) -> None:
        try:
            shift = self._parts.store.shift()
        except StoreError as error:
            self._refuse(request, error.kind)
            return
        if shift is None:
            log.warning("a shift was to be closed while none is open")
            self._refuse(request, None)
            return
        report = PrintRequest(shift.shift_id, SlipCopy.MERCHANT, kind=SlipKind.SHIFT)
        self._write(request, line, None, shift.expected_minor, (report,))

    def _move(self, request: str, line: _Line) -> None:
        amount = abs(line.amount_minor)
        fits = (line.amount_minor > 0, line.amount_minor < 0) == _WAYS[line.kind]
        if not fits or amount % ROUND_TO_MINOR or not line.reason.strip():
            log.warning("a line of the drawer's book was refused: %s", line.kind.value)
            self._refuse(request, None)
            return
        if line.kind is DrawerKind.PAID_OUT and not self._holds(request, amount):
            return
        approval = None
        if line.needs is not None:
            act = Act(line.needs, DRAWER, "", amount, line.operator_id)
            approval = self._parts.authority.use(line.approval_no, act)
            if approval is None:
                log.warning("refused without an approval: %s", line.needs.value)
                self._refuse(request, None)
                return
        self._write(request, line, approval, None, None)

    def _holds(self, request: str, amount_minor: int) -> bool:
        """True if that much should lie in the drawer; if not, it is refused, and no leave used."""
        try:
            shift = self._parts.store.shift()
        except StoreError as error:
            self._refuse(request, error.kind)
            return False
        most_minor = 0 if shift is None else max(0, shift.expected_minor)
        if amount_minor > most_minor:
            log.warning("more was to be paid out than should lie in the drawer")
            self._parts.observe(DrawerRefused(request, most_minor=most_minor))
            return False
        return True

    def _write(
        self,
        request: str,
        line: _Line,
        approval: Approval | None,
        expected_minor: int | None,
        prints: tuple[PrintRequest, ...] | None,
    ) -> None:
        """Write a line; ``prints`` is None where the line has a slip of its own."""
        store, at = self._parts.store, self._parts.clock.now()
        entry = DrawerEntry(
            kind=line.kind,
            amount_minor=line.amount_minor,
            operator_id=line.operator_id,
            approver_id="" if approval is None else approval.approver_id,
            reason=without_card_numbers(line.reason.strip())[:MOST_REASON],
            count=line.count,
            expected_minor=expected_minor,
        )

        def write(move_id: int) -> Commit:
            own = (PrintRequest(move_id, SlipCopy.MERCHANT, kind=SlipKind.DRAWER),)
            return Commit(
                flow=f"{DRAWER_FLOW}:{move_id}",
                event=codec.encode_event(DrawerMoved()),
                state=codec.encode(_state_of(entry)),
                is_open=False,
                at=at,
                print_requests=own if prints is None else prints,
                authorised=approval,
            )

        try:
            shift_id = _shift_id(store.shift())
            move_id = store.begin_move(entry, at, write)
        except StoreError as error:
            log.warning("the drawer's line was not written: store %s", error.kind.value)
            self._refuse(request, error.kind)
            return
        # What is counted lies open already; everything else is put in or taken out now.
        if line.count is None:
            self._kick(request)
        self._tell_done(request, DrawerMove(move_id, shift_id, at, entry))
        self._parts.print_wanted()

    def _tell_done(self, request: str, move: DrawerMove) -> None:
        """Tell what was written; what cannot be read by now is told without."""
        after, closed, fault = None, None, None
        try:
            after = self._parts.store.shift()
            if move.entry.kind is DrawerKind.CLOSED:
                closed = self._parts.store.shift_of(move.shift_id)
        except StoreError as error:
            fault = error.kind
        # The first line of a shift begins it.
        shift_id = move.shift_id or _shift_id(after)
        self._parts.observe(DrawerDone(request, replace(move, shift_id=shift_id), closed))
        self._parts.observe(DrawerTold(after, fault))

    def _refuse(self, request: str, kind: StoreErrorKind | None) -> None:
        self._parts.observe(DrawerRefused(request, kind))

    def _kick(self, request: str) -> None:
        def ended(is_sent: bool) -> None:
            if not is_sent:
                self._parts.observe(DrawerStayedShut(request))

        self._parts.kick_drawer(ended)


def _shift_id(shift: ShiftRecord | None) -> int:
    return 0 if shift is None else shift.shift_id


def _state_of(entry: DrawerEntry) -> DrawerState:
    return DrawerState(
        entry.kind,
        entry.amount_minor,
        entry.operator_id,
        entry.approver_id,
        entry.reason,
        entry.expected_minor,
    )


def _sale_of(draft: SaleDraft, identity: SaleIdentity, at: datetime) -> SaleRecord:
    return SaleRecord(
        identity=identity,
        created_at=at,
        amount_minor=draft.amount_minor,
        tip_minor=draft.tip_minor,
        method=draft.method,
        mode=draft.mode,
        cashier_id=draft.cashier_id,
        state=SaleState.APPROVED,
        paid_at=at,
        finished_at=at,
        tender=draft.tender,
    )
