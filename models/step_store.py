"""One step of a flow as one transaction: journal, state, and every row that follows from it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from kpay_desktop.domain.records import Commit, PrintRequest, PrintState, split_paid
from kpay_desktop.ports import StoreError, StoreErrorKind
from models import statements as sql
from models.audit import AuditLog
from models.card_rows import CardRows, Place
from models.chain import JOURNAL, Chain, Link
from models.day_reading import DayReading
from models.numbers import Lane, Last, Numbers
from models.return_rows import update_body
from models.rows import body_text, time_text
from models.session import Session
from models.settlement_rows import SettlementRows
from models.step_rows import StepRows
from models.tail import TailFile


@dataclass(frozen=True, slots=True)
class Written:
    """What a step left behind: the ends of journal and audit log, and the numbers given out."""

    link: Link
    authorised: Link | None
    last: Last


class StepStore(DayReading):
    """Writes steps on one connection. Every method belongs to the writer's thread."""

    def __init__(self, session: Session, lane: Lane, tail: TailFile, audit: AuditLog) -> None:
        super().__init__(session)
        self._audit = audit
        self._journal = Chain(session, JOURNAL)
        self._tail = tail
        self._steps = StepRows(session)
        self._cards = CardRows(session)
        self.numbers = Numbers(session, lane)
        self._settlements = SettlementRows(session, self.numbers)

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

    def commit(self, commit: Commit) -> None:
        """Write one step of a flow.

        Raises:
            StoreError: nothing was written. Also when a new credit's transaction number is there
                already, a row that is to change is not there, or a batch cannot be closed.
        """
        with self._session.transaction():
            place = self._cards.place(commit)
            written = self._write_step(commit, self.numbers.last, place=place)
        self._written(written)

    def request_print(self, request: PrintRequest, at: datetime) -> int:
        """Queue a slip outside a flow; return the job's number.

        An unmarked slip that has been asked for before is the same job again.
        """
        last = self.numbers.last
        with self._session.transaction():
            job_id, last_job = self._steps.insert_job(request, time_text(at), last.print_job_id)
        self.numbers.last = replace(last, print_job_id=last_job)
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

    def _write_step(
        self,
        commit: Commit,
        last: Last,
        begun: Mapping[str, object] | None = None,
        *,
        place: Place | None = None,
        is_attempt: bool = False,
    ) -> Written:
        """Write what follows from a step, inside the caller's transaction.

        ``begun`` is what the caller has written for the journal already, ``place`` whose card it
        is, ``is_attempt`` that the flow begins with it as that attempt's.
        """
        if self._settlements.keeps_settled(commit.sale):
            commit = replace(commit, sale=None)
        split = self._split(commit)
        moved, last = self._write_day(commit, last)
        body = body_text(commit, {**(begun or {}), **moved}, split, place)
        link = self._append(commit, body)
        if is_attempt and place is not None:
            flow = (commit.flow, place[0], commit.state, int(commit.is_open))
            self._session.execute(sql.INSERT_FLOW, (link.seq, *flow, link.seq))
        else:
            self._put_flow(commit, link)
        job_id = self._steps.write(commit, last.print_job_id)
        self._cards.write(commit, place)
        if commit.sale is not None and split is not None:
            self._steps.must_change(sql.UPDATE_AMOUNTS, (*split, commit.sale.sale_id))
        return Written(link, self._write_authorised(commit), replace(last, print_job_id=job_id))

    def _write_day(self, commit: Commit, last: Last) -> tuple[dict[str, object], Last]:
        """Write what a step has beside sales and their money; return what the journal has of it."""
        body: dict[str, object] = {}
        moved: dict[str, object] = {}
        if commit.sale is not None:
            update = commit.sale
            found, last = self._settlements.sale_counts(
                update.sale_id, update.state, commit.at, last
            )
            moved |= found
        if commit.back is not None:
            back = commit.back
            found, last = self._settlements.return_counts(
                back.return_id, back.state, commit.at, last
            )
            moved |= found
            self._returns.write(back)
            body["back"] = update_body(back)
        if commit.settlement is not None:
            found, last = self._settlements.write(commit.settlement, commit.at, last)
            body |= found
        if commit.drawer is not None:
            body["drawer"], last = self._drawer.write(commit.drawer, commit.at, last)
        return body | moved, last

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
        known = self._session.row(sql.AMOUNTS, (update.sale_id,))
        if known is None:
            raise StoreError(StoreErrorKind.OTHER, "a sale that is to change is not there")
        return split_paid(known[0], known[1], update.paid_minor)

    def _write_authorised(self, commit: Commit) -> Link | None:
        """Write into the audit log who let the step happen, if somebody had to."""
        if commit.authorised is None:
            return None
        return self._audit.write_act(commit.at, commit.authorised)

    def _written(self, written: Written) -> None:
        """Take note that a step has been committed."""
        self._journal.advance(written.link)
        self._tail.note(written.link)
        if written.authorised is not None:
            self._audit.written(written.authorised)
        self.numbers.last = written.last
