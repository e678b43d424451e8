"""The real store for a till that may die: points before and after each of its writes."""

from __future__ import annotations

import itertools
import os
import signal
import threading
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import TypeVar

from kpay_desktop.domain.card import SealedCard
from kpay_desktop.domain.ledger import (
    BatchEntry,
    BatchFigures,
    BatchStanding,
    GroupFigures,
    OpenBatch,
    PrintJob,
    ReturnCandidate,
    ReturnRecord,
    SettlementRecord,
    ShiftRecord,
    UnresolvedRow,
)
from kpay_desktop.domain.moves import (
    DrawerEntry,
    ReturnDraft,
    ReturnIdentity,
    SettlementDraft,
    SettlementIdentity,
)
from kpay_desktop.domain.records import (
    Commit,
    OpenFlow,
    PrintRequest,
    PrintState,
    SaleRecord,
)
from kpay_desktop.domain.sale import SaleDraft, SaleIdentity
from kpay_desktop.domain.signature import Signature
from kpay_desktop.ports import Store

T = TypeVar("T")


def say(line: str) -> None:
    """Tell the test."""
    os.write(1, (line + "\n").encode())


class Points:
    """Counts what happens, and dies when it is time."""

    def __init__(self, death: int) -> None:
        self._death = death
        self._numbers = itertools.count(1)
        self._lock = threading.Lock()

    def around(self, name: str, call: Callable[[], T]) -> T:
        """Do ``call`` between two points."""
        self._pass(f"before {name}")
        result = call()
        self._pass(f"after {name}")
        return result

    def _pass(self, name: str) -> None:
        with self._lock:
            number = next(self._numbers)
            say(f"point {number} {name}")
            if number == self._death:
                os.kill(os.getpid(), signal.SIGKILL)


class MortalStore:
    """The real store, with points around its writes."""

    def __init__(self, store: Store, points: Points) -> None:
        self._store = store
        self._points = points

    def begin_sale(
        self, draft: SaleDraft, at: datetime, first: Callable[[SaleIdentity], Commit]
    ) -> SaleIdentity:
        return self._points.around("begin", lambda: self._store.begin_sale(draft, at, first))

    def commit(self, commit: Commit) -> None:
        name = f"commit {commit.sale.state if commit.sale else ''}"
        self._points.around(name, lambda: self._store.commit(commit))

    def request_print(self, request: PrintRequest, at: datetime) -> int:
        return self._points.around("request print", lambda: self._store.request_print(request, at))

    def set_print_state(self, job_id: int, state: PrintState, *, duplicate: bool) -> None:
        self._points.around(
            f"print {state}",
            lambda: self._store.set_print_state(job_id, state, duplicate=duplicate),
        )

    def reserve_stans(self, count: int) -> int:
        return self._points.around("reserve stans", lambda: self._store.reserve_stans(count))

    def note_contact(self, attempt_id: int, contact: str) -> None:
        self._points.around("note contact", lambda: self._store.note_contact(attempt_id, contact))

    def flow_of_stan(self, stan: int) -> str | None:
        return self._store.flow_of_stan(stan)

    def batch_is_open(self, sale_id: int) -> bool:
        return self._store.batch_is_open(sale_id)

    def sealed_card(self, handle: str) -> SealedCard | None:
        return self._store.sealed_card(handle)

    def signature(self, sale_id: int) -> Signature | None:
        return self._store.signature(sale_id)

    def open_flows(self) -> Sequence[OpenFlow]:
        return self._store.open_flows()

    def flow(self, flow: str) -> OpenFlow | None:
        return self._store.flow(flow)

    def flow_of_order(self, order_no: str) -> str | None:
        return self._store.flow_of_order(order_no)

    def attempt_of_credit(self, wallet_txn_no: str) -> int | None:
        return self._store.attempt_of_credit(wallet_txn_no)

    def sale(self, sale_id: int) -> SaleRecord | None:
        return self._store.sale(sale_id)

    def has_other_approval(self, sale_id: int, attempt_id: int) -> bool:
        return self._store.has_other_approval(sale_id, attempt_id)

    def doubtful_sales(self, total_minor: int, since: datetime, limit: int) -> Sequence[SaleRecord]:
        return self._store.doubtful_sales(total_minor, since, limit)

    def waiting_flows(self, limit: int) -> Sequence[OpenFlow]:
        return self._store.waiting_flows(limit)

    def print_jobs(self, limit: int) -> Sequence[PrintJob]:
        return self._store.print_jobs(limit)

    # --- the whole day ------------------------------------------------------------------------

    def begin_return(
        self, draft: ReturnDraft, at: datetime, first: Callable[[ReturnIdentity], Commit]
    ) -> ReturnIdentity:
        return self._points.around(
            "begin return", lambda: self._store.begin_return(draft, at, first)
        )

    def begin_settlement(
        self, draft: SettlementDraft, at: datetime, first: Callable[[SettlementIdentity], Commit]
    ) -> SettlementIdentity | None:
        return self._points.around(
            "begin settlement", lambda: self._store.begin_settlement(draft, at, first)
        )

    def begin_move(self, entry: DrawerEntry, at: datetime, first: Callable[[int], Commit]) -> int:
        return self._points.around("begin move", lambda: self._store.begin_move(entry, at, first))

    def candidate(self, sale_id: int) -> ReturnCandidate | None:
        return self._store.candidate(sale_id)

    def candidates(self, voucher: str) -> Sequence[ReturnCandidate]:
        return self._store.candidates(voucher)

    def refund(self, voucher: str) -> ReturnRecord | None:
        return self._store.refund(voucher)

    def back(self, return_id: int) -> ReturnRecord | None:
        return self._store.back(return_id)

    def open_batches(self) -> Sequence[OpenBatch]:
        return self._store.open_batches()

    def batch_figures(self, batch_id: int, without: Collection[int] = ()) -> BatchFigures:
        return self._store.batch_figures(batch_id, without)

    def batch_groups(self, batch_id: int, without: Collection[int] = ()) -> Sequence[GroupFigures]:
        return self._store.batch_groups(batch_id, without)

    def unresolved(self, batch_id: int) -> Sequence[UnresolvedRow]:
        return self._store.unresolved(batch_id)

    def next_entry(
        self, batch_id: int, after: int, without: Collection[int] = ()
    ) -> BatchEntry | None:
        return self._store.next_entry(batch_id, after, without)

    def entry(self, row_id: int) -> BatchEntry | None:
        return self._store.entry(row_id)

    def standing(self) -> Sequence[BatchStanding]:
        return self._store.standing()

    def settlement(self, settlement_id: int) -> SettlementRecord | None:
        return self._store.settlement(settlement_id)

    def last_settled_at(self, acquirer: str) -> datetime | None:
        return self._store.last_settled_at(acquirer)

    def shift(self) -> ShiftRecord | None:
        return self._store.shift()

    def shift_of(self, shift_id: int) -> ShiftRecord | None:
        return self._store.shift_of(shift_id)
