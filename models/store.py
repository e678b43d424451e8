"""The store that flows write to: each step one durable transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from kpay_desktop.domain.card import SealedCard
from kpay_desktop.domain.ledger import PrintJob
from kpay_desktop.domain.records import (
    Commit,
    OpenFlow,
    PrintRequest,
    PrintState,
    SaleRecord,
    split_paid,
)
from kpay_desktop.domain.sale import SaleDraft, SaleIdentity
from kpay_desktop.domain.signature import Signature
from kpay_desktop.ports import StoreError, StoreErrorKind
from models import statements as sql
from models.audit import AuditLog
from models.card_rows import CardRows
from models.chain import JOURNAL, Chain, Link
from models.numbers import Lane, Numbers, acquirer_of
from models.rows import body_text, mode_text, print_job_of, sale_of, time_text
from models.session import Session
from models.step_rows import StepRows
from models.tail import TailFile


class SqlStore:
    """``ports.Store`` on one connection. Every method belongs to the writer's thread."""

    def __init__(self, session: Session, lane: Lane, tail: TailFile, audit: AuditLog) -> None:
        self._session = session
        self._audit = audit
        self._journal = Chain(session, JOURNAL)
        self._tail = tail
        self._steps = StepRows(session)
        self._cards = CardRows(session)
        self.numbers = Numbers(session, lane)

    def open(self, at: datetime) -> Link:
        """Check the journal since its anchor, take up the numbers; return the journal's last row.

        Raises:
            StoreError: the data cannot be read, or a row is not its own.
        """
        self._session.assert_owner()
        self._journal.open()
        self.numbers.open(at)
        return self._journal.tail

    def take_up(self, at: datetime) -> None:
        """Go on, on a new connection, where the last one was left.

        Raises:
            StoreError: (DAMAGED) the journal ends elsewhere: what was called unwritten is there, or
                what was written is not. Only a new start, which works everything to an end, helps.
        """
        found = Chain(self._session, JOURNAL)
        found.open()
        if found.tail != self._journal.tail:
            raise StoreError(StoreErrorKind.DAMAGED, "the journal is not where it was left")
        self._journal = found
        self.numbers.open(at)

    # --- ports.Store ------------------------------------------------------------------------

    def begin_sale(
        self, draft: SaleDraft, at: datetime, first: Callable[[SaleIdentity], Commit]
    ) -> SaleIdentity:
        """Allocate a sale's numbers and write its rows and the flow's first state together.

        Raises:
            StoreError: nothing was written, and the numbers are free again.
        """
        created_at = time_text(at)
        with self._session.transaction():
            acquirer = acquirer_of(draft.method, draft.mode)
            identity, batch_id, last = self.numbers.new_sale(at, acquirer)
            self._session.execute(
                sql.INSERT_TRANSACTION,
                (
                    identity.sale_id,
                    identity.attempt_id,
                    batch_id,
                    last.voucher,
                    created_at,
                    draft.amount_minor,
                    draft.tip_minor,
                    draft.method,
                    mode_text(draft),
                    draft.cashier_id,
                ),
            )
            commit = first(identity)
            self._session.execute(
                sql.INSERT_ATTEMPT,
                (
                    identity.attempt_id,
                    identity.sale_id,
                    identity.order_no,
                    commit.flow,
                    created_at,
                ),
            )
            if draft.retry_of is not None:
                self._link_retry(identity.sale_id, draft.retry_of)
            place = (identity.attempt_id, identity.sale_id)
            body = body_text(commit, (identity, draft, created_at), place=place)
            link = self._append(commit, body)
            self._session.execute(
                sql.INSERT_FLOW,
                (
                    link.seq,
                    commit.flow,
                    identity.attempt_id,
                    commit.state,
                    int(commit.is_open),
                    link.seq,
                ),
            )
            job_id = self._steps.write(commit, last.print_job_id)
            self._cards.write(commit, place)
            authorised = self._write_authorised(commit)
        self._committed(link, authorised)
        self.numbers.last = replace(last, print_job_id=job_id)
        return identity

    def commit(self, commit: Commit) -> None:
        """Write one step of a flow.

        Raises:
            StoreError: nothing was written. Also when a new credit's transaction number is there
                already, or a row that is to change is not there.
        """
        with self._session.transaction():
            split = self._split(commit)
            place = self._cards.place(commit)
            link = self._append(commit, body_text(commit, split=split, place=place))
            self._put_flow(commit, link)
            job_id = self._steps.write(commit, self.numbers.last.print_job_id)
            self._cards.write(commit, place)
            if commit.sale is not None and split is not None:
                self._steps.must_change(sql.UPDATE_AMOUNTS, (*split, commit.sale.sale_id))
            authorised = self._write_authorised(commit)
        self._committed(link, authorised)
        self._set_last_job(job_id)

    def open_flows(self) -> Sequence[OpenFlow]:
        """Return the flows that have work left, oldest first."""
        self._session.assert_owner()
        return [OpenFlow(row[0], row[1]) for row in self._session.rows(sql.OPEN_FLOWS)]

    def flow(self, flow: str) -> OpenFlow | None:
        """Return a flow's last state, open or not."""
        self._session.assert_owner()
        row = self._session.row(sql.FLOW, (flow,))
        return None if row is None else OpenFlow(row[0], row[1])

    def flow_of_order(self, order_no: str) -> str | None:
        """Return the name of the flow that made the order."""
        self._session.assert_owner()
        row = self._session.row(sql.FLOW_OF_ORDER, (order_no,))
        return None if row is None else str(row[0])

    def sale(self, sale_id: int) -> SaleRecord | None:
        """Return a sale's row."""
        self._session.assert_owner()
        row = self._session.row(sql.SALE, (sale_id,))
        return None if row is None else sale_of(row)

    def has_other_approval(self, sale_id: int, attempt_id: int) -> bool:
        """True if another try at the same purchase is approved, by hand too, or still open."""
        self._session.assert_owner()
        return any(
            self._session.row(sql.OTHER_APPROVAL, (each, attempt_id)) is not None
            for each in self._tries(sale_id)
        )

    def doubtful_sales(self, total_minor: int, since: datetime, limit: int) -> Sequence[SaleRecord]:
        """Return sales of that total that are not finished, or finished at or after ``since``.

        At most ``limit`` of each kind: many that went well never hide one that did not.
        """
        self._session.assert_owner()
        found = {
            *self._session.rows(sql.UNFINISHED_OF_TOTAL, (total_minor, limit)),
            *self._session.rows(sql.FINISHED_OF_TOTAL, (time_text(since), total_minor, limit)),
        }
        rows = (self._session.row(sql.SALE, key) for key in sorted(found, reverse=True))
        return [sale_of(row) for row in rows if row is not None]

    def waiting_flows(self, limit: int) -> Sequence[OpenFlow]:
        """Return the flows whose money waits for a decision or is being sent back."""
        self._session.assert_owner()
        # A code that was paid several times stands there once for each payment.
        rows = self._session.rows(sql.WAITING_FLOWS, (limit,))
        return list({row[0]: OpenFlow(row[0], row[1]) for row in rows}.values())

    def attempt_of_credit(self, wallet_txn_no: str) -> int | None:
        """Return the attempt that a wallet's transaction number is booked on."""
        self._session.assert_owner()
        row = self._session.row(sql.ATTEMPT_OF_CREDIT, (wallet_txn_no,))
        return None if row is None else int(row[0])

    def reserve_stans(self, count: int) -> int:
        """Reserve ``count`` trace numbers in a row for good; return the first.

        Raises:
            ValueError: there are not that many numbers.
            StoreError: nothing was reserved.
        """
        with self._session.transaction():
            return self.numbers.new_stans(count)

    def flow_of_stan(self, stan: int) -> str | None:
        """Return the newest flow whose message had that trace number."""
        self._session.assert_owner()
        return self._cards.flow_of_stan(stan)

    def batch_is_open(self, sale_id: int) -> bool:
        """True while the sale's batch is open; False also where there is no such sale."""
        self._session.assert_owner()
        row = self._session.row(sql.BATCH_IS_OPEN, (sale_id,))
        return row is not None and bool(row[0])

    def sealed_card(self, handle: str) -> SealedCard | None:
        """Return what the vault holds under ``handle``; None once it is wiped."""
        self._session.assert_owner()
        return self._cards.sealed(handle)

    def signature(self, sale_id: int) -> Signature | None:
        """Return the signature that the sale was signed with on the screen."""
        self._session.assert_owner()
        return self._cards.signature(sale_id)

    def note_contact(self, attempt_id: int, contact: str) -> None:
        """Keep what the cashier noted of a customer, at most 120 characters of it.

        Raises:
            StoreError: (OTHER) also when the attempt has no card.
        """
        with self._session.transaction():
            self._cards.note_contact(attempt_id, contact)

    def print_jobs(self, limit: int) -> Sequence[PrintJob]:
        """Return the jobs that are not printed yet, oldest first."""
        self._session.assert_owner()
        return [print_job_of(row) for row in self._session.rows(sql.PRINT_JOBS, (limit,))]

    def request_print(self, request: PrintRequest, at: datetime) -> int:
        """Queue a slip outside a flow; return the job's number.

        An unmarked slip that has been asked for before is the same job again.
        """
        with self._session.transaction():
            job_id, last = self._steps.insert_job(
                request, time_text(at), self.numbers.last.print_job_id
            )
        self._set_last_job(last)
        return job_id

    def set_print_state(self, job_id: int, state: PrintState, *, duplicate: bool) -> None:
        """Move a job on; ``duplicate`` marks the paper from now on.

        A printed job stays printed, and a marked one marked.
        """
        with self._session.transaction():
            changed = self._session.execute(sql.UPDATE_PRINT_JOB, (state, int(duplicate), job_id))
            if changed == 0:
                row = self._session.row(sql.PRINT_JOB_STATE, (job_id,))
                if row is None or row[0] != state:
                    raise StoreError(StoreErrorKind.OTHER, "no such print job, or it is printed")

    # --- the house --------------------------------------------------------------------------

    def rest(self) -> None:
        """Let the next opening check the journal from here on.

        Raises:
            StoreError: nothing was written.
        """
        self._journal.rest()

    @property
    def journal_rows(self) -> int:
        """How many rows the journal has."""
        return self._journal.tail.seq

    # --- one step's rows --------------------------------------------------------------------

    def _first_try(self, sale_id: int) -> int | None:
        row = self._session.row(sql.FIRST_TRY, (sale_id,))
        return None if row is None else int(row[0])

    def _tries(self, sale_id: int) -> list[int]:
        """Return the sales that are tries at the same purchase, ``sale_id`` among them."""
        first = self._first_try(sale_id)
        if first is None:
            return [sale_id]
        return [int(row[0]) for row in self._session.rows(sql.SALES_OF_PURCHASE, (first,))]

    def _link_retry(self, sale_id: int, retry_of: int) -> None:
        first = self._first_try(retry_of)
        if first is None:
            first = retry_of
            self._session.execute(sql.INSERT_RETRY, (first, first))
        self._session.execute(sql.INSERT_RETRY, (sale_id, first))

    def _append(self, commit: Commit, body: str) -> Link:
        return self._journal.append(
            (
                commit.flow,
                time_text(commit.at),
                commit.event,
                commit.state,
                int(commit.is_open),
                body,
            )
        )

    def _put_flow(self, commit: Commit, link: Link) -> None:
        is_open = int(commit.is_open)
        moved = (commit.state, link.seq, commit.flow, is_open)
        if self._session.execute(sql.UPDATE_FLOW, moved) == 0:
            put = (link.seq, commit.flow, commit.state, is_open, link.seq)
            self._session.execute(sql.PUT_FLOW, put)

    def _split(self, commit: Commit) -> tuple[int, int] | None:
        """Return the sale's amount and tip if what was paid takes the place of its total."""
        update = commit.sale
        if update is None or update.paid_minor is None:
            return None
        known = self.sale(update.sale_id)
        if known is None:
            raise StoreError(StoreErrorKind.OTHER, "a sale that is to change is not there")
        return split_paid(known.amount_minor, known.tip_minor, update.paid_minor)

    def _write_authorised(self, commit: Commit) -> Link | None:
        """Write into the audit log who let the step happen, if somebody had to."""
        if commit.authorised is None:
            return None
        return self._audit.write_act(commit.at, commit.authorised)

    def _committed(self, link: Link, authorised: Link | None) -> None:
        self._journal.advance(link)
        self._tail.note(link)
        if authorised is not None:
            self._audit.written(authorised)

    def _set_last_job(self, job_id: int) -> None:
        if job_id != self.numbers.last.print_job_id:
            self.numbers.last = replace(self.numbers.last, print_job_id=job_id)
