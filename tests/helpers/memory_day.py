"""The whole day in memory: returns, batches, settlements and the drawer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from kpay_desktop.domain.ledger import (
    ReturnRecord,
    SettlementRecord,
)
from kpay_desktop.domain.moves import (
    BatchClosing,
    DrawerEntry,
    ReturnDraft,
    ReturnIdentity,
    ReturnUpdate,
    SettlementDraft,
    SettlementIdentity,
    SettlementUpdate,
)
from kpay_desktop.domain.records import Commit, SaleUpdate
from kpay_desktop.domain.returns import (
    ReturnKind,
    ReturnState,
)
from kpay_desktop.domain.sale import (
    SaleState,
    format_voucher,
)
from tests.helpers.memory_reading import (
    COUNTED,
    ON_ITS_WAY,
    MemoryReading,
    StoredBatch,
    StoredReturn,
    StoredSettlement,
    lane_of,
    refuse,
)


class MemoryDay(MemoryReading):
    """``ports_day.DayStore`` in memory. What a step is refused for is looked at before it is done.

    The rest of the store is there as well: it hands over its rows and takes steps.
    """

    # --- writing ------------------------------------------------------------------------------

    def begin_return(
        self, draft: ReturnDraft, at: datetime, first: Callable[[ReturnIdentity], Commit]
    ) -> ReturnIdentity:
        self.may_write()
        sale = self.sales.get(draft.sale_id)
        if sale is None or draft.amount_minor > sale.total_minor - self._gone(draft.sale_id):
            raise refuse("more would go back than is left of the sale")
        number = self.last_row + 1
        if draft.kind is ReturnKind.VOID:
            if not self._stands_open(draft.sale_id):
                raise refuse("a void of a sale whose batch is settled")
            batch_id, voucher = self.places[draft.sale_id], sale.identity.voucher
        else:
            batch_id, voucher = self.open_lane(lane_of(sale), at), format_voucher(100 + number)
        batch_no = self.batches[batch_id].number
        identity = ReturnIdentity(number, voucher, batch_no, f"80010001{number:06d}")
        commit = first(identity)
        record = ReturnRecord(
            identity=identity,
            kind=draft.kind,
            sale=sale,
            amount_minor=draft.amount_minor,
            state=ReturnState.OPEN,
            operator_id=draft.operator_id,
            approver_id=draft.approver_id,
            begun_at=at,
            given_minor=draft.given_minor,
        )
        self.last_row = number
        self.places[number] = batch_id
        self.backs[number] = StoredReturn(record, commit.flow)
        self._reckon(draft.sale_id)
        self.apply(commit)
        self.heard("begin")
        return identity

    def begin_settlement(
        self, draft: SettlementDraft, at: datetime, first: Callable[[SettlementIdentity], Commit]
    ) -> SettlementIdentity | None:
        self.may_write()
        batch_id = self._open_of(draft.acquirer)
        if batch_id is None or any(
            stored.record.finished_at is None and stored.record.identity.batch_id == batch_id
            for stored in self.settlements.values()
        ):
            return None
        number = len(self.settlements) + 1
        identity = SettlementIdentity(
            settlement_id=number,
            run_id=number if draft.run_id is None else draft.run_id,
            acquirer=draft.acquirer,
            batch_id=batch_id,
            batch_no=self.batches[batch_id].number,
        )
        commit = first(identity)
        record = SettlementRecord(identity, "", "", draft.operator_id, draft.is_automatic, at)
        self.settlements[number] = StoredSettlement(record, commit.flow)
        self.apply(commit)
        self.heard("begin")
        return identity

    def begin_move(self, entry: DrawerEntry, at: datetime, first: Callable[[int], Commit]) -> int:
        self.may_write()
        self.drawer.check(entry)
        move_id = self.drawer.write(entry, at)
        self.apply(replace(first(move_id), drawer=None))
        self.heard("begin")
        return move_id

    def open_lane(self, acquirer: str, at: datetime) -> int:
        """Return the open batch of a lane; open one if there is none."""
        known = self._open_of(acquirer)
        if known is not None:
            return known
        batch_id = len(self.batches) + 1
        self.batches[batch_id] = StoredBatch(acquirer, self.lane_no(acquirer), at)
        return batch_id

    def lane_no(self, acquirer: str) -> int:
        """Return the number of a lane's open batch, or of the one that it will open."""
        known = self._open_of(acquirer)
        if known is not None:
            return self.batches[known].number
        return 1 + sum(batch.acquirer == acquirer for batch in self.batches.values())

    def check_day(self, commit: Commit) -> None:
        """Refuse what the step has beside sales and money."""
        if commit.back is not None and commit.back.return_id not in self.backs:
            raise refuse("a return that is to change is not there")
        if commit.drawer is not None:
            self.drawer.check(commit.drawer)
        if commit.settlement is None:
            return
        stored = self.settlements.get(commit.settlement.settlement_id)
        if stored is None:
            raise refuse("a settlement that is to change is not there")
        closes = commit.settlement.closes
        if closes is None:
            return
        is_own = stored.record.identity.batch_id == closes.batch_id
        if not is_own or self.batches[closes.batch_id].closed_at is not None:
            raise refuse("a settlement closes its own open batch")
        if any(self.places.get(row_id) != closes.batch_id for row_id in closes.carried):
            raise refuse("a row that is carried over does not stand in the batch")

    def bring(self, sale_id: int, state: SaleState, at: datetime) -> None:
        """Move a sale that comes to count after its batch was closed into the one open now."""
        sale = self.sales[sale_id]
        was = sale.state in COUNTED or sale.state is SaleState.VOIDED
        if state in COUNTED and not was and not self._stands_open(sale_id):
            self._put(sale_id, self.open_lane(lane_of(sale), at))

    def keeps_settled(self, update: SaleUpdate) -> bool:
        """True if the step would void a sale whose batch is settled: it stays as it was."""
        return update.state is SaleState.VOIDED and not self._stands_open(update.sale_id)

    def apply_day(self, commit: Commit) -> None:
        """Do what the step has beside sales and money."""
        if commit.back is not None:
            self._update_back(commit.back, commit.at)
        if commit.settlement is not None:
            self._update_settlement(commit.settlement, commit.at)
        if commit.drawer is not None:
            self.drawer.write(commit.drawer, commit.at)

    def _update_back(self, update: ReturnUpdate, at: datetime) -> None:
        stored = self.backs[update.return_id]
        record = stored.record
        was_done = record.state is ReturnState.DONE
        was_open = self._stands_open(update.return_id)
        if record.kind is ReturnKind.VOID:
            was_open = was_open and self._stands_open(record.sale.identity.sale_id)
        if update.state is ReturnState.DONE and not was_done and not was_open:
            # A void is a refund then: its sale has been settled, and that does not change.
            self._put(update.return_id, self.open_lane(lane_of(record.sale), at))
            record = stored.record
            if record.kind is ReturnKind.VOID:
                anew = replace(record.identity, voucher=format_voucher(100 + update.return_id))
                record = replace(record, kind=ReturnKind.REFUND, identity=anew)
        facts = update.facts
        if facts is not None:
            facts = replace(facts, expiry="", holder="")
        stored.record = replace(
            record,
            state=update.state,
            stan=update.stan,
            rrn=update.rrn,
            approval_code=update.approval_code,
            host_code=update.host_code,
            wallet_no=update.wallet_no,
            facts=facts,
            is_armed=update.is_armed,
            finished_at=update.finished_at,
        )
        self._reckon(record.sale.identity.sale_id)

    def _update_settlement(self, update: SettlementUpdate, at: datetime) -> None:
        stored = self.settlements[update.settlement_id]
        stored.record = replace(stored.record, phase=update.phase, finished_at=update.finished_at)
        if update.closes is not None:
            stored.carried = self._close(update.closes, at)

    def _close(self, closes: BatchClosing, at: datetime) -> list[int]:
        batch = self.batches[closes.batch_id]
        unresolved = (row.row_id for row in self._unresolved(closes.batch_id))
        unknown = {row_id for row_id in unresolved if not self._counts(row_id)}
        carried = sorted(unknown | set(closes.carried))
        handles = {row_id: self._handle(row_id) for row_id in self._rows(closes.batch_id)}
        kept = {handles[row_id] for row_id in carried}
        for handle in set(handles.values()) - kept:
            self.vault.pop(handle, None)
        batch.closed_at = at
        if carried:
            following = self.open_lane(batch.acquirer, at)
            for row_id in carried:
                self._put(row_id, following)
        return carried

    def _counts(self, row_id: int) -> bool:
        return row_id in self.sales and self.sales[row_id].state in COUNTED

    def _put(self, row_id: int, batch_id: int) -> None:
        self.places[row_id] = batch_id
        number = self.batches[batch_id].number
        if row_id in self.sales:
            sale = self.sales[row_id]
            identity = replace(sale.identity, batch_no=number)
            self.sales[row_id] = replace(sale, identity=identity)
        else:
            stored = self.backs[row_id]
            moved = replace(stored.record.identity, batch_no=number)
            stored.record = replace(stored.record, identity=moved)

    def _handle(self, row_id: int) -> str:
        if row_id in self.sales:
            card = self.sales[row_id].card
            return "" if card is None else card.facts.handle
        facts = self.backs[row_id].record.facts
        return "" if facts is None else facts.handle

    def _reckon(self, sale_id: int) -> None:
        states = [(b.record.state, b.record.amount_minor) for b in self._backs_of(sale_id)]
        self.sales[sale_id] = replace(
            self.sales[sale_id],
            refunded_minor=sum(cents for state, cents in states if state is ReturnState.DONE),
            returning_minor=sum(cents for state, cents in states if state in ON_ITS_WAY),
        )
