"""Settlements as they are written: a batch is closed, and what is not known goes on in the next.

Everything here runs inside the caller's transaction and may raise StoreError; nothing is then to be
kept.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from kpay_desktop.domain.moves import (
    BatchClosing,
    SettlementDraft,
    SettlementIdentity,
    SettlementUpdate,
)
from kpay_desktop.domain.records import SaleUpdate
from kpay_desktop.domain.returns import ReturnKind, ReturnState
from kpay_desktop.domain.sale import Method, QrMode, SaleState, format_voucher
from kpay_desktop.ports import StoreError, StoreErrorKind
from models import statements as sql
from models import statements_day as day
from models.batch_rows import BatchRows
from models.numbers import Last, Numbers, acquirer_of
from models.rows import optional_time_text, time_text
from models.session import Row, Session, Value

_COUNTED = frozenset({SaleState.APPROVED, SaleState.BY_HAND})


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a sale or a return stands."""

    is_sale: bool
    row: Row

    @property
    def voucher(self) -> int:
        """Its voucher number."""
        return int(self.row[2])


class SettlementRows:
    """Writes the table of settlements, and moves rows between batches."""

    def __init__(self, session: Session, numbers: Numbers) -> None:
        self._session = session
        self._numbers = numbers
        self._batches = BatchRows(session)

    def insert(
        self, identity: SettlementIdentity, draft: SettlementDraft, flow: str, at: datetime
    ) -> dict[str, object]:
        """Write the row of a settlement that begins; return what the journal has of it."""
        values: tuple[Value, ...] = (
            identity.settlement_id,
            identity.run_id,
            flow,
            identity.acquirer,
            identity.batch_id,
            draft.operator_id,
            int(draft.is_automatic),
            time_text(at),
        )
        self._session.execute(day.INSERT_SETTLEMENT, values)
        names = ("settlement", "run", "flow", "acquirer", "batch_id", "operator", "automatic")
        return {"settle_open": dict(zip((*names, "begun_at"), values, strict=True))}

    def write(
        self, update: SettlementUpdate, at: datetime, last: Last
    ) -> tuple[dict[str, object], Last]:
        """Write a step's row, and the end of the batch if it ends.

        Raises:
            StoreError: (OTHER) there is no such settlement, its batch is another one or closed, or
                a row that is to be carried does not stand in it.
        """
        finished_at = optional_time_text(update.finished_at)
        values = (update.phase, finished_at, update.settlement_id)
        if self._session.execute(day.UPDATE_SETTLEMENT, values) != 1:
            raise _other("a settlement that is to change is not there")
        step: dict[str, object] = {
            "settlement": update.settlement_id,
            "phase": update.phase,
            "finished_at": finished_at,
        }
        body: dict[str, object] = {"settle": step}
        if update.closes is not None:
            closing, last = self._close(update.settlement_id, update.closes, at, last)
            body |= closing
        return body, last

    def _close(
        self, settlement_id: int, closes: BatchClosing, at: datetime, last: Last
    ) -> tuple[dict[str, object], Last]:
        known = self._batches.settlement(settlement_id)
        if known is None or known.identity.batch_id != closes.batch_id:
            raise _other("a settlement closes its own batch")
        # What nobody knows the end of is in no settled batch, named or not. A sale that counts
        # leaves it only by name: its totals were handed in before a void of it came to be open.
        unresolved = (row.row_id for row in self._batches.unresolved(closes.batch_id))
        unknown = {row_id for row_id in unresolved if not self._counts(row_id)}
        carried = sorted(unknown | set(closes.carried))
        places = {number: self._place(number, closes.batch_id) for number in carried}
        wiped = self._wiped(closes.batch_id, carried)
        if self._session.execute(day.CLOSE_BATCH, (time_text(at), closes.batch_id)) != 1:
            raise _other("the batch is not open")
        identity = known.identity
        body: dict[str, object] = {
            "batch_id": closes.batch_id,
            "acquirer": identity.acquirer,
            "batch": identity.batch_no,
            "closed_at": time_text(at),
            "settlement": settlement_id,
            "carried": carried,
        }
        if carried:
            batch_id, number, last = self._numbers.open_batch(at, identity.acquirer, last)
            body["next"] = number
            for row_id, place in places.items():
                self._move(place, row_id, batch_id, place.voucher)
            text = " ".join(map(str, carried))
            self._session.execute(day.PUT_CARRIED, (text, settlement_id))
        for handle in wiped:
            self._session.execute(sql.WIPE, (handle,))
        return {"closes": body, "wiped_cards": wiped}, last

    def _counts(self, row_id: int) -> bool:
        row = self._session.row(day.BATCH_OF_SALE, (row_id,))
        return row is not None and row[5] in _COUNTED

    def _place(self, row_id: int, batch_id: int | None = None) -> _Place:
        row = self._session.row(day.BATCH_OF_SALE, (row_id,))
        is_sale = row is not None
        if row is None:
            row = self._session.row(day.BATCH_OF_RETURN, (row_id,))
        if row is None or batch_id not in {None, row[0]}:
            raise _other("a row that is carried over does not stand in the batch")
        return _Place(is_sale, row)

    def _move(self, place: _Place, row_id: int, batch_id: int, voucher: int) -> None:
        statement = day.MOVE_SALE if place.is_sale else day.MOVE_RETURN
        self._session.execute(statement, (batch_id, voucher, row_id))

    def _wiped(self, batch_id: int, carried: Collection[int]) -> list[str]:
        """Return the handles in the vault that no row needs once the batch is closed."""
        rows = self._session.rows(day.HANDLES_OF_SALES, (batch_id,))
        rows += self._session.rows(day.HANDLES_OF_RETURNS, (batch_id,))
        kept = {handle for row_id, handle in rows if row_id in carried}
        return sorted({handle for _, handle in rows} - kept)

    # --- what comes to count after its batch was settled ------------------------------------

    def sale_counts(
        self, sale_id: int, state: SaleState, at: datetime, last: Last
    ) -> tuple[Mapping[str, object], Last]:
        """Move a sale that comes to count after its batch was closed into the one open now.

        Money that was late may be taken for a sale of yesterday: it belongs to today's totals.
        """
        if state not in _COUNTED:
            return {}, last
        row = self._session.row(day.BATCH_OF_SALE, (sale_id,))
        if row is None or row[1] or row[5] in _COUNTED or row[5] == SaleState.VOIDED:
            return {}, last
        return self._bring(_Place(True, row), sale_id, row, at, last)

    def return_counts(
        self, return_id: int, state: ReturnState, at: datetime, last: Last
    ) -> tuple[Mapping[str, object], Last]:
        """The same of a return that was done after a no, when its batch had been closed.

        A void is a refund then: its sale has been settled, and that does not change. So is one
        that went on into the next batch without its sale.
        """
        if state is not ReturnState.DONE:
            return {}, last
        row = self._session.row(day.BATCH_OF_RETURN, (return_id,))
        if row is None or row[4] == ReturnState.DONE:
            return {}, last
        is_refund = row[3] == ReturnKind.REFUND
        if row[1] and is_refund:
            return {}, last
        sale = self._session.row(day.BATCH_OF_SALE, (row[5],))
        if sale is None:
            raise _other("a return's sale is not there")
        if row[1] and sale[1]:
            return {}, last
        if is_refund:
            return self._bring(_Place(False, row), return_id, sale, at, last)
        body, last = self._bring(_Place(False, row), return_id, sale, at, last, anew=True)
        self._session.execute(day.VOID_TO_REFUND, (return_id,))
        return {"moved": {**body["moved"], "kind": ReturnKind.REFUND}}, last

    def keeps_settled(self, update: SaleUpdate | None) -> bool:
        """True if the step would void a sale whose batch is settled: it stays as it was."""
        if update is None or update.state is not SaleState.VOIDED:
            return False
        row = self._session.row(day.BATCH_OF_SALE, (update.sale_id,))
        return row is not None and not row[1]

    def _bring(
        self,
        place: _Place,
        row_id: int,
        sale: Row,
        at: datetime,
        last: Last,
        *,
        anew: bool = False,
    ) -> tuple[dict[str, dict[str, object]], Last]:
        """Move a row into the open batch of its lane; ``anew``: under a new voucher at any rate."""
        acquirer = acquirer_of(Method(sale[3]), QrMode(sale[4]) if sale[4] else None)
        batch_id, number, last = self._numbers.open_batch(at, acquirer, last)
        voucher = place.voucher
        if anew or not self._numbers.voucher_is_free(voucher):
            voucher = self._numbers.free_voucher(last.voucher)
            last = replace(last, voucher=voucher)
            self._session.execute(sql.PUT_COUNTER, ("voucher", voucher))
        self._move(place, row_id, batch_id, voucher)
        moved: dict[str, object] = {
            "row": row_id,
            "acquirer": acquirer,
            "batch": number,
            "voucher": format_voucher(voucher),
        }
        return {"moved": moved}, last


def _other(detail: str) -> StoreError:
    return StoreError(StoreErrorKind.OTHER, detail)
