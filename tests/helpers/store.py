"""A store in a folder of the test's own, and hands that reach past it."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from sqlcipher3 import dbapi2

from kpay_desktop.domain.ledger import Acquirer, PrintJob
from kpay_desktop.domain.moves import (
    BatchClosing,
    SettlementDraft,
    SettlementIdentity,
    SettlementUpdate,
)
from kpay_desktop.domain.records import (
    Commit,
    CreditKind,
    CreditRecord,
    CreditState,
    PrintRequest,
    SaleRecord,
    SaleUpdate,
    SlipCopy,
)
from kpay_desktop.domain.sale import (
    UNFINISHED,
    Method,
    QrMode,
    SaleDraft,
    SaleIdentity,
    SaleState,
)
from kpay_desktop.security.keys import KEY_FILE, KeySource, write_owner_only
from kpay_desktop.settings_works import KeyStore
from models.database import STORE_FILE, OpenedStore, open_store
from models.numbers import Lane
from tests.helpers.flows import ManualClock

T = TypeVar("T")

KEY_HEX = "5a" * 32
FILE_KEY = KeySource(KeyStore.FILE, "demo")
LANE = Lane("80010001")
DEADLINE_S = 60.0


@dataclass
class HandClock(ManualClock):
    """A clock that the test sets, on the day of the store's tests."""

    at: datetime = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)
    monotonic_s: float = 1_000.0


@dataclass
class Faults:
    """What the store's threads reported."""

    heard: list[Exception] = field(default_factory=list)

    def __call__(self, error: Exception) -> None:
        self.heard.append(error)


def make_folder(folder: Path) -> Path:
    """Return the folder with a key that tests know."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / KEY_FILE).exists():
        write_owner_only(folder / KEY_FILE, KEY_HEX + "\n")
    return folder


def open_quietly(
    folder: Path,
    *,
    clock: HandClock | None = None,
    lane: Lane = LANE,
    key: KeySource = FILE_KEY,
    faults: Faults | None = None,
) -> OpenedStore:
    return open_store(
        folder,
        key,
        lane,
        clock or HandClock(),
        faults if faults is not None else Faults(),
        DEADLINE_S,
    )


@contextlib.contextmanager
def opened(
    folder: Path, *, clock: HandClock | None = None, lane: Lane = LANE
) -> Iterator[OpenedStore]:
    """A store that is closed at the end, and whose threads had nothing to report."""
    faults = Faults()
    store = open_quietly(make_folder(folder), clock=clock, lane=lane, faults=faults)
    try:
        yield store
    finally:
        assert store.close(DEADLINE_S)
    assert faults.heard == []


def write(store: OpenedStore, work: Callable[[], T]) -> T:
    """Run ``work`` on the writer's thread."""
    return store.writer.call(work, DEADLINE_S)


def read(store: OpenedStore, work: Callable[[], T]) -> T:
    """Run ``work`` on the reader's thread."""
    return store.reader.call(work, DEADLINE_S)


def draft(amount_minor: int = 2_800, tip_minor: int = 280) -> SaleDraft:
    return SaleDraft(amount_minor, tip_minor, Method.PAYNOW, QrMode.SHOW, "01")


def scanned(method: Method = Method.WECHAT, retry_of: int | None = None) -> SaleDraft:
    """A sale by the code that a customer shows."""
    return SaleDraft(2_800, 280, method, QrMode.SCAN, "01", retry_of)


def own_code(retry_of: int | None = None) -> SaleDraft:
    """A sale by the shop's own code."""
    return SaleDraft(2_800, 280, Method.PAYNOW, QrMode.OWN, "01", retry_of)


def moved(identity: SaleIdentity, state: SaleState, reason: str | None = None) -> Commit:
    """A step after which the sale is in ``state``."""
    at = HandClock().now()
    finished_at = None if state in UNFINISHED else at
    update = SaleUpdate(identity.sale_id, state, reason, finished_at=finished_at)
    return replace(shown(identity), sale=update, is_open=state in UNFINISHED)


def flow_of(identity: SaleIdentity) -> str:
    return f"show_qr:{identity.attempt_id}"


def first_step(at: datetime) -> Callable[[SaleIdentity], Commit]:
    def first(identity: SaleIdentity) -> Commit:
        return Commit(
            flow=flow_of(identity),
            event='{"type":"Started"}',
            state='{"phase":"created"}',
            is_open=True,
            at=at,
        )

    return first


def begin(store: OpenedStore, sale: SaleDraft | None = None) -> SaleIdentity:
    at = HandClock().now()
    return write(store, lambda: store.store.begin_sale(sale or draft(), at, first_step(at)))


def shown(identity: SaleIdentity) -> Commit:
    return Commit(
        flow=flow_of(identity),
        event='{"type":"CodeReady"}',
        state='{"phase":"shown"}',
        is_open=True,
        at=HandClock().now(),
    )


def approved(identity: SaleIdentity, wallet_txn_no: str = "", paid_minor: int = 3_080) -> Commit:
    at = HandClock().now()
    number = wallet_txn_no or f"2026{identity.sale_id:012d}"
    return Commit(
        flow=flow_of(identity),
        event='{"type":"Paid"}',
        state='{"phase":"approved"}',
        is_open=False,
        at=at,
        sale=SaleUpdate(
            identity.sale_id,
            SaleState.APPROVED,
            wallet_txn_no=number,
            paid_at=at,
            finished_at=at,
        ),
        new_credits=(
            CreditRecord(
                number, identity.attempt_id, paid_minor, CreditKind.SALE, CreditState.ACCEPTED
            ),
        ),
        print_requests=(
            PrintRequest(identity.sale_id, SlipCopy.MERCHANT),
            PrintRequest(identity.sale_id, SlipCopy.CUSTOMER),
        ),
    )


def sell(store: OpenedStore) -> SaleIdentity:
    """One approved sale: three steps."""
    identity = begin(store)
    write(store, lambda: store.store.commit(shown(identity)))
    write(store, lambda: store.store.commit(approved(identity)))
    return identity


def sale_shown(job: PrintJob) -> SaleRecord:
    """Return the sale of a sale's slip."""
    assert isinstance(job.subject, SaleRecord)
    return job.subject


def audit_rows(store: OpenedStore) -> list[tuple[object, ...]]:
    """Return who, action, subject and detail of each row of the audit log."""
    session = store.reports._session
    statement = "SELECT operator_id, action, subject, detail FROM audit ORDER BY seq"
    return read(store, lambda: [tuple(row) for row in session.rows(statement)])


def settle(store: OpenedStore, acquirer: str) -> None:
    """Close the acquirer's open batch with a settlement, if there is one.

    What is not finished goes on in the next one.
    """
    at = HandClock().now()
    draft = SettlementDraft(acquirer, "01")

    def first(identity: SettlementIdentity) -> Commit:
        return Commit(f"settlement:{identity.settlement_id}", "{}", '{"n":0}', True, at)

    def work() -> None:
        identity = store.store.begin_settlement(draft, at, first)
        if identity is None:
            return
        closes = BatchClosing(identity.batch_id)
        update = SettlementUpdate(identity.settlement_id, "settled", at, closes)
        step = replace(first(identity), is_open=False, settlement=update)
        store.store.commit(step)

    write(store, work)


def close_batch(store: OpenedStore) -> None:
    """Settle every open batch."""
    for acquirer in Acquirer:
        settle(store, acquirer)


@contextlib.contextmanager
def raw(folder: Path, key_hex: str = KEY_HEX) -> Iterator[dbapi2.Connection]:
    """A connection of the engine's own, past everything of ours."""
    connection = dbapi2.connect(str(folder / STORE_FILE), isolation_level=None)
    try:
        connection.execute(f"PRAGMA key = \"x'{key_hex}'\"")
        yield connection
    finally:
        connection.close()
