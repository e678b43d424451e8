"""The store that flows write to: each step one durable transaction."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from operator import itemgetter

from kpay_desktop.domain.card import SealedCard
from kpay_desktop.domain.records import Commit, OpenFlow, SaleRecord
from kpay_desktop.domain.sale import SaleDraft, SaleIdentity
from kpay_desktop.domain.signature import Signature
from models import statements as sql
from models.day_store import DayStore
from models.numbers import acquirer_of
from models.rows import mode_text, opened_body, sale_of, time_text


class SqlStore(DayStore):
    """``ports.Store`` on one connection. Every method belongs to the writer's thread."""

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
            row = (identity.sale_id, identity.attempt_id, batch_id, last.voucher, created_at)
            agreed = (draft.amount_minor, draft.tip_minor, draft.method, mode_text(draft))
            self._session.execute(sql.INSERT_TRANSACTION, (*row, *agreed, draft.cashier_id))
            if draft.tender is not None:
                due, handed = draft.tender.due_minor, draft.tender.handed_minor
                self._session.execute(sql.INSERT_CASH, (identity.sale_id, due, handed))
            commit = first(identity)
            attempt = (identity.attempt_id, identity.sale_id, identity.order_no, commit.flow)
            self._session.execute(sql.INSERT_ATTEMPT, (*attempt, created_at))
            if draft.retry_of is not None:
                self._link_retry(identity.sale_id, draft.retry_of)
            place = (identity.attempt_id, identity.sale_id)
            begun = opened_body(identity, draft, created_at, acquirer)
            written = self._write_step(commit, last, begun, place=place, is_attempt=True)
        self._written(written)
        return identity

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
        sale, back = self._cards.flow_of_stan(stan), self._returns.flow_of_stan(stan)
        found = [each for each in (sale, back) if each is not None]
        # Sales and returns are numbered in one run: the higher number is the newer one.
        return max(found, key=itemgetter(1))[0] if found else None

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

    # --- tries at one purchase --------------------------------------------------------------

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
