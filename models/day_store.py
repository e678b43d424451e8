"""What void, refund, cash and settlement write, and the print queue: ``ports_day.DayStore``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from kpay_desktop.domain.ledger import PrintJob, PrintSubject
from kpay_desktop.domain.moves import (
    DrawerEntry,
    ReturnDraft,
    ReturnIdentity,
    SettlementDraft,
    SettlementIdentity,
)
from kpay_desktop.domain.records import Commit, PrintState, SaleRecord, SlipCopy, SlipKind
from kpay_desktop.domain.returns import ReturnKind
from kpay_desktop.ports import StoreError, StoreErrorKind
from models import statements as sql
from models import statements_day as day
from models.numbers import Last, acquirer_of
from models.return_rows import begun_body
from models.rows import sale_of, time_of, time_text
from models.session import Row
from models.step_store import StepStore


class DayStore(StepStore):
    """The part of the store that the whole day needs. It belongs to the writer's thread."""

    def begin_return(
        self, draft: ReturnDraft, at: datetime, first: Callable[[ReturnIdentity], Commit]
    ) -> ReturnIdentity:
        """Allocate a return's numbers, reserve its amount, and write the flow's first state.

        Raises:
            StoreError: nothing was written, and the numbers are free again. (OTHER) also when more
                would go back than the sale was for, or a void's batch is settled.
        """
        with self._session.transaction():
            row = self._session.row(sql.SALE, (draft.sale_id,))
            if row is None:
                raise _other("a return of a sale that is not there")
            sale = sale_of(row)
            if draft.amount_minor > self._returns.left_minor(sale):
                raise _other("more would go back than is left of the sale")
            identity, batch_id, acquirer, last = self._numbers_of(draft, sale, at)
            commit = first(identity)
            begun_at = time_text(at)
            self._returns.insert(identity, draft, commit.flow, batch_id, begun_at)
            begun = begun_body(identity, draft, commit.flow, acquirer, begun_at)
            written = self._write_step(commit, last, begun, place=self._cards.place(commit))
        self._written(written)
        return identity

    def _numbers_of(
        self, draft: ReturnDraft, sale: SaleRecord, at: datetime
    ) -> tuple[ReturnIdentity, int, str, Last]:
        """Return the identity, the batch and its acquirer, and the last numbers given out."""
        if draft.kind is ReturnKind.REFUND:
            acquirer = acquirer_of(sale.method, sale.mode)
            identity, batch_id, last = self.numbers.new_refund(at, acquirer)
            return identity, batch_id, acquirer, last
        place = self._session.row(day.BATCH_OF_SALE, (draft.sale_id,))
        if place is None or not place[1]:
            raise _other("a void of a sale whose batch is settled")
        batch = self._session.row(day.BATCH, (place[0],))
        if batch is None:
            raise StoreError(StoreErrorKind.DAMAGED, "a sale's batch is not there")
        identity, last = self.numbers.new_void(int(sale.identity.voucher), sale.identity.batch_no)
        return identity, int(batch[0]), str(batch[1]), last

    def begin_settlement(
        self, draft: SettlementDraft, at: datetime, first: Callable[[SettlementIdentity], Commit]
    ) -> SettlementIdentity | None:
        """Allocate a settlement's numbers and write the flow's first state.

        None: the acquirer has no open batch, or is being settled already.

        Raises:
            StoreError: nothing was written.
        """
        with self._session.transaction():
            batch = self._session.row(sql.OPEN_BATCH, (draft.acquirer,))
            if batch is None or self._session.row(day.UNFINISHED_SETTLEMENT, (batch[0],)):
                return None
            number = self.numbers.last.settlement_id + 1
            run_id = number if draft.run_id is None else draft.run_id
            identity = SettlementIdentity(number, run_id, draft.acquirer, batch[0], batch[1])
            last = replace(self.numbers.last, settlement_id=number)
            commit = first(identity)
            begun = self._settlements.insert(identity, draft, commit.flow, at)
            written = self._write_step(commit, last, begun)
        self._written(written)
        return identity

    def begin_move(self, entry: DrawerEntry, at: datetime, first: Callable[[int], Commit]) -> int:
        """Write a line of the drawer's book outside a sale, with the commit of its number.

        ``OPENED`` begins a shift, ``CLOSED`` ends the one that is open; any other line belongs to
        the open one, and begins one where there is none. The commit's own ``drawer`` stays unread.

        Raises:
            StoreError: nothing was written. (OTHER) also when a shift would begin beside an open
                one, or end where none is open.
        """
        with self._session.transaction():
            line, last = self._drawer.write(entry, at, self.numbers.last)
            commit = replace(first(last.move_id), drawer=None)
            place = self._cards.place(commit)
            written = self._write_step(commit, last, {"drawer": line}, place=place)
        self._written(written)
        return last.move_id

    # --- slips ------------------------------------------------------------------------------

    def print_jobs(self, limit: int) -> Sequence[PrintJob]:
        """Return the jobs that are not printed yet, oldest first.

        Raises:
            StoreError: (DAMAGED) also when what a slip shows is not there.
        """
        self._session.assert_owner()
        # A slip's copies follow one another, and show the same.
        subjects: dict[tuple[str, int], PrintSubject] = {}
        jobs: list[PrintJob] = []
        for row in self._session.rows(sql.PRINT_JOBS, (limit,)):
            key = (row[1], row[2])
            if key not in subjects:
                subjects[key] = self._subject(SlipKind(row[1]), row[2])
            jobs.append(_job_of(row, subjects[key]))
        return jobs

    def _subject(self, kind: SlipKind, number: int) -> PrintSubject:
        found: PrintSubject | None
        if kind is SlipKind.SALE:
            row = self._session.row(sql.SALE, (number,))
            found = None if row is None else sale_of(row)
        elif kind is SlipKind.RETURN:
            found = self._returns.record(number)
        elif kind is SlipKind.DRAWER:
            found = self._drawer.move(number)
        elif kind is SlipKind.SHIFT:
            found = self._drawer.shift_of(number)
        else:
            found = self._batches.settlement(number)
        if found is None:
            raise StoreError(StoreErrorKind.DAMAGED, "what a slip shows is not there")
        return found


def _job_of(row: Row, subject: PrintSubject) -> PrintJob:
    return PrintJob(
        job_id=row[0],
        subject=subject,
        copy=SlipCopy(row[3]),
        duplicate=bool(row[4]),
        state=PrintState(row[5]),
        created_at=time_of(row[6]),
        kind=SlipKind(row[1]),
    )


def _other(detail: str) -> StoreError:
    return StoreError(StoreErrorKind.OTHER, detail)
