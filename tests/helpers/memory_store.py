"""A store in memory: what the runner needs of one, with faults on demand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from kpay_desktop.domain.approval import Approval
from kpay_desktop.domain.card import CardRecord, SealedCard
from kpay_desktop.domain.ledger import PrintJob, PrintSubject
from kpay_desktop.domain.records import (
    Commit,
    CreditRecord,
    CreditState,
    OpenFlow,
    PrintRequest,
    PrintState,
    SaleRecord,
    SlipCopy,
    SlipKind,
    split_paid,
)
from kpay_desktop.domain.sale import (
    Method,
    SaleDraft,
    SaleIdentity,
    SaleState,
    format_voucher,
)
from kpay_desktop.domain.signature import Signature
from kpay_desktop.ports import StoreError, StoreErrorKind
from tests.helpers.memory_day import MemoryDay
from tests.helpers.memory_reading import lane_of, refuse


@dataclass
class StoredJob:
    """A row of the print queue; ``sale_id`` is the subject's number, whatever it is."""

    sale_id: int
    copy: SlipCopy
    is_reprint: bool
    duplicate: bool
    state: PrintState
    created_at: datetime
    kind: SlipKind = SlipKind.SALE


@dataclass
class StoredAttempt:
    """A row of the attempts."""

    sale_id: int
    order_no: str
    flow: str
    state: SaleState = SaleState.OPEN


class InMemoryStore(MemoryDay):
    """``ports.Store`` in memory, with the store's own rules: a refused step leaves no trace.

    ``fault`` refuses every write while it is set; ``refusals`` refuses the next that many.
    """

    def __init__(self) -> None:
        super().__init__()
        self.fault: StoreErrorKind | None = None
        self.refusals = 0
        self.unreadable = False
        self.attempts: dict[int, StoredAttempt] = {}
        self.first_tries: dict[int, int] = {}
        self.journal: list[Commit] = []
        self.credits: dict[str, CreditRecord] = {}
        self.jobs: dict[int, StoredJob] = {}
        self.authorised: list[Approval] = []
        self.signatures: dict[int, Signature] = {}
        self.last_stan = 0

    # --- writing ------------------------------------------------------------------------------

    def begin_sale(
        self, draft: SaleDraft, at: datetime, first: Callable[[SaleIdentity], Commit]
    ) -> SaleIdentity:
        number = self.last_row + 1
        # Three kinds of numbers that never look alike, so that none can stand for another.
        attempt_id = 1_000 + max((key - 1_000 for key in self.attempts), default=0) + 1
        identity = SaleIdentity(
            number, attempt_id, format_voucher(100 + number), f"80010001{number:06d}", 1
        )
        sale = SaleRecord(
            identity=identity,
            created_at=at,
            amount_minor=draft.amount_minor,
            tip_minor=draft.tip_minor,
            method=draft.method,
            mode=draft.mode,
            cashier_id=draft.cashier_id,
            state=SaleState.OPEN,
            tender=draft.tender,
        )
        batch_no = self.lane_no(lane_of(sale))
        identity = replace(identity, batch_no=batch_no)
        commit = first(identity)
        self.may_write()
        self.last_row = number
        self.places[number] = self.open_lane(lane_of(sale), at)
        self.sales[number] = replace(sale, identity=identity)
        self.attempts[attempt_id] = StoredAttempt(number, identity.order_no, commit.flow)
        if draft.retry_of is not None:
            self.first_tries[number] = self.first_tries.get(draft.retry_of, draft.retry_of)
        self.apply(commit)
        self.heard("begin")
        return identity

    def commit(self, commit: Commit) -> None:
        self.may_write()
        self.check(commit)
        self.apply(commit)
        self.heard("commit")

    def check(self, commit: Commit) -> None:
        known = set(self.credits)
        for record in commit.new_credits:
            if record.wallet_txn_no in known:
                raise StoreError(StoreErrorKind.OTHER, "a credit is there already")
            known.add(record.wallet_txn_no)
        changed = (*commit.credit_states, *commit.credit_amounts, *commit.credit_refunds)
        if any(number not in known for number, _ in changed):
            raise StoreError(StoreErrorKind.OTHER, "a row that is to change is not there")
        if commit.sale is not None and commit.sale.sale_id not in self.sales:
            raise StoreError(StoreErrorKind.OTHER, "a row that is to change is not there")
        has_card = commit.card is not None or commit.signature is not None
        if has_card and self._attempt_of(commit.flow) is None:
            raise StoreError(StoreErrorKind.OTHER, "a card without an attempt")
        self.check_day(commit)
        for request in commit.print_requests:
            self._check_subject(request)

    def request_print(self, request: PrintRequest, at: datetime) -> int:
        self.may_write()
        self._check_subject(request)
        return self._insert_job(request, at)

    def set_print_state(self, job_id: int, state: PrintState, *, duplicate: bool) -> None:
        self.may_write()
        job = self.jobs.get(job_id)
        if job is None or (job.state is PrintState.PRINTED and state is not PrintState.PRINTED):
            raise StoreError(StoreErrorKind.OTHER, "no such print job, or it is printed")
        job.state = state
        job.duplicate = job.duplicate or duplicate

    def reserve_stans(self, count: int) -> int:
        if not 1 <= count <= 999_999:
            raise ValueError("trace numbers run from 1 to 999999")
        self.may_write()
        first = self.last_stan + 1 if self.last_stan + count <= 999_999 else 1
        self.last_stan = first + count - 1
        self.heard("stans")
        return first

    def note_contact(self, attempt_id: int, contact: str) -> None:
        self.may_write()
        card = self.cards.get(attempt_id)
        if card is None:
            raise StoreError(StoreErrorKind.OTHER, "a contact for an attempt without a card")
        self._put_card(attempt_id, replace(card, contact=contact.strip()[:120]))

    def may_write(self) -> None:
        if self.fault is not None:
            raise StoreError(self.fault)
        if self.refusals:
            self.refusals -= 1
            raise StoreError(StoreErrorKind.FULL)

    def apply(self, commit: Commit) -> None:
        self.journal.append(commit)
        if commit.authorised is not None:
            self.authorised.append(commit.authorised)
        self.flows[commit.flow] = (commit.state, commit.is_open)
        if commit.sale is not None and self.keeps_settled(commit.sale):
            commit = replace(commit, sale=None)
        if commit.sale is not None:
            self.bring(commit.sale.sale_id, commit.sale.state, commit.at)
        self.apply_day(commit)
        if commit.sale is not None:
            self._update_sale(commit)
        for record in commit.new_credits:
            self.credits[record.wallet_txn_no] = record
        for number, state in commit.credit_states:
            self.credits[number] = replace(self.credits[number], state=state)
        for number, paid_minor in commit.credit_amounts:
            self.credits[number] = replace(self.credits[number], paid_minor=paid_minor)
        for number, refund_no in commit.credit_refunds:
            self.credits[number] = replace(self.credits[number], refund_no=refund_no)
        for request in commit.print_requests:
            self._insert_job(request, commit.at)
        self._apply_card(commit)

    def _apply_card(self, commit: Commit) -> None:
        attempt_id = self._attempt_of(commit.flow)
        if commit.card is not None and attempt_id is not None:
            # What is for the eyes alone is not stored, and a note is no step's to change.
            facts = replace(commit.card.facts, expiry="", holder="")
            known = self.cards.get(attempt_id)
            contact = "" if known is None else known.contact
            self._put_card(attempt_id, replace(commit.card, facts=facts, contact=contact))
        if commit.signature is not None and attempt_id is not None:
            self.signatures[self.attempts[attempt_id].sale_id] = commit.signature
        if commit.sealed is not None:
            self.vault[commit.sealed.handle] = commit.sealed
        self.vault.pop(commit.wiped, None)

    def _put_card(self, attempt_id: int, card: CardRecord) -> None:
        self.cards[attempt_id] = card
        sale_id = self.attempts[attempt_id].sale_id
        self.sales[sale_id] = replace(self.sales[sale_id], card=card)

    def _attempt_of(self, flow: str) -> int | None:
        return next((key for key, attempt in self.attempts.items() if attempt.flow == flow), None)

    def _update_sale(self, commit: Commit) -> None:
        update = commit.sale
        assert update is not None
        sale = self.sales[update.sale_id]
        amount_minor, tip_minor = sale.amount_minor, sale.tip_minor
        if update.paid_minor is not None:
            amount_minor, tip_minor = split_paid(amount_minor, tip_minor, update.paid_minor)
        self.sales[update.sale_id] = replace(
            sale,
            amount_minor=amount_minor,
            tip_minor=tip_minor,
            state=update.state,
            reason=sale.reason if update.reason is None else update.reason,
            wallet_txn_no=update.wallet_txn_no or sale.wallet_txn_no,
            paid_at=update.paid_at or sale.paid_at,
            finished_at=update.finished_at or sale.finished_at,
        )
        self.attempts[sale.identity.attempt_id].state = update.state

    def _insert_job(self, request: PrintRequest, at: datetime) -> int:
        if not request.duplicate:
            for job_id, job in self.jobs.items():
                same = (job.kind, job.sale_id, job.copy)
                wanted = (request.kind, request.subject_id, request.copy)
                if same == wanted and not job.is_reprint:
                    return job_id
        job_id = len(self.jobs) + 1
        self.jobs[job_id] = StoredJob(
            request.subject_id,
            request.copy,
            request.duplicate,
            request.duplicate,
            PrintState.QUEUED,
            at,
            request.kind,
        )
        return job_id

    # --- reading ------------------------------------------------------------------------------

    def open_flows(self) -> Sequence[OpenFlow]:
        self.may_read()
        return [OpenFlow(name, state) for name, (state, is_open) in self.flows.items() if is_open]

    def flow(self, flow: str) -> OpenFlow | None:
        self.may_read()
        stored = self.flows.get(flow)
        return None if stored is None else OpenFlow(flow, stored[0])

    def flow_of_order(self, order_no: str) -> str | None:
        self.may_read()
        attempts = self.attempts.values()
        return next((each.flow for each in attempts if each.order_no == order_no), None)

    def sale(self, sale_id: int) -> SaleRecord | None:
        self.may_read()
        return self.sales.get(sale_id)

    def has_other_approval(self, sale_id: int, attempt_id: int) -> bool:
        self.may_read()
        taken = {SaleState.OPEN, SaleState.CHECKING, SaleState.APPROVED, SaleState.BY_HAND}
        first = self.first_tries.get(sale_id, sale_id)
        return any(
            self.first_tries.get(attempt.sale_id, attempt.sale_id) == first
            and key != attempt_id
            and attempt.state in taken
            for key, attempt in self.attempts.items()
        )

    def doubtful_sales(self, total_minor: int, since: datetime, limit: int) -> Sequence[SaleRecord]:
        self.may_read()
        unfinished = {
            SaleState.OPEN,
            SaleState.CHECKING,
            SaleState.PAID_LATE,
            SaleState.REFUNDING,
        }
        newest = [s for s in reversed(self.sales.values()) if s.total_minor == total_minor]
        kinds = (
            [s for s in newest if s.state in unfinished],
            [
                s
                for s in newest
                if s.method not in {Method.CARD, Method.CASH} and s.finished_at is not None
                if s.finished_at >= since
            ],
        )
        found = {sale.identity.sale_id: sale for kind in kinds for sale in kind[:limit]}
        return [found[sale_id] for sale_id in sorted(found, reverse=True)]

    def waiting_flows(self, limit: int) -> Sequence[OpenFlow]:
        self.may_read()
        waiting = {CreditState.INBOX, CreditState.REFUNDING}
        attempts = {c.attempt_id for c in self.credits.values() if c.state in waiting}
        names = [self.attempts[attempt_id].flow for attempt_id in sorted(attempts)]
        return [OpenFlow(name, self.flows[name][0]) for name in names][:limit]

    def attempt_of_credit(self, wallet_txn_no: str) -> int | None:
        self.may_read()
        record = self.credits.get(wallet_txn_no)
        return None if record is None else record.attempt_id

    def flow_of_stan(self, stan: int) -> str | None:
        self.may_read()
        cards = [self.attempts[key] for key, card in self.cards.items() if card.stan == stan]
        found = [(attempt.sale_id, attempt.flow) for attempt in cards]
        backs = self.backs.items()
        found += [(key, b.flow) for key, b in backs if stan and b.record.stan == stan]
        return max(found)[1] if found else None

    def batch_is_open(self, sale_id: int) -> bool:
        self.may_read()
        return sale_id in self.sales and self._stands_open(sale_id)

    def sealed_card(self, handle: str) -> SealedCard | None:
        self.may_read()
        return self.vault.get(handle)

    def signature(self, sale_id: int) -> Signature | None:
        self.may_read()
        return self.signatures.get(sale_id)

    def print_jobs(self, limit: int) -> Sequence[PrintJob]:
        self.may_read()
        waiting = [
            PrintJob(
                key,
                self._subject(job.kind, job.sale_id),
                job.copy,
                job.duplicate,
                job.state,
                job.created_at,
                job.kind,
            )
            for key, job in self.jobs.items()
            if job.state is not PrintState.PRINTED
        ]
        return waiting[:limit]

    def _check_subject(self, request: PrintRequest) -> None:
        if self._found(request.kind, request.subject_id) is None:
            raise refuse("what a slip is to show is not there")

    def _subject(self, kind: SlipKind, number: int) -> PrintSubject:
        found = self._found(kind, number)
        assert found is not None
        return found

    def _found(self, kind: SlipKind, number: int) -> PrintSubject | None:
        if kind is SlipKind.SALE:
            return self.sales.get(number)
        if kind is SlipKind.RETURN:
            return self.back(number)
        if kind is SlipKind.DRAWER:
            return self.drawer.move(number)
        return self.shift_of(number) if kind is SlipKind.SHIFT else self.settlement(number)

    def flow_of_sale(self, sale_id: int) -> str:
        return self.attempts[self.sales[sale_id].identity.attempt_id].flow

    def may_read(self) -> None:
        if self.unreadable:
            raise StoreError(StoreErrorKind.DAMAGED)

    # --- for tests ----------------------------------------------------------------------------

    def unmarked(self, sale_id: int) -> list[SlipCopy]:
        """Return the copies of a sale that were queued as originals."""
        return [
            job.copy for job in self.jobs.values() if job.sale_id == sale_id and not job.is_reprint
        ]

    def accepted(self, attempt_id: int) -> list[CreditRecord]:
        """Return the credits that the attempt's sale stands on."""
        return [
            record
            for record in self.credits.values()
            if record.attempt_id == attempt_id and record.state is CreditState.ACCEPTED
        ]
