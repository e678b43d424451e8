"""What one step of a flow writes beside the journal: the sale, its money, its slips."""

from __future__ import annotations

from collections.abc import Sequence

from kpay_desktop.domain.records import Commit, PrintRequest, SaleUpdate, SlipKind
from kpay_desktop.ports import StoreError, StoreErrorKind
from models import statements as sql
from models import statements_day as day
from models.rows import optional_time_text, time_text
from models.session import Session, Value

#: What finds the subject of a slip of each kind.
_SUBJECTS = {
    SlipKind.SALE: sql.BATCH_IS_OPEN,
    SlipKind.RETURN: day.SALE_OF_RETURN,
    SlipKind.SETTLEMENT: day.CARRIED,
    SlipKind.LIST: day.CARRIED,
    SlipKind.DRAWER: day.MOVE,
    SlipKind.SHIFT: day.SHIFT,
}


class StepRows:
    """Writes the rows of steps, each inside the caller's transaction.

    Every method may raise StoreError; nothing is then to be kept.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def write(self, commit: Commit, last_job: int) -> int:
        """Write what follows from the step; return the last print job's number."""
        if commit.sale is not None:
            self._update_sale(commit.sale)
        for wallet_txn_no, paid_minor in commit.credit_amounts:
            self.must_change(sql.UPDATE_CREDIT_AMOUNT, (paid_minor, wallet_txn_no))
        if not (commit.new_credits or commit.credit_states or commit.print_requests):
            return last_job
        at = time_text(commit.at)
        for credit in commit.new_credits:
            self._session.execute(
                sql.INSERT_CREDIT,
                (
                    credit.wallet_txn_no,
                    credit.attempt_id,
                    credit.paid_minor,
                    credit.kind,
                    credit.state,
                    credit.refund_no,
                    at,
                ),
            )
        for wallet_txn_no, state in commit.credit_states:
            self.must_change(sql.UPDATE_CREDIT, (state, wallet_txn_no))
        # Money that is booked with this step may be sent back with it.
        for wallet_txn_no, refund_no in commit.credit_refunds:
            self.must_change(sql.UPDATE_CREDIT_REFUND, (refund_no, wallet_txn_no))
        for request in commit.print_requests:
            _, last_job = self.insert_job(request, at, last_job)
        return last_job

    def insert_job(self, request: PrintRequest, at: str, last: int) -> tuple[int, int]:
        """Return the job's number and the last number given out."""
        subject: tuple[Value, ...] = (request.kind.value, request.subject_id, request.copy.value)
        if self._session.row(_SUBJECTS[request.kind], (request.subject_id,)) is None:
            raise StoreError(StoreErrorKind.OTHER, "what a slip is to show is not there")
        marked = int(request.duplicate)
        job_id = last + 1
        written = self._session.execute(
            sql.INSERT_PRINT_JOB, (job_id, *subject, marked, marked, at)
        )
        if written:
            return job_id, job_id
        found = self._session.row(sql.UNMARKED_PRINT_JOB, subject)
        if found is None:
            raise StoreError(StoreErrorKind.OTHER, "a print job was neither new nor there")
        return int(found[0]), last

    def must_change(self, statement: str, values: Sequence[Value]) -> None:
        """Run a statement that changes one row."""
        if self._session.execute(statement, values) != 1:
            raise StoreError(StoreErrorKind.OTHER, "a row that is to change is not there")

    def _update_sale(self, update: SaleUpdate) -> None:
        self.must_change(
            sql.UPDATE_TRANSACTION,
            (
                update.state,
                update.reason,
                update.wallet_txn_no,
                optional_time_text(update.paid_at),
                optional_time_text(update.finished_at),
                update.sale_id,
            ),
        )
        self._session.execute(sql.UPDATE_ATTEMPT_OF_SALE, (update.state, update.sale_id))
